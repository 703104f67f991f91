import type { ServiceSpec } from './blueprint.ts';
import type { Cursor } from './cursor.ts';
import { readData, type DataDraft } from './read-data.ts';
import { readNames, type Named } from './read-names.ts';
import { endpointShape, readEndpoint, type EndpointDraft } from './read-endpoint.ts';
import { flawOfEvent, flawOfFolder, flawOfServiceName } from './names.ts';

/** What can answer requests. */
export const httpKinds = ['fastify', 'express', 'nest'] as const;

const kinds = ['service', 'gateway', 'bff', 'worker'] as const;
const keys = {
  service: [
    'kind',
    'path',
    'port',
    'http',
    'owns',
    'views',
    'copies',
    'endpoints',
    'grpc',
    'calls',
    'publishes',
    'subscribes',
    'sagas',
  ],
  worker: ['kind', 'path', 'port', 'http', 'owns', 'views', 'copies', 'calls', 'publishes', 'subscribes', 'sagas'],
  gateway: ['kind', 'path', 'port', 'routes', 'auth', 'rateLimit', 'aggregates'],
  bff: ['kind', 'path', 'port', 'endpoints', 'calls', 'aggregates'],
} as const;
const everyKey = [...new Set([...keys.service, ...keys.worker, ...keys.gateway, ...keys.bff])];

/** A service as far as it is known without the others. */
export interface ServiceDraft extends DataDraft {
  readonly name: string;
  readonly kind: ServiceSpec['kind'];
  readonly path: Named;
  /** Null when the blueprint leaves it to us. */
  readonly port: { readonly number: number; readonly cursor: Cursor } | null;
  /** Null where the default stands. */
  readonly http: ServiceSpec['http'] | null;
  readonly endpoints: readonly EndpointDraft[];
  /** False when an endpoint could not be read, so that its absence proves nothing. */
  readonly endpointsComplete: boolean;
  /** Whether its endpoints are served on gRPC, too. */
  readonly grpc: boolean;
  readonly publishes: readonly Named[];
  readonly subscribes: readonly Named[];
  readonly cursor: Cursor;
  readonly entries: ReadonlyMap<string, Cursor>;
}

/** Reads what one entry of `services` says by itself; references to other services are resolved later. */
export function readService(name: string, cursor: Cursor): ServiceDraft {
  cursor.check(name, flawOfServiceName(name), true);
  const all =
    cursor.value === null
      ? new Map<string, Cursor>()
      : (cursor.asMap(`the service "${name}"`, everyKey) ?? new Map<string, Cursor>());
  const kind = all.get('kind')?.asOneOf('kind', kinds) ?? 'service';
  const entries = new Map([...all].filter(([key, entry]) => isKeyOf(kind, key, entry)));
  const endpoints = readEndpoints(entries.get('endpoints'));
  const publishes = readNames(entries.get('publishes'), 'publishes', flawOfEvent);
  const subscribes = readNames(entries.get('subscribes'), 'subscribes', flawOfEvent);
  return {
    name,
    kind,
    path: readPath(name, entries.get('path'), cursor),
    port: readPort(entries.get('port')),
    ...readData(entries, { publishes, subscribes }),
    http: entries.get('http')?.asOneOf('http', httpKinds) ?? null,
    endpoints: endpoints.drafts,
    endpointsComplete: endpoints.complete,
    grpc: readGrpc(name, entries.get('grpc'), endpoints.drafts.length > 0 || !endpoints.complete),
    publishes,
    subscribes,
    cursor,
    entries,
  };
}

function isKeyOf(kind: keyof typeof keys, key: string, entry: Cursor): boolean {
  const allowed: readonly string[] = keys[kind];
  if (allowed.includes(key)) return true;
  const reason = {
    service: edgeOnly(key),
    gateway: 'a gateway only routes',
    bff: key === 'routes' ? edgeOnly(key) : 'a backend for frontend only asks services',
    worker: edgeKeys.includes(key) ? edgeOnly(key) : 'a worker answers no requests',
  }[kind];
  entry.fail(`"${key}" is not a key of a ${kind}: ${reason}`, `its keys: ${allowed.join(', ')}`, true);
  return false;
}

const edgeKeys = ['routes', 'auth', 'rateLimit', 'aggregates'];

function edgeOnly(key: string): string {
  if (key === 'aggregates') return 'only a gateway or bff has aggregates';
  return key === 'routes' ? 'only a gateway has routes' : `only a gateway has "${key}"`;
}

function readPath(name: string, entry: Cursor | undefined, service: Cursor): Named {
  const given = entry?.asString('path');
  if (entry && given !== undefined && entry.check(given, flawOfFolder(given))) {
    return { name: given.replace(/\/+$/, ''), cursor: entry };
  }
  return { name: `services/${name}`, cursor: service };
}

function readPort(entry: Cursor | undefined): ServiceDraft['port'] {
  const number = entry?.asInteger('port', 1, 65_535);
  return entry && number !== undefined ? { number, cursor: entry } : null;
}

function readGrpc(name: string, entry: Cursor | undefined, hasEndpoints: boolean): boolean {
  const wanted = entry?.asBoolean('grpc') ?? false;
  if (entry && wanted && !hasEndpoints)
    entry.fail(`"${name}" has no endpoints to serve on gRPC`, 'declare them under its "endpoints"');
  return wanted;
}

function readEndpoints(list: Cursor | undefined): { drafts: readonly EndpointDraft[]; complete: boolean } {
  const drafts: EndpointDraft[] = [];
  const shapes = new Set<string>();
  const operations = new Map<string, EndpointDraft>();
  const items = list ? list.asList('endpoints') : [];
  let complete = items !== undefined;
  for (const item of items ?? []) {
    const draft = readEndpoint(item);
    if (!draft) {
      complete = false;
      continue;
    }
    const shape = endpointShape(draft.method, draft.path);
    const isKey = typeof draft.cursor.value !== 'string';
    const twin = operations.get(draft.operation);
    if (shapes.has(shape)) {
      draft.cursor.fail(`the endpoint "${draft.method} ${draft.path}" is declared twice`, 'keep one', isKey);
    } else if (twin) {
      const help = `"${twin.method} ${twin.path}" has that name too: name one of them, "${draft.method} ${draft.path} as …"`;
      draft.cursor.fail(`two endpoints of one service are named "${draft.operation}"`, help, isKey);
    } else drafts.push(draft);
    shapes.add(shape);
    operations.set(draft.operation, twin ?? draft);
  }
  return { drafts, complete };
}
