import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Facade, type FacadeOptions } from '../src/facade.ts';
import { Health } from '../src/health.ts';
import { createApp } from '../src/http-server.ts';
import { createLogger } from '../src/logger.ts';
import { Rollouts, type Rollout } from '../src/rollout.ts';
import { renameFields } from '../src/translation.ts';
import { json, startUpstream, until, type Answer, type Upstream } from './support/upstream.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const log = createLogger({ name: 'web', level: 'silent' });

interface Setting {
  readonly url: string;
  readonly facade: Facade;
  readonly current: Upstream;
  readonly legacy: Upstream;
}

async function start(
  rollout: () => Rollout,
  answers: { current?: Answer; legacy?: Answer } = {},
  options: Partial<FacadeOptions> = {},
): Promise<Setting> {
  const fine: Answer = (_request, response) => json(response, 200, { id: '7' });
  const [current, legacy] = await Promise.all([
    startUpstream(answers.current ?? fine),
    startUpstream(answers.legacy ?? fine),
  ]);
  const facade = new Facade({
    route: '/api/orders',
    current: { name: 'orders', baseUrl: current.url, deadlineMs: 2_000 },
    rewrite: '/orders',
    legacy: { name: 'legacy', baseUrl: legacy.url, deadlineMs: 2_000 },
    rollout,
    log,
    by: 'x-customer',
    ...options,
  });
  const app = createApp({ name: 'web', log, health: new Health(), edge: {} });
  await app.register(facade.serve());
  cleanups.push(
    () => current.close(),
    () => legacy.close(),
    () => app.close(),
  );
  return { url: await app.listen({ port: 0, host: '127.0.0.1' }), facade, current, legacy };
}

it('moves a share of the callers, each of whom stays where it is while the share grows', async () => {
  let percent = 30;
  const { url, facade, current } = await start(() => ({ percent, shadow: false, rules: [] }));
  const movedOf = async (): Promise<Set<string>> => {
    current.seen.length = 0;
    const customers = Array.from({ length: 80 }, (_, index) => `customer-${index}`);
    await Promise.all(customers.map((one) => fetch(`${url}/api/orders/7`, { headers: { 'x-customer': one } })));
    return new Set(current.seen.map(({ headers }) => String(headers['x-customer'])));
  };
  const few = await movedOf();
  expect(few.size).toBeGreaterThan(10);
  expect(few.size).toBeLessThan(40);
  expect(await movedOf()).toEqual(few);
  percent = 60;
  const more = await movedOf();
  for (const customer of few) expect(more).toContain(customer);
  expect(more.size).toBeGreaterThan(few.size);
  percent = 0;
  expect((await movedOf()).size).toBe(0);
  expect(facade.counts()).toMatchObject({ new: 2 * few.size + more.size, legacy: 320 - 2 * few.size - more.size });
});

it('lets rules decide before the percentage', async () => {
  const rules: Rollout['rules'] = [
    { path: '/api/orders/export', to: 'legacy' },
    { header: 'x-beta', equals: 'yes', to: 'new' },
  ];
  const { url, current, legacy } = await start(() => ({ percent: 0, shadow: false, rules }));
  const beta = { headers: { 'x-beta': 'yes' } };
  await fetch(`${url}/api/orders/7?a=1`, beta);
  await fetch(`${url}/api/orders/exports`, beta);
  await fetch(`${url}/api/orders/export/7`, beta);
  await fetch(`${url}/api/orders/7`, { headers: { 'x-beta': 'no' } });
  expect(current.seen.map((request) => request.url)).toEqual(['/orders/7?a=1', '/orders/exports']);
  expect(legacy.seen.map((request) => request.url)).toEqual(['/api/orders/export/7', '/api/orders/7']);
});

