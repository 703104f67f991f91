import { noDeployment } from '../../src/model/deployment.ts';
import type {
  Access,
  Call,
  Channel,
  Datastore,
  DatastoreUse,
  Endpoint,
  Evidence,
  Policy,
  Service,
  SystemModel,
} from '../../src/model/system.ts';
import { HANDLED, SENT } from '../support/sound-messaging.ts';

/** A place in a file, for hand-built models. */
export function at(file: string, line: number, note?: string): Evidence {
  return { file, line, column: 3, ...(note === undefined ? {} : { note }) };
}

/** A service in TypeScript with Express, unless told otherwise. */
export function service(name: string, over: Partial<Service> = {}): Service {
  return {
    id: name,
    name,
    path: name,
    kind: 'service',
    language: 'typescript',
    frameworks: ['express'],
    ports: [3000],
    listens: [at(`${name}/src/server.ts`, 20)],
    health: { state: 'present', evidence: [at(`${name}/src/server.ts`, 12)] },
    shutdown: { state: 'present', evidence: [] },
    completeApi: { state: 'present', evidence: [] },
    lines: 400,
    evidence: [at(`${name}/package.json`, 1, 'has a start script')],
    ...over,
  };
}

export function endpoint(of: string, method: string, path: string, line = 8): Endpoint {
  const id = `${of} ${method} ${path}`;
  return { id, service: of, protocol: 'http', method, path, evidence: [at(`${of}/src/server.ts`, line)] };
}

/** What guards a call: a timeout in milliseconds, null for none at all, undefined for not known. */
export function policy(timeout: number | null | undefined, guarded = false): Policy {
  const state = guarded ? ('present' as const) : ('absent' as const);
  const guard = { state, source: guarded ? 'opossum' : 'none in the path' };
  const unknown = { state: 'unknown' as const, ms: null, source: '' };
  const none = { state: 'absent' as const, ms: null, source: 'axios has no default' };
  return {
    timeout:
      timeout === undefined
        ? unknown
        : timeout === null
          ? none
          : { state: 'set', ms: timeout, source: 'call option "timeout"' },
    retry: { state: 'absent', source: 'none in the path' },
    circuitBreaker: guard,
    bulkhead: { state: 'unknown', source: '' },
  };
}

/** A call of an endpoint (`payment POST /charges`), made while the endpoint of `from` is served. */
export function call(from: Endpoint, to: Endpoint, over: Partial<Call> = {}): Call {
  const file = `${from.service}/src/clients/${to.service}.ts`;
  return {
    id: `${from.service} -> ${to.id}`,
    from: from.service,
    fromEndpoints: [from.id],
    to: to.service,
    toKind: 'service',
    toEndpoint: to.id,
    target: `http://${to.service}:3000${to.path}`,
    address: { origin: 'config', host: `${to.service}:3000`, scheme: 'http', evidence: [at('docker-compose.yaml', 5)] },
    protocol: 'http',
    method: to.method,
    path: to.path,
    client: 'axios',
    policy: policy(2000, true),
    repeated: false,
    evidence: [at(file, 14)],
    ...over,
  };
}

export function channel(name: string): Channel {
  return { id: `rabbitmq:${name}`, broker: 'rabbitmq', name };
}

export function datastore(name: string): Datastore {
  return { id: `postgres:${name}`, engine: 'postgres', host: 'db', port: 5432, database: name, schema: null };
}

/** A service's use of a datastore; accesses as `read orders`, `write orders`, at lines 10, 11, … of its `db.ts`. */
export function use(of: string, store: Datastore, ...accesses: readonly string[]): DatastoreUse {
  const file = `${of}/src/db.ts`;
  return {
    service: of,
    datastore: store.id,
    accesses: accesses.map((words, index): Access => {
      const [mode, ...table] = words.split(' ');
      const isWrite = mode === 'write';
      return {
        table: table.join(' ') || null,
        mode: isWrite ? 'write' : 'read',
        operation: isWrite ? 'INSERT' : 'SELECT',
        evidence: [at(file, 10 + index)],
      };
    }),
    evidence: [at(file, 3)],
  };
}

