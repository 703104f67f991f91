import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repository, run } from '../scaffold/generated-system.ts';
import { runMain } from '../support/run-main.ts';
import { RunningSystem, freePorts } from './run-system.ts';

const names = ['ORDERS', 'INVENTORY', 'PAYMENT', 'NOTIFICATION', 'CATALOGUE', 'WEB'];
let root: string;
let env: Record<string, string>;
let web: string;
const systems: RunningSystem[] = [];

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'archwright shop ')));
  // Longer steps than in the example: a busy machine may take its time to start again, and a step whose time is over is undone.
  const text = readFileSync(join(repository, 'examples/shop/archwright.yaml'), 'utf8');
  writeFileSync(join(root, 'archwright.yaml'), text.replace(/timeout: (5|10)s/g, 'timeout: 60s'));
  const ports = await freePorts(names.length);
  env = Object.fromEntries(names.map((name, index) => [`${name}_PORT`, String(ports[index])]));
  web = `http://127.0.0.1:${env['WEB_PORT']}`;
});

afterAll(async () => {
  for (const system of systems) await system.end('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

async function start(): Promise<RunningSystem> {
  const system = await RunningSystem.start(root, env);
  systems.push(system);
  return system;
}

interface Order {
  readonly id: string;
  readonly saga: { readonly id: string; readonly state: string };
}

async function placeOrder(
  key: string,
  order: object = { sku: 'tea', quantity: 2 },
): Promise<{ status: number; order: Order }> {
  const response = await fetch(`${web}/api/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(order),
  });
  return { status: response.status, order: (await response.json()) as Order };
}

async function stateOf(id: string): Promise<string> {
  return ((await (await fetch(`${web}/api/orders/${id}`)).json()) as Order).saga.state;
}

/** Rows of a stopped service's embedded store. */
async function count(service: string, table: string, id: string): Promise<number> {
  const code = `const { openStore } = await import('./services/${service}/dist/platform/store.js');
    const store = await openStore({ dataDir: '.data/${service}' });
    const [row] = await store.query('SELECT count(*)::int AS n FROM ${table} WHERE id = $1', ['${id}']);
    console.log(row.n);
    await store.close();`;
  return Number(await run(root, process.execPath, ['--input-type=module', '-e', code]));
}

test('it is generated, installed and built, and its own tests pass', async () => {
  expect(await runMain('generate', root)).toMatchObject({ status: 0, stderr: '' });
  await run(root, 'npm', ['install', '--no-audit', '--no-fund']);
  await run(root, 'npm', ['run', 'build']);
  await run(root, 'npm', ['run', 'typecheck']);
  const tested = await run(root, 'npm', ['test', '--', '--reporter=json', '--outputFile=report.json']);
  expect(tested).not.toContain('Unhandled');
  const report = JSON.parse(readFileSync(join(root, 'report.json'), 'utf8')) as {
    numTotalTests: number;
    success: boolean;
  };
  expect(report.success).toBe(true);
  expect(report.numTotalTests).toBeGreaterThan(30);
});

test('an order goes through the gateway, its saga completes, and who listens hears of it', async () => {
  const system = await start();
  const { status, order } = await placeOrder('first');
  expect(status).toBe(202);
  await system.until(async () => (await stateOf(order.id)) === 'COMPLETED', 'the saga is complete');
  await system.until(
    () => heard(system, 'notification', 'order.created', order.id),
    'the notification heard of the order',
  );
  await system.until(
    () => heard(system, 'orders', 'payment.settled', order.saga.id),
    'the orders heard of the payment',
  );
  expect((await placeOrder('first')).order.id).toBe(order.id);
  expect((await placeOrder('first', { sku: 'coffee' })).status).toBe(422);
  expect(await system.end('SIGTERM')).toBe(0);
  expect(await count('payment', 'charges', order.saga.id)).toBe(1);
  expect(existsSync(join(root, '.data/orders.lock'))).toBe(false);
});

test('killed in the middle of a saga, it goes on after a restart, and nothing happens twice', async () => {
  // An edit such as its owner would make: charging takes a while.
  const handler = join(root, 'services/payment/src/handlers/charge.ts');
  const slow = "  deps.log.info('asked to charge');\n  await new Promise((resolve) => setTimeout(resolve, 3_000));\n";
  writeFileSync(handler, readFileSync(handler, 'utf8').replace(/(const charge = )/, `${slow.trim()}\n  $1`));
  expect(await runMain('generate', root)).toMatchObject({ status: 0, stdout: expect.stringContaining('edited since') });
  await run(root, 'npm', ['run', 'build']);

  const killed = await start();
  const { order } = await placeOrder('second');
  await killed.until(() => said(killed, 'payment', 'asked to charge'), 'the payment was asked to charge');
  expect(await stateOf(order.id)).toBe('RUNNING');
  expect(await killed.end('SIGKILL')).toBeNull();

  const restarted = await start();
  await restarted.until(async () => (await stateOf(order.id)) === 'COMPLETED', 'the saga is complete');
  expect(await restarted.end('SIGTERM')).toBe(0);
  expect(await count('inventory', 'reservations', order.saga.id)).toBe(1);
  expect(await count('payment', 'charges', order.saga.id)).toBe(1);
});

function lines(system: RunningSystem): Record<string, unknown>[] {
  const json = system.output.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
  return json.map((line) => JSON.parse(line) as Record<string, unknown>);
}

function heard(system: RunningSystem, service: string, event: string, id: string): boolean {
  return lines(system).some((line) => line['name'] === service && line['event'] === event && line['id'] === id);
}

function said(system: RunningSystem, service: string, message: string): boolean {
  return lines(system).some((line) => line['name'] === service && line['msg'] === message);
}
