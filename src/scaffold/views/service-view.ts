import type { Blueprint, BusKind, ServiceSpec } from '../../blueprint/blueprint.ts';
import { constant, snake } from '../names.ts';
import { isChoreographed } from '../../blueprint/choreography.ts';
import {
  choreographyViews,
  sagaStepPartViews,
  type ChoreographyView,
  type SagaStepPartView,
} from './choreography-view.ts';
import { clientViews, type ClientView } from './client-view.ts';
import { eventView, publishFunction, type EventView } from './event-view.ts';
import { handlerView, type HandlerView } from './handler-view.ts';
import { routeViews, type RouteView } from './route-view.ts';
import { sagaParts } from './saga-participation.ts';
import { sagaView, type SagaView } from './saga-view.ts';
import { hasStore } from './service-parts.ts';
import { tableViews, type TableView } from './table-view.ts';

/** A service as its templates need it. */
export interface ServiceView {
  readonly system: string;
  readonly name: string;
  readonly kind: ServiceSpec['kind'];
  readonly path: string;
  /** From the service's folder to the root, with a slash at the end. */
  readonly rootPath: string;
  readonly port: number;
  /** Prefix of its environment variables in dev.mjs, and the name of its database. */
  readonly constant: string;
  readonly database: string;
  readonly bus: BusKind;
  readonly broker: boolean;
  /** Whether it waits for a database or a broker in compose. */
  readonly needsInfrastructure: boolean;
  /** Folder of its store in dev.mjs. */
  readonly dataDir: string;
  readonly has: {
    readonly store: boolean;
    readonly bus: boolean;
    readonly clients: boolean;
    readonly sagas: boolean;
    readonly endpoints: boolean;
    readonly publishes: boolean;
    readonly subscribes: boolean;
    readonly gateway: boolean;
    /** Events commit with the data that they speak of. */
    readonly outbox: boolean;
    /** It remembers the events that it has handled. */
    readonly inbox: boolean;
    /** Dead letters of a broker can be brought back by a command. */
    readonly redrive: boolean;
    /** It declares events of its own, beside those of choreographed sagas. */
    readonly events: boolean;
    /** It handles events: those that it subscribes to, and those of choreographed sagas. */
    readonly listens: boolean;
    /** It starts sagas whose steps follow each other's events, or does steps of such. */
    readonly choreographies: boolean;
    readonly sagaParts: boolean;
    /** Its endpoints do and undo steps of sagas. */
    readonly sagaSteps: boolean;
    readonly dependencies: boolean;
    readonly rows: boolean;
    /** Whether it does anything unasked once it listens. */
    readonly startsWork: boolean;
    readonly fields: boolean;
  };
  /** Expressions and names of config.ts and service.ts, as TypeScript. */
  readonly code: {
    readonly brokerName: string;
    readonly busProtocol: string;
    /** The broker's URL within compose. */
    readonly busUrl: string;
    /** Variables that a container cannot do without. */
    readonly productionNames: readonly string[];
    readonly brokerClass: string;
    readonly brokerFile: string;
    readonly openBus: string;
    readonly dependencies: string;
  };
  /** Schemas and helpers that the routes and handlers use. */
  readonly uses: Readonly<
    Record<
      | 'text'
      | 'fields'
      | 'optionalFields'
      | 'page'
      | 'keyed'
      | 'derivedKey'
      | 'requireText'
      | 'bodies'
      | 'requireRow'
      | 'fingerprint',
      boolean
    >
  >;
  readonly tables: readonly TableView[];
  readonly endpoints: readonly HandlerView[];
  readonly clients: readonly ClientView[];
  readonly publishes: readonly EventView[];
  readonly subscribes: readonly EventView[];
  readonly sagas: readonly SagaView[];
  readonly choreographies: readonly ChoreographyView[];
  readonly sagaParts: readonly SagaStepPartView[];
  /** Functions of events.ts that publish, for an import. */
  readonly publishFns: string;
  readonly firstPrefix: string;
  readonly routes: readonly RouteView[];
  /** Environment variables of the services that it calls or routes to. */
  readonly upstreams: readonly { readonly service: string; readonly env: string }[];
}

/** The view of one service of a blueprint. */
export function serviceView(service: ServiceSpec, blueprint: Blueprint): ServiceView {
  const clients = clientViews(service);
  const routes = routeViews(service, blueprint);
  const tables = tableViews(service);
  const parts = sagaParts(service, blueprint);
  const endpoints = service.endpoints.map((endpoint) => handlerView(endpoint, service, parts.get(endpoint.operation)));
  const has = hasOf(service, blueprint.defaults.bus, {
    clients,
    tables,
    sagaSteps: parts.size > 0 || service.sagaParts.length > 0,
  });
  return {
    system: blueprint.system.name,
    name: service.name,
    kind: service.kind,
    path: service.path,
    rootPath: '../'.repeat(service.path.split('/').filter((part) => part !== '.').length),
    port: service.port,
    constant: constant(service.name),
    database: snake(service.name),
    bus: blueprint.defaults.bus,
    needsInfrastructure: has.store || (has.bus && blueprint.defaults.bus !== 'in-process'),
    dataDir: `.data/${service.name}`,
    broker: has.bus && blueprint.defaults.bus !== 'in-process',
    has,
    code: codeOf(service.name, has, blueprint.defaults.bus, clients),
    uses: usesOf(endpoints, tables),
    tables,
    endpoints,
    clients,
    publishes: service.publishes.map(eventView),
    subscribes: service.subscribes.map(eventView),
    sagas: service.sagas.filter((saga) => !isChoreographed(saga)).map(sagaView),
    choreographies: choreographyViews(service),
    sagaParts: sagaStepPartViews(service, endpoints),
    publishFns: service.publishes.map(publishFunction).join(', '),
    firstPrefix: routes[0]?.prefix ?? '',
    routes,
    upstreams: upstreamsOf([...clients.map(({ callee }) => callee), ...routes.map(({ to }) => to)]),
  };
}

