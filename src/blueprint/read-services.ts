import type { Blueprint, EndpointSpec, LibrarySpec, ServiceSpec } from './blueprint.ts';
import { checkChoreographies, sagaPartsOf } from './choreography.ts';
import { readHandler } from './complete-endpoint.ts';
import type { Cursor } from './cursor.ts';
import { dataOf } from './read-data.ts';
import { readDeployment } from './read-deployment.ts';
import { readUses } from './read-libraries.ts';
import { resolveEdge } from './resolve-edge.ts';
import { checkSagaProtocols, resolveSagas } from './resolve-sagas.ts';
import { resolveCalls, type Directory } from './resolve-service.ts';
import { readService, type ServiceDraft } from './read-service.ts';
import { checkNames } from './twins.ts';

/** What holds for every service that does not say otherwise. */
interface Setting {
  readonly http: ServiceSpec['http'];
  readonly sagas: Blueprint['defaults']['sagas'];
  readonly owner: ServiceSpec['owner'];
  readonly shape: Blueprint['system']['shape'];
  readonly libraries: readonly LibrarySpec[];
}

/** Reads `services`: each by itself, then the references between them. */
export function readServices(cursor: Cursor | undefined, setting: Setting): readonly ServiceSpec[] {
  const entries = cursor && cursor.value !== null ? cursor.asMap('services') : undefined;
  const drafts = [...(entries ?? [])].map(([name, entry]) => readService(name, entry));
  checkNames(drafts);
  checkTables(drafts);
  checkFolders(drafts);
  const ports = assignPorts(drafts);
  const endpoints = new Map(drafts.map((draft) => [draft.name, draft.endpoints.map(bareEndpoint)]));
  const directory: Directory = { drafts: new Map(drafts.map((draft) => [draft.name, draft])), endpoints };
  const services = drafts.map((draft) =>
    completeService(draft, directory, endpoints.get(draft.name) ?? [], { port: ports.get(draft) ?? 0, ...setting }),
  );
  checkChoreographies(drafts, services);
  return services.map((service) => ({ ...service, sagaParts: sagaPartsOf(service.name, services) }));
}

/** An endpoint whose handler is filled in when the calls of its service are known. */
type OpenEndpoint = { -readonly [Key in keyof EndpointSpec]: EndpointSpec[Key] };

function bareEndpoint({ method, path, operation }: ServiceDraft['endpoints'][number]): OpenEndpoint {
  return { method, path, operation, calls: [], computes: [], publishes: [], starts: null, idempotency: 'none' };
}

function completeService(
  draft: ServiceDraft,
  directory: Directory,
  endpoints: readonly OpenEndpoint[],
  { port, http, sagas: style, owner, shape, libraries }: Setting & { port: number },
): ServiceSpec {
  const { mistakes } = draft.cursor;
  const before = mistakes.count;
  const calls = resolveCalls(draft, directory);
  const sagas = resolveSagas(draft, directory, style);
  checkSagaProtocols(draft, calls, sagas);
  const complete = mistakes.count === before;
  for (const [index, endpoint] of draft.endpoints.entries()) {
    const open = endpoints[index];
    if (open) Object.assign(open, readHandler(endpoint, draft, { calls, sagas, complete }));
  }
  return {
    name: draft.name,
    kind: draft.kind,
    path: draft.path.name,
    existing: draft.existing,
    owner: draft.owner ?? owner,
    port,
    ...readDeployment(draft.entries, shape),
    ...dataOf(draft),
    http: draft.kind === 'gateway' || draft.kind === 'bff' ? 'fastify' : (draft.http ?? http),
    endpoints,
    grpc: draft.grpc,
    calls,
    uses: readUses(draft.entries.get('uses'), libraries),
    publishes: draft.publishes.map(({ name }) => name),
    subscribes: draft.subscribes.map(({ name }) => name),
    versions: draft.versions,
    cpu: draft.cpu.map(({ name }) => name),
    sagas,
    ...resolveEdge(draft, directory),
    sagaParts: [],
  };
}

function checkTables(drafts: readonly ServiceDraft[]): void {
  const owners = new Map<string, string>();
  // What tables of services that are there are called is not ours to choose, nor do they keep others from a name.
  for (const draft of drafts.filter(({ existing }) => !existing)) {
    for (const { name, cursor } of [...draft.owns, ...draft.views, ...draft.copies]) {
      const owner = owners.get(name);
      if (owner === undefined) owners.set(name, draft.name);
      else if (owner === draft.name) {
        cursor.fail(`the service "${owner}" has two tables "${name}"`, 'give one of them another name', true);
      } else {
        const help = `let "${draft.name}" ask "${owner}" through its endpoints, or keep a copy of its own under another name`;
        cursor.fail(`table "${name}" is owned by "${owner}"`, help);
      }
    }
  }
}

function checkFolders(drafts: readonly ServiceDraft[]): void {
  const folder = ({ path }: ServiceDraft): string => (path.name === '.' ? '' : `${path.name.toLowerCase()}/`);
  for (const [index, draft] of drafts.entries()) {
    for (const other of drafts.slice(0, index)) {
      const own = folder(draft);
      // Folders of code that is there may lie in each other; what is generated may not go where code is.
      if ((draft.existing ?? other.existing) && (own !== folder(other) || (draft.existing && other.existing))) continue;
      if (!own.startsWith(folder(other)) && !folder(other).startsWith(own)) continue;
      // Folders that follow the name are told with the name.
      const [given, twin] = draft.entries.has('path') ? [draft, other] : [other, draft];
      if (!given.entries.has('path')) continue;
      const what = `the folder "${given.path.name}" shares files with "${twin.path.name}" of "${twin.name}"`;
      given.path.cursor.fail(what, 'give each service a folder of its own');
      break;
    }
  }
}

// From 3000 upward in the order of the file, around what is set.
function assignPorts(drafts: readonly ServiceDraft[]): ReadonlyMap<ServiceDraft, number> {
  // Those run in containers of their own, where many listen on one port.
  const existingNames = new Set(drafts.flatMap(({ name, existing }) => (existing ? [name] : [])));
  const taken = new Map<number, string>();
  for (const { name, port, existing } of drafts) {
    if (!port) continue;
    const owner = taken.get(port.number);
    if (owner === undefined) taken.set(port.number, name);
    else if (existing || existingNames.has(owner)) continue;
    else port.cursor.fail(`port ${port.number} is that of "${owner}" already`, 'choose another, or leave it out');
  }
  const ports = new Map<ServiceDraft, number>();
  let next = 3000;
  for (const draft of drafts) {
    const isOpen = !draft.port && !draft.existing;
    while (isOpen && taken.has(next)) next++;
    ports.set(draft, draft.port?.number ?? (isOpen ? next : 0));
    if (isOpen) next++;
  }
  return ports;
}
