import type { Blueprint } from '../../blueprint/blueprint.ts';
import { libraryViews, type LibraryView } from './library-view.ts';
import type { ServiceView } from './service-view.ts';

/** The whole system, as the templates of its root need it. */
export interface SystemView {
  readonly name: string;
  readonly services: readonly ServiceView[];
  readonly libraries: readonly LibraryView[];
  /** The same, callees before their callers, so that each finds the others listening. */
  readonly startOrder: readonly ServiceView[];
  readonly stores: readonly ServiceView[];
  readonly has: {
    readonly store: boolean;
    readonly bus: boolean;
    readonly nats: boolean;
    readonly rabbitmq: boolean;
    readonly redis: boolean;
    readonly kafka: boolean;
    readonly sqs: boolean;
    readonly lostEvents: boolean;
    readonly grpc: boolean;
    readonly telemetry: boolean;
    /** What describes its deployment. */
    readonly compose: boolean;
    readonly kubernetes: boolean;
  };
  /** A service whose build holds the in-process bus. */
  readonly busOwner: string;
  readonly hasVolumes: boolean;
  readonly nameWidth: number;
  readonly firstConstant: string;
}

/** The view of a system, out of its services' views. */
export function systemView(blueprint: Blueprint, services: readonly ServiceView[]): SystemView {
  const { bus, deploy } = blueprint.defaults;
  const bused = services.filter(({ has }) => has.bus);
  return {
    name: blueprint.system.name,
    services,
    libraries: libraryViews(blueprint),
    startOrder: calleesFirst(services),
    stores: services.filter(({ has }) => has.store),
    has: {
      store: services.some(({ has }) => has.store),
      bus: bused.length > 0,
      nats: bused.length > 0 && bus === 'nats',
      rabbitmq: bused.length > 0 && bus === 'rabbitmq',
      grpc: services.some(({ has }) => has.grpc),
      telemetry: services.some(({ has }) => has.telemetry),
      redis: bused.length > 0 && bus === 'redis',
      kafka: bused.length > 0 && bus === 'kafka',
      sqs: bused.length > 0 && bus === 'sqs',
      lostEvents: bused.length > 1 && bus === 'in-process',
      compose: deploy.includes('compose'),
      kubernetes: deploy.includes('kubernetes'),
    },
    hasVolumes: services.some(({ has }) => has.store) || (bused.length > 0 && bus !== 'in-process' && bus !== 'sqs'),
    nameWidth: Math.max(...services.map(({ name }) => name.length)),
    firstConstant: services[0]?.constant ?? 'SERVICE',
    busOwner: bused[0]?.path ?? '',
  };
}

function calleesFirst(services: readonly ServiceView[]): ServiceView[] {
  const order: ServiceView[] = [];
  const seen = new Set<string>();
  const visit = (service: ServiceView): void => {
    if (seen.has(service.name)) return;
    seen.add(service.name);
    for (const { service: callee } of service.upstreams) {
      const found = services.find(({ name }) => name === callee);
      if (found !== undefined) visit(found);
    }
    order.push(service);
  };
  for (const service of services) visit(service);
  return order;
}
