/** Two services and a way to say more about them: what most samples change. */
const base = `services:
  orders:
    owns: [orders]
    endpoints:
      - POST /orders
  payment:
    endpoints:
      - POST /charges as charge
      - POST /charges/refund as refund
`;

/** Blueprints without a mistake, in every form that the language has. */
export const goodSamples: Readonly<Record<string, string>> = {
  'only lint settings':
    'lint:\n  rules:\n    missing-timeout: off\n    shared-database: { severity: warning, tables: 2 }\n',
  'all lint settings':
    'lint:\n  extends: [strict, ./team.yaml, "@shop/rules"]\n  overrides:\n    - files: [legacy/]\n      rules: { missing-timeout: { severity: info, longDefaultMs: 5 } }\n  ignore: [old/**]\n  customRules: [./rules.ts]\n  baseline: .archwright/baseline.json\n',
  'one thing to extend': 'lint: { extends: strict }\n',
  'only a folder of decisions': 'decisions: docs/adr/\n',
  'sections and services without content': 'system:\ndefaults:\nservices:\n  orders:\nlint:\n',
  'services whose code is there': `services:
  legacy-orders:
    existing: { name: Legacy Orders, language: python, bus: kafka, stores: [mongodb, redis] }
    kind: gateway
    path: .
    port: 8080
    owns: [OrderItems]
    endpoints: [GET /health/live]
    publishes: [order_created, events/order.created]
    subscribes: ["#"]
    calls: { billing: ["POST /pay/{id}"] }
    routes: { /api: billing }
  billing:
    existing: true
    port: 8080
    owns: [OrderItems]
  orders:
    existing: false
    calls: { billing: ["POST /pay/{id}"] }
`,
  'two services': base,
  'every setting of the system':
    'system: { name: corner-shop, shape: modular-monolith }\ndefaults: { bus: rabbitmq, database: postgres, http: fastify, discovery: consul }\n',
  'owners, and what describes the deployment':
    'system: { owner: "@shop/everybody" }\ndefaults: { deploy: [kubernetes, compose] }\nservices:\n  orders: { owner: "@ada" }\n',
  'calls by path, by name and in the long form': `${base}    calls:
      orders:
        - POST /orders: { timeout: 1.5s, retries: 0, breaker: false, bulkhead: 5, reads: [id, total] }
  catalogue:
    calls: { payment: [charge, POST /charges/refund], orders: [postOrders: { timeout: 250 }] }
`,
  'endpoints in the long form': `${base}  inventory:
    path: apps/inventory
    port: 4000
    endpoints:
      - GET /stock/{sku}: { as: stockOf, calls: [payment.charge], publishes: [stock.read] }
      - "DELETE /stock/:sku"
      - GET /: {}
    calls: { payment: [charge] }
    publishes: [stock.read]
`,
  'a saga': `services:
  orders:
    endpoints:
      - POST /orders: { starts: place-order }
    sagas:
      place-order:
        steps: [payment.charge, { do: payment.charge, undo: payment.refund, timeout: 10s }, { do: payment.settle, pivot: true }]
  payment:
    endpoints: [POST /charges as charge, POST /charges/refund as refund, POST /charges/settle as settle]
`,
  'a choreographed saga': `services:
  orders:
    endpoints:
      - POST /orders: { starts: place-order }
    sagas:
      place-order:
        style: choreography
        steps: [{ do: stock.reserve, undo: stock.release }, { do: payment.charge, timeout: 10s }]
  payment:
    endpoints: [POST /charges as charge]
  stock:
    endpoints: [POST /stock as reserve, POST /stock/release as release]
  audit: { kind: worker, subscribes: [place-order.started] }
`,
  'a saga that a state machine leads': `services:
  orders:
    endpoints:
      - POST /orders: { starts: place-order }
    sagas:
      place-order:
        style: step-functions
        steps: [{ do: payment.charge, undo: payment.refund, timeout: 60s }, { do: payment.settle, pivot: true }]
  payment:
    endpoints: [POST /charges as charge, POST /charges/refund as refund, POST /charges/settle as settle]
`,
  'a saga that Temporal leads': `services:
  orders:
    endpoints:
      - POST /orders: { starts: place-order }
    sagas:
      place-order: { style: temporal, steps: [{ do: payment.charge, undo: payment.refund, timeout: 10m }] }
      ship-order: { steps: [payment.charge] }
  payment:
    endpoints: [POST /charges as charge, POST /charges/refund as refund]
`,
  'a gateway and a worker': `${base}  mailer:
    kind: worker
    subscribes: [order.created, stock.low-again.seen]
  web: { kind: gateway, routes: { /api/orders: orders, /pay: payment } }
`,
  'jobs in worker threads': `services:
  orders:
    cpu: [render-invoice]
    endpoints: [POST /orders: { computes: [render-invoice] }]
  printing: { kind: worker, cpu: [print] }
`,
  'versions of events': `services:
  orders:
    owns: [orders]
    endpoints: [POST /orders: { publishes: [order.created] }]
    publishes: [order.created@2, order.closed@1]
  mailing:
    kind: worker
    owns: [mails]
    copies: { order_copies: [order.created] }
    subscribes: [order.created@12, order.closed]
`,
  'data that follows events': `services:
  accounts:
    owns: [accounts: event-sourced, transfers]
    views: { balances: [account.created, account.removed], activity: [transfer.made] }
    copies: { customer_copies: [customer.changed] }
    publishes: [transfer.made]
    subscribes: [customer.changed]
`,
  'a gateway with everything, and a bff': `services:
  orders: { endpoints: ["GET /orders/{id} as find", GET /orders] }
  payment: { endpoints: ["GET /charges/{id} as findCharge"] }
  mobile:
    kind: bff
    endpoints: [GET /mobile/news]
    calls: { orders: [find] }
    aggregates: { /mobile/start: { parts: { orders: orders.getOrders } } }
  web:
    kind: gateway
    auth: { issuer: https://id.example.com/, audience: shop, jwks: https://id.example.com/keys }
    rateLimit: 100/1m
    routes:
      /api/orders: { to: orders, scopes: [orders:read], rateLimit: 10/1.5s, timeout: 2s }
      /mobile: { to: mobile, public: true }
      /grpc: { to: orders, protocol: http }
      /old: { to: orders, legacy: OLD_URL }
      /older:
        to: orders
        legacy: { url: OLD_URL, percent: 5, by: X-Customer, shadow: true, rules: [{ header: a, to: new }, { path: /older/x, to: legacy }], fields: { no: id } }
    aggregates:
      /api/overview/{order}:
        scopes: [orders:read]
        rateLimit: 5/1s
        parts: { order: { call: orders.find, required: true, timeout: 500ms }, charge: payment.findCharge }
`,
  'libraries, and who uses them': `libraries:
  money:
  clock-work: { path: packages/clock/, owner: "@ada" }
services:
  orders: { uses: [money, clock-work] }
  mailer: { kind: worker, uses: [money] }
  start: { kind: bff, uses: [money], endpoints: [GET /start] }
  web: { kind: gateway, uses: [money], routes: { /api: orders } }
`,
  'an alias in place of a list': `services:
  orders: { publishes: &events [order.created] }
  mailer: { kind: worker, subscribes: *events }
`,
};

