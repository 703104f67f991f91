import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readTree } from '../../../src/io/read-tree.ts';
import { runMain } from '../../support/run-main.ts';

const shop = `# Agreed on Tuesday.
services:
  orders: # ours
    owns: [orders]
    endpoints:
      - POST /orders # the button
      - GET /orders/{id}
  payment:
    owns: [charges]
    endpoints:
      - POST /charges as charge
  mailing:
    kind: worker
    owns: [mails]
    subscribes: [order.paid]
  web:
    kind: gateway
    routes: { /api/orders: orders }
`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'add-'));
  writeFileSync(path.join(root, 'archwright.yaml'), shop);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const add = (...words: string[]): ReturnType<typeof runMain> => runMain('add', ...words, '--dir', root);

const additions: readonly (readonly [string[], RegExp])[] = [
  [
    [
      'endpoint',
      'POST /orders/{id}/cancel',
      '--service',
      'orders',
      '--as',
      'cancel',
      '--calls',
      'payment.charge',
      '--publishes',
      'order.cancelled',
    ],
    /- POST \/orders\/\{id\}\/cancel:[^]*calls: \[payment.charge\][^]*payment:\n +- POST \/charges|payment: \[POST \/charges\]/,
  ],
  [
    ['call', 'payment POST /charges', '--service', 'orders', '--by', 'postOrders', '--timeout', '2s'],
    /- POST \/orders: \{ calls: \[ ?payment.charge ?\] \} # the button/,
  ],
  [['event', 'order.created', '--service', 'orders', '--by', 'postOrders'], /publishes: \[order.created\]/],
  [['subscription', 'order.created', '--service', 'mailing'], /subscribes: \[order.paid, order.created\]/],
  [
    ['saga', 'place-order', '--service', 'orders', '--by', 'postOrders', '--step', 'payment.charge pivot'],
    /place-order:[^]*do: payment.charge[^]*pivot: true/,
  ],
  [
    ['cpu-job', 'render-invoice', '--service', 'orders', '--by', 'postOrders'],
    /- POST \/orders: \{ computes: \[ ?render-invoice ?\] \}[^]*cpu: \[render-invoice\]/,
  ],
  [['table', 'refunds', '--service', 'payment'], /owns: \[charges, refunds\]/],
  [['table', 'accounts', '--service', 'payment', '--event-sourced'], /accounts: event-sourced/],
  [['copy', 'order_copies', '--service', 'mailing', '--from', 'order.changed'], /order_copies: \[order.changed\]/],
  [
    ['route', '/api/charges', '--gateway', 'web', '--to', 'payment'],
    /\{ \/api\/orders: orders, \/api\/charges: payment \}/,
  ],
  [
    ['aggregate', '/overview/{id}', '--service', 'web', '--part', 'order=orders.getOrdersById required'],
    /order:\n +call: orders.getOrdersById\n +required: true/,
  ],
];

test.each(additions)(
  'add %j writes the blueprint and what follows; a second time it writes nothing',
  async (words, expected) => {
    const first = await add(...words);
    expect(first).toMatchObject({ status: 0, stderr: expect.not.stringContaining('error') });
    expect(read('archwright.yaml')).toMatch(expected);
    expect(read('archwright.yaml')).toContain('# Agreed on Tuesday.\nservices:\n  orders: # ours\n');
    const before = readTree(root);
    expect(await add(...words)).toMatchObject({ status: 0, stdout: expect.stringMatching(/says all of this already/) });
    expect(readTree(root)).toEqual(before);
    expect((await runMain('generate', root)).stdout).toMatch(/^nothing to write/);
  },
);

test('a view follows what its service publishes', async () => {
  await add('event', 'charge.made', '--service', 'payment', '--by', 'charge');
  expect(await add('view', 'totals', '--service', 'payment', '--from', 'charge.made')).toMatchObject({ status: 0 });
  expect(read('archwright.yaml')).toContain('totals: [charge.made]');
});

