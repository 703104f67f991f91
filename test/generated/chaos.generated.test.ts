import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { blueprint } from '../scaffold/blueprints.ts';
import { inFolder, linkPackages, repository, run } from '../scaffold/generated-system.ts';

const shop = `
system: { name: shop, shape: microservices }
defaults: { bus: nats, database: postgres, http: fastify }
services:
  orders:
    owns: [orders]
    endpoints:
      - POST /orders: { as: placeOrder, publishes: [order.created] }
      - GET /orders/{id}
    publishes: [order.created]
    calls:
      payment:
        - GET /charges/{id}: { timeout: 1s, retries: 1 }
        - POST /charges: { timeout: 1s, retries: 1 }
  payment:
    owns: [charges]
    endpoints: [POST /charges as charge, "GET /charges/{id}"]
  web:
    kind: gateway
    routes: { /api/orders: orders }
`;

let root: string;
let remove: () => void;

beforeAll(async () => {
  ({ root, remove } = inFolder(renderSystem(blueprint(shop), readTemplates())));
  linkPackages(root);
  const projects = ['orders', 'payment', 'web'].map((name) => `services/${name}/tsconfig.build.json`);
  await run(root, process.execPath, [join(repository, 'node_modules/typescript/bin/tsc'), '-b', ...projects]);
});

afterAll(() => remove());

/** What chaos says of the edges: `edge fault` → protection. Rejects, with all that it said, when one was unprotected. */
async function chaos(): Promise<Map<string, string>> {
  const output = await run(root, process.execPath, ['chaos.mjs']);
  const rows = output.split('\n').map((line) => line.split(/ {2,}/));
  return new Map(
    rows.filter((cells) => cells.length === 5).map(([edge, what, fault, by = '']) => [`${edge} ${what} ${fault}`, by]),
  );
}

test('every edge of a fresh system is protected, and it says by what', async () => {
  const protections = await chaos();
  expect(Object.fromEntries(protections)).toMatchObject({
    'orders → payment GET /charges/:id silent': 'timeout, bulkhead',
    'orders → payment GET /charges/:id reset once': 'retry',
    'orders → payment POST /charges 503 once': 'retry',
    'orders → payment POST /charges 503 once, no key': 'no retry',
    'orders → payment POST /charges 500 for good': 'circuit breaker',
    'orders → broker order.created away': 'outbox',
    'web → orders /api/orders silent': 'timeout',
  });
});

const client = 'services/orders/dist/clients/payment.js';
const plainFetch = `request({ method, path, body, idempotencyKey }) {
  const headers = { 'content-type': 'application/json', ...(idempotencyKey && { 'idempotency-key': idempotencyKey }) };
  return fetch(this.baseUrl + path, { method, headers, body: body && JSON.stringify(body) }).then((r) => r.json());
}`;

test.each([
  [
    'the client around calls',
    client,
    /import \{ HttpClient \}.*/,
    `class HttpClient { constructor({ baseUrl }) { this.baseUrl = baseUrl; } close() {} ${plainFetch} }`,
  ],
  ['the retries of a call', client, /retries: 1/, 'retries: 0'],
  ['the circuit breaker', client, /breaker: true/, 'breaker: false'],
  ['the bulkhead', client, /concurrent: \d+/, 'concurrent: 1000'],
  [
    'the outbox',
    'services/orders/dist/platform/outbox.js',
    /async publish\(tx, type, data, options\) \{/,
    'async publish(tx, type, data, options) { return this.bus.send(createEvent(this.service, type, data, options));',
  ],
  ['the deadline of a route', 'services/web/dist/proxies.js', /config\.DEADLINE_MS/, '60_000'],
])('without %s it fails, and names the edge', async (_, file, from, to) => {
  const path = join(root, file);
  const before = readFileSync(path, 'utf8');
  expect(before).toMatch(from);
  writeFileSync(path, before.replace(from, to));
  try {
    await expect(chaos()).rejects.toThrow(/UNPROTECTED/);
  } finally {
    writeFileSync(path, before);
  }
});
