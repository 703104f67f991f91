import { noDeployment } from '../../src/model/deployment.ts';
import type {
  Access,
  Call,
  Datastore,
  DatastoreUse,
  Endpoint,
  Evidence,
  Policy,
  Service,
  SystemModel,
  TimeoutPolicy,
} from '../../src/model/system.ts';
import { HANDLED, SENT } from './sound-messaging.ts';

/** `orders/src/server.ts:3:1`, or with a note behind a blank. */
export function at(place: string, note?: string): Evidence {
  const [file = '', line = '1', column = '1'] = place.split(':');
  return { file, line: Number(line), column: Number(column), ...(note === undefined ? {} : { note }) };
}

export const noTimeout: TimeoutPolicy = { state: 'absent', ms: null, source: 'axios has no default' };

/** A policy with a deadline of `ms`, or with the timeout given, and nothing else. */
export function policy(timeout: number | TimeoutPolicy = 2000): Policy {
  const none = { state: 'absent', source: 'nothing guards the call' } as const;
  return {
    timeout: typeof timeout === 'number' ? { state: 'set', ms: timeout, source: 'call option "timeout"' } : timeout,
    retry: none,
    circuitBreaker: { state: 'present', source: 'opossum' },
    bulkhead: none,
  };
}

type Part<T> = Partial<Omit<T, 'id'>>;

interface CallPart extends Part<Call> {
  /** `orders → payment`, or `orders → api.stripe.com` for what is no service of the shop. */
  readonly route: string;
  /** `POST /orders → POST /charges`: endpoint that leads to the call, and the one that it reaches. */
  readonly serving?: string;
}

interface StorePart extends Part<Datastore> {
  readonly usedBy: Readonly<Record<string, readonly Omit<Access, 'evidence'>[]>>;
}

interface ShopParts {
  readonly services: Readonly<Record<string, Part<Service>>>;
  readonly calls?: readonly CallPart[];
  readonly stores?: Readonly<Record<string, StorePart>>;
  /** `order.placed: orders → billing`. */
  readonly events?: readonly string[];
}

/** A valid, complete model of a shop from its interesting parts; everything else is sound. */
export function shopModel({ services, calls = [], stores = {}, events = [] }: ShopParts): SystemModel {
  const endpoints = new Map<string, Endpoint>();
  const endpoint = (service: string, text: string): string => {
    const [method = '', path = '/'] = text.split(' ');
    const id = `${service} ${text}`;
    endpoints.set(id, { id, service, protocol: 'http', method, path, evidence: [at(`${service}/src/routes.ts:3:1`)] });
    return id;
  };
  const made = calls.map((part, index) => makeCall(part, index, Object.keys(services), endpoint));
  const model: SystemModel = {
    schemaVersion: 1,
    name: 'shop',
    root: '/srv/shop',
    origin: 'observed',
    services: Object.entries(services).map(([id, part]) => makeService(id, part)),
    endpoints: [...endpoints.values()],
    calls: made,
    channels: [],
    publications: [],
    subscriptions: [],
    ...makeStores(stores),
    foreignImports: [],
    dualWrites: [],
    distributedChanges: [],
    processStates: [],
    compensations: [],
    domainLibraries: [],
    deployment: noDeployment,
    coverage: {
      files: { seen: 20, parsed: 12, excluded: 3 },
      gaps: [],
      opaqueServices: [],
      calls: {
        total: made.length,
        resolved: made.filter(({ toKind }) => toKind !== 'unresolved').length,
        unknownTimeout: 0,
      },
    },
  };
  return { ...model, ...makeEvents(events) };
}

function makeStores(stores: Readonly<Record<string, StorePart>>): Pick<SystemModel, 'datastores' | 'datastoreUses'> {
  const datastores: Datastore[] = [];
  const datastoreUses: DatastoreUse[] = [];
  for (const [id, { usedBy, ...store }] of Object.entries(stores)) {
    datastores.push({ ...emptyStore, id, ...store });
    for (const [service, accesses] of Object.entries(usedBy)) {
      datastoreUses.push({
        service,
        datastore: id,
        evidence: [at(`${service}/src/db.ts:4:21`)],
        accesses: accesses.map((access, line) => ({
          ...access,
          evidence: [at(`${service}/src/store.ts:${line + 10}:3`)],
        })),
      });
    }
  }
  return { datastores, datastoreUses };
}

const emptyStore = { engine: 'postgres', host: 'db', port: 5432, database: 'shop', schema: null };

function makeService(id: string, part: Part<Service>): Service {
  return {
    id,
    name: id,
    path: id,
    kind: 'service',
    language: 'typescript',
    frameworks: ['express'],
    ports: [3000],
    listens: [at(`${id}/src/server.ts:12:1`)],
    health: { state: 'present', evidence: [at(`${id}/src/server.ts:9:1`)] },
    shutdown: { state: 'present', evidence: [] },
    completeApi: { state: 'unknown', evidence: [] },
    lines: 400,
    evidence: [at(`${id}/package.json:1:1`)],
    ...part,
  };
}

function makeCall(
  { route, serving, ...part }: CallPart,
  index: number,
  services: readonly string[],
  endpoint: (service: string, text: string) => string,
): Call {
  const [from = '', to = ''] = route.split(' → ');
  const [own, reached] = serving?.split(' → ') ?? [];
  const isService = services.includes(to);
  return {
    id: `${from}:${String(index).padStart(2, '0')}`,
    from,
    fromEndpoints: own === undefined ? [] : [endpoint(from, own)],
    to: isService ? to : null,
    toKind: isService ? 'service' : 'external',
    toEndpoint: reached === undefined ? null : endpoint(to, reached),
    target: `http://${to}/`,
    address: { origin: 'config', host: to, scheme: 'http', evidence: [at(`${from}/src/config.ts:2:10`)] },
    protocol: 'http',
    method: 'GET',
    path: '/',
    client: 'axios',
    policy: policy(),
    repeated: false,
    evidence: [at(`${from}/src/clients.ts:${index + 5}:9`)],
    ...part,
  };
}

function makeEvents(events: readonly string[]): Pick<SystemModel, 'channels' | 'publications' | 'subscriptions'> {
  const parsed = events.map((text) => {
    const [name = '', route = ''] = text.split(': ');
    const [from = '', to = ''] = route.split(' → ');
    return { name, from, to };
  });
  return {
    channels: [...new Set(parsed.map(({ name }) => name))].map((name) => ({ id: name, broker: 'rabbitmq', name })),
    publications: parsed.map(({ name, from }) => ({
      service: from,
      channel: name,
      ...SENT,
      evidence: [at(`${from}/src/events.ts:7:3`)],
    })),
    subscriptions: parsed.map(({ name, to }) => ({
      service: to,
      channel: name,
      ...HANDLED,
      evidence: [at(`${to}/src/events.ts:15:3`)],
    })),
  };
}
