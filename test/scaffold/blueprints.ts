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
    publishes: [order.created, order.cancelled@2]
    subscribes: [payment.settled@3]
    sagas:
      place-order:
        steps:
          - { do: payment.charge, undo: payment.refund, timeout: 5s }
  payment:
    port: 4002
    owns: [charges]
    endpoints:
      - POST /charges: { as: charge, publishes: [payment.settled] }
      - POST /charges/refund: { as: refund }
      - POST /charges/{id}/dispute: { as: dispute, idempotent: required }
      - PATCH /charges/{id}: { idempotent: true, publishes: [payment.settled] }
      - GET /charges/{id}
    publishes: [payment.settled@2]
  audit:
    kind: worker
    subscribes: [order.created, order.cancelled@2]
  web:
    kind: gateway
    routes: { /api/orders: orders, /pay: payment }
`;

/** Two libraries, one of them used by services of every kind. */
export const withLibraries = `
system: { name: shop, shape: microservices, owner: "@shop/all" }
libraries:
  money: { owner: "@shop/core" }
  clock: { path: packages/clock }
services:
  orders:
    owns: [orders]
    uses: [money]
    endpoints: [POST /orders, "GET /orders/{id}"]
  audit:
    kind: worker
    uses: [money]
    subscribes: [order.paid]
  payment:
    endpoints: [POST /charges: { publishes: [order.paid] }]
    publishes: [order.paid]
  web:
    kind: gateway
    uses: [money]
    routes: { /api/orders: orders }
