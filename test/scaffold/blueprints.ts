import type { Blueprint } from '../../src/blueprint/blueprint.ts';
import { parseBlueprint } from '../../src/blueprint/read-blueprint.ts';

/** A service that keeps orders, and one that it pays at; between them most of what can be generated. */
export const orders = `
system: { name: shop, shape: microservices }
defaults: { bus: rabbitmq, database: postgres, http: fastify }
services:
  orders:
    port: 4001
    owns: [orders, order_items]
    endpoints:
      - POST /orders: { as: placeOrder, starts: place-order, publishes: [order.created] }
      - GET /orders
      - GET /orders/{id}: { calls: [payment.getChargesById] }
      - PUT /orders/{id}
      - PATCH /orders/{id}
      - DELETE /orders/{id}
      - POST /orders/{id}/cancel: { as: cancel, publishes: [order.cancelled], calls: [payment.refund] }
      - POST /orders/{id}/items as addItem
      - GET /quote as quote
    calls:
      payment:
        - GET /charges/{id}: { timeout: 500ms, retries: 1 }
        - POST /charges/refund
    publishes: [order.created, order.cancelled]
    subscribes: [payment.settled]
    sagas:
      place-order:
        steps:
          - { do: payment.charge, undo: payment.refund, timeout: 5s }
  payment:
    port: 4002
    owns: [charges]
    endpoints:
      - POST /charges: { as: charge, publishes: [payment.settled] }
      - POST /charges/refund as refund
      - GET /charges/{id}
    publishes: [payment.settled]
  audit:
    kind: worker
    subscribes: [order.created, order.cancelled]
  web:
    kind: gateway
    routes: { /api/orders: orders, /pay: payment }
`;

/** Three services and a saga that nobody leads. */
export const choreographed = `
system: { name: shop, shape: microservices }
defaults: { bus: nats, database: postgres, http: fastify }
services:
  orders:
    owns: [orders]
    endpoints:
      - POST /orders: { as: placeOrder, starts: place-order }
      - GET /orders/{id}
    sagas:
      place-order:
        style: choreography
        steps:
          - { do: inventory.reserve, undo: inventory.release, timeout: 5s }
          - { do: payment.charge, undo: payment.refund, timeout: 3s }
          - { do: inventory.pick, timeout: 8s }
  inventory:
    owns: [reservations]
    endpoints:
      - POST /reservations as reserve
      - POST /reservations/release as release
      - POST /reservations/{id}/pick as pick
  payment:
    owns: [charges]
    endpoints:
      - POST /charges as charge
      - POST /charges/refund as refund
`;

/** One service with nothing but HTTP. */
export const plain = `
system: { name: plain, shape: microservices }
services:
  quotes:
    endpoints: [GET /quotes]
`;

/** The blueprint that a text declares. */
export function blueprint(text: string): Blueprint {
  return parseBlueprint('archwright.yaml', text);
}
