import type { Blueprint, ServiceSpec } from '../../blueprint/blueprint.ts';
import { camel, constant } from '../names.ts';

/** A public prefix of a gateway and where it leads. */
export interface RouteView {
  readonly prefix: string;
  readonly to: string;
  /** `ordersProxy` */
  readonly property: string;
  readonly env: string;
  /** What the prefix becomes at the service: `/api/orders` → `/orders` when the service's endpoints begin so. */
  readonly rewrite: string;
}

/** The routes of a gateway; empty for other services. */
export function routeViews(service: ServiceSpec, blueprint: Blueprint): RouteView[] {
  return service.routes.map(({ prefix, to }) => {
    const target = blueprint.services.find(({ name }) => name === to);
    const paths = target?.endpoints.map(({ path }) => path) ?? [];
    return {
      prefix,
      to,
      property: `${camel(prefix)}Proxy`,
      env: `${constant(to)}_URL`,
      rewrite: rewriteOf(prefix, paths),
    };
  });
}

function rewriteOf(prefix: string, paths: readonly string[]): string {
  const segments = prefix.split('/').slice(1);
  for (let from = 0; from < segments.length; from++) {
    const rest = `/${segments.slice(from).join('/')}`;
    if (paths.some((path) => path === rest || path.startsWith(`${rest}/`))) return rest;
  }
  return '';
}