/** A system without anything in it, to be filled in. */
export function system(parts: Partial<SystemModel> = {}): SystemModel {
  const calls = parts.calls ?? [];
  return {
    schemaVersion: 1,
    name: 'shop',
    root: '/home/ada/shop',
    origin: 'observed',
    services: [],
    endpoints: [],
    channels: [],
    publications: [],
    subscriptions: [],
    datastores: [],
    datastoreUses: [],
    foreignImports: [],
    dualWrites: [],
    distributedChanges: [],
    processStates: [],
    compensations: [],
    domainLibraries: [],
    deployment: noDeployment,
    coverage: {
      files: { seen: 0, parsed: 0, excluded: 0 },
      gaps: [],
      opaqueServices: [],
      calls: { total: calls.length, resolved: calls.filter(({ to }) => to !== null).length, unknownTimeout: 0 },
    },
    ...parts,
    calls,
  };
}

/** A small shop with one of everything that the documents speak of: a chain, an untimed call, the outside, a shared table, an orphan channel, a service in Go. */
export function shop(): SystemModel {
  const order = endpoint('orders', 'POST', '/orders', 8);
  const reserve = endpoint('inventory', 'POST', '/reservations', 9);
  const price = endpoint('catalogue', 'GET', '/products/:sku', 7);
  const charge = endpoint('payment', 'POST', '/charges', 6);
  const toOutside: Partial<Call> = {
    id: 'payment -> api.bank.example',
    to: null,
    toKind: 'external',
    toEndpoint: null,
    target: 'https://api.bank.example/v1/charges',
    path: '/v1/charges',
    address: { origin: 'literal', host: 'api.bank.example', scheme: 'https', evidence: [at('payment/src/bank.ts', 4)] },
    evidence: [at('payment/src/bank.ts', 9)],
    client: 'fetch',
    policy: policy(undefined),
  };
  const toNowhere: Partial<Call> = {
    id: 'orders -> ?',
    to: null,
    toKind: 'unresolved',
    toEndpoint: null,
    target: '{tenant.url}/hooks',
    path: null,
    fromEndpoints: [],
    evidence: [at('orders/src/hooks.ts', 21)],
    repeated: true,
    policy: policy(null),
  };
  const [created, settled] = [channel('order.created'), channel('payment.settled')];
  const [ordersDb, stockDb] = [datastore('orders'), datastore('stock')];
  return system({
    services: [
      service('catalogue', { language: 'javascript', frameworks: ['fastify'] }),
      service('dispatch', {
        language: 'go',
        frameworks: [],
        ports: [],
        listens: [],
        health: { state: 'unknown', evidence: [] },
        shutdown: { state: 'unknown', evidence: [] },
        completeApi: { state: 'unknown', evidence: [] },
        lines: 0,
      }),
      service('inventory'),
      service('orders'),
      service('payment', { health: { state: 'absent', evidence: [] } }),
    ],
    endpoints: [price, reserve, order, charge],
    calls: [
      call(reserve, price, { policy: policy(null) }),
      call(order, reserve),
      call(order, charge, { policy: policy(5000) }),
      call(order, charge, toNowhere),
      call(charge, charge, toOutside),
    ].sort((a, b) => (a.id < b.id ? -1 : 1)),
    channels: [created, settled],
    publications: [
      { service: 'orders', channel: created.id, ...SENT, evidence: [at('orders/src/events.ts', 5)] },
      {
        service: 'payment',
        channel: settled.id,
        ...SENT,
        schema: { by: 'type', name: 'PaymentSettled', evidence: [at('payment/src/events.ts', 2)] },
        evidence: [at('payment/src/events.ts', 6)],
      },
    ],
    subscriptions: [
      {
        service: 'orders',
        channel: settled.id,
        ...HANDLED,
        schema: { by: 'validator', name: 'settled', evidence: [at('orders/src/schemas.ts', 3)] },
        evidence: [at('orders/src/events.ts', 15)],
      },
    ],
    datastores: [ordersDb, stockDb],
    datastoreUses: [
      use('inventory', stockDb, 'read stock', 'write stock', 'write stock'),
      use('orders', ordersDb, 'read orders', 'write orders', 'write order_items'),
      use('orders', stockDb, 'write stock', 'read'),
    ],
    coverage: {
      files: { seen: 24, parsed: 11, excluded: 6 },
      gaps: [
        { file: 'orders/src/legacy.js', line: 3, column: 1, reason: 'syntax error' },
        { file: 'tools/report.pl', line: 0, column: 0, reason: 'language is not read' },
      ],
      opaqueServices: ['dispatch'],
      calls: { total: 5, resolved: 3, unknownTimeout: 1 },
    },
  });
}
