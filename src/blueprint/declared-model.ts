import { basename, dirname } from 'node:path';
import { noDeployment } from '../model/deployment.ts';
import type {
  Channel,
  Datastore,
  DatastoreUse,
  Endpoint,
  Observed,
  Publication,
  Service,
  Subscription,
  SystemModel,
} from '../model/system.ts';
import type { Blueprint, ServiceSpec } from './blueprint.ts';
import { sagaEventUses } from './choreography.ts';
import { declaredLibraries } from './declared-libraries.ts';
import { declaredCalls } from './declared-calls.ts';
import { tablesOf } from './table-events.ts';
import { endpointId, type Witness } from './declared-evidence.ts';
import { busOf, enginesOf, existingFacts } from './existing-facts.ts';
import { grpcMethod, grpcPath } from './grpc-names.ts';
import { routedEndpoints } from './routed-endpoints.ts';

const UNKNOWN: Observed = { state: 'unknown', evidence: [] };

/** The system that a blueprint declares, in the same form as one recovered from code; every fact points into the blueprint. */
export function declaredModel(blueprint: Blueprint): SystemModel {
  const witness: Witness = (path, note, key) => {
    const { line, column } = blueprint.where(path, key);
    return { file: basename(blueprint.file), line, column, note };
  };
  const { services } = blueprint;
  const calls = byId(services.flatMap((service) => declaredCalls(service, blueprint, witness)));
  const libraries = declaredLibraries(blueprint, witness);
  const stores = services.filter(hasStore).flatMap((service) => datastores(service, blueprint));
  return {
    schemaVersion: 1,
    name: blueprint.system.name,
    root: dirname(blueprint.file).replaceAll('\\', '/'),
    origin: 'declared',
    services: byId(services.map((service) => declaredService(service, witness))),
    ...(libraries.length > 0 && { libraries }),
    endpoints: byId(services.flatMap((service) => endpoints(service, blueprint, witness))),
    calls,
    channels: channels(blueprint),
    publications: byChannel(services.flatMap((service) => uses(service, 'publishes', blueprint, witness))),
    subscriptions: byChannel(services.flatMap((service) => subscriptions(service, blueprint, witness))),
    datastores: byId([...stores, ...services.filter(hasLimits).map(countsStore)]),
    datastoreUses: datastoreUses(blueprint, witness),
    // A blueprint declares neither: they are accidents of code.
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

function declaredService(service: ServiceSpec, witness: Witness): Service {
  const isModule = !service.standalone && !(service.existing !== null && service.kind === 'gateway');
  const at = witness(['services', service.name], `service "${service.name}"`, true);
  const promised: Observed = { state: 'present', evidence: [at] };
  const generated: Service = {
    id: service.name,
    name: service.name,
    path: service.path,
    kind: isModule ? 'module' : service.kind,
    language: 'typescript',
    frameworks: [service.http === 'nest' ? '@nestjs/core' : service.http],
    ports: [service.port],
    listens: service.kind === 'worker' || isModule ? [] : [at],
    health: promised,
    shutdown: promised,
    completeApi: promised,
    lines: 0,
    evidence: [at],
  };
  return service.existing ? { ...generated, ...existingFacts(service, service.existing) } : generated;
}

function endpoints(service: ServiceSpec, { system, services }: Blueprint, witness: Witness): readonly Endpoint[] {
  const http = (method: string, path: string, evidence: Endpoint['evidence']): Endpoint => ({
    id: endpointId(service.name, { method, path }),
    service: service.name,
    protocol: 'http',
    method,
    path,
    evidence,
  });
  const at = (path: readonly (string | number)[], note: string): Endpoint['evidence'] => [
    witness(['services', service.name, ...path], note),
  ];
  const own = service.endpoints.flatMap((endpoint, index): Endpoint[] => {
    const evidence = at(['endpoints', index], `operation "${endpoint.operation}"`);
    const procedure = grpcPath(system.name, service, endpoint);
    return [
      http(endpoint.method, endpoint.path, evidence),
      ...(service.grpc ? [grpcEndpoint(service.name, grpcMethod(endpoint), procedure, evidence)] : []),
    ];
  });
  const aggregates = service.aggregates.map(({ path, key }) =>
    http('GET', path, at(['aggregates', key], `aggregate "${key}"`)),
  );
  const routed = routedEndpoints(service, services).map(({ route: { prefix, to }, endpoint: { method }, path }) =>
    http(method, path, at(['routes', prefix], `route "${prefix}" to "${to}"`)),
  );
  return [...own, ...aggregates, ...routed];
}

function grpcEndpoint(service: string, method: string, path: string, evidence: Endpoint['evidence']): Endpoint {
  return { id: `${service} grpc ${path}`, service, protocol: 'grpc', method, path, evidence };
}

function channels({ services, defaults }: Blueprint): readonly Channel[] {
  const declared = services.flatMap((service) =>
    [...service.publishes, ...service.subscribes].map((name) => ({ broker: busOf(service, defaults), name })),
  );
  const ofSagas = sagaEventUses(services).map(({ event }) => ({ broker: defaults.bus, name: event }));
  const all = [...declared, ...ofSagas].map((channel) => ({ id: channelId(channel.broker, channel.name), ...channel }));
  return byId([...new Map(all.map((channel) => [channel.id, channel])).values()]);
}

function channelId(bus: string, name: string): string {
  return `${bus}:${name}`;
}

function uses(
  service: ServiceSpec,
  list: 'publishes' | 'subscribes',
  { defaults, services }: Blueprint,
  witness: Witness,
): readonly Publication[] {
  const own = service[list].map((event, index) => ({ event, at: ['services', service.name, list, index] }));
  const ofSagas = sagaEventUses(services).filter((part) => part.service === service.name && part.use === list);
  return [...own, ...ofSagas].map(({ event, at }) => ({
    service: service.name,
    channel: channelId(busOf(service, defaults), event),
    durability: UNKNOWN,
    evidence: [witness(at, `${list} "${event}"`)],
  }));
}

// What is generated sets failing messages aside, at the broker: the bus inside a process forgets them with the process.
// How a handler does its work is not declared.
function subscriptions(service: ServiceSpec, blueprint: Blueprint, witness: Witness): readonly Subscription[] {
  const isForgotten = blueprint.defaults.bus === 'in-process' && blueprint.system.shape === 'microservices';
  return uses(service, 'subscribes', blueprint, witness).map((use) => ({
    ...use,
    deadLetter: { state: isForgotten ? 'absent' : 'present', evidence: use.evidence },
    idempotence: UNKNOWN,
    changes: [],
  }));
}

// A saga keeps its state in a store, whether or not its service owns tables, and so does a step of a choreographed one.
function hasStore(service: ServiceSpec): boolean {
  if (service.existing?.stores) return service.existing.stores.length > 0;
  return tablesOf(service).length > 0 || service.sagas.length > 0 || service.sagaParts.length > 0;
}

// Modules share one database and own a schema each; a service has a database of its own.
function datastores(service: ServiceSpec, { system, defaults }: Blueprint): readonly Datastore[] {
  const own = service.name;
  const place = service.standalone ? { database: own, schema: null } : { database: system.name, schema: own };
  return enginesOf(service, defaults).map((engine) => ({
    id: datastoreId(service, engine),
    engine,
    host: null,
    port: null,
    ...place,
  }));
}

function datastoreId(service: ServiceSpec, engine: string): string {
  return `${engine}:${service.name}`;
}

function datastoreUses({ services, defaults }: Blueprint, witness: Witness): readonly DatastoreUse[] {
  const opened = services
    .filter(hasStore)
    .flatMap((service) =>
      enginesOf(service, defaults).map((engine, index) => ({ service, engine, first: index === 0 })),
    );
  const found = opened.map(({ service, engine, first }) => ({
    service: service.name,
    datastore: datastoreId(service, engine),
    accesses: (first ? tablesOf(service) : []).flatMap(({ table, path }) => {
      const evidence = [witness(['services', service.name, ...path], `owns "${table}"`)];
      return (['read', 'write'] as const).map((mode) => ({ table, mode, operation: 'owns', evidence }));
    }),
    evidence: [witness(storeOrigin(service), 'a store of its own', true)],
  }));
  const counts = services.filter(hasLimits).map((service) => ({
    service: service.name,
    datastore: datastoreId(service, 'redis'),
    accesses: [],
    evidence: [witness(['services', service.name], 'replicas count requests together', true)],
  }));
  return [...found, ...counts].sort((a, b) => (a.service < b.service ? -1 : 1));
}

// Of a gateway's limits; the store is optional.
function hasLimits({ routes, aggregates }: ServiceSpec): boolean {
  return [...routes, ...aggregates].some(({ rateLimit }) => rateLimit !== null);
}

function countsStore(service: ServiceSpec): Datastore {
  return { id: datastoreId(service, 'redis'), engine: 'redis', host: null, port: null, database: null, schema: null };
}

function storeOrigin(service: ServiceSpec): readonly (string | number)[] {
  const [table] = tablesOf(service);
  if (table?.path[0] !== undefined) return ['services', service.name, table.path[0]];
  return service.sagas.length > 0 ? ['services', service.name, 'sagas'] : ['services', service.name];
}

function byId<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function byChannel<T extends { readonly channel: string; readonly service: string }>(
  items: readonly T[],
): readonly T[] {
  const key = (item: T): string => `${item.channel}\n${item.service}`;
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
