import type { Call, Endpoint, Library, Publication, Service, SystemModel } from '../model/system.ts';
import type { Blueprint } from './blueprint.ts';
import { declaredModel } from './declared-model.ts';
import { endpointId } from './declared-evidence.ts';

/** Folder in which the monolith of a blueprint lies, relative to it. */
export const MONOLITH_FOLDER = 'app';

/** Below what the paths of a service lie: the first segment of each. */
export function firstSegments(paths: readonly { readonly path: string }[]): readonly string[] {
  return [...new Set(paths.map(({ path }) => `/${path.split('/')[1] ?? ''}`))].sort();
}

/**
 * What a blueprint declares, as code and deployment show it: the modules of a monolith are one service, and what they say
 * to each other stays in it. Of microservices the same as the declared model.
 */
export function deployedModel(blueprint: Blueprint): SystemModel {
  const model = declaredModel(blueprint);
  const modules = new Set(
    blueprint.services.filter(({ standalone, existing }) => !standalone && existing === null).map(({ name }) => name),
  );
  if (modules.size === 0) return model;
  const name = blueprint.system.name;
  const owner = (service: string): string => (modules.has(service) ? name : service);
  const stays = ({ channel }: { channel: string }): boolean => channel.startsWith('in-process:');
  return {
    ...model,
    services: [monolith(model, modules, name), ...model.services.filter(({ id }) => !modules.has(id))].sort(byId),
    ...(model.libraries && { libraries: model.libraries.map((library) => usedBy(library, owner)) }),
    endpoints: distinct(model.endpoints.map((endpoint) => ownedEndpoint(endpoint, owner(endpoint.service)))),
    calls: distinct([
      ...model.calls.flatMap((call) => crossing(call, owner, modules)),
      ...facadeCalls(blueprint, model, name),
    ]),
    channels: model.channels.filter(({ id }) => !stays({ channel: id })),
    publications: once(model.publications.filter((use) => !stays(use)).map((use) => owned(use, owner))),
    subscriptions: once(model.subscriptions.filter((use) => !stays(use)).map((use) => owned(use, owner))),
    ...stores(model, modules, name),
  };
}

function monolith(model: SystemModel, modules: ReadonlySet<string>, name: string): Service {
  const parts = model.services.filter(({ id }) => modules.has(id));
  const evidence = parts.flatMap((part) => part.evidence);
  const present = { state: 'present', evidence } as const;
  return {
    id: name,
    name,
    path: MONOLITH_FOLDER,
    kind: 'service',
    language: 'typescript',
    frameworks: [...new Set(parts.flatMap(({ frameworks }) => frameworks))].sort(),
    ports: parts.flatMap(({ ports }) => ports).slice(0, 1),
    listens: evidence,
    health: present,
    shutdown: present,
    completeApi: present,
    lines: 0,
    evidence,
  };
}

function usedBy(library: Library, owner: (service: string) => string): Library {
  return { ...library, users: [...new Set(library.users.map(owner))].sort() };
}

function ownedEndpoint(endpoint: Endpoint, service: string): Endpoint {
  if (endpoint.service === service) return endpoint;
  return {
    ...endpoint,
    service,
    id: endpointId(service, { method: endpoint.method ?? '', path: endpoint.path ?? '' }),
  };
}

/** A call as seen from outside of the monolith; none when both ends are in it. */
function crossing(call: Call, owner: (service: string) => string, modules: ReadonlySet<string>): Call[] {
  if (modules.has(call.from) && modules.has(call.to ?? '')) return [];
  const rename = (id: string): string => {
    const [service = '', ...rest] = id.split(' ');
    return [owner(service), ...rest].join(' ');
  };
  const to = call.to === null ? null : owner(call.to);
  return [
    {
      ...call,
      id: call.id.split(' -> ').map(rename).join(' -> '),
      from: owner(call.from),
      fromEndpoints: call.fromEndpoints.map(rename).sort(),
      to,
      toEndpoint: call.toEndpoint === null ? null : rename(call.toEndpoint),
    },
  ];
}

/** What the monolith passes on to services that have left it, in the form of a gateway's routes. */
function facadeCalls({ services, where, file }: Blueprint, model: SystemModel, name: string): Call[] {
  return services
    .filter(({ facade }) => facade)
    .flatMap((service) => {
      const { line, column } = where(['services', service.name, 'facade'], true);
      const evidence = {
        file: file.split(/[\\/]/).at(-1) ?? file,
        line,
        column,
        note: `passes on to "${service.name}"`,
      };
      const port = model.services.find(({ id }) => id === service.name)?.ports[0];
      const host = port === undefined ? service.name : `${service.name}:${port}`;
      return firstSegments([...service.endpoints, ...service.aggregates]).map((prefix): Call => ({
        id: `${name} -> ${service.name} ALL ${prefix}`,
        from: name,
        fromEndpoints: [],
        to: service.name,
        toKind: 'service',
        toEndpoint: null,
        target: `http://${host}${prefix}`,
        address: { origin: 'config', host, scheme: 'http', evidence: [evidence] },
        protocol: 'http',
        method: 'ALL',
        path: prefix,
        client: 'blueprint',
        policy: {
          timeout: { state: 'set', ms: 10_000, source: 'blueprint' },
          retry: { state: 'absent', source: 'blueprint: none' },
          circuitBreaker: { state: 'present', source: 'blueprint: on' },
          bulkhead: { state: 'present', source: 'blueprint: at most 25 at a time' },
        },
        repeated: false,
        evidence: [evidence],
      }));
    });
}

function stores(
  { datastores, datastoreUses }: SystemModel,
  modules: ReadonlySet<string>,
  name: string,
): Pick<SystemModel, 'datastores' | 'datastoreUses'> {
  const inside = datastoreUses.filter(({ service }) => modules.has(service));
  const ids = new Set(inside.map(({ datastore }) => datastore));
  const [first] = datastores.filter(({ id }) => ids.has(id));
  if (first === undefined) return { datastores, datastoreUses };
  const shared = { ...first, id: `${first.engine}:${name}`, schema: null };
  const use = {
    service: name,
    datastore: shared.id,
    accesses: inside.flatMap(({ accesses }) => accesses),
    evidence: inside.flatMap(({ evidence }) => evidence),
  };
  return {
    datastores: [shared, ...datastores.filter(({ id }) => !ids.has(id))].sort(byId),
    datastoreUses: [use, ...datastoreUses.filter(({ service }) => !modules.has(service))].sort((a, b) =>
      a.service < b.service ? -1 : 1,
    ),
  };
}

function owned<T extends Publication>(use: T, owner: (service: string) => string): T {
  return { ...use, service: owner(use.service) };
}

/** One use of a channel by one service, with the evidence of all. */
function once<T extends Publication>(uses: readonly T[]): T[] {
  const found = new Map<string, T>();
  for (const use of uses) {
    const key = `${use.channel} ${use.service}`;
    const known = found.get(key);
    found.set(key, known === undefined ? use : { ...known, evidence: [...known.evidence, ...use.evidence] });
  }
  return [...found.values()];
}

function distinct<T extends { readonly id: string }>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [item.id, item])).values()].sort(byId);
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
