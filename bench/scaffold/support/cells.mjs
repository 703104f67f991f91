/** Everything that a blueprint can ask for, as options whose values go together but for `EXCLUDES`. */
export const OPTIONS = {
  bus: ['in-process', 'nats', 'rabbitmq', 'redis', 'kafka', 'sqs'],
  http: ['fastify', 'express', 'nest'],
  telemetry: ['none', 'otel'],
  discovery: ['dns', 'consul'],
  ci: ['github', 'gitlab', 'none'],
  data: ['none', 'rows', 'event-sourced'],
  events: ['none', 'worker', 'copies'],
  idempotency: ['none', 'optional', 'required'],
  calls: ['none', 'http', 'fallback', 'grpc'],
  saga: ['none', 'orchestration', 'choreography'],
  gateway: ['none', 'plain', 'auth', 'limits', 'legacy', 'facade'],
  aggregates: ['none', 'gateway', 'bff'],
  folders: ['usual', 'own'],
};

/** An Idempotency-Key is kept with data, and a gateway's aggregates need a gateway. */
export const EXCLUDES = [
  { data: 'none', idempotency: 'optional' },
  { data: 'none', idempotency: 'required' },
  { gateway: 'none', aggregates: 'gateway' },
];

/** archwright.yaml of a cell: a shop that has what the cell says. */
export function blueprintOf(cell) {
  const { bus, http, telemetry, discovery, ci } = cell;
  return `${[
    'system: { name: shop, shape: microservices }',
    `defaults: { bus: ${bus}, http: ${http}, telemetry: ${telemetry}, discovery: ${discovery}, ci: ${ci} }`,
    'services:',
    ...ordersLines(cell),
    ...calledLines(cell),
    ...eventLines(cell),
    ...sagaLines(cell),
    ...gatewayLines(cell),
    ...bffLines(cell),
  ].join('\n')}\n`;
}

function ordersLines({ data, events, idempotency, calls, saga, folders }) {
  const handler = [
    'as: placeOrder',
    ...(saga === 'none' ? [] : ['starts: place-order']),
    ...(events === 'none' ? [] : ['publishes: [order.created]']),
    ...(calls === 'none' ? [] : ['calls: [pricing.getPricesBySku]']),
    ...(idempotency === 'none' ? [] : [`idempotent: ${idempotency === 'optional' ? 'true' : 'required'}`]),
  ];
  const own = { none: [], rows: ['orders', 'order_items'], 'event-sourced': ['orders: event-sourced'] }[data];
  const policy = {
    http: '{ timeout: 500ms, retries: 1 }',
    fallback: '{ fallback: stale }',
    grpc: '{ protocol: grpc }',
  };
  return [
    '  orders:',
    ...(folders === 'own' ? ['    path: apps/order-taking', '    port: 4100'] : []),
    ...(own.length > 0 ? [`    owns: [${own.join(', ')}]`] : []),
    ...(data === 'event-sourced' ? ['    views: { order_list: [order.created, order.changed, order.removed] }'] : []),
    '    endpoints:',
    `      - POST /orders: { ${handler.join(', ')} }`,
    '      - GET /orders',
    '      - "GET /orders/{id}"',
    '      - "PUT /orders/{id}"',
    '      - "PATCH /orders/{id}"',
    '      - "DELETE /orders/{id}"',
    ...(data === 'event-sourced' ? ['      - GET /order-list'] : []),
    ...(calls === 'none' ? [] : ['    calls:', `      pricing: [{ "GET /prices/{sku}": ${policy[calls]} }]`]),
    ...(events === 'none' ? [] : ['    publishes: [order.created]']),
    ...(saga === 'none'
      ? []
      : ['    sagas:', '      place-order:', `        style: ${saga}`, '        steps:', ...steps(saga)]),
  ];
}

function steps(style) {
  return [
    '          - { do: inventory.reserve, undo: inventory.release, timeout: 5s }',
    `          - { do: payment.charge, timeout: 3s${style === 'orchestration' ? ', pivot: true' : ''} }`,
  ];
}

function calledLines({ calls }) {
  if (calls === 'none') return [];
  return ['  pricing:', ...(calls === 'grpc' ? ['    grpc: true'] : []), '    endpoints: ["GET /prices/{sku}"]'];
}

function eventLines({ events }) {
  if (events === 'none') return [];
  return ['  audit: { kind: worker, subscribes: [order.created] }', ...(events === 'worker' ? [] : CUSTOMERS)];
}

const CUSTOMERS = [
  '  letters:',
  '    owns: [letters]',
  '    copies: { customer_copies: [customer.changed, customer.removed] }',
  '    endpoints: ["GET /customer-copies/{id}"]',
  '    subscribes: [customer.changed, customer.removed]',
  '  customers:',
  '    owns: [customers]',
  '    endpoints:',
  '      - "PUT /customers/{id}": { publishes: [customer.changed] }',
  '      - "DELETE /customers/{id}": { publishes: [customer.removed] }',
  '    publishes: [customer.changed, customer.removed]',
];

function sagaLines({ saga }) {
  if (saga === 'none') return [];
  return [
    '  inventory:',
    '    owns: [reservations]',
    '    endpoints: [POST /reservations as reserve, POST /reservations/release as release]',
    '  payment:',
    '    owns: [charges]',
    '    endpoints: [POST /charges as charge]',
  ];
}

function gatewayLines({ gateway, aggregates }) {
  if (gateway === 'none') return [];
  const route = {
    plain: 'orders',
    auth: '{ to: orders, scopes: [orders:read] }',
    limits: '{ to: orders, rateLimit: 10/1s, timeout: 2s }',
    legacy: '{ to: orders, legacy: LEGACY_URL }',
    facade: `{ to: orders, legacy: { url: LEGACY_URL, percent: 10, by: x-customer, shadow: true, fields: { order_no: id } } }`,
  }[gateway];
  return [
    '  web:',
    '    kind: gateway',
    ...(gateway === 'auth' ? ['    auth: { issuer: https://id.shop.example, audience: shop }'] : []),
    ...(gateway === 'limits' ? ['    rateLimit: 100/1m'] : []),
    `    routes: { /api/orders: ${route} }`,
    ...(aggregates === 'gateway'
      ? ['    aggregates:', '      "/api/overview/{id}": { parts: { order: orders.getOrdersById } }']
      : []),
  ];
}

function bffLines({ aggregates }) {
  if (aggregates !== 'bff') return [];
  return [
    '  phone-bff:',
    '    kind: bff',
    '    aggregates:',
    '      "/phone/orders/{id}": { parts: { order: { call: orders.getOrdersById, required: true }, all: orders.getOrders } }',
  ];
}
