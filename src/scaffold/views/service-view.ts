import type { Blueprint, BusKind, ServiceSpec } from '../../blueprint/blueprint.ts';
import { constant, kebab, pascal, snake } from '../names.ts';
import { routedEndpoints } from '../../blueprint/routed-endpoints.ts';
import { BROKERS } from './broker-view.ts';
import { isOrchestrated } from '../../blueprint/saga-style.ts';
import {
  choreographyViews,
  sagaStepPartViews,
  type ChoreographyView,
  type SagaStepPartView,
} from './choreography-view.ts';
import { clientViews, type ClientView, type RoutedCall } from './client-view.ts';
import { copyView, projectionViews, recordedEvents, requireReadOnly, type ProjectionView } from './data-view.ts';
import { crawlView, type CrawlView } from './crawl-view.ts';
import { edgeView, type EdgeView } from './edge-view.ts';
import { eventViews, type EventView } from './event-view.ts';
import { graceView, type GraceView } from './grace-view.ts';
import { queryKind } from './grpc-route-view.ts';
import { protoViews, type ProtoView } from './grpc-view.ts';
import { handlerView, type HandlerView } from './handler-view.ts';
import { httpCode, type HttpCode } from './http-code.ts';
import { jobViews, type JobView } from './job-view.ts';
import { libraryViews, type LibraryView } from './library-view.ts';
import { nestImports } from './nest-route.ts';
import { sagaParts } from './saga-participation.ts';
import { sagaView, type SagaView } from './saga-view.ts';
import { serviceHas, type ServiceHas } from './service-has.ts';
import { distinctUrls, stateMachineViews, type StateMachineView } from './state-machine-view.ts';
import { tableViews, type TableView } from './table-view.ts';
import { temporalView, type TemporalView } from './temporal-view.ts';
import { upstreamsOf, type Upstream } from './upstream-view.ts';
import { usesOf, type UsesView } from './uses-view.ts';

/** A service as its templates need it. */
export interface ServiceView extends EdgeView {
  readonly system: string;
  readonly name: string;
  readonly kind: ServiceSpec['kind'];
  readonly path: string;
  /** From the service's folder to the root, with a slash at the end. */
  readonly rootPath: string;
  readonly port: number;
  /** Where it listens for gRPC unless told otherwise. */
  readonly grpcPort: number;
  /** Prefix of its environment variables in dev.mjs, and the name of its database. */
  readonly constant: string;
  readonly database: string;
  /** Of its role in that database, as compose fills it in. */
  readonly databasePassword: string;
  readonly bus: BusKind;
  readonly broker: boolean;
  /** Whether it waits for a database or a broker in compose. */
  readonly needsInfrastructure: boolean;
  /** Folder of its store in dev.mjs. */
  readonly dataDir: string;
  readonly has: ServiceHas;
  /** Expressions and names of config.ts and service.ts, as TypeScript. */
  readonly code: HttpCode & {
    readonly brokerName: string;
    readonly busProtocol: string;
    /** The broker's URL within compose. */
    readonly busUrl: string;
    /** Variables that a container cannot do without. */
    readonly productionNames: readonly string[];
    readonly brokerClass: string;
    readonly brokerFile: string;
    readonly openBus: string;
    readonly openEngine: string;
    readonly dependencies: string;
  };
  readonly uses: UsesView;
  readonly tables: readonly TableView[];
  readonly endpoints: readonly HandlerView[];
  readonly clients: readonly ClientView[];
  /** `recorded`: a read model follows it, so it goes into the service's own log as well. */
  readonly publishes: readonly (EventView & { readonly recorded: boolean })[];
  readonly subscribes: readonly (EventView & ReturnType<typeof copyView>)[];
  readonly projections: readonly ProjectionView[];
  readonly jobs: readonly JobView[];
  readonly sagas: readonly SagaView[];
  /** `OrdersController`, `orders.controller`: where Nest answers requests. */
  readonly controller: { readonly className: string; readonly file: string };
  /** What the controller's parameters are decorated with, for an import of @nestjs/common. */
  readonly nestImports: readonly string[];
  /** Functions of platform/idempotency.ts that the routes call. */
  readonly keyedFns: readonly string[];
  readonly stateMachines: readonly StateMachineView[];
  /** What they leave open, and the variables that say it when they run in the process. */
  readonly machineUrls: StateMachineView['substitutions'];
  readonly temporal: TemporalView;
  readonly choreographies: readonly ChoreographyView[];
  readonly sagaParts: readonly SagaStepPartView[];
  /** Functions of events.ts that publish, and the schemas of what they publish, for an import. */
  readonly eventNames: string;
  /** Environment variables of the services that it calls or routes to. */
  readonly upstreams: readonly Upstream[];
  /** Of the protocols that it serves or calls over gRPC: its own, and all. */
  readonly proto: ProtoView | null;
  readonly protos: readonly ProtoView[];
  readonly crawl: CrawlView;
  readonly grace: GraceView;
  readonly owner: string | null;
  /** Libraries of the system that it uses. */
  readonly libraries: readonly LibraryView[];
}