function hasOf(
  service: ServiceSpec,
  bus: BusKind,
  { clients, tables, sagaSteps }: { clients: readonly ClientView[]; tables: readonly TableView[]; sagaSteps: boolean },
): ServiceView['has'] {
  const store = hasStore(service);
  const subscribes = service.subscribes.length > 0;
  const publishes = service.publishes.length > 0;
  const choreographies = service.sagas.some(isChoreographed);
  const sagaParts = service.sagaParts.length > 0;
  const sagaEvents = choreographies || sagaParts;
  return {
    store,
    bus: publishes || subscribes || sagaEvents,
    events: publishes || subscribes,
    listens: subscribes || sagaEvents,
    clients: clients.length > 0,
    sagas: service.sagas.some((saga) => !isChoreographed(saga)),
    choreographies,
    sagaParts,
    endpoints: service.endpoints.length > 0,
    publishes,
    subscribes,
    gateway: service.kind === 'gateway',
    outbox: store && (publishes || sagaEvents),
    inbox: store && (subscribes || sagaParts),
    redrive: (subscribes || sagaEvents) && bus !== 'in-process',
    sagaSteps,
    dependencies: service.kind !== 'gateway',
    startsWork: subscribes || service.sagas.length > 0 || sagaParts || (store && publishes),
    rows: tables.some(({ rowImport }) => rowImport !== ''),
    fields: service.endpoints.length > 0 || clients.length > 0,
  };
}

function upstreamsOf(names: readonly string[]): ServiceView['upstreams'] {
  return [...new Set(names)].map((name) => ({ service: name, env: `${constant(name)}_URL` }));
}

const BROKERS = {
  'in-process': { name: '', className: '', file: '' },
  nats: { name: 'NATS', className: 'NatsBus', file: 'bus-nats' },
  rabbitmq: { name: 'RabbitMQ', className: 'RabbitBus', file: 'bus-rabbitmq' },
};

function codeOf(
  name: string,
  has: ServiceView['has'],
  bus: BusKind,
  clients: readonly ClientView[],
): ServiceView['code'] {
  const broker = has.bus ? BROKERS[bus] : BROKERS['in-process'];
  const local = `new InProcessBus({ service: '${name}', log, ...(options.hub && { hub: options.hub }) })`;
  const consume = has.redrive ? ', consume: options.consume' : '';
  const remote = `await ${broker.className}.connect({ url: config.BUS_URL, service: '${name}', log${consume} })`;
  const dependencies = ['log', ...(has.store ? ['store'] : []), ...(has.bus ? ['bus'] : [])];
  dependencies.push(...(has.outbox ? ['outbox'] : []), ...(has.inbox ? ['inbox'] : []));
  dependencies.push(...clients.map(({ property }) => property), ...(has.sagas ? ['sagas'] : []));
  if (has.choreographies) dependencies.push('choreographies');
  return {
    brokerName: broker.name,
    busUrl: bus === 'nats' ? 'nats://nats:4222' : 'amqp://app:${RABBITMQ_PASSWORD:-rabbitmq}@rabbitmq:5672',
    busProtocol: bus === 'nats' ? '/^(nats|tls)$/' : '/^amqps?$/',
    productionNames: [...(has.store ? ['DATABASE_URL'] : []), ...(broker.name === '' ? [] : ['BUS_URL'])],
    brokerClass: broker.className,
    brokerFile: broker.file,
    openBus: broker.className === '' ? local : `config.BUS_URL\n    ? ${remote}\n    : ${local}`,
    dependencies: dependencies.join(', '),
  };
}

function usesOf(endpoints: readonly HandlerView[], tables: readonly TableView[]): ServiceView['uses'] {
  const schemas = new Set<string>(endpoints.flatMap(({ route }) => route.uses));
  const imports = endpoints.map(({ fieldsImport }) => fieldsImport).join(' ');
  return {
    text: schemas.has('text'),
    fields: schemas.has('fields'),
    optionalFields: schemas.has('optionalFields'),
    page: schemas.has('page'),
    keyed: schemas.has('keyed'),
    derivedKey: imports.includes('derivedKey'),
    requireText: imports.includes('requireText'),
    requireRow: tables.some(({ rowImport }) => rowImport.includes('requireRow')),
    fingerprint: tables.some(({ uses }) => uses.insert),
    bodies: endpoints.some(({ route }) => /\bFields\b/.test(route.generic)),
  };
}
