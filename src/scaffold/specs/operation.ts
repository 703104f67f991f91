import { hasBody } from '../views/client-view.ts';
import type { HandlerView } from '../views/handler-view.ts';
import type { ServiceView } from '../views/service-view.ts';
import { EVERY_ANSWER, problemAnswers, type Json } from './answers.ts';

/** An operation of a document. `path` has its parameters in braces. */
export interface DocumentedOperation {
  readonly path: string;
  readonly method: string;
  readonly operation: Json;
}

const TEXT: Json = { type: 'string' };
const BOUNDED: Json = { type: 'string', minLength: 1, maxLength: 200 };

/** Headers that every request may carry. */
export const EVERY_REQUEST: readonly Json[] = [
  { $ref: '#/components/parameters/CorrelationId' },
  { $ref: '#/components/parameters/Deadline' },
];

/** Components of those headers. */
export const PARAMETERS: Json = {
  CorrelationId: {
    name: 'x-correlation-id',
    in: 'header',
    description: 'What logs and traces call this request; one is made unless it is given.',
    schema: { type: 'string', pattern: '^[\\w.:-]{1,128}$' },
  },
  Deadline: {
    name: 'x-request-deadline-ms',
    in: 'header',
    description:
      'Milliseconds that the caller still waits. What is over is answered with 504, and calls have no longer.',
    schema: { type: 'number' },
  },
};

/** Schemas that answers of endpoints name. */
export const SCHEMAS: Json = {
  Resource: {
    description: 'A JSON object with an identity.',
    type: 'object',
    required: ['id'],
    properties: { id: TEXT, createdAt: { type: 'string', format: 'date-time' } },
  },
  Saga: {
    description: 'A workflow over several services, and how far it is.',
    type: 'object',
    required: ['id', 'state'],
    properties: { id: TEXT, state: TEXT },
  },
};

/** An endpoint as its route and handler behave: read off the code that is written for them. */
export function endpointOperation(endpoint: HandlerView, service: ServiceView): DocumentedOperation {
  const { method, operation, summary, parameters } = endpoint;
  const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
  return {
    path,
    method: method.toLowerCase(),
    operation: {
      operationId: operation,
      summary,
      tags: [service.name],
      parameters: [
        ...parameters.map((name) => pathParameter(name, service)),
        ...queryOf(endpoint),
        ...keyOf(endpoint, service),
        ...EVERY_REQUEST,
      ],
      ...(hasBody(method) && { requestBody: bodyOf(endpoint) }),
      responses: { [endpoint.status]: successOf(endpoint), ...problemAnswers(problemsOf(endpoint, service)) },
    },
  };
}

// Express and Nest hand parameters over as they are; fastify's schema bounds them.
function pathParameter(name: string, { has }: ServiceView): Json {
  return { name, in: 'path', required: true, schema: has.express || has.nest ? TEXT : BOUNDED };
}

function queryOf(endpoint: HandlerView): Json[] {
  const taken = endpoint.takes.find(({ name }) => name === 'query');
  if (taken === undefined) return [];
  if (taken.type !== 'Fields')
    return [{ name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 50 } }];
  return requiredTexts(endpoint, 'query').map((name) => ({
    name,
    in: 'query',
    required: true,
    schema: { type: 'string', minLength: 1 },
  }));
}

function keyOf({ keyedFn, takes }: HandlerView, { has }: ServiceView): Json[] {
  const read = takes.some(({ name }) => name === 'idempotencyKey');
  if (keyedFn === null && !read) return [];
  const schema = keyedFn !== null || !(has.express || has.nest) ? BOUNDED : TEXT;
  const description = 'Requests with the same key are one request: the effect is had once, and answered alike.';
  return [
    {
      name: 'Idempotency-Key',
      in: 'header',
      ...(keyedFn === 'requireKeyed' && { required: true }),
      description,
      schema,
    },
  ];
}

function bodyOf(endpoint: HandlerView): Json {
  const required = requiredTexts(endpoint, 'body');
  const schema = {
    type: 'object',
    ...(required.length > 0 && {
      required,
      properties: Object.fromEntries(required.map((name) => [name, { type: 'string', minLength: 1 }])),
    }),
  };
  return { required: !endpoint.route.uses.includes('optionalFields'), content: { 'application/json': { schema } } };
}

/** Fields of the query or body without which the handler answers 400. */
export function requiredTexts({ statements, inTransaction, reply }: HandlerView, of: 'query' | 'body'): string[] {
  const code = [...statements, ...inTransaction, reply ?? ''].join('\n');
  const found = [...code.matchAll(/requireText\(request\.(query|body), '([^']+)'\)/g)];
  return [...new Set(found.flatMap(([, member, name]) => (member === of && name !== undefined ? [name] : [])))];
}

function successOf({ method, status, reply, replyType }: HandlerView): Json {
  const description = { 201: 'It is there.', 202: 'It has begun.', 204: 'It is gone.' }[status] ?? 'The answer.';
  if (reply === null || method === 'HEAD') return { description, headers: EVERY_ANSWER };
  return {
    description,
    headers: EVERY_ANSWER,
    content: { 'application/json': { schema: replySchema(reply, replyType) } },
  };
}

/** The schema of what a handler returns: an object with an identity or a list of such, and what it adds by name. */
function replySchema(reply: string, replyType: string): Json {
  if (reply === '{ id: saga.id, state: saga.state }') return { $ref: '#/components/schemas/Saga' };
  const resource = { $ref: '#/components/schemas/Resource' };
  const added: Record<string, unknown> = {};
  const required: string[] = [];
  for (const [, name = ''] of reply.matchAll(/(\w+): \w+Reply\b/g)) added[name] = {};
  if (/\bsaga: \{/.test(reply)) added['saga'] = { $ref: '#/components/schemas/Saga' };
  if (/, saga: \{/.test(reply)) required.push('saga');
  if (replyType.startsWith('{ items')) {
    added['items'] = { type: 'array', items: resource };
    required.push('items');
  }
  const operation = /\boperation: '([^']+)'/.exec(reply)?.[1];
  // What the caller sends stands behind it, and may take its place.
  if (operation !== undefined && !reply.includes('...')) {
    added['operation'] = { const: operation };
    required.push('operation');
  }
  const object = {
    type: 'object',
    ...(required.length > 0 && { required }),
    ...(Object.keys(added).length > 0 && { properties: added }),
  };
  if (replyType !== 'Resource') return object;
  return Object.keys(added).length > 0 ? { allOf: [resource, object] } : resource;
}

/** The statuses of errors that the route, the handler and what guards them can answer with. */
function problemsOf(endpoint: HandlerView, service: ServiceView): number[] {
  const { method, kind, takes, keyedFn, sagaFunctions, calls, parameters } = endpoint;
  const reads = takes.some(({ name }) => name !== 'idempotencyKey' || !(service.has.express || service.has.nest));
  const body = hasBody(method);
  return [
    ...(reads || body || parameters.length > 0 ? [400] : []),
    ...(kind === 'read' || kind === 'change' || sagaFunctions.length > 0 ? [404] : []),
    ...(keyedFn !== null || sagaFunctions.length > 0 ? [409] : []),
    ...(body ? [413, 415] : []),
    ...(kind === 'create' || keyedFn !== null ? [422] : []),
    500,
    ...(calls.length > 0 ? [502] : []),
    503,
    504,
  ];
}
