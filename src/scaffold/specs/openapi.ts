import type { ServiceView } from '../views/service-view.ts';
import { componentsFor, EVERY_ANSWER, problemAnswers, type Json } from './answers.ts';
import { aggregateOperations, BEARER, routedOperations } from './edge-operations.ts';
import { endpointOperation, EVERY_REQUEST, PARAMETERS, SCHEMAS, type DocumentedOperation } from './operation.ts';

/**
 * OpenAPI 3.1 of one service, as it is served under `/openapi.json`: its endpoints, aggregates, and what it routes to, the
 * probes and the document itself. Read off the same views that its code is written from, so that it says what the code does.
 * (`archwright export openapi` is another thing: what can be proven of code that anybody wrote.)
 */
export function openapiDocument(service: ServiceView, services: readonly ServiceView[]): string {
  return documentOf(service, [
    ...service.endpoints.map((endpoint) => endpointOperation(endpoint, service)),
    ...aggregateOperations(service),
    ...routedOperations(service, services),
  ]);
}

/** The text of the document of a service, or of what answers for several, that has these operations. */
export function documentOf(service: ServiceView, operations: readonly DocumentedOperation[]): string {
  const paths = { ...pathsOf(operations), ...operationsPaths(service) };
  const schemas = JSON.stringify(paths);
  const used = Object.entries(SCHEMAS).filter(([name]) => schemas.includes(`"#/components/schemas/${name}"`));
  const document = {
    openapi: '3.1.0',
    info: {
      title: service.name,
      version: '0.1.0',
      description: `The ${service.kind} "${service.name}" of the system "${service.system}".`,
    },
    servers: [{ url: `http://127.0.0.1:${service.port}`, description: 'npm run dev' }],
    tags: [...new Set(['operations', ...operations.flatMap(({ operation }) => operation['tags'] as string[])])].map(
      (name) => ({ name }),
    ),
    paths,
    components: {
      ...componentsFor(paths, Object.fromEntries(used)),
      parameters: PARAMETERS,
      ...(service.has.auth && {
        securitySchemes: { [BEARER]: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      }),
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Operations by path and method. Two paths that differ only in the names of their parameters are one; the first that is routed answers. */
function pathsOf(operations: readonly DocumentedOperation[]): Json {
  const shapes = new Map<string, string>();
  const paths = new Map<string, Map<string, Json>>();
  const names = new Set<string>();
  for (const { path, method, operation } of operations) {
    const shape = path.replace(/\{\w+\}/g, '{}');
    const known = shapes.get(shape) ?? path;
    shapes.set(shape, known);
    const item = paths.get(known) ?? new Map<string, Json>();
    paths.set(known, item);
    if (!item.has(method)) item.set(method, named(renamed(operation, path, known), names));
  }
  return Object.fromEntries([...paths].map(([path, item]) => [path, Object.fromEntries(item)]));
}

function named(operation: Json, names: Set<string>): Json {
  const wanted = String(operation['operationId']);
  let name = wanted;
  for (let n = 2; names.has(name); n++) name = `${wanted}${n}`;
  names.add(name);
  return { ...operation, operationId: name };
}

function renamed(operation: Json, path: string, known: string): Json {
  if (path === known) return operation;
  const own = parametersOf(path);
  const theirs = parametersOf(known);
  const parameters = (operation['parameters'] as Json[]).map((parameter) =>
    parameter['in'] === 'path' ? { ...parameter, name: theirs[own.indexOf(String(parameter['name']))] } : parameter,
  );
  return { ...operation, parameters };
}

function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

/** What the guard in front of the framework answers. */
function operationsPaths({ has }: ServiceView): Json {
  const open = has.auth ? { security: [] } : {};
  const probe = (operationId: string, summary: string, statuses: readonly number[]): Json => ({
    get: {
      operationId,
      summary,
      tags: ['operations'],
      ...open,
      responses: Object.fromEntries(
        statuses.map((status) => [
          status,
          { description: status === 200 ? 'Yes.' : 'No.', content: { 'application/health+json': { schema: HEALTH } } },
        ]),
      ),
    },
  });
  return {
    '/health/live': probe('isAlive', 'says that the process lives', [200]),
    '/health/startup': probe('isStarted', 'says whether everything runs', [200, 503]),
    '/health/ready': probe('isReady', 'says whether requests should be sent here', [200, 503]),
    '/openapi.json': {
      get: {
        operationId: 'getDocument',
        summary: 'this document',
        tags: ['operations'],
        ...open,
        parameters: EVERY_REQUEST,
        responses: {
          200: {
            description: 'OpenAPI 3.1.',
            headers: EVERY_ANSWER,
            content: { 'application/json': { schema: { type: 'object', required: ['openapi'] } } },
          },
          ...problemAnswers([503, 504]),
        },
      },
    },
  };
}

const HEALTH: Json = {
  type: 'object',
  required: ['status'],
  properties: { status: { enum: ['pass', 'warn', 'fail'] } },
};
