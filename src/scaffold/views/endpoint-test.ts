import type { EndpointSpec, ServiceSpec } from '../../blueprint/blueprint.ts';
import { hasBody } from './client-view.ts';
import { aggregateView, tableKind } from './data-view.ts';
import { endpointRole } from './endpoint-kind.ts';
import type { SagaPart } from './saga-participation.ts';
import { tableNamesOf } from './service-parts.ts';

/** The test of one endpoint, as TypeScript over the `send` and `service` of test/service.test.ts. */
export function endpointTest(
  endpoint: EndpointSpec,
  service: ServiceSpec,
  { status, sagaPart }: { status: number; sagaPart: SagaPart | undefined },
): string {
  const { kind, table, idParameter } = endpointRole(endpoint, tableNamesOf(service));
  // What was undone cannot be done again: it has a row of its own.
  const undoes = sagaPart?.part === 'undo';
  const eventSourced = table !== null && tableKind(table, service) === 'event-sourced';
  // What is kept as events is not put back once it was removed: each test has one of its own.
  const known = eventSourced ? endpoint.operation : undoes ? 'undone' : 'known';
  const path = endpoint.path.replace(/:\w+/g, known);
  const missing = endpoint.path.replace(/:\w+/g, 'missing');
  const body = hasBody(endpoint.method);
  const byBody = idParameter === null && ['change', 'put', 'remove', 'read'].includes(kind);
  const call = (at: string, id: string): string => {
    const query = byBody && !body ? `?id=${id}` : '';
    const payload = body ? `, { note: 'test'${byBody ? `, id: '${id}'` : ''} }` : '';
    return `send('${endpoint.method}', '${at}${query}'${payload})`;
  };
  const insert = eventSourced
    ? createdLine(table, known)
    : `await service.deps.store.query("INSERT INTO ${table} (id, data) VALUES ('${known}', '{}') ON CONFLICT DO NOTHING");`;
  const answered = `expect((await ${call(path, known)}).status).toBe(${status});`;
  const lines = {
    create: createLines(endpoint.method, path, status),
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
  if (undoes && sagaPart) lines.push(`await ${call(missing, 'missing')};`, ...lateLines(service, sagaPart.step));
  return [`test('${endpoint.method} ${endpoint.path}', async () => {`, ...lines.map((line) => `  ${line}`), '});'].join(
    '\n',
  );
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

/** What was undone before it arrived is refused. */
function lateLines(service: ServiceSpec, step: string): string[] {
  const late = service.endpoints.find(({ operation }) => operation === step);
  if (late === undefined || !['create', 'put'].includes(endpointRole(late, tableNamesOf(service)).kind)) return [];
  const path = late.path.replace(/:\w+/g, 'missing');
  return [`expect((await send('${late.method}', '${path}', { id: 'missing' })).status).toBe(409);`];
}

function createLines(method: string, path: string, status: number): string[] {
  const key = "{ 'idempotency-key': 'once' }";
  return [
    `const first = await send('${method}', '${path}', { note: 'test' }, ${key});`,
    `expect(first).toMatchObject({ status: ${status}, body: { note: 'test' } });`,
    `const again = await send('${method}', '${path}', { note: 'test' }, ${key});`,
    'expect(again.body.id).toBe(first.body.id);',
    `expect((await send('${method}', '${path}', { note: 'other' }, ${key})).status).toBe(422);`,
  ];
}
