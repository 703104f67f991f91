/** A JSON value of a document. */
export type Json = Readonly<Record<string, unknown>>;

/** The errors that generated services tell, by status: their names among the components of a document, and what they mean. */
const PROBLEMS: Readonly<Record<number, readonly [name: string, description: string, headers?: readonly string[]]>> = {
  400: ['BadRequest', 'The request does not match what this endpoint accepts; `errors` points at each field.'],
  401: ['Unauthorized', 'There is no good bearer token.', ['www-authenticate']],
  403: ['Forbidden', 'The token lacks a scope.', ['www-authenticate']],
  404: ['NotFound', 'It is not there.'],
  409: ['Conflict', 'The same request is being worked on, or what it asks for was undone before.', ['retry-after']],
  413: ['TooLarge', 'The body is larger than 1 MB.'],
  415: ['UnsupportedMediaType', 'The body is not JSON.'],
  422: ['KeyReused', 'The Idempotency-Key, or the id, was used with other fields.'],
  429: ['TooManyRequests', 'The limit of requests is used up.', ['retry-after']],
  500: ['InternalError', 'The service failed; the log has the correlation id.'],
  502: ['BadGateway', 'A service that is called failed.', ['x-should-retry']],
  503: [
    'Unavailable',
    'There is too much to do, or a service that is called is left alone.',
    ['retry-after', 'x-should-retry'],
  ],
  504: ['DeadlineExceeded', 'The deadline is over.', ['x-should-retry']],
};

const HEADERS: Readonly<Record<string, readonly [description: string, type: string]>> = {
  'retry-after': ['Seconds after which it may be tried again.', 'integer'],
  'www-authenticate': ['What the token lacks (RFC 6750).', 'string'],
  'x-correlation-id': ['What logs and traces call this request.', 'string'],
  'x-should-retry': ['`false` when it was repeated in vain already.', 'string'],
};

const PROBLEM: Json = {
  description: 'Problem details of RFC 9457.',
  type: 'object',
  required: ['type', 'title', 'status', 'instance', 'correlationId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    correlationId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: { pointer: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
};

/** What every answer says of itself. */
export const EVERY_ANSWER: Json = { 'x-correlation-id': header('x-correlation-id') };

/** References to the problems with these statuses. */
export function problemAnswers(statuses: Iterable<number>): Json {
  const sorted = [...new Set(statuses)].sort((a, b) => a - b);
  return Object.fromEntries(
    sorted.map((status) => [status, { $ref: `#/components/responses/${problemOf(status)[0]}` }]),
  );
}

/** The components that a document's references name: problems, their headers, and what else is given. */
export function componentsFor(paths: Json, others: Json): Json {
  const text = JSON.stringify(paths);
  const named = (section: string, name: string): boolean => text.includes(`"#/components/${section}/${name}"`);
  const used = Object.keys(PROBLEMS)
    .map(Number)
    .filter((status) => named('responses', problemOf(status)[0]));
  const headers = ['x-correlation-id', ...used.flatMap((status) => problemOf(status)[2] ?? [])];
  return {
    schemas: { Problem: PROBLEM, ...others },
    responses: Object.fromEntries(used.map((status) => [problemOf(status)[0], problemResponse(status)])),
    headers: Object.fromEntries([...new Set(headers)].sort().map((name) => [name, headerComponent(name)])),
  };
}

function problemOf(status: number): readonly [name: string, description: string, headers?: readonly string[]] {
  const problem = PROBLEMS[status];
  if (problem === undefined) throw new Error(`no service answers with ${status}`);
  return problem;
}

function problemResponse(status: number): Json {
  const [, description, headers = []] = problemOf(status);
  return {
    description,
    headers: { ...EVERY_ANSWER, ...Object.fromEntries(headers.map((name) => [name, header(name)])) },
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function header(name: string): Json {
  return { $ref: `#/components/headers/${name}` };
}

function headerComponent(name: string): Json {
  const [description, type] = HEADERS[name] ?? ['', 'string'];
  return { description, schema: { type } };
}
