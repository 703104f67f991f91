import type { EndpointSpec, ServiceSpec } from './blueprint.ts';

/** What a service and its endpoints are called on gRPC. */
export interface GrpcNames {
  /** `shop.inventory` */
  readonly package: string;
  /** `Inventory` */
  readonly service: string;
}

/** The package and the service of proto/<service>.proto. */
export function grpcNames(system: string, service: Pick<ServiceSpec, 'name'>): GrpcNames {
  return { package: `${words(system).join('_')}.${words(service.name).join('_')}`, service: pascal(service.name) };
}

/** `Reserve` for the operation `reserve`. */
export function grpcMethod({ operation }: Pick<EndpointSpec, 'operation'>): string {
  return operation.charAt(0).toUpperCase() + operation.slice(1);
}

/** `shop.inventory.Inventory/Reserve` */
export function grpcPath(system: string, service: Pick<ServiceSpec, 'name'>, endpoint: EndpointSpec): string {
  const names = grpcNames(system, service);
  return `${names.package}.${names.service}/${grpcMethod(endpoint)}`;
}

function words(name: string): string[] {
  return name.toLowerCase().split(/[^a-z0-9]+/);
}

function pascal(name: string): string {
  return words(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
