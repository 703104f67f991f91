import type { EndpointSpec, ServiceSpec } from '../../blueprint/blueprint.ts';
import { hasBody } from './client-view.ts';
import { aggregateView, tableKind } from './data-view.ts';
import { endpointRole } from './endpoint-kind.ts';
import type { SagaPart } from './saga-participation.ts';
import { tableNamesOf } from './service-parts.ts';

/** `asks`: fields that the handler refuses to do without, of the body or, where there is none, of the query. */
interface Expected {
  readonly status: number;
  readonly sagaPart: SagaPart | undefined;
  readonly asks: readonly string[];
}

/** The test of one endpoint, as TypeScript over the `send` and `service` of test/service.test.ts. */
export function endpointTest(
  endpoint: EndpointSpec,
  service: ServiceSpec,
  { status, sagaPart, asks }: Expected,
): string {
  const { kind, table } = endpointRole(endpoint, tableNamesOf(service));
  // What was undone cannot be done again: it has a row of its own.
  const undoes = sagaPart?.part === 'undo';
  const eventSourced = table !== null && tableKind(table, service) === 'event-sourced';
  // What is kept as events is not put back once it was removed: each test has one of its own.
  const known = eventSourced ? endpoint.operation : undoes ? 'undone' : 'known';
  const path = endpoint.path.replace(/:\w+/g, known);
  const missing = endpoint.path.replace(/:\w+/g, 'missing');
  const call = requests(endpoint, ['change', 'put', 'remove', 'read'].includes(kind), asks);
  const insert = eventSourced
    ? createdLine(table, known)
    : `await service.deps.store.query("INSERT INTO ${table} (id, data) VALUES ('${known}', '{}') ON CONFLICT DO NOTHING");`;
  const answered = `expect((await ${call(path, known)}).status).toBe(${status});`;
  const lines = {
    create: createLines((note) => call(path, '', note, 'once'), status),
    list: [insert, ...listLines(call(path, ''), status, eventSourced ? known : null)],
    read: [
      `expect((await ${call(missing, 'missing')}).status).toBe(404);`,
      insert,
      `expect(await ${call(path, known)}).toMatchObject({ status: ${status}, body: { id: '${known}' } });`,
    ],
    change: [
      `expect((await ${call(missing, 'missing')}).status).toBe(${undoes ? status : 404});`,
      insert,
      `expect(await ${call(path, known)}).toMatchObject({ status: ${status}, body: { id: '${known}', note: 'test' } });`,
    ],
    put: [
      answered,
      `expect(await ${call(path, known)}).toMatchObject({ status: ${status}, body: { id: '${known}', note: 'test' } });`,
    ],
    remove: [insert, answered, answered],
    plain: [answered],
  }[kind];
  if (endpoint.idempotency === 'required')
    lines.push(`expect((await send('${endpoint.method}', '${path}', { note: 'test' })).status).toBe(400);`);
  if (endpoint.idempotency !== 'none' && kind !== 'create')
    lines.push(...keyLines((note) => call(path, known, note, 'same')));
  if (undoes && sagaPart) lines.push(`await ${call(missing, 'missing')};`, ...lateLines(service, sagaPart.step));
  const body = lines.map((line) => `  ${line}`);
  return [`test('${endpoint.method} ${endpoint.path}', async () => {`, ...body, '});'].join('\n');
}

/** A read model of events shows `awaited` after a moment. */
function listLines(call: string, status: number, awaited: string | null): string[] {
  const lines = [`const answer = await ${call};`, `expect(answer.status).toBe(${status});`];
  if (awaited === null) return [...lines, 'expect(answer.body.items.length).toBeGreaterThan(0);'];
  const items = `expect((await ${call}).body.items)`;
  return [`await vi.waitFor(async () => ${items}.toContainEqual(expect.objectContaining({ id: '${awaited}' })));`];
}

function createdLine(table: string, id: string): string {
  const { stream, created } = aggregateView(table);
  return `await happened('${stream}:${id}', '${created}', { id: '${id}' });`;
}

type Request = (at: string, id: string, note?: string, key?: string) => string;

/** Makes requests to an endpoint; one that works on an item of which the path says nothing names it in its body or query. */
function requests(endpoint: EndpointSpec, onItem: boolean, asks: readonly string[]): Request {
  const body = hasBody(endpoint.method);
  const byBody = onItem && !endpoint.path.includes(':');
  const others = asks.filter((name) => !(byBody && name === 'id'));
  let calls = 0;
  return (at, id, note = 'test', key) => {
    const fields = [...(byBody ? [['id', id] as const] : []), ...others.map((name) => [name, 'test'] as const)];
    const query = body || fields.length === 0 ? '' : `?${fields.map(([name, value]) => `${name}=${value}`).join('&')}`;
    // Each request that needs a key has one of its own.
    const own = key ?? (endpoint.idempotency === 'required' ? `${++calls}` : undefined);
    const header = own === undefined ? '' : `, { 'idempotency-key': '${own}' }`;
    const payload = body
      ? `, { ${[['note', note] as const, ...fields].map(([name, value]) => `${name}: '${value}'`).join(', ')} }${header}`
      : '';
    return `send('${endpoint.method}', '${at}${query}'${payload})`;
  };
}

/** A repeated key gets the first answer; with another request it is refused. */
function keyLines(call: (note: string) => string): string[] {
  return [
    `const first = await ${call('test')};`,
    `expect(await ${call('test')}).toEqual(first);`,
    `expect((await ${call('other')}).status).toBe(422);`,
  ];
}

/** What was undone before it arrived is refused. */
function lateLines(service: ServiceSpec, step: string): string[] {
  const late = service.endpoints.find(({ operation }) => operation === step);
  if (late === undefined || !['create', 'put'].includes(endpointRole(late, tableNamesOf(service)).kind)) return [];
  const path = late.path.replace(/:\w+/g, 'missing');
  return [`expect((await send('${late.method}', '${path}', { id: 'missing' })).status).toBe(409);`];
}

function createLines(call: (note: string) => string, status: number): string[] {
  return [
    `const first = await ${call('test')};`,
    `expect(first).toMatchObject({ status: ${status}, body: { note: 'test' } });`,
    `const again = await ${call('test')};`,
    'expect(again.body.id).toBe(first.body.id);',
    `expect((await ${call('other')}).status).toBe(422);`,
  ];
}
