import type { ServiceSpec } from './blueprint.ts';
import type { Cursor } from './cursor.ts';
import { readData, type DataDraft } from './read-data.ts';
import { readNames, type Named } from './read-names.ts';
import { endpointShape, readEndpoint, type EndpointDraft } from './read-endpoint.ts';
import { flawOfEvent, flawOfFolder, flawOfServiceName } from './names.ts';

const kinds = ['service', 'gateway', 'worker'] as const;
const keys = {
  service: [
    'kind',
    'path',
    'port',
    'owns',
    'views',
    'copies',
    'endpoints',
    'calls',
    'publishes',
    'subscribes',
    'sagas',
  ],
  worker: ['kind', 'path', 'port', 'owns', 'views', 'copies', 'calls', 'publishes', 'subscribes', 'sagas'],
  gateway: ['kind', 'path', 'port', 'routes'],
} as const;
const everyKey = [...new Set([...keys.service, ...keys.worker, ...keys.gateway])];

/** A service as far as it is known without the others. */
export interface ServiceDraft extends DataDraft {
  readonly name: string;
  readonly kind: ServiceSpec['kind'];
  readonly path: Named;
  /** Null when the blueprint leaves it to us. */
  readonly port: { readonly number: number; readonly cursor: Cursor } | null;
  readonly endpoints: readonly EndpointDraft[];
  /** False when an endpoint could not be read, so that its absence proves nothing. */
  readonly endpointsComplete: boolean;
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
    endpoints: endpoints.drafts,
    endpointsComplete: endpoints.complete,
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
    service: 'only a gateway has routes',
    gateway: 'a gateway only routes',
    worker: 'a worker answers no requests',
  }[kind];
  entry.fail(`"${key}" is not a key of a ${kind}: ${reason}`, `its keys: ${allowed.join(', ')}`, true);
  return false;
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
