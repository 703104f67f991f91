import type { Blueprint, ServiceSpec } from '../../blueprint/blueprint.ts';
import { grpcMethod } from '../../blueprint/grpc-names.ts';
import { routedEndpoints, type RoutedEndpoint } from '../../blueprint/routed-endpoints.ts';
import { clientProperty, hasBody, takesKey } from './client-view.ts';
import { pathParameters } from './endpoint-kind.ts';
import { clientMethod } from './handler-names.ts';
import { handlerView, type HandlerView } from './handler-view.ts';
import { accessView, type AccessView } from './route-view.ts';
import { sagaParts } from './saga-participation.ts';

/** A query that an operation takes on gRPC, in its message: the length of a page, or fields of any name. */
export type QueryKind = 'limit' | 'fields' | null;

/** An endpoint of a gateway that is answered by a call over gRPC. */
export interface RoutedView {
  readonly to: string;
  readonly method: string;
  /** Fastify's name of the method: `post`. */
  readonly verb: string;
  readonly path: string;
  readonly rpc: string;
  /** Type argument and options of the route, and what its handler takes of the request, as TypeScript. */
  readonly generic: string;
  readonly options: string;
  readonly taken: string;
  readonly call: string;
  readonly status: number;
  /** For tests: a path, the body of a request to it or an empty text, and what the service is sent for them. */
  readonly example: string;
  readonly body: string;
  readonly message: string;
  readonly repeated: boolean;
  readonly deadline: number;
}

/** What a gateway answers by calls over gRPC: empty for other services. */
export interface GrpcRoutesView {
  readonly grpcRoutes: readonly (AccessView & {
    readonly prefix: string;
    /** The constant that holds its guards. */
    readonly guardsName: string;
    readonly endpoints: readonly RoutedView[];
  })[];
  /** What of the schemas, types and functions its routes name. */
  readonly grpcUses: Readonly<Record<string, boolean>>;
}

/** The routes of a gateway that go over gRPC. */
export function grpcRoutesView(service: ServiceSpec, blueprint: Blueprint): GrpcRoutesView {
  const routed = routedEndpoints(service, blueprint.services);
  const routes = [...new Set(routed.map(({ route }) => route))];
  const views = routes.map((route, index) => {
    const access = accessView(route.prefix, route);
    const guardsName = access.guards.length === 0 ? '' : `guards${index === 0 ? '' : index + 1}`;
    const endpoints = routed.filter((each) => each.route === route);
    return {
      prefix: route.prefix,
      guardsName,
      endpoints: endpoints.map((each) => routedView(each, blueprint, guardsName)),
      ...access,
    };
  });
  const text = views.flatMap(({ endpoints }) => endpoints.flatMap((each) => [each.generic, each.options, each.call]));
  const names = ['text', 'page', 'fields', 'optionalFields', 'keyed', 'keyOf', 'Fields'];
  return {
    grpcRoutes: views,
    grpcUses: Object.fromEntries(names.map((name) => [name, new RegExp(`\\b${name}\\b`).test(text.join('\n'))])),
  };
}

/** Which query the operation behind a route takes. */
export function queryKind(endpoint: RoutedEndpoint, blueprint: Blueprint): QueryKind {
  const query = handlerOf(endpoint, blueprint)?.takes.find(({ name }) => name === 'query');
  return query === undefined ? null : query.type === 'Fields' ? 'fields' : 'limit';
}

function handlerOf({ route, endpoint }: RoutedEndpoint, blueprint: Blueprint): HandlerView | undefined {
  const target = blueprint.services.find(({ name }) => name === route.to);
  return target && handlerView(endpoint, target, sagaParts(target, blueprint).get(endpoint.operation));
}

function routedView(routed: RoutedEndpoint, blueprint: Blueprint, guards: string): RoutedView {
  const { route, endpoint, path, policy } = routed;
  const handler = handlerOf(routed, blueprint);
  const { method } = endpoint;
  const query = queryKind(routed, blueprint);
  const schema = handler?.route.schema ?? '';
  const options = [
    ...(guards === '' ? [] : [`onRequest: ${guards}`]),
    ...(schema === '' ? [] : [`schema: { ${schema} }`]),
  ];
  const sent = [
    ...pathParameters(path).map((name) => `${name}: '7'`),
    ...(query === 'limit' ? ['limit: 50'] : []),
    ...(hasBody(method) ? ["body: toStruct({ note: 'test' })"] : []),
  ];
  const { args, ...request } = requestOf(endpoint, handler, query);
  return {
    to: route.to,
    method,
    verb: method.toLowerCase(),
    path,
    rpc: grpcMethod(endpoint),
    ...request,
    options: options.length === 0 ? '' : `{ ${options.join(', ')} }`,
    call: `deps.${clientProperty(route.to)}.${clientMethod(endpoint.operation)}(${args})`,
    status: handler?.status ?? 200,
    example: path.replace(/:\w+/g, '7'),
    body: hasBody(method) ? "{ note: 'test' }" : '',
    message: sent.length === 0 ? '{}' : `{ ${sent.join(', ')} }`,
    repeated: policy.retries > 0 && !takesKey(method),
    deadline: policy.timeout,
  };
}

/** What of the request the route takes, and the arguments of its call, in the order of the client's method. */
function requestOf(
  { method, path }: RoutedEndpoint['endpoint'],
  handler: HandlerView | undefined,
  query: QueryKind,
): Pick<RoutedView, 'generic' | 'taken'> & { readonly args: string } {
  const parameters = pathParameters(path);
  const optional = handler?.route.uses.includes('optionalFields') ?? false;
  // A key that the service does not look at would have the call repeated, and its effect.
  const readsKey = handler?.takes.some(({ name }) => name === 'idempotencyKey' || name === 'keyed') ?? false;
  const parts = [
    ...(parameters.length > 0
      ? [
          {
            name: 'params',
            type: `Params: { ${parameters.map((name) => `${name}: string`).join('; ')} }`,
            given: parameters.map((name) => `params.${name}`).join(', '),
          },
        ]
      : []),
    ...(query === 'limit' ? [{ name: 'query', type: 'Querystring: { limit: number }', given: 'query.limit' }] : []),
    ...(query === 'fields' ? [{ name: 'query', type: 'Querystring: Fields', given: 'query' }] : []),
    ...(hasBody(method)
      ? [{ name: 'body', type: `Body: Fields${optional ? ' | null' : ''}`, given: optional ? 'body ?? {}' : 'body' }]
      : []),
    ...(takesKey(method) && readsKey ? [{ name: 'headers', type: '', given: 'keyOf(headers)' }] : []),
  ];
  const types = parts.flatMap(({ type }) => (type === '' ? [] : [type]));
  return {
    generic: types.length === 0 ? '' : `<{ ${types.join('; ')} }>`,
    taken: parts.length === 0 ? '_request' : `{ ${parts.map(({ name }) => name).join(', ')} }`,
    args: parts.map(({ given }) => given).join(', '),
  };
}
