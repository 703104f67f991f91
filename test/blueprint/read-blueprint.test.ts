import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findBlueprint, parseBlueprint, readBlueprint } from '../../src/blueprint/read-blueprint.ts';
import { UserError } from '../../src/util/user-error.ts';
import { badSamples, goodSamples } from './samples.ts';

function mistakes(text: string, file = 'shop/archwright.yaml'): readonly UserError[] {
  try {
    parseBlueprint(file, text);
  } catch (error) {
    if (error instanceof UserError) return [error, ...error.others];
    throw error;
  }
  return [];
}

const show = ({ where, message, help }: UserError) =>
  `${where?.line}:${where?.column} ${message}${help === undefined ? '' : ` | ${help}`}`;

describe('every form of a blueprint is read:', () => {
  test.each(Object.entries(goodSamples))('%s', (_, text) => {
    expect(mistakes(text).map(show)).toEqual([]);
  });
});

describe('every mistake is told with its place and a way out:', () => {
  test.each(Object.entries(badSamples))('%s', (_, { text, says }) => {
    const found = mistakes(text);
    expect(found.map(show)).toEqual(says.map((start) => expect.stringContaining(start)));
    for (const { frame } of found) expect(frame).toContain('^');
  });
});

test('all mistakes of a file are told together, in the order of the file', () => {
  const text = 'lint: { ignore: 1 }\nservices:\n  orders:\n    port: 0\n    owns: [Order]\n  Web: {}\n';
  expect(mistakes(text).map(({ where }) => where?.line)).toEqual([1, 4, 5, 6]);
});

test('a mistake in an endpoint does not make mistakes of those who use it', () => {
  const text = `services:
  orders: { calls: { payment: [charge] } }
  payment:
    endpoints: [PSOT /charges as charge]
`;
  expect(mistakes(text).map(show)).toEqual([expect.stringContaining('4:17 "PSOT" is not a method')]);
});

test('the frame marks the whole word', () => {
  const [mistake] = mistakes('defaults: { bus: kofka }\n');
  expect(mistake?.frame).toBe(' 1 | defaults: { bus: kofka }\n   |                  ^^^^^');
});

test('duplicate keys are mistakes, all of them, and nothing else is told', () => {
  const text = 'services:\n  orders: {}\n  "pay": {}\n  orders: {}\nservices: {}\nbus: x\n';
  expect(mistakes(text).map(show)).toEqual([
    '4:3 the key "orders" stands twice in one map | keep one of the two',
    '5:1 the key "services" stands twice in one map | keep one of the two',
  ]);
});

test('braces inside brackets are explained', () => {
  const [mistake] = mistakes('services:\n  orders:\n    endpoints: [GET /orders/{id}]\n');
  expect(mistake?.where).toEqual({ file: 'shop/archwright.yaml', line: 3, column: 29 });
  expect(mistake?.help).toContain('needs quotes');
});

test('the shop is read with every default filled in', () => {
  const { services, ...rest } = readBlueprint('examples/shop/archwright.yaml');
  expect(rest).toMatchObject({
    system: { name: 'shop', shape: 'microservices' },
    defaults: { bus: 'nats', database: 'postgres', http: 'fastify', discovery: 'dns' },
    decisions: 'docs/decisions',
    lint: { extends: [], rules: {}, overrides: [], ignore: [], customRules: [] },
  });
  expect(services.map(({ name, kind, port, path }) => [name, kind, port, path])).toEqual([
    ['orders', 'service', 3000, 'services/orders'],
    ['inventory', 'service', 3001, 'services/inventory'],
    ['payment', 'service', 3002, 'services/payment'],
    ['notification', 'worker', 3003, 'services/notification'],
    ['catalogue', 'service', 3004, 'services/catalogue'],
    ['web', 'gateway', 8080, 'services/web'],
  ]);
  const [orders, inventory, , , catalogue, web] = services;
  expect(orders?.endpoints.map(({ method, path, operation, starts }) => [method, path, operation, starts])).toEqual([
    ['POST', '/orders', 'placeOrder', 'place-order'],
    ['GET', '/orders/:id', 'getOrdersById', null],
  ]);
  expect(orders?.sagas[0]?.steps[0]).toEqual({
    do: { service: 'inventory', endpoint: inventory?.endpoints[0] },
    undo: { service: 'inventory', endpoint: inventory?.endpoints[1] },
    timeout: 5000,
    pivot: false,
  });
  expect(catalogue?.calls).toEqual([
    {
      to: 'inventory',
      endpoint: inventory?.endpoints[2],
      policy: { timeout: 500, retries: 1, breaker: true, bulkhead: 25 },
      protocol: 'http',
      declared: true,
      fallback: 'fail',
      reads: [],
    },
  ]);
  expect(catalogue?.endpoints[1]?.calls).toEqual([{ service: 'inventory', operation: 'getStockBySku' }]);
  const plain = { protocol: 'http', timeout: null, scopes: [], public: true, rateLimit: null, legacy: null };
  expect(web?.routes).toEqual([
    { prefix: '/api/orders', to: 'orders', ...plain },
    { prefix: '/api/products', to: 'catalogue', ...plain },
  ]);
});