export interface BadSample {
  readonly text: string;
  /** Every mistake as `line:column message | help`, the help as far as given. */
  readonly says: readonly string[];
  /** True when the mistake lies in the form of the file, so that the JSON Schema refuses it too. */
  readonly structural: boolean;
}

const one = (line: string): string => `services:\n  orders:\n    ${line}\n`;
const more = (line: string): string => `${base}    ${line}\n`;
const structural = (text: string, ...says: string[]): BadSample => ({ text, says, structural: true });
const reference = (text: string, ...says: string[]): BadSample => ({ text, says, structural: false });

/** Blueprints with mistakes, and what is said about each. */
export const badSamples: Readonly<Record<string, BadSample>> = {
  'a word in place of what is said of existing code': {
    text: 'services:\n  orders:\n    existing: kafka\n',
    says: ['3:15 existing cannot be "kafka" | allowed: true, false'],
    structural: true,
  },
  'a saga of existing code': {
    text: 'services:\n  orders:\n    existing: true\n    sagas: {}\n',
    says: ['4:5 "sagas" is not a key of a service whose code is there already | its keys: existing, kind'],
    structural: true,
  },
  'a name that would end a comment': {
    text: 'services:\n  orders:\n    existing: { bus: "a\\nb" }\n',
    says: ['3:22 "a'],
    structural: true,
  },
  'a folder that is generated into where code is': {
    text: 'services:\n  old:\n    existing: true\n    path: src\n  orders:\n    path: src\n',
    says: ['6:11 the folder "src" shares files with "src" of "old"'],
    structural: false,
  },
  'a library that is not declared': reference(
    'libraries: { money: }\nservices:\n  orders: { uses: [mony] }\n',
    '3:20 there is no library "mony" | did you mean "money"? libraries: money',
  ),
  'a library where none is declared': reference(
    one('uses: [money]'),
    '3:12 there is no library "money" | declare it under "libraries", or with "archwright new library"',
  ),
  'a library that is used twice': structural(
    'libraries: { money: }\nservices:\n  orders: { uses: [money, money] }\n',
    '3:27 "money" stands twice under "uses" | keep one',
  ),
  'a library that existing code uses': structural(
    'libraries: { money: }\nservices:\n  orders: { existing: true, uses: [money] }\n',
    '3:29 "uses" is not a key of a service whose code is there already | its keys: existing, kind',
  ),
  'a library that has the name of a service': reference(
    'libraries:\n  orders:\nservices:\n  orders:\n',
    '2:3 "orders" would be the package of the service "orders", too | give one of them another name',
  ),
  'a library that has the name of the monolith': reference(
    'system: { name: shop, shape: modular-monolith }\nlibraries:\n  shop:\nservices:\n  orders:\n',
    '3:3 "shop" would be the package of the monolith "shop", too | give one of them another name',
  ),
  'a library in the folder of a service': reference(
    'libraries:\n  money: { path: services/orders/money }\nservices:\n  orders:\n',
    '2:18 the folder "services/orders/money" shares files with "services/orders" of "orders" | give each library a folder',
  ),
  'a library in the folder of the monolith': reference(
    'system: { shape: modular-monolith }\nlibraries:\n  money: { path: app }\nservices:\n  orders:\n',
    '3:18 the folder "app" shares files with "app" of the monolith | give each library a folder of its own',
  ),
  'two libraries in one folder': reference(
    'libraries:\n  money: { path: libs }\n  time:\n',
    '3:3 the folder "libs/time" shares files with "libs" of "money" | give each library a folder of its own',
  ),
  'a library in the root': structural(
    'libraries:\n  money: { path: . }\n',
    '2:18 a library cannot lie in the root, where the files of the whole system are | leave "path" out',
  ),
  'a library that starts': structural(
    'libraries:\n  money: { port: 3000 }\n',
    '2:12 "port" is not a key of the library "money" | its keys: path, owner',
  ),
  'a list of libraries': structural('libraries: [money]\n', '1:12 libraries is a map, but here is a list'),
  'a list in place of the blueprint': structural('- orders\n', '1:1 the blueprint is a map, but here is a list'),
  'a table that is kept in an unknown way': structural(
    one('owns: [orders: event-sauced]'),
    '3:20 how "orders" is kept cannot be "event-sauced" | did you mean "event-sourced"? allowed: event-sourced',
  ),
  'a view of what nobody records': reference(
    one('views: { totals: [order.created] }'),
    `3:23 "order.created" is not such an event: a view is made of what its own service records | publish the event, keep the table that it comes from as events, or keep a copy of another service's under "copies"`,
  ),
  'a copy of what the service does not hear': reference(
    one('copies: { customers: [customer.changd] }\n    subscribes: [customer.changed]'),
    '3:27 "customer.changd" is not such an event: a copy follows events that the service subscribes to | name it under "subscribes" as well; did you mean "customer.changed"? there is: customer.changed',
  ),
  'a view without events': structural(
    one('views: { totals: [] }'),
    `3:22 "totals" follows no event | publish the event, keep the table that it comes from as events, or keep a copy of another service's under "copies"`,
  ),
  'two tables of one name': reference(
    one('owns: [totals]\n    publishes: [a.b]\n    views: { totals: [a.b] }'),
    '5:14 the service "orders" has two tables "totals" | give one of them another name',
  ),
  'an unknown key': structural(
    'servcies: {}\n',
    '1:1 "servcies" is not a key of the blueprint | did you mean "services"? its keys: system, defaults, services, libraries, decisions, advise, lint',
  ),
  'an unknown key of a service': structural(
    one('endpoint: []'),
    '3:5 "endpoint" is not a key of the service "orders" | did you mean "endpoints"?',
  ),
  'a merge key': structural('services:\n  orders: { <<: {} }\n', '2:13 "<<" is not a key of the service "orders"'),
  'an unknown value': structural(
    'defaults: { bus: rabitmq }\n',
    '1:18 bus cannot be "rabitmq" | did you mean "rabbitmq"? allowed: in-process, nats, rabbitmq, redis',
  ),
  'an unknown shape': structural(
    'system: { shape: serverless }\n',
    '1:18 shape cannot be "serverless" | allowed: micro',
  ),
  'a system name with capitals': structural(
    'system: { name: My Shop }\n',
    '1:17 "My Shop" is not in kebab-case | write "my-shop": lower-case letters, digits and single dashes',
  ),
  'a number in place of a name': structural(
    'system: { name: 7 }\n',
    '1:17 the name of the system is a text, but here is the number 7',
  ),
  'services as a list': structural('services: [orders]\n', '1:11 services is a map, but here is a list'),
  'a service that is a text': structural(
    'services: { orders: yes }\n',
    '1:21 the service "orders" is a map, but here is "yes"',
  ),
  'a service name in camelCase': structural(
    'services: { orderItems: {} }\n',
    '1:13 "orderItems" is not in kebab-case | write "order-items"',
  ),
  'a reserved word': structural('services: { delete: {} }\n', '1:13 "delete" is a reserved word of JavaScript'),
  'a device name': structural('services: { aux: {} }\n', '1:13 "aux" is a device name on Windows'),
  'the name of a broker': structural('services: { nats: {} }\n', '1:13 "nats" is reserved'),
  'names that differ only in dashes': reference(
    'services: { order-items: {}, orderitems: {} }\n',
    '1:30 "orderitems" and "order-items" differ only in case or dashes',
  ),
  'names that differ only in case': structural(
    'services: { orders: {}, Orders: {} }\n',
    '1:25 "Orders" is not in kebab-case',
    '1:25 "Orders" and "orders" differ only in case or dashes',
  ),
  'a service whose URL is another variable': structural(
    'services: { database: {} }\n',
    '1:13 "database" is reserved: DATABASE_URL is not where a service is',
  ),
  'events, tables, sagas and operations that would be one identifier': reference(
    `services:
  orders:
    owns: [order_2, order2]
    endpoints: [GET /old as getURL, GET /new as getUrl]
    publishes: [order.line-added]
    subscribes: [order-line.added, order.line-added]
    sagas: { place-2: { steps: [payment.charge] }, place2: { steps: [payment.charge] } }
  payment:
    endpoints: [POST /charges as charge]
`,
    '3:21 "order2" and "order_2" differ only in case or dashes',
    '4:37 "getUrl" and "getURL" differ only in case or dashes',
    '6:18 "order-line.added" and "order.line-added" differ only in case or dashes',
    '7:52 "place2" and "place-2" differ only in case or dashes',
  ),
  'a service in the place of the gRPC port of another': reference(
    'services: { orders: { grpc: true, endpoints: [GET /orders] }, orders-grpc: {} }\n',
    '1:63 the port of "orders-grpc" is the variable ORDERS_GRPC_PORT, as that of "orders" on gRPC',
  ),
  'an old system at the variable of something else': reference(
    `services:
  orders: { endpoints: [GET /orders] }
  web: { kind: gateway, routes: { /a: { to: orders, legacy: ORDERS_URL }, /b: { to: orders, legacy: REDIS_URL } } }
`,
    '3:61 ORDERS_URL is the variable of the service "orders"',
    '3:101 REDIS_URL means something else to the gateway',
  ),
  'an unknown kind': structural(
    one('kind: lambda'),
    '3:11 kind cannot be "lambda" | allowed: service, gateway, bff, worker',
  ),
  'a folder outside': structural(one('path: ../orders'), '3:11 "../orders" leads out of the project'),
  'a path of one machine': structural(
    one('path: C:\\orders'),
    '3:11 "C:\\orders" is not a relative path with forward slashes',
  ),
  'a device in a path': structural(
    one('path: apps/NUL.d'),
    '3:11 "apps/NUL.d" has the part "NUL.d", a device name on Windows',
  ),
  'a folder inside that of another': reference(
    'services:\n  orders: { path: apps }\n  payment: { path: apps/payment }\n',
    '3:20 the folder "apps/payment" shares files with "apps" of "orders" | give each',
  ),
  'the root as folder of one of two': reference(
    'services:\n  orders: { path: . }\n  payment:\n',
    '2:19 the folder "." shares files with "services/payment" of "payment"',
  ),
  'a port out of range': structural(
    one('port: 70000'),
    '3:11 port is a whole number from 1 to 65535, but here is the number 70000',
  ),
  'a port as a text': structural(
    one('port: "3000"'),
    '3:11 port is a whole number from 1 to 65535, but here is "3000"',
  ),
  'one port twice': reference(
    'services:\n  orders: { port: 3000 }\n  payment: { port: 3000 }\n',
    '3:20 port 3000 is that of "orders" already',
  ),
  'a table in camelCase': structural(
    one('owns: [orderItems]'),
    '3:12 "orderItems" is not in snake_case | write "order_items"',
  ),
  'a table twice': structural(one('owns: [orders, orders]'), '3:20 "orders" stands twice under "owns"'),
  'a table of two services': reference(
    'services:\n  orders: { owns: [orders] }\n  billing:\n    owns:\n      - invoices\n      - orders\n',
    '6:9 table "orders" is owned by "orders" | let "billing" ask "orders"',
  ),
  'an unknown method': structural(
    one('endpoints: [PSOT /orders]'),
    '3:17 "PSOT" is not a method of HTTP | did you mean "POST"? methods: GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS',
  ),
  'a method in small letters': structural(
    one('endpoints: [get /orders]'),
    '3:17 "get" is not a method of HTTP | did you mean "GET"?',
  ),
  'no path': structural(
    one('endpoints: [orders]'),
    '3:17 "orders" is not an endpoint | write method and path: "POST /orders"',
  ),
  'a path without a slash': structural(
    one('endpoints: [GET orders]'),
    '3:17 the path "orders" does not start with "/" | write "/orders"',
  ),
  'a path that ends with a slash': structural(
    one('endpoints: [GET /orders/]'),
    '3:17 the path "/orders/" ends with "/" | write "/orders"',
  ),
  'a query in a path': structural(one('endpoints: ["GET /orders?id=1"]'), '3:17 the path "/orders?id=1" has a query'),
  'a path with an empty segment': structural(
    one('endpoints: [GET /orders//items]'),
    '3:17 the path "/orders//items" has the segment ""',
  ),
  'one parameter twice': reference(
    one('endpoints: [GET /a/:id/b/:id]'),
    '3:17 the path "/a/:id/b/:id" has two parameters "id"',
  ),
  'a path that every service answers': reference(
    one('endpoints: [GET /health/live]'),
    '3:17 the path "/health/live" is answered by every service already',
  ),
  'one endpoint twice': reference(
    one('endpoints: [GET /orders/:id, "GET /orders/{number}"]'),
    '3:34 the endpoint "GET /orders/:number" is declared twice',
  ),
  'one operation twice': reference(
    one('endpoints: [POST /orders as place, PUT /orders as place]'),
    '3:40 two endpoints of one service are named "place" | "POST /orders" has that name too',
  ),
  'an operation in kebab-case': structural(
    one('endpoints: [POST /orders as place-order]'),
    '3:17 "place-order" is not in camelCase',
  ),
  'an operation that is a reserved word': structural(
    one('endpoints: [{ POST /orders: { as: new } }]'),
    '3:39 "new" is a reserved word of JavaScript',
  ),
  'an endpoint with two keys': structural(
    'services:\n  orders:\n    endpoints:\n      - POST /orders:\n        as: place\n',
    '4:9 an endpoint has one key, its method and path, but here are 2 | indent',
  ),
  'an unknown key of an endpoint': structural(
    one('endpoints: [{ POST /orders: { publish: [order.created] } }]'),
    '3:35 "publish" is not a key of an endpoint | did you mean "publishes"?',
  ),
  'a call of an unknown service': reference(
    more('calls: { order: [postOrders] }'),
    '10:14 there is no service "order" | did you mean "orders"? services: orders, payment',
  ),
  'a call of an unknown endpoint': reference(
    'services:\n  orders:\n    calls: { payment: [POST /charge] }\n  payment:\n    endpoints: [POST /charges, GET /charges]\n',
    '3:24 "payment" declares no endpoint "POST /charge" | did you mean "POST /charges"? "payment" declares: POST /charges, GET /charges',
  ),
  'a call of an unknown operation': reference(
    `${base}  web:\n    calls: { payment: [chrage: { timeout: 1s }] }\n`,
    '11:24 "payment" declares no operation "chrage" | did you mean "charge"? "payment" declares: charge, refund',
  ),
  'a call of a service without endpoints': reference(
    'services:\n  orders: { calls: { mailer: [send] } }\n  mailer: { kind: worker }\n',
    '2:31 "mailer" declares no operation "send" | "mailer" declares no endpoints at all',
  ),
  'a call of itself': reference(
    more('calls: { payment: [charge] }'),
    '10:14 "payment" cannot call itself over the network',
  ),
  'a call over gRPC of a service that is not served so': reference(
    more('calls: { orders: [postOrders: { protocol: grpc }] }'),
    '"orders" is not served on gRPC | add "grpc: true" to "orders"',
  ),
  'a route over gRPC to a service that is not served so': reference(
    'services:\n  orders: { endpoints: [GET /orders] }\n  web: { kind: gateway, routes: { /orders: { to: orders, protocol: grpc } } }\n',
    '3:68 "orders" is not served on gRPC | add "grpc: true" to "orders"',
  ),
  'an old system behind a route over gRPC': reference(
    'services:\n  orders: { grpc: true, endpoints: [GET /orders] }\n' +
      '  web: { kind: gateway, routes: { /orders: { to: orders, protocol: grpc, legacy: OLD_URL } } }\n',
    '3:74 the old system is asked over HTTP, and the new one over gRPC',
  ),
  'a part over HTTP of a service that a route reaches over gRPC': reference(
    'services:\n  orders: { grpc: true, endpoints: [GET /orders] }\n  web:\n    kind: gateway\n' +
      '    routes: { /orders: { to: orders, protocol: grpc } }\n' +
      '    aggregates: { /all: { parts: { orders: orders.getOrders } } }\n',
    '6:44 "orders" is called over HTTP here, and over gRPC by the route "/orders"',
  ),
  'a fallback of what is written': reference(
    more('calls: { orders: [postOrders: { fallback: stale }] }'),
    '"POST /orders" can have no fallback: only what is read can',
  ),
  'two protocols to one service': reference(
    'services:\n  orders:\n    calls: { payment: [a: { protocol: grpc }, b] }\n' +
      '  payment:\n    grpc: true\n    endpoints: [GET /a as a, GET /b as b]\n',
    '3:14 "payment" is called over two protocols: "a" over grpc, "b" over http',
  ),
  'gRPC without endpoints': reference(
    'services:\n  orders: { grpc: true }\n',
    '2:19 "orders" has no endpoints to serve on gRPC',
  ),
  'a call twice': reference(
    more('calls: { orders: [postOrders, POST /orders] }'),
    '10:35 the call of "orders" at "POST /orders" is declared twice',
  ),
  'calls without a list': structural(
    more('calls: { orders: POST /orders }'),
    '10:22 what "payment" calls of "orders" is a list, but here is "POST /orders"',
  ),
  'a timeout that is no duration': structural(
    more('calls: { orders: [postOrders: { timeout: 5 sec }] }'),
    '10:46 timeout is a duration, but here is "5 sec" | write it like 500ms, 5s or 2m',
  ),
  'a timeout of nothing': structural(
    more('calls: { orders: [postOrders: { timeout: 0s }] }'),
    '10:46 timeout is a duration, but here is "0s"',
  ),
  'settings of the wrong type': structural(
    more('calls: { orders: [postOrders: { retries: many, breaker: on, bulkhead: 0 }] }'),
    '10:46 retries is a whole number from 0 to 10, but here is "many"',
    '10:61 breaker is true or false, but here is "on"',
    '10:75 bulkhead is a whole number from 1 to 10000, but here is the number 0',
  ),
  'an unknown setting of a call': structural(
    more('calls: { orders: [postOrders: { retrys: 3 }] }'),
    '10:37 "retrys" is not a key of a call | did you mean "retries"? its keys: timeout, retries, breaker, bulkhead',
  ),
  'an event without a dot': structural(
    one('publishes: [created]'),
    '3:17 "created" is not the name of an event | write it like "order.created"',
  ),
  'a job that is not declared': reference(
    one('cpu: [print]\n    endpoints: [POST /orders: { computes: [prnt] }]'),
    '4:44 "orders" has no job "prnt" | add it under "cpu" of "orders", or did you mean "print"? name one of: print',
  ),
  'a job in capitals': structural(one('cpu: [Print]'), '3:11 "Print" is not in kebab-case | write "print"'),
  'an event with a version that is none': structural(
    one('publishes: [order.created@0]'),
    '3:17 "order.created@0" names no version | write "order.created@2": a whole number from 1 to 999, and 1 goes without saying',
  ),
  'an event with a word for a version': structural(
    one('publishes: [order.created@new]'),
    '3:17 "order.created@new" names no version',
  ),
  'two versions of one event': reference(
    one('publishes: [order.created, order.created@2]'),
    '3:32 "order.created" stands twice under "publishes" | keep one',
  ),
  'a version where an event is only named': structural(
    one('endpoints: [POST /orders: { publishes: [order.created@2] }]'),
    '3:45 "order.created@2" is an event with its version, which stands where the service declares it | write "order.created" here, and "order.created@2" under "publishes" or "subscribes" of the service',
  ),
  'an event in capitals': structural(
    one('publishes: [Order.Created]'),
    '3:17 "Order.Created" is not the name of an event | write "order.created"',
  ),
  'a saga without steps': structural(one('sagas: { place-order: {} }'), '3:14 the saga "place-order" has no steps'),
  'a saga with no step': structural(
    one('sagas: { place-order: { steps: [] } }'),
    '3:36 the saga "place-order" has no steps',
  ),
  'a saga style that is not there': structural(
    more('sagas: { pay: { style: choreographed, steps: [orders.postOrders] } }'),
    '10:28 style cannot be "choreographed" | did you mean "choreography"? allowed: orchestration, choreography, step-functions, temporal',
  ),
  'two engines in one service': reference(
    more(
      'sagas: { pay: { style: temporal, steps: [orders.postOrders] }, buy: { style: step-functions, steps: [orders.postOrders] } }',
    ),
    '10:82 "pay" of the same service has style: temporal | let one engine lead all of them',
  ),
  'a step that Step Functions would end': reference(
    more('sagas: { pay: { style: step-functions, steps: [{ do: orders.postOrders, timeout: 61s }] } }'),
    '10:86 Step Functions gives a call no more than 60 seconds | let the step answer at once',
  ),
  'a pivot of a choreographed saga': reference(
    more('sagas: { pay: { style: choreography, steps: [{ do: orders.postOrders, pivot: true }] } }'),
    '10:50 a choreographed saga has no pivot: nobody leads it past the point of no return | leave "pivot" out',
  ),
  'a step of a choreographed saga that another service undoes': reference(
    `${base}  web:\n    sagas: { pay: { style: choreography, steps: [{ do: orders.postOrders, undo: payment.refund }] } }\n`,
    '11:50 in a choreographed saga whoever does a step undoes it, but "payment.refund" is not of "orders"',
  ),
  'a step of a choreographed saga twice': reference(
    more('sagas: { pay: { style: choreography, steps: [orders.postOrders, orders.postOrders] } }'),
    '10:69 "orders.postOrders" is a step of this choreographed saga already: its events would have the same names',
  ),
  'two choreographed sagas of one name': reference(
    `${base}    sagas: { pay: { style: choreography, steps: [orders.postOrders] } }\n  web:\n    sagas: { pay: { style: choreography, steps: [payment.charge] } }\n`,
    '12:14 "payment" has a choreographed saga "pay" too | its events have one name: rename one',
  ),
  'an event of a choreographed saga that its service publishes besides': reference(
    more('sagas: { pay: { style: choreography, steps: [orders.postOrders] } }\n    publishes: [pay.started]'),
    '11:17 "payment" publishes "pay.started" as a part of the saga already | leave it out of "publishes"',
  ),
  'a step that does nothing': structural(
    more('sagas: { pay: { steps: [{ undo: orders.postOrders }] } }'),
    '10:29 the step does not say what to do',
  ),
  'a step that names no operation': structural(
    more('sagas: { pay: { steps: [orders] } }'),
    '10:29 "orders" names no operation | write service and operation',
  ),
  'a pivot and a step behind it that say how they are undone': reference(
    more(
      'sagas: { pay: { steps: [{ do: orders.postOrders, undo: orders.postOrders, pivot: true }, { do: orders.postOrders, undo: orders.postOrders }] } }',
    ),
    '10:29 the pivot is never undone | leave out its "undo", or move the pivot behind it',
    '10:94 a step behind the pivot is never undone',
  ),
  'a second pivot': reference(
    more('sagas: { pay: { steps: [{ do: orders.postOrders, pivot: true }, { do: orders.postOrders, pivot: true }] } }'),
    '10:69 a saga has one pivot | keep the first one',
  ),
  'a step of an unknown service': reference(
    more('sagas: { pay: { steps: [order.postOrders] } }'),
    '10:29 there is no service "order" | did you mean "orders"?',
  ),
  'a step of an unknown operation': reference(
    more('sagas: { pay: { steps: [{ do: orders.postOrders, undo: orders.cancel }] } }'),
    '10:60 "orders" declares no operation "cancel" | "orders" declares: postOrders',
  ),
  'a step of its own service': reference(
    more('sagas: { pay: { steps: [payment.charge] } }'),
    '10:29 a step of "payment" cannot call "payment" itself',
  ),
  'an endpoint that starts no saga': reference(
    one('endpoints: [POST /orders: { starts: place-order }]'),
    '3:41 "orders" has no saga "place-order" | declare it under "sagas" of "orders"',
  ),
  'an endpoint that calls what its service does not': reference(
    `${base}  web:\n    calls: { payment: [charge] }\n    endpoints: [POST /pay: { calls: [payment.refund] }]\n`,
    '12:38 "web" does not declare the call "payment.refund" | add it under "calls" of "web", or name one of: payment.charge',
  ),
  'an Idempotency-Key where nothing remembers it': reference(
    one('endpoints: [POST /orders: { idempotent: required }]'),
    '3:45 "orders" has no store to remember keys in | give it a table under "owns"',
  ),
  'an Idempotency-Key for what may be repeated anyway': reference(
    one('endpoints: [PUT /orders: { idempotent: true }]'),
    '3:44 "PUT /orders" needs no Idempotency-Key | only POST and PATCH do: leave it out',
  ),
  'an endpoint that publishes what its service does not': reference(
    one('endpoints: [POST /orders: { publishes: [order.created] }]'),
    '3:45 "orders" does not declare that it publishes "order.created" | add it under "publishes" of "orders"',
  ),
  'a gateway without routes': structural(
    'services: { web: { kind: gateway } }\n',
    '1:13 the gateway "web" has no routes | write routes: { /api/orders: orders }',
  ),
  'a route to an unknown service': reference(
    'services:\n  orders:\n  web: { kind: gateway, routes: { /api/orders: order } }\n',
    '3:48 there is no service "order" | did you mean "orders"? services: orders, web',
  ),
  'a route to a worker': reference(
    'services:\n  mailer: { kind: worker }\n  web: { kind: gateway, routes: { /mail: mailer } }\n',
    '3:42 "mailer" is a worker and answers no requests',
  ),
  'a route with a parameter': structural(
    'services:\n  orders:\n  web: { kind: gateway, routes: { /orders/:id: orders } }\n',
    '3:35 "/orders/:id" is not a prefix',
  ),
  'routes of a service': structural(
    one('routes: { /api: orders }'),
    '3:5 "routes" is not a key of a service: only a gateway has routes',
  ),
  'a gateway that owns tables': structural(
    'services:\n  orders:\n  web: { kind: gateway, routes: { /api: orders }, owns: [carts] }\n',
    '3:51 "owns" is not a key of a gateway: a gateway only routes | its keys: kind, path, owner, port, standalone, uses, routes',
  ),
  'limits of a service': structural(
    one('rateLimit: 100/1m'),
    '3:5 "rateLimit" is not a key of a service: only a gateway has "rateLimit"',
  ),
  'a bff with tables': structural(
    'services: { mobile: { kind: bff, owns: [carts] } }\n',
    '1:34 "owns" is not a key of a bff: a backend for frontend only asks services',
  ),
  'a rate without a window': structural(
    'services:\n  orders:\n  web: { kind: gateway, rateLimit: 100, routes: { /api: orders } }\n',
    '3:36 "100" is not a rate | write requests and window: 100/1m, 10/1s (at most 1 h)',
  ),
  'tokens of nobody': structural(
    'services:\n  orders:\n  web: { kind: gateway, auth: { audience: shop }, routes: { /api: orders } }\n',
    '3:25 auth does not say its issuer | write auth: { issuer: https://id.example.com, audience: shop }',
  ),
  'scopes where no token is checked': reference(
    'services:\n  orders:\n  web: { kind: gateway, routes: { /api: { to: orders, scopes: [a] } } }\n',
    '3:55 "scopes" needs tokens to be checked',
  ),
  'an aggregate that changes something, or lacks a parameter': reference(
    `${base}  stock: { endpoints: ["GET /stock/{sku}/{place} as stockOf"] }
  web: { kind: bff, aggregates: { "/start/{id}": { parts: { order: payment.charge, stock: stock.stockOf } } } }
`,
    '11:68 "POST /charges" changes something | an aggregate reads: name operations with GET',
    '11:91 "/stock/:sku/:place" needs "sku", which the path "/start/:id" lacks | add {sku} to the path',
  ),
  'an old system without a variable, and rules without sense': structural(
    'services:\n  orders:\n  web: { kind: gateway, routes: { /api: { to: orders, legacy: { url: "http://old", percent: 101, rules: [{ to: new }] } } } }\n',
    '3:70 "http://old" is not a variable for a URL | write the name of an environment variable: LEGACY_URL',
    '3:93 percent is a whole number from 0 to 100, but here is the number 101',
    '3:106 the rule fits everything | name a header or a path',
  ),
  'two aggregates on one path': reference(
    'services:\n  orders: { endpoints: [GET /orders] }\n  web: { kind: bff, endpoints: [GET /start], aggregates: { /start: { parts: { orders: orders.getOrders } } } }\n',
    '3:60 "GET /start" is answered already | choose another path',
  ),
  'a worker with endpoints': structural(
    'services: { mailer: { kind: worker, endpoints: [GET /mails] } }\n',
    '1:37 "endpoints" is not a key of a worker: a worker answers no requests',
  ),
  'a folder of decisions outside': structural('decisions: /adr\n', '1:12 "/adr" is not a relative path'),
  'a severity that is not there': structural(
    'lint: { rules: { missing-timeout: warn } }\n',
    '1:35 the severity of a rule cannot be "warn" | allowed: error, warning, info, off',
  ),
  'something to extend that is no name': structural(
    'lint: { extends: 7 }\n',
    '1:18 "extends" is a text, but here is the number 7',
  ),
  'a thing that is extended twice': structural(
    'lint: { extends: [strict, strict] }\n',
    '1:27 "strict" stands twice under "extends" | keep one',
  ),
  'an override without files': structural(
    'lint:\n  overrides:\n    - rules: { missing-timeout: off }\n',
    '3:7 an override without "files" is never used | give a list of globs',
  ),
  'an override with a wrong severity': structural(
    'lint:\n  overrides:\n    - files: [legacy/]\n      rules: { missing-timeout: warn }\n',
    '4:33 the severity of a rule cannot be "warn" | allowed: error, warning, info, off',
  ),
  'globs that are no list': structural('lint: { ignore: "test/**" }\n', '1:17 ignore is a list, but here is "test/**"'),
};
