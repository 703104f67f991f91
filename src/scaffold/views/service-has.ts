import type { Blueprint, ServiceSpec } from '../../blueprint/blueprint.ts';
import { isChoreographed } from '../../blueprint/choreography.ts';
import { isLedByEngine, isOrchestrated, isStateMachine, isTemporal } from '../../blueprint/saga-style.ts';
import type { ClientView } from './client-view.ts';
import { projectionViews, recordedEvents } from './data-view.ts';
import { edgeParts, type EdgeParts, type EdgeView } from './edge-view.ts';
import { hasStore } from './service-parts.ts';
import type { TableView } from './table-view.ts';

/** What a service has, and with it which files and lines it gets. */
export interface ServiceHas extends EdgeParts {
  readonly store: boolean;
  readonly bus: boolean;
  /** Something has to be there before it can serve, so that probes are answered by somebody else until then. */
  readonly entrance: boolean;
  readonly clients: boolean;
  /** Clients that call over HTTP, and over gRPC. */
  readonly httpClients: boolean;
  readonly grpcClients: boolean;
  /** Other services that it knows by URL. */
  readonly urls: boolean;
  /** It serves its endpoints on gRPC, too. */
  readonly grpc: boolean;
  /** It serves or calls on gRPC, so that it may have a certificate. */
  readonly grpcTls: boolean;
  /** It has jobs that are done in worker threads. */
  readonly cpu: boolean;
  readonly sagas: boolean;
  /** An engine outside of the service leads its sagas: all kinds, Step Functions, Temporal. */
  readonly workflows: boolean;
  readonly stateMachines: boolean;
  readonly temporal: boolean;
  /** Its metrics tell of its sagas. */
  readonly sagaFigures: boolean;
  readonly endpoints: boolean;
  readonly publishes: boolean;
  readonly subscribes: boolean;
  /** Events commit with the data that they speak of. */
  readonly outbox: boolean;
  /** It remembers the answers of requests with an Idempotency-Key. */
  readonly idempotency: boolean;
  readonly telemetry: boolean;
  /** Express or Nest answers its requests, in place of fastify. */
  readonly express: boolean;
  readonly nest: boolean;
  /** It remembers the events that it has handled. */
  readonly inbox: boolean;
  /** Dead letters of a broker can be brought back by a command. */
  readonly redrive: boolean;
  /** Events that a broker refuses can be sent again by a command. */
  readonly unpark: boolean;
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
  readonly fields: boolean;
  /** It keeps a log of events of its own. */
  readonly eventLog: boolean;
  readonly eventSourced: boolean;
  /** Something that is kept as events is listed. */
  readonly lists: boolean;
  /** Some of what it publishes is kept in that log. */
  readonly recorded: boolean;
  readonly projections: boolean;
  readonly copies: boolean;
  /** It finds others, and is found, through Consul. */
  readonly discovery: boolean;
}

/** What a service has. */
export function serviceHas(
  service: ServiceSpec,
  { bus, telemetry, discovery }: Blueprint['defaults'],
  parts: { clients: readonly ClientView[]; tables: readonly TableView[]; edge: EdgeView; sagaSteps: boolean },
): ServiceHas {
  const { clients, tables, edge, sagaSteps } = parts;
  const store = hasStore(service);
  const subscribes = service.subscribes.length > 0;
  const publishes = service.publishes.length > 0;
  const choreographies = service.sagas.some(isChoreographed);
  const sagaParts = service.sagaParts.length > 0;
  const sagaEvents = choreographies || sagaParts;
  const events = publishes || subscribes || sagaEvents;
  return {
    store,
    bus: events,
    entrance: store || events,
    cpu: service.cpu.length > 0,
    events: publishes || subscribes,
    listens: subscribes || sagaEvents,
    choreographies,
    sagaParts,
    clients: clients.length > 0,
    httpClients: clients.some(({ isGrpc }) => !isGrpc),
    grpcClients: clients.some(({ isGrpc }) => isGrpc),
    urls: clients.some(({ isGrpc }) => !isGrpc) || edge.passedOn.length > 0 || service.sagas.some(isStateMachine),
    grpc: service.grpc,
    grpcTls: service.grpc || clients.some(({ isGrpc }) => isGrpc),
    ...ledSagas(service, telemetry === 'otel'),
    endpoints: service.endpoints.length > 0,
    publishes,
    subscribes,
    ...edgeParts(service, edge),
    outbox: store && (publishes || sagaEvents),
    inbox: store && (subscribes || sagaParts),
    telemetry: telemetry === 'otel',
    express: service.http === 'express',
    nest: service.http === 'nest',
    idempotency: service.endpoints.some(({ idempotency }) => idempotency !== 'none'),
    redrive: (subscribes || sagaEvents) && bus !== 'in-process',
    unpark: store && (publishes || sagaEvents) && bus !== 'in-process',
    sagaSteps,
    dependencies: service.kind !== 'gateway' || clients.length > 0,
    rows: tables.some(({ rowImport }) => rowImport !== ''),
    ...keptEvents(service, tables),
    fields: service.endpoints.length > 0 || clients.length > 0 || service.copies.length > 0 || service.cpu.length > 0,
    discovery: discovery === 'consul',
  };
}

function ledSagas(
  { sagas }: ServiceSpec,
  measured: boolean,
): Pick<ServiceHas, 'sagas' | 'workflows' | 'stateMachines' | 'temporal' | 'sagaFigures'> {
  return {
    sagas: sagas.some(isOrchestrated),
    workflows: sagas.some(isLedByEngine),
    stateMachines: sagas.some(isStateMachine),
    temporal: sagas.some(isTemporal),
    sagaFigures: measured && sagas.length > 0,
  };
}

function keptEvents(
  service: ServiceSpec,
  tables: readonly TableView[],
): Pick<ServiceHas, 'eventLog' | 'eventSourced' | 'lists' | 'recorded' | 'projections' | 'copies'> {
  return {
    eventLog: service.eventSourced.length > 0 || service.views.length > 0,
    eventSourced: service.eventSourced.length > 0,
    lists: tables.some(({ eventSourced, uses }) => eventSourced && uses.list),
    recorded: recordedEvents(service).size > 0,
    projections: projectionViews(service).length > 0,
    copies: service.copies.length > 0,
  };
}