it('compares in the shadow what is read, when the caller has its answer, and nothing else', async () => {
  let release: (() => void)[] = [];
  const { url, facade, current, legacy } = await start(() => ({ percent: 0, shadow: true, rules: [] }), {
    legacy: (request, response) => json(response, 200, { id: '7', state: 'open', path: request.method }),
    current: (request, response) => {
      const state = request.url === '/orders/8' ? 'closed' : 'open';
      // Another order of fields, and late: the caller must have its answer without this one.
      release.push(() => json(response, 200, { path: request.method, state, id: '7' }));
    },
  });
  expect((await (await fetch(`${url}/api/orders/7`)).json()) as object).toMatchObject({ state: 'open' });
  expect(facade.counts()).toMatchObject({ same: 0, different: 0 });
  await until(() => release.length === 1, 'the new side was asked');
  expect(current.seen[0]?.headers['x-shadow-request']).toBe('true');
  release.pop()?.();
  await until(() => facade.counts().same === 1, 'they were found to be the same');
  await (await fetch(`${url}/api/orders/8`)).text();
  await until(() => release.length === 1, 'the new side was asked again');
  release.pop()?.();
  await until(() => facade.counts().different === 1, 'they were found to differ');
  for (const method of ['POST', 'PUT', 'DELETE'])
    await (await fetch(`${url}/api/orders/7`, { method, headers: { 'x-shadow-request': 'true' } })).text();
  expect([legacy.seen.length, current.seen.length]).toEqual([5, 2]);
  expect(legacy.seen.at(-1)?.headers['x-shadow-request']).toBeUndefined();
  // A side that hangs takes up its places and no more.
  release = [];
  await Promise.all(Array.from({ length: 30 }, async () => (await fetch(`${url}/api/orders/9`)).text()));
  await until(() => release.length === 10, 'ten are compared at once');
  expect(facade.counts()).toMatchObject({ legacy: 35, skipped: 20 });
  for (const answer of release) answer();
  await until(() => facade.counts().same === 11, 'all of them were compared');
});

it('speaks the words of the old system to it, and ours to the caller', async () => {
  const bodies: string[] = [];
  const legacy: Answer = (request, response) => {
    request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
    request.on('end', () => json(response, 201, { order_no: '7', lines: [{ order_no: '8', note: 'ok' }] }));
  };
  const translation = {
    fromLegacy: (value: unknown) => renameFields(value, { order_no: 'id' }),
    toLegacy: (value: unknown) => renameFields(value, { id: 'order_no' }),
  };
  const { url } = await start(() => ({ percent: 0, shadow: false, rules: [] }), { legacy }, { translation });
  const send = (body: string): Promise<Response> =>
    fetch(`${url}/api/orders`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const answer = await send(JSON.stringify({ id: '7', note: 'kept' }));
  expect([answer.status, await answer.json()]).toEqual([201, { id: '7', lines: [{ id: '8', note: 'ok' }] }]);
  expect(JSON.parse(bodies.join(''))).toEqual({ order_no: '7', note: 'kept' });
  expect((await send('{ half')).status).toBe(400);
  expect((await send(JSON.stringify({ id: 'x'.repeat(1024 * 1024) }))).status).toBe(413);
});

it('reads its file again when it changes or SIGHUP comes, and keeps what held when it is wrong', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'archwright-rollout-'));
  const file = join(folder, 'rollout.json');
  const defaults = { '/api/orders': { percent: 10, shadow: false, rules: [] } };
  const rollouts = new Rollouts({ defaults, file, log });
  cleanups.push(
    () => rmSync(folder, { recursive: true }),
    () => rollouts.close(),
  );
  await rollouts.start();
  expect(rollouts.of('/api/orders').percent).toBe(10);
  writeFileSync(file, '{ "/api/orders": { "percent": 50 } }');
  await until(() => rollouts.of('/api/orders').percent === 50, 'the file was read by itself');
  writeFileSync(file, '{ "/api/orders": { "percent": 0, "shadow": true } }');
  process.kill(process.pid, 'SIGHUP');
  await until(() => rollouts.of('/api/orders').shadow, 'the file was read at a signal', 1_500);
  for (const wrong of ['{', '{ "/api/order": { "percent": 1 } }', '{ "/api/orders": { "percent": 200 } }']) {
    writeFileSync(file, wrong);
    process.kill(process.pid, 'SIGHUP');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(rollouts.of('/api/orders')).toEqual({ percent: 0, shadow: true, rules: [] });
  }
});
