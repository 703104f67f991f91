import type { CallPolicySpec, EndpointSpec, ServiceSpec } from './blueprint.ts';
import type { RouteSpec } from './edge-spec.ts';
import { endpointShape } from './read-endpoint.ts';
import { defaultPolicy } from './resolve-service.ts';

/** An endpoint of a service that a gateway answers itself, by a call over gRPC; `path` is the public one. */
export interface RoutedEndpoint {
  readonly route: RouteSpec;
  readonly endpoint: EndpointSpec;
  readonly path: string;
  readonly policy: CallPolicySpec;
}

/** What is below the routes of a gateway that go over gRPC. What an aggregate or a longer prefix answers is theirs. */
export function routedEndpoints(gateway: ServiceSpec, services: readonly ServiceSpec[]): readonly RoutedEndpoint[] {
  const taken = new Set(gateway.aggregates.map(({ path }) => endpointShape('GET', path)));
  return gateway.routes.filter(isOverGrpc).flatMap((route) => {
    const target = services.find(({ name }) => name === route.to);
    const own = target?.endpoints ?? [];
    const rewrite = rewriteOf(
      route.prefix,
      own.map(({ path }) => path),
    );
    return own.flatMap((endpoint): RoutedEndpoint[] => {
      const path = `${route.prefix}${endpoint.path.slice(rewrite.length)}`;
      if (!isBelow(endpoint.path, rewrite) || taken.has(endpointShape(endpoint.method, path))) return [];
      if (gateway.routes.some(({ prefix }) => prefix.length > route.prefix.length && isBelow(path, prefix))) return [];
      const usual = defaultPolicy(endpoint.method);
      return [{ route, endpoint, path, policy: { ...usual, timeout: route.timeout ?? usual.timeout } }];
    });
  });
}

/** Whether a route is answered by calls over gRPC, in place of being passed on. */
export function isOverGrpc({ protocol }: Pick<RouteSpec, 'protocol'>): boolean {
  return protocol === 'grpc';
}

/** What a prefix becomes at its service: `/api/orders` → `/orders` when the paths of the service begin so, else nothing. */
export function rewriteOf(prefix: string, paths: readonly string[]): string {
  const segments = prefix.split('/').slice(1);
  for (let from = 0; from < segments.length; from++) {
    const rest = `/${segments.slice(from).join('/')}`;
    if (paths.some((path) => isBelow(path, rest))) return rest;
  }
  return '';
}

function isBelow(path: string, prefix: string): boolean {
  return prefix === '' || path === prefix || path.startsWith(`${prefix}/`);
}
