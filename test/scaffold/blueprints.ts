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

/** One service with nothing but HTTP. */
export const plain = `
system: { name: plain, shape: microservices }
services:
  quotes:
    endpoints: [GET /quotes]
`;

/** A bank that keeps its accounts as events, a view of them, and copies of what the shop and its customers tell. */
export const bank = `
system: { name: bank, shape: microservices }
defaults: { bus: nats }
services:
  accounts:
    owns: [accounts: event-sourced, transfers]
    views: { balances: [account.created, account.changed, account.removed], activity: [transfer.made] }
    copies: { customer_copies: [customer.changed, customer.removed] }
    endpoints:
      - POST /accounts: { publishes: [account.opened] }
      - GET /accounts
      - GET /accounts/{id}
      - PUT /accounts/{id}
      - PATCH /accounts/{id}
      - DELETE /accounts/{id}
      - POST /accounts/{id}/freeze as freeze
      - GET /balances
      - GET /balances/{id}
      - GET /activity
      - GET /customer-copies/{id}
      - POST /transfers: { publishes: [transfer.made] }
    publishes: [account.opened, transfer.made]
    subscribes: [customer.changed, customer.removed]
  audit:
    kind: worker
    subscribes: [account.opened, transfer.made]
  customers:
    owns: [customers]
    endpoints:
      - PUT /customers/{id}: { publishes: [customer.changed] }
      - DELETE /customers/{id}: { publishes: [customer.removed] }
    publishes: [customer.changed, customer.removed]
`;

/** The blueprint that a text declares. */
export function blueprint(text: string): Blueprint {
  return parseBlueprint('archwright.yaml', text);
}