`;

/** Everything that a gateway and a backend for frontend can do. */
export const edge = `
system: { name: edge, shape: microservices }
defaults: { discovery: consul }
services:
  orders:
    owns: [orders]
    endpoints: [POST /orders, GET /orders, "GET /orders/{id}"]
  payment:
    owns: [charges]
    endpoints: [POST /charges as charge, "GET /charges/{id} as seeCharge"]
  mobile-bff:
    kind: bff
    aggregates:
      "/mobile/orders/{order}":
        parts:
          order: { call: orders.getOrdersById, required: true }
          charge: payment.seeCharge
          recent: { call: orders.getOrders, timeout: 500ms }
  web:
    kind: gateway
    auth: { issuer: https://id.shop.example, audience: shop }
    rateLimit: 100/1m
    routes:
      /api/orders: { to: orders, scopes: [orders:read], rateLimit: 10/1s, timeout: 2s }
      /api/charges: payment
      /mobile: { to: mobile-bff, public: true }
      /shop/orders:
        to: orders
        legacy:
          url: LEGACY_URL
          percent: 10
          by: x-customer
          shadow: true
          rules: [{ header: x-beta, equals: "yes", to: new }, { path: /shop/orders/export, to: legacy }]
          fields: { order_no: id, cust_name: customer }
      /shop/charges: { to: payment, public: true, legacy: LEGACY_URL }
    aggregates:
      "/api/overview/{id}":
        scopes: [orders:read, charges:read]
        parts: { order: orders.getOrdersById, charge: payment.seeCharge }
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

/** Jobs that keep a CPU busy, behind every server: with and without a body, a table, parameters, keys and events. */
export const computing = `
system: { name: press, shape: microservices }
defaults: { bus: nats }
services:
  invoices:
    owns: [invoices]
    cpu: [render-page, sum-up]
    endpoints:
      - POST /invoices: { computes: [render-page], idempotent: true, publishes: [invoice.made] }
      - GET /invoices
      - "GET /invoices/{id}": { computes: [sum-up] }
      - "DELETE /invoices/{id}": { computes: [sum-up] }
    publishes: [invoice.made]
  thumbnails:
    http: express
    cpu: [shrink]
    endpoints: [POST /thumbnails: { computes: [shrink], calls: [hashes.hash] }, "GET /thumbnails/{id}": { computes: [shrink] }]
    calls: { hashes: [hash] }
  hashes:
    http: nest
    cpu: [hash-it]
    endpoints: [POST /hashes: { as: hash, computes: [hash-it] }, GET /hashes: { computes: [hash-it] }]
  prints:
    kind: worker
    cpu: [print]
    subscribes: [invoice.made]
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

/** Services that call each other over gRPC and HTTP, with every fallback. */
export const remote = `
system: { name: shop, shape: microservices }
services:
  inventory:
    owns: [stock, reservations]
    grpc: true
    endpoints:
      - GET /stock
      - GET /stock/{sku}
      - PUT /stock/{sku}
      - POST /reservations as reserve
      - DELETE /reservations/{id}
  pricing:
    endpoints: ["GET /prices/{sku}", "GET /prices"]
  orders:
    endpoints:
      - POST /orders: { calls: [inventory.reserve] }
      - GET /orders/{sku}: { calls: [inventory.getStockBySku, pricing.getPricesBySku, pricing.getPrices] }
    calls:
      inventory:
        - GET /stock/{sku}: { protocol: grpc, fallback: stale }
        - reserve: { protocol: grpc }
      pricing:
        - GET /prices/{sku}: { fallback: stale }
        - GET /prices: { fallback: empty, retries: 0 }
`;

/** Gateways that answer HTTP by calls over gRPC: with tokens beside a route that passes on, without, and alone. */
export const transcoded = `
system: { name: shop, shape: microservices }
services:
  inventory:
    owns: [stock, reservations]
    grpc: true
    endpoints:
      - GET /stock
      - GET /stock/{sku}
      - PUT /stock/{sku}
      - POST /reservations as reserve
      - POST /reservations/{id}/confirm as confirm
      - POST /stock/{sku}/refill: { as: refill, idempotent: required }
      - POST /stock/{sku}/recount: { as: recount, idempotent: true }
      - DELETE /reservations/{id}
  pricing:
    grpc: true
    endpoints: [GET /quote as quote, "GET /prices/{sku}", "GET /reports/{year}/{month}"]
  orders:
    endpoints: [GET /orders]
  web:
    kind: gateway
    auth: { issuer: https://id.shop.example, audience: shop }
    rateLimit: 100/1m
    routes:
      /api/stock: { to: inventory, protocol: grpc, scopes: [stock:read], timeout: 2s }
      /api/reservations: { to: inventory, protocol: grpc, public: true }
      /api/orders: orders
    aggregates:
      "/api/overview": { parts: { orders: orders.getOrders } }
  inner:
    kind: gateway
    routes: { /orders: orders, /quote: { to: pricing, protocol: grpc } }
  partners:
    kind: gateway
    auth: { issuer: https://id.shop.example, audience: partners }
    routes: { /prices: { to: pricing, protocol: grpc }, /quote: { to: pricing, protocol: grpc }, /all: { to: pricing, protocol: grpc } }
`;

/** The blueprint that a text declares. */
export function blueprint(text: string): Blueprint {
  return parseBlueprint('archwright.yaml', text);
}

/** Sagas that Step Functions and Temporal lead: with a pivot and parameters in paths, and short ones. */
export const engines = `
system: { name: shop, shape: microservices }
defaults: { bus: nats, database: postgres, http: fastify }
services:
  orders:
    owns: [orders]
    endpoints:
      - POST /orders: { as: placeOrder, starts: place-order, publishes: [order.placed] }
      - GET /orders/{id}
      - POST /orders/{id}/return: { as: bringBack, starts: take-back }
    publishes: [order.placed]
    sagas:
      place-order:
        style: step-functions
        steps:
          - { do: inventory.reserve, undo: inventory.release, timeout: 2s }
          - { do: payment.charge, undo: payment.refund, timeout: 1500ms }
          - { do: inventory.pick, pivot: true }
          - { do: shipping.dispatch, timeout: 8s }
      take-back:
        style: step-functions
        steps:
          - { do: inventory.reserve, undo: inventory.release }
          - { do: payment.refund }
  returns:
    owns: [returns]
    endpoints:
      - POST /returns: { as: giveBack, starts: give-back }
      - GET /returns/{id}
    sagas:
      give-back:
        style: temporal
        steps:
          - { do: inventory.reserve, undo: inventory.release, timeout: 2s }
          - { do: shipping.dispatch, undo: shipping.recall, timeout: 1500ms }
          - { do: payment.refund, pivot: true }
          - inventory.pick
      check:
        style: temporal
        steps: [{ do: inventory.reserve, undo: inventory.release }, payment.charge]
  inventory:
    owns: [reservations]
    endpoints:
      - POST /reservations as reserve
      - DELETE /reservations/{id} as release
      - POST /reservations/{id}/pick as pick
  payment:
    owns: [charges]
    endpoints: [POST /charges as charge, POST /charges/refund as refund]
  shipping:
    owns: [parcels]
    endpoints: ["PUT /parcels/{id} as dispatch", "DELETE /parcels/{id} as recall"]
`;
