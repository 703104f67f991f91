import type { Blueprint, ServiceSpec } from '../../blueprint/blueprint.ts';
import type { AuthSpec } from '../../blueprint/edge-spec.ts';
import { aggregateViews, type AggregateView } from './aggregate-view.ts';
import { grpcRoutesView, type GrpcRoutesView } from './grpc-route-view.ts';
import { routeViews, type AccessView, type RouteView } from './route-view.ts';

/** A path that a test asks for. */
interface Trial extends AccessView {
  readonly at: string;
}

/** What a gateway or bff does for the outside; empty for other services. */
export interface EdgeView extends GrpcRoutesView {
  readonly routes: readonly RouteView[];
  /** Those of them whose requests are passed on. */
  readonly passedOn: readonly RouteView[];
  readonly aggregates: readonly AggregateView[];
  readonly auth: AuthSpec | null;
  readonly firstPrefix: string;
  /** Variables of the old systems' URLs. */
  readonly legacyUrls: readonly string[];
  readonly translated: readonly RouteView[];
  readonly facadePrefix: string;
  /** Scopes of all routes, separated by blanks. */
  readonly everyScope: string;
  /** For tests: what needs a token, what has a limit, and one whose limit can be used up. */
  readonly guarded: readonly Trial[];
  readonly limited: readonly Trial[];
  readonly exhausted: { readonly at: string; readonly max: number };
}

/** What of it a service has, for its templates. */
export interface EdgeParts {
  /** It answers requests, and says which in a document. */
  readonly openapi: boolean;
  readonly gateway: boolean;
  /** It passes requests on, and it answers some by calls over gRPC. */
  readonly passesOn: boolean;
  readonly grpcRoutes: boolean;
  readonly grpcRouteAuth: boolean;
  readonly grpcRouteLimits: boolean;
  readonly auth: boolean;
  readonly rateLimit: boolean;
  readonly aggregates: boolean;
  readonly routeAuth: boolean;
  readonly routeLimits: boolean;
  readonly aggregateAuth: boolean;
  readonly aggregateLimits: boolean;
  readonly facades: boolean;
  /** Routes without a façade. */
  readonly proxies: boolean;
}

/** The edge of a service. */
export function edgeView(service: ServiceSpec, blueprint: Blueprint): EdgeView {
  const routes = routeViews(service, blueprint);
  const passedOn = routes.filter(({ isGrpc }) => !isGrpc);
  const aggregates = aggregateViews(service);
  const overGrpc = grpcRoutesView(service, blueprint);
  const trials: Trial[] = [
    ...passedOn.map((route) => ({ ...route, at: `${route.prefix}/7` })),
    ...overGrpc.grpcRoutes.flatMap((route) => {
      const read = route.endpoints.find(({ method }) => method === 'GET');
      return read ? [{ ...route, at: read.example }] : [];
    }),
    ...aggregates.map((aggregate) => ({ ...aggregate, at: aggregate.example })),
  ];
  const exhausted = trials.find(({ exhaustible }) => exhaustible);
  return {
    routes,
    passedOn,
    ...overGrpc,
    aggregates,
    auth: service.auth,
    firstPrefix: passedOn.find(({ legacy }) => legacy === null)?.prefix ?? '',
    legacyUrls: [...new Set(routes.flatMap(({ legacy }) => legacy?.env ?? []))],
    facadePrefix: routes.find(({ legacy }) => legacy !== null)?.prefix ?? '',
    translated: routes.filter(({ legacy }) => legacy !== null && legacy.fields.length > 0),
    everyScope: [...new Set(trials.flatMap(({ scopes }) => scopes.split(' ').filter((scope) => scope !== '')))].join(
      ' ',
    ),
    guarded: trials.filter((trial) => !trial.public),
    limited: trials.filter(({ max }) => max > 0),
    exhausted: { at: exhausted?.at ?? '', max: exhausted?.max ?? 0 },
  };
}

/** Which parts of the edge the service has. */
export function edgeParts(service: ServiceSpec, edge: EdgeView): EdgeParts {
  const { passedOn: routes, grpcRoutes, aggregates, auth } = edge;
  const some = (list: readonly AccessView[], has: (view: AccessView) => boolean): boolean => list.some(has);
  return {
    openapi: answersRequests(service),
    gateway: service.kind === 'gateway',
    passesOn: routes.length > 0,
    grpcRoutes: grpcRoutes.length > 0,
    grpcRouteAuth: some(grpcRoutes, (view) => !view.public),
    grpcRouteLimits: some(grpcRoutes, ({ max }) => max > 0),
    auth: auth !== null,
    rateLimit: some([...routes, ...grpcRoutes, ...aggregates], ({ max }) => max > 0),
    aggregates: aggregates.length > 0,
    routeAuth: some(routes, (view) => !view.public),
    routeLimits: some(routes, ({ max }) => max > 0),
    aggregateAuth: some(aggregates, (view) => !view.public),
    aggregateLimits: some(aggregates, ({ max }) => max > 0),
    facades: routes.some(({ legacy }) => legacy !== null),
    proxies: routes.some(({ legacy }) => legacy === null),
  };
}

// Who serves a document under that path has their own.
function answersRequests({ endpoints, routes, aggregates }: ServiceSpec): boolean {
  if ([...endpoints, ...aggregates].some(({ path }) => path === '/openapi.json')) return false;
  return endpoints.length + routes.length + aggregates.length > 0;
}
