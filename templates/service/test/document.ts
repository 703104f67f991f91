import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { z } from 'zod';

// openapi.json as tests ask by it: makes the requests that it describes, and holds answers against it.

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly Schema[];
}

interface Answer {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name?: string; readonly in?: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly responses: Readonly<Record<string, Answer>>;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

/** An operation of the document, and where it is asked for. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** In what a request differs from the one that is answered with success. */
export interface Change {
  readonly id?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: string;
  readonly type?: string;
  /** The Idempotency-Key; null for none. */
  readonly key?: string | null;
}

export const text = readFileSync(new URL('../openapi.json', import.meta.url), 'utf8');

const { paths, components } = JSON.parse(text) as {
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components: { schemas: Readonly<Record<string, Schema>>; responses: Readonly<Record<string, Answer>> };
};

/** Every operation; what removes rows comes last. */
export const operations: readonly Asked[] = Object.entries(paths)
  .flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
  .sort((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'));

/** The status that says that it went well, and a body that the document allows with it. */
export function successOf({ responses }: Operation): { status: number; body: unknown } {
  const [status = '0', answer = {}] = Object.entries(responses).find(([code]) => code.startsWith('2')) ?? [];
  return { status: Number(status), body: sample(resolveAnswer(answer).content?.['application/json']?.schema, '7') };
}

/** Makes the request that an operation describes, and holds the answer against the document. Resolves with its status. */
export async function ask(url: string, { method, path, operation }: Asked, change: Change = {}): Promise<number> {
  const { operationId, parameters = [], requestBody } = operation;
  const id = change.id ?? operationId;
  const query = parameters.flatMap((one) => (one.in === 'query' && one.required ? [`${one.name}=${id}`] : []));
  const whole = Object(sample(requestBody?.content['application/json']?.schema, id));
  const key = change.key ?? (change.key === null ? undefined : `${operationId} ${id}`);
  const keyed = parameters.some(({ name }) => name === 'Idempotency-Key') && key !== undefined;
  const response = await fetch(`${url}${path.replace(/\{\w+\}/g, id)}?${[...query, change.query ?? ''].join('&')}`, {
    method,
    headers: {
      ...(requestBody && { 'content-type': change.type ?? 'application/json' }),
      ...(keyed && { 'idempotency-key': key }),
      ...change.headers,
    },
    ...(requestBody && { body: change.body ?? JSON.stringify({ ...whole, note: 'test' }) }),
  });
  await check(response, operation);
  return response.status;
}

/** Status, media type and body have to be what the document says. */
async function check(response: Response, { operationId, responses }: Operation): Promise<void> {
  const where = `${operationId} answered ${response.status}`;
  const answer = responses[response.status];
  if (!answer) throw new Error(`${where}, of which the document says nothing`);
  const { content } = resolveAnswer(answer);
  const body = await response.text();
  const media = response.headers.get('content-type')?.split(';')[0] ?? '';
  if (content === undefined) return expect(body, where).toBe('');
  expect(Object.keys(content), where).toContain(media);
  const local = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll('#/components/schemas/', '#/$defs/'));
  const schema = z.fromJSONSchema({ ...local(content[media]?.schema ?? {}), $defs: local(components.schemas) });
  const { error } = schema.safeParse(JSON.parse(body));
  expect(error?.issues ?? [], `${where}: ${body}`).toEqual([]);
}

/** The smallest value that a schema takes. */
function sample(schema: Schema | undefined, id: string): unknown {
  const { type, properties = {}, required = [], allOf, const: only } = resolveSchema(schema ?? {});
  if (only !== undefined) return only;
  if (allOf) return Object.assign({}, ...allOf.map((part) => sample(part, id)));
  if (type === 'array') return [];
  if (type === 'string') return id;
  if (type === 'integer' || type === 'number') return 1;
  return Object.fromEntries(required.map((name) => [name, sample(properties[name], id)]));
}

function resolveSchema(schema: Schema): Schema {
  return components.schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema;
}

function resolveAnswer(answer: Answer): Answer {
  return components.responses[answer.$ref?.split('/').at(-1) ?? ''] ?? answer;
}