test('a dry run shows the diff of blueprint and code, and writes nothing; JSON tells the same', async () => {
  const before = readTree(root);
  const { stdout } = await add('event', 'order.created', '--service', 'orders', '--by', 'postOrders', '--dry-run');
  expect(stdout).toContain('+++ b/archwright.yaml');
  expect(stdout).toContain('+++ b/services/orders/src/handlers/post-orders.ts');
  expect(readTree(root)).toEqual(before);
  const json = await add('table', 'refunds', '--service', 'payment', '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({ written: true });
  expect(JSON.parse((await add('table', 'refunds', '--service', 'payment', '--json')).stdout)).toMatchObject({
    written: false,
    already: true,
  });
});

test('an event gets its next version, and who subscribes reads the version that is published', async () => {
  await add('event', 'order.created', '--service', 'orders', '--by', 'postOrders');
  expect(await add('event', 'order.created@2', '--service', 'orders', '--by', 'postOrders')).toMatchObject({
    status: 0,
  });
  expect(await add('subscription', 'order.created', '--service', 'mailing')).toMatchObject({ status: 0 });
  expect(read('archwright.yaml')).toMatch(/publishes: \[order\.created@2\]/);
  expect(read('archwright.yaml')).toContain('subscribes: [order.paid, order.created@2]');
  expect(read('archwright.yaml')).toMatch(/POST \/orders: \{ publishes: \[ ?order\.created ?\] \}/);
  expect(read('services/orders/src/events.ts')).toContain('{ ...options, version: 2 }');
  expect(read('services/mailing/src/subscriptions/order-created.ts')).toContain('1: upcaster(orderCreatedV1,');
  expect(await add('subscription', 'order.created@3', '--service', 'mailing')).toMatchObject({ status: 0 });
  expect(read('archwright.yaml')).toContain('subscribes: [order.paid, order.created@3]');
});

test('a handler that was edited keeps the edit', async () => {
  await runMain('generate', root);
  const handler = 'services/orders/src/handlers/post-orders.ts';
  const edited = `${read(handler)}\n// mine: ask legal\n`;
  writeFileSync(path.join(root, handler), edited);
  expect(await add('event', 'order.created', '--service', 'orders', '--by', 'postOrders')).toMatchObject({ status: 0 });
  expect(read(handler)).toContain('// mine: ask legal');
  expect(read(handler)).toContain('publishOrderCreated(');
});

test.each([
  [['table', 'refunds', '--service', 'paymnt'], /there is no service "paymnt"[^]*did you mean "payment"/],
  [['call', 'payment.chrage', '--service', 'orders'], /has no endpoint "chrage"[^]*did you mean "charge"/],
  [['event', 'order.created', '--service', 'orders', '--by', 'postOrder'], /did you mean "postOrders"/],
  [
    ['endpoint', 'POST /orders', '--service', 'orders', '--as', 'place'],
    /archwright.yaml:6:\d+: error: the endpoint "POST \/orders" of "orders" is declared already/,
  ],
  [['endpoint', 'GET /a b', '--service', 'orders'], /is not an endpoint/],
  [['endpoint', 'GET /../x', '--service', 'mailing'], /"endpoints" is not a key of a worker/],
  [['table', 'charges', '--service', 'orders'], /table "charges" is owned by "(?:orders|payment)"/],
  [['table', 'Robert; DROP', '--service', 'orders'], /is not in snake_case/],
  [['event', "a.b'c", '--service', 'orders'], /is not the name of an event/],
  [['saga', 'x', '--service', 'orders', '--step', 'a b c d'], /is not a step/],
  [['saga', 'con', '--service', 'orders', '--step', 'payment.charge'], /device name on Windows/],
  [['route', '/x', '--gateway', 'orders', '--to', 'payment'], /only a gateway has routes[^]*gateways: web/],
  [['copy', 'copies', '--service', 'mailing', '--from', ''], /follows no event/],
])('add %j is refused, and nothing is written', async (words, message) => {
  const before = readTree(root);
  const { status, stderr } = await add(...words);
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
  expect(readTree(root)).toEqual(before);
});