/** The view of one service of a blueprint. */
export function serviceView(service: ServiceSpec, blueprint: Blueprint): ServiceView {
  const clients = clientViews(service, routedCalls(service, blueprint));
  const edge = edgeView(service, blueprint);
  const tables = tableViews(service);
  const projections = projectionViews(service);
  const parts = sagaParts(service, blueprint);
  for (const endpoint of service.endpoints) requireReadOnly(endpoint, service);
  const protos = protoViews(service, blueprint);
  const endpoints = service.endpoints.map((endpoint) => handlerView(endpoint, service, parts.get(endpoint.operation)));
  const sagas = sagaViews(service, endpoints);
  const sagaSteps = parts.size > 0 || service.sagaParts.length > 0;
  const has = serviceHas(service, blueprint.defaults, { clients, tables, edge, sagaSteps });
  return {
    system: blueprint.system.name,
    name: service.name,
    kind: service.kind,
    path: service.path,
    rootPath: '../'.repeat(service.path.split('/').filter((part) => part !== '.').length),
    port: service.port,
    grpcPort: GRPC_PORT + blueprint.services.indexOf(service),
    constant: constant(service.name),
    database: snake(service.name),
    databasePassword: `\${${constant(service.name)}_DATABASE_PASSWORD:-${snake(service.name)}}`,
    bus: blueprint.defaults.bus,
    needsInfrastructure: has.store || (has.bus && blueprint.defaults.bus !== 'in-process'),
    dataDir: `.data/${service.name}`,
    broker: has.bus && blueprint.defaults.bus !== 'in-process',
    has,
    code: codeOf(service.name, has, blueprint.defaults.bus, clients),
    uses: usesOf(endpoints, tables, service.http),
    tables,
    endpoints,
    clients,
    ...eventsOf(service),
    projections,
    jobs: jobViews(service),
    ...sagas,
    controller: { className: `${pascal(service.name)}Controller`, file: `${kebab(service.name)}.controller` },
    nestImports: nestImports(endpoints),
    keyedFns: [...new Set(endpoints.flatMap(({ keyedFn }) => keyedFn ?? []))].sort(),
    ...edge,
    upstreams: upstreamsOf({ clients, routes: edge.passedOn, machineUrls: sagas.machineUrls }, blueprint),
    proto: service.grpc ? (protos[0] ?? null) : null,
    protos,
    ...aroundCode(service),
    libraries: libraryViews(blueprint, service.uses),
  };
}

function routedCalls(service: ServiceSpec, blueprint: Blueprint): RoutedCall[] {
  return routedEndpoints(service, blueprint.services).map((routed) => {
    const { route, endpoint, policy } = routed;
    return { to: route.to, endpoint, policy, fallback: 'fail', query: queryKind(routed, blueprint) };
  });
}

function sagaViews(
  service: ServiceSpec,
  endpoints: readonly HandlerView[],
): Pick<ServiceView, 'sagas' | 'temporal' | 'stateMachines' | 'machineUrls' | 'choreographies' | 'sagaParts'> {
  const stateMachines = stateMachineViews(service.sagas);
  return {
    sagas: service.sagas.filter(isOrchestrated).map(sagaView),
    temporal: temporalView(service.sagas),
    stateMachines,
    machineUrls: distinctUrls(stateMachines),
    choreographies: choreographyViews(service),
    sagaParts: sagaStepPartViews(service, endpoints),
  };
}

function eventsOf(service: ServiceSpec): Pick<ServiceView, 'publishes' | 'subscribes' | 'eventNames'> {
  const publishes = eventViews('publishes', service);
  const recorded = recordedEvents(service);
  return {
    publishes: publishes.map((event) => ({ ...event, recorded: recorded.has(event.type) })),
    subscribes: eventViews('subscribes', service).map((event) => ({ ...event, ...copyView(event.type, service) })),
    eventNames: publishes.flatMap(({ schema, publishFn }) => [schema, publishFn]).join(', '),
  };
}

function aroundCode(service: ServiceSpec): Pick<ServiceView, 'crawl' | 'grace' | 'owner'> {
  return { crawl: crawlView(service), grace: graceView(service), owner: service.owner };
}

/** The port that gRPC is expected at; the services of one machine count upward from it. */
const GRPC_PORT = 50_051;

function codeOf(name: string, has: ServiceHas, bus: BusKind, clients: readonly ClientView[]): ServiceView['code'] {
  const broker = has.bus ? BROKERS[bus] : BROKERS['in-process'];
  const local = `new InProcessBus({ service: '${name}', log, ...(options.hub && { hub: options.hub }) })`;
  const consume = has.redrive ? ', consume: options.consume' : '';
  const remote = `await ${broker.className}.connect({ url: config.BUS_URL, service: '${name}', log${consume} })`;
  const dependencies = ['log', ...(has.store ? ['store'] : []), ...(has.bus ? ['bus'] : [])];
  dependencies.push(...(has.outbox ? ['outbox'] : []), ...(has.inbox ? ['inbox'] : []));
  if (has.idempotency) dependencies.push('idempotency');
  dependencies.push(...clients.map(({ property }) => property), ...(has.sagas ? ['sagas'] : []));
  if (has.cpu) dependencies.push('cpu');
  if (has.choreographies) dependencies.push('choreographies');
  if (has.workflows) dependencies.push('workflows');
  return {
    ...httpCode(name, has),
    brokerName: broker.name,
    busUrl: broker.url,
    busProtocol: broker.protocol,
    productionNames: [
      ...(has.store ? ['DATABASE_URL'] : []),
      ...(broker.name === '' ? [] : ['BUS_URL']),
      ...(has.stateMachines ? ['STATE_MACHINES'] : []),
      ...(has.temporal ? ['TEMPORAL_ADDRESS'] : []),
    ],
    brokerClass: broker.className,
    brokerFile: broker.file,
    openEngine: has.stateMachines
      ? 'openStateMachines(config)'
      : `openTemporal(config, log, { ${clients.map(({ property }) => property).join(', ')} })`,
    openBus: broker.className === '' ? local : `config.BUS_URL\n    ? ${remote}\n    : ${local}`,
    dependencies: dependencies.join(', '),
  };
}
