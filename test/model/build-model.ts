import { noDeployment } from '../../src/model/deployment.ts';
import type { Call, DatastoreUse, Service, ServiceKind, SystemModel } from '../../src/model/system.ts';
import { HANDLED, SENT } from '../support/sound-messaging.ts';

const at = (file: string, line = 1) => [{ file, line, column: 1 }];

/** A call `orders POST /orders -> payment POST /charges`: the endpoint that makes it (or only a service), and the one that it reaches. */
export function call(text: string, changes: Partial<Call> = {}): Call {
  const [source = '', target = ''] = text.split(' -> ');
  const [from = '', ...fromEndpoint] = source.split(' ');
  const [to = '', method, path] = target.split(' ');
  return {
    id: text,
    from,
    fromEndpoints: fromEndpoint.length > 0 ? [source] : [],
    to,
    toKind: 'service',
    toEndpoint: method ? target : null,
    target: null,
    address: { origin: 'config', host: to, scheme: 'http', evidence: [] },
    protocol: 'http',
    method: method ?? null,
    path: path ?? null,
    client: 'axios',
    policy: {
      timeout: { state: 'absent', ms: null, source: 'axios has no default' },
      retry: { state: 'absent', source: 'none' },
      circuitBreaker: { state: 'absent', source: 'none' },
      bulkhead: { state: 'absent', source: 'none' },
    },
    repeated: false,
    evidence: at(`${from}/src/index.js`),
    ...changes,
  };
}

/** A use of a datastore: `write orders` and `read stock` are accesses; a lone `write` has an unknown table. */
export function use(service: string, datastore: string, accesses: readonly string[]): DatastoreUse {
  const evidence = at(`${service}/src/db.js`);
  return {
    service,
    datastore,
    evidence,
    accesses: accesses.map((text) => {
      const [mode, table = null] = text.split(' ');
      return { table, mode: mode === 'write' ? 'write' : 'read', operation: 'query', evidence };
    }),
  };
}

interface Sketch {
  readonly calls?: readonly Call[];
  readonly endpoints?: readonly string[];
  readonly kinds?: Readonly<Record<string, ServiceKind>>;
  readonly services?: readonly string[];
  /** `orders > order.created` publishes, `orders < order.created` subscribes. */
  readonly events?: readonly string[];
  readonly uses?: readonly DatastoreUse[];
}

/** An observed model with every service, endpoint, channel and datastore that the sketch mentions. */
export function model({
  calls = [],
  endpoints = [],
  kinds = {},
  services = [],
  events = [],
  uses = [],
}: Sketch): SystemModel {
  const reached = calls.flatMap((one) => [...one.fromEndpoints, ...(one.toEndpoint ? [one.toEndpoint] : [])]);
  const ids = [...new Set([...endpoints, ...reached])].sort();
  const flows = events.map((text) => text.split(' '));
  const names = new Set([
    ...[...services, ...ids.map((id) => id.split(' ')[0] ?? ''), ...Object.keys(kinds)],
    ...calls.flatMap(({ from, to }) => (to === null ? [from] : [from, to])),
    ...[...flows.map(([service = '']) => service), ...uses.map(({ service }) => service)],
  ]);
  const flow = (sign: string) =>
    flows
      .filter(([, direction]) => direction === sign)
      .map(([service = '', , name = '']) => ({
        service,
        channel: `nats:${name}`,
        evidence: at(`${service}/src/bus.js`),
      }));
  return {
    schemaVersion: 1,
    name: 'shop',
    root: '.',
    origin: 'observed',
    services: [...names].sort().map((name) => serviceOf(name, kinds[name] ?? 'service')),
    endpoints: ids.map((id) => {
      const [service = '', method = '', path = ''] = id.split(' ');
      return { id, service, protocol: 'http', method, path, evidence: at(`${service}/src/routes.js`) };
    }),
    calls,
    channels: [...new Set(flows.map(([, , name = '']) => name))]
      .sort()
      .map((name) => ({ id: `nats:${name}`, broker: 'nats', name })),
    publications: flow('>').map((use) => ({ ...use, ...SENT })),
    subscriptions: flow('<').map((use) => ({ ...use, ...HANDLED })),
    datastores: [...new Set(uses.map(({ datastore }) => datastore))].sort().map((id) => ({
      id,
      engine: id.split(':')[0] ?? '',
      host: 'db',
      port: 5432,
      database: id.split(':')[1] ?? null,
      schema: null,
    })),
    datastoreUses: uses,
    foreignImports: [],
    dualWrites: [],
    distributedChanges: [],
    processStates: [],
    compensations: [],
    domainLibraries: [],
    deployment: noDeployment,
    coverage: {
      files: { seen: 1, parsed: 1, excluded: 0 },
      gaps: [],
      opaqueServices: [],
      calls: { total: calls.length, resolved: calls.length, unknownTimeout: 0 },
    },
  };
}

function serviceOf(name: string, kind: ServiceKind): Service {
  return {
    id: name,
    name,
    path: name,
    kind,
    language: 'javascript',
    frameworks: ['express'],
    ports: [],
    listens: [],
    health: { state: 'unknown', evidence: [] },
    shutdown: { state: 'unknown', evidence: [] },
    completeApi: { state: 'unknown', evidence: [] },
    lines: 0,
    evidence: at(`${name}/package.json`),
  };
}
