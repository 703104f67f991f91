import { camel, pascal } from '../names.ts';
import { pathParameters } from '../views/endpoint-kind.ts';
import type { AccessView, RouteView } from '../views/route-view.ts';
import type { ServiceView } from '../views/service-view.ts';
import { EVERY_ANSWER, problemAnswers, type Json } from './answers.ts';
import { endpointOperation, EVERY_REQUEST, type DocumentedOperation } from './operation.ts';

/** Name of the security scheme of gateways that check tokens. */
export const BEARER = 'bearer';

/** The aggregates of a gateway or bff. */
export function aggregateOperations(service: ServiceView): DocumentedOperation[] {
  return service.aggregates.map(({ path, parts, ...access }) => {
    const needed = parts.filter(({ required }) => required);
    const parameters = pathParameters(path).map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }));
    const schema = {
      type: 'object',
      required: [...needed.map(({ name }) => name), 'missing'],
      properties: {
        ...Object.fromEntries(
          parts.map(({ name, required }) => [name, required ? {} : { description: 'null when it could not be had.' }]),
        ),
        missing: { type: 'array', items: MISSING },
      },
    };
    return {
      path: path.replace(/:(\w+)/g, '{$1}'),
      method: 'get',
      operation: {
        operationId: camel(`get ${path}`),
        summary: `puts together ${parts.map(({ name }) => name).join(', ')}`,
        tags: [service.name],
        parameters: [...parameters, ...EVERY_REQUEST],
        ...securityOf(access, service),
        responses: {
          200: {
            description: 'All parts that could be had.',
            headers: EVERY_ANSWER,
            content: { 'application/json': { schema } },
          },
          ...problemAnswers([
            ...(parameters.length > 0 ? [400] : []),
            ...(needed.length > 0 ? [404] : []),
            500,
            502,
            503,
            504,
            ...guardStatuses(access, service),
          ]),
        },
      },
    };
  });
}

const MISSING: Json = {
  type: 'object',
  required: ['part', 'reason'],
  properties: { part: { type: 'string' }, reason: { type: 'string' } },
};

/** What a gateway's routes make public: the operations of the services behind them, under their prefixes. */
export function routedOperations(gateway: ServiceView, services: readonly ServiceView[]): DocumentedOperation[] {
  return gateway.routes.flatMap((route) => {
    const target = services.find(({ name }) => name === route.to);
    if (target === undefined) return [];
    const offered = [
      ...target.endpoints.map((endpoint) => endpointOperation(endpoint, target)),
      ...aggregateOperations(target),
      ...routedOperations(target, target === gateway ? [] : services.filter((other) => other !== gateway)),
    ];
    const braced = route.rewrite.replace(/:(\w+)/g, '{$1}');
    return offered
      .filter(({ path }) => path === braced || path.startsWith(`${braced}/`))
      .map((offer) => routed(offer, { route, braced, gateway }));
  });
}

function routed(
  { path, method, operation }: DocumentedOperation,
  { route, braced, gateway }: { route: RouteView; braced: string; gateway: ServiceView },
): DocumentedOperation {
  const { operationId, responses, security: _, ...rest } = operation;
  const added = problemAnswers([404, 500, 502, 503, 504, ...guardStatuses(route, gateway)]);
  const legacy = route.legacy && { default: { description: 'What the old system answers.', content: { '*/*': {} } } };
  return {
    path: `${route.prefix}${path.slice(braced.length)}`,
    method,
    operation: {
      operationId: `${camel(route.prefix)}${pascal(String(operationId))}`,
      ...rest,
      ...securityOf(route, gateway),
      responses: { ...(responses as Json), ...added, ...legacy },
    },
  };
}

function securityOf(access: AccessView, { has }: ServiceView): Json {
  if (!has.auth) return {};
  if (access.public) return { security: [] };
  return { security: [{ [BEARER]: access.scopes.split(' ').filter((scope) => scope !== '') }] };
}

function guardStatuses(access: AccessView, { has }: ServiceView): number[] {
  const guarded = has.auth && !access.public;
  return [...(guarded ? [401, ...(access.scopes === '' ? [] : [403])] : []), ...(access.max > 0 ? [429] : [])];
}
