import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repository, run } from '../scaffold/generated-system.ts';
import { lintFolder } from '../support/lint-folder.ts';
import { runMain } from '../support/run-main.ts';
import { RunningSystem, freePorts } from './run-system.ts';

let root: string;
let url: string;
let env: Record<string, string>;
let running: RunningSystem | undefined;

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'archwright monolith ')));
  const text = readFileSync(join(repository, 'examples/monolith/archwright.yaml'), 'utf8');
  writeFileSync(join(root, 'archwright.yaml'), text);
  const [app, payment] = await freePorts(2);
  env = { CORNER_SHOP_PORT: String(app), PAYMENT_PORT: String(payment) };
  url = `http://127.0.0.1:${app}`;
});

afterAll(async () => {
  await running?.end('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

/** What of the answers is looked at. */
interface Answer {
  readonly status: number;
  readonly body: {
    readonly id: string;
    readonly orderId: string;
    readonly inventory: { readonly left: number };
    readonly saga: { readonly id: string; readonly state: string };
  };
}

async function ask(method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body && { 'content-type': 'application/json' }), 'idempotency-key': `${method} ${path}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

/** Installs, compiles and tests what lies there. */
async function isGreen(): Promise<void> {
  await run(root, 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline']);
  await run(root, 'npm', ['run', 'build']);
  await run(root, 'npm', ['run', 'typecheck']);
  expect(await run(root, 'npm', ['test'])).not.toContain('Unhandled');
  expect((await lintFolder(root)).findings).toEqual([]);
}

/** What a customer and the company see of an order; the same before and after. Resolves with its id. */
async function orderGoesThrough(): Promise<string> {
  const system = (running = await RunningSystem.start(root, env));
  expect((await ask('PUT', '/stock/tea', { left: 5 })).status).toBe(200);
  // A call from one module to another.
  const placed = await ask('POST', '/api/orders', { sku: 'tea', quantity: 2 });
  expect([placed.status, placed.body.inventory.left]).toEqual([202, 5]);
  // A saga over two modules.
  const { id, saga } = placed.body;
  const state = async (): Promise<string> => (await ask('GET', `/orders/${id}`)).body.saga.state;
  await system.until(async () => (await state()) !== 'RUNNING', 'the saga has ended');
  expect(await state()).toBe('COMPLETED');
  // Paths of the module, under its own name and behind the public prefix.
  expect((await ask('GET', `/charges/${saga.id}`)).body).toMatchObject({ id: saga.id, orderId: id });
  expect((await ask('GET', `/api/charges/${saga.id}`)).body.id).toBe(saga.id);
  // Events from one module to two others.
  const heard = (module: string, event: string): boolean =>
    system.output
      .split('\n')
      .some((line) => [`"module":"${module}"`, event, 'event handled'].every((part) => line.includes(part)));
  await system.until(() => heard('loyalty', 'order.placed'), 'loyalty heard of the order');
  await system.until(() => heard('loyalty', 'payment.settled'), 'loyalty heard of the payment');
  await system.until(() => heard('orders', 'payment.settled'), 'the orders heard of the payment');
  expect(system.output).toContain('a fee of 3');
  expect(await system.end('SIGTERM')).toBe(0);
  return id;
}

test('the monolith is generated, installed, built, tested and sound, and an order goes through it', async () => {
  expect(await runMain('generate', root)).toMatchObject({ status: 0, stderr: '' });
  // Code of its owner: in a handler, and in a file of its own that uses the platform.
  const handler = join(root, 'app/src/modules/payment/handlers/charge.ts');
  const text = readFileSync(handler, 'utf8')
    .replace('/** POST', "import { fee } from '../domain/fee.ts';\n\n/** POST")
    .replace('  return deps.store', '  deps.log.info(`a fee of ${fee(1)}`);\n  return deps.store');
  writeFileSync(handler, text);
  mkdirSync(join(root, 'app/src/modules/payment/domain'));
  writeFileSync(
    join(root, 'app/src/modules/payment/domain/fee.ts'),
    "import { HttpProblem } from '../../../platform/problem.ts';\n\n/** What a charge costs. */\nexport function fee(units: number): number {\n  if (units < 0) throw new HttpProblem(400);\n  return units * 3;\n}\n",
  );
  await isGreen();
  const order = await orderGoesThrough();
  // What an operator asks for afterwards, of the database that the process has left.
  writeFileSync(join(root, 'operator.env'), 'DATA_DIR=.data/corner-shop\n');
  const asked = async (...args: string[]): Promise<string> =>
    run(root, process.execPath, ['--env-file=operator.env', ...args]);
  expect(await asked('app/dist/manage-sagas.js', 'list', '--all')).toMatch(
    `COMPLETED           place-order "${order}"`,
  );
  expect(await asked('app/dist/rebuild.js', 'ledger')).toContain('"ledger" was made anew out of 0 events');
  rmSync(join(root, 'operator.env'));
});

test('a module becomes a service with the code of its owner, and the same order goes through both', async () => {
  const extracted = await runMain('extract', 'payment', root, '--bus', 'nats');
  expect(extracted).toMatchObject({ status: 0, stderr: '' });
  expect(extracted.stdout).toContain('services/payment/src/handlers/charge.ts, with your edits');
  expect(readFileSync(join(root, 'services/payment/src/handlers/charge.ts'), 'utf8')).toContain('fee(1)');
  expect(readFileSync(join(root, 'services/payment/src/domain/fee.ts'), 'utf8')).toContain("'../platform/problem.ts'");
  rmSync(join(root, '.data'), { recursive: true });
  await isGreen();
  await orderGoesThrough();
  expect((await runMain('generate', root)).stdout).toContain('nothing to write');
});

test('what leaves the process is broken on purpose, and protected', async () => {
  expect(await run(root, 'npm', ['run', 'chaos'])).toContain(' 0 of them without protection');
});
