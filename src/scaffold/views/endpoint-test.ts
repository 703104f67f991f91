import type { EndpointSpec, ServiceSpec } from '../../blueprint/blueprint.ts';
import { hasBody } from './client-view.ts';
import { endpointRole } from './endpoint-kind.ts';

/** The test of one endpoint, as TypeScript over the `send` and `service` of test/service.test.ts. */
export function endpointTest(endpoint: EndpointSpec, service: ServiceSpec, status: number): string {
  const { kind, table, idParameter } = endpointRole(endpoint, service.owns);
  const path = endpoint.path.replace(/:\w+/g, 'known');
  const missing = endpoint.path.replace(/:\w+/g, 'missing');
  const body = hasBody(endpoint.method);
  const byBody = idParameter === null && ['change', 'put', 'remove', 'read'].includes(kind);
  const call = (at: string, id: string): string => {
    const query = byBody && !body ? `?id=${id}` : '';
    const payload = body ? `, { note: 'test'${byBody ? `, id: '${id}'` : ''} }` : '';
    return `send('${endpoint.method}', '${at}${query}'${payload})`;
  };
  const insert = `await service.deps.store.query("INSERT INTO ${table} (id, data) VALUES ('known', '{}') ON CONFLICT DO NOTHING");`;
  const lines = {
    create: createLines(endpoint.method, path, status),
    list: [
      insert,
      `const answer = await ${call(path, '')};`,
      `expect(answer.status).toBe(${status});`,
      'expect(answer.body.items.length).toBeGreaterThan(0);',
    ],
    read: [
      `expect((await ${call(missing, 'missing')}).status).toBe(404);`,
      insert,
      `expect(await ${call(path, 'known')}).toMatchObject({ status: ${status}, body: { id: 'known' } });`,
    ],
    change: [
      `expect((await ${call(missing, 'missing')}).status).toBe(404);`,
      insert,
      `expect(await ${call(path, 'known')}).toMatchObject({ status: ${status}, body: { id: 'known', note: 'test' } });`,
    ],
    put: [
      `expect((await ${call(path, 'known')}).status).toBe(${status});`,
      `expect(await ${call(path, 'known')}).toMatchObject({ status: ${status}, body: { id: 'known', note: 'test' } });`,
    ],
    remove: [
      insert,
      `expect((await ${call(path, 'known')}).status).toBe(${status});`,
      `expect((await ${call(path, 'known')}).status).toBe(${status});`,
    ],
    plain: [`expect((await ${call(path, 'known')}).status).toBe(${status});`],
  }[kind];
  return [`test('${endpoint.method} ${endpoint.path}', async () => {`, ...lines.map((line) => `  ${line}`), '});'].join(
    '\n',
  );
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
