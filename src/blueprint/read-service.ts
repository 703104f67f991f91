import type { ServiceSpec } from './blueprint.ts';
import type { Cursor } from './cursor.ts';
import { readData, type DataDraft } from './read-data.ts';
import { existingKeys, flawOfCodeName, readExistingService } from './read-existing.ts';
import { readEvents, type EventsDraft } from './read-events.ts';
import { readNames, type Named } from './read-names.ts';
import { endpointShape, readEndpoint, type EndpointDraft } from './read-endpoint.ts';
import { flawOfEvent, flawOfFolder, flawOfKebabName, flawOfServiceName, flawOfTable } from './names.ts';
import { readOwner } from './read-surroundings.ts';

/** What can answer requests. */
export const httpKinds = ['fastify', 'express', 'nest'] as const;

const kinds = ['service', 'gateway', 'bff', 'worker'] as const;
const keys = {
  service: [
    'kind',
    'path',
    'owner',
    'port',
    'standalone',
    'facade',
    'http',
    'owns',
    'views',
    'copies',
    'endpoints',
    'grpc',
    'calls',
    'uses',
    'publishes',
    'subscribes',
    'cpu',
    'sagas',
  ],
  worker: [
    'kind',
    'path',
    'owner',
    'port',
    'standalone',
    'http',
    'owns',
    'views',
    'copies',
    'calls',
    'uses',
    'publishes',
    'subscribes',
    'cpu',
    'sagas',
  ],
  gateway: ['kind', 'path', 'owner', 'port', 'standalone', 'uses', 'routes', 'auth', 'rateLimit', 'aggregates'],
  bff: ['kind', 'path', 'owner', 'port', 'standalone', 'facade', 'endpoints', 'calls', 'uses', 'aggregates'],
} as const;
const everyKey = [...new Set(['existing', ...keys.service, ...keys.worker, ...keys.gateway, ...keys.bff])];

/** A service as far as it is known without the others. */
export interface ServiceDraft extends DataDraft {
  readonly name: string;
  readonly kind: ServiceSpec['kind'];
  readonly path: Named;
  readonly existing: ServiceSpec['existing'];
  /** Null when the blueprint leaves it to us. */
  readonly owner: string | null;
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
  readonly versions: ServiceSpec['versions'];
  readonly cpu: readonly Named[];
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
  const existing = readExistingService(name, all.get('existing'));
  const allowed = existing ? existingKeys : keys[kind];
  const entries = new Map([...all].filter(([key, entry]) => isKeyOf(kind, key, entry, allowed)));
  const endpoints = readEndpoints(entries.get('endpoints'), existing !== null);
  const nameOfEvent = existing ? flawOfCodeName : flawOfEvent;
  const [sent, heard] = (['publishes', 'subscribes'] as const).map((list) =>
    existing
      ? { names: readNames(entries.get(list), list, nameOfEvent), versions: new Map<string, number>() }
      : readEvents(entries.get(list), list, nameOfEvent),
  ) as [EventsDraft, EventsDraft];
  const publishes = sent.names;
  const subscribes = heard.names;
  return {
    name,
    kind,
    path: readPath(name, entries.get('path'), cursor),
    owner: readOwner(entries.get('owner')),
    port: readPort(entries.get('port')),
    existing,
    ...readData(entries, { publishes, subscribes }, existing ? flawOfCodeName : flawOfTable),
    http: entries.get('http')?.asOneOf('http', httpKinds) ?? null,
    endpoints: endpoints.drafts,
    endpointsComplete: endpoints.complete,
    grpc: readGrpc(name, entries.get('grpc'), endpoints.drafts.length > 0 || !endpoints.complete),
    publishes,
    subscribes,
    cpu: readNames(entries.get('cpu'), 'cpu', flawOfKebabName),
    versions: { publishes: sent.versions, subscribes: heard.versions },
    cursor,
    entries,
  };
}

function isKeyOf(kind: keyof typeof keys, key: string, entry: Cursor, allowed: readonly string[]): boolean {
  if (key === 'existing' || allowed.includes(key)) return true;
  if (allowed === existingKeys) {
    const help = `its keys: ${allowed.join(', ')}`;
    entry.fail(`"${key}" is not a key of a service whose code is there already`, help, true);
    return false;
  }
  const reason = {
    service: edgeOnly(key),
    gateway: key === 'facade' ? edgeOnly(key) : 'a gateway only routes',
    bff: key === 'routes' ? edgeOnly(key) : 'a backend for frontend only asks services',
    worker: [...edgeKeys, 'facade'].includes(key) ? edgeOnly(key) : 'a worker answers no requests',
  }[kind];
  entry.fail(`"${key}" is not a key of a ${kind}: ${reason}`, `its keys: ${allowed.join(', ')}`, true);
  return false;
}

const edgeKeys = ['routes', 'auth', 'rateLimit', 'aggregates'];

function edgeOnly(key: string): string {
  if (key === 'facade') return 'the monolith answers the paths of services and backends for frontends only';
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

function readEndpoints(
  list: Cursor | undefined,
  existing: boolean,
): { drafts: readonly EndpointDraft[]; complete: boolean } {
  const drafts: EndpointDraft[] = [];
  const shapes = new Set<string>();
  const operations = new Map<string, EndpointDraft>();
  const items = list ? list.asList('endpoints') : [];
  let complete = items !== undefined;
  for (const item of items ?? []) {
    const draft = readEndpoint(item, existing);
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