test('what is called twice for one reason is one endpoint, complete wherever it is reached from', () => {
  const { services } = parseBlueprint('archwright.yaml', goodSamples['endpoints in the long form'] ?? '');
  const inventory = services.find(({ name }) => name === 'inventory');
  const payment = services.find(({ name }) => name === 'payment');
  expect(inventory?.calls[0]?.endpoint).toBe(payment?.endpoints[0]);
  expect(inventory?.endpoints.map(({ operation }) => operation)).toEqual(['stockOf', 'deleteStockBySku', 'getRoot']);
});

test('only what may be repeated is retried unless the blueprint says otherwise', () => {
  const text = `services:
  orders: { calls: { stock: [getStock, postStock, PUT /stock: { timeout: 1.001s, retries: 5 }] } }
  stock: { endpoints: [GET /stock, POST /stock, PUT /stock] }
`;
  const calls = parseBlueprint('archwright.yaml', text).services[0]?.calls ?? [];
  expect(calls.map(({ policy }) => [policy.timeout, policy.retries])).toEqual([
    [3000, 2],
    [3000, 0],
    [1001, 5],
  ]);
});

test('ports are counted in the order of the file, around those that are set', () => {
  const text = 'services: { orders: {}, payment: { port: 3001 }, stock: {}, web: { port: 3000 } }\n';
  const { services } = parseBlueprint('archwright.yaml', text);
  expect(services.map(({ port }) => port)).toEqual([3002, 3001, 3003, 3000]);
});

test('the system is named after its folder and its bus after its shape unless they are set', () => {
  const read = (file: string, text: string) => parseBlueprint(file, text);
  expect(read('/home/me/My Shop/archwright.yaml', '').system.name).toBe('my-shop');
  expect(read('/archwright.yaml', '').system.name).toBe('system');
  expect(read('a/archwright.yaml', '').defaults.bus).toBe('nats');
  expect(read('a/archwright.yaml', 'system: { shape: modular-monolith }').defaults.bus).toBe('in-process');
});

test('settings of rules are kept as they are', () => {
  const { lint, where } = parseBlueprint('archwright.yaml', goodSamples['only lint settings'] ?? '');
  expect(lint.rules).toEqual({
    'missing-timeout': { severity: 'off' },
    'shared-database': { severity: 'warning', options: { tables: 2 } },
  });
  expect(where(['lint', 'rules', 'shared-database', 'tables'])).toMatchObject({ line: 4, column: 51 });
  expect(where(['lint', 'rules', 'shared-database'], true)).toMatchObject({ line: 4, column: 5 });
});

test('a blueprint is found by either name, and only when it is a file', () => {
  const dir = mkdtempSync(join(tmpdir(), 'shop-'));
  try {
    mkdirSync(join(dir, 'archwright.yaml'));
    expect(findBlueprint(dir)).toBeUndefined();
    writeFileSync(join(dir, 'archwright.yml'), 'decisions: adr\n');
    expect(findBlueprint(dir)).toBe(join(dir, 'archwright.yml'));
    const broken = join(dir, 'broken');
    mkdirSync(broken);
    symlinkSync(join(dir, 'nowhere'), join(broken, 'archwright.yaml'));
    expect(findBlueprint(broken)).toBeUndefined();
    expect(() => readBlueprint(join(broken, 'archwright.yaml'))).toThrow(
      'the blueprint cannot be read (it does not exist)',
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('a saga that names no style is led as the defaults say', () => {
  const text = `defaults: { sagas: temporal }
services:
  orders:
    owns: [orders]
    sagas:
      place-order: { steps: [payment.charge] }
      return-order: { style: orchestration, steps: [payment.refund] }
  payment: { endpoints: [POST /charges as charge, POST /charges/refund as refund] }
`;
  const [orders] = parseBlueprint('a.yaml', text).services;
  expect(orders?.sagas.map(({ name, style }) => [name, style])).toEqual([
    ['place-order', 'temporal'],
    ['return-order', 'orchestration'],
  ]);
});
