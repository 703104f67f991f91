import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { editBlueprint } from '../../../src/blueprint/edit-blueprint.ts';
import { parseYaml } from '../../../src/io/yaml.ts';
import { readTemplates } from '../../../src/scaffold/generate.ts';
import { relocate } from '../../../src/scaffold/monolith/layout.ts';
import { renderSystem } from '../../../src/scaffold/render-system.ts';
import { bank, blueprint, choreographed, edge, orders } from '../blueprints.ts';
import { inFolder, linkPackages, repository, run } from '../generated-system.ts';

const templates = readTemplates();
const corner = readFileSync(join(repository, 'examples/monolith/archwright.yaml'), 'utf8');
const render = (text: string): ReadonlyMap<string, string> => renderSystem(blueprint(text), templates);
const together = (text: string): string => text.replace('shape: microservices', 'shape: modular-monolith');
const shared = (text: string): string =>
  editBlueprint(text, [{ path: ['system', 'shape'], value: 'modular-monolith' }]);
const standalone = (text: string, name: string): string =>
  editBlueprint(text, [{ path: ['services', name, 'standalone'], value: true }]);

test('a monolith is one package with a folder for each module, and nothing else that is deployed', () => {
  const files = [...render(corner).keys()];
  expect(files.filter((path) => path.endsWith('package.json'))).toEqual(['app/package.json', 'package.json']);
  expect(files.filter((path) => /^app\/src\/modules\/\w+\/index\.ts$/.test(path))).toHaveLength(4);
  expect(files.filter((path) => path.startsWith('services/'))).toEqual([]);
  expect(files.filter((path) => path.endsWith('Dockerfile'))).toEqual(['app/Dockerfile']);
});

test('a handler is the same in a module and in a service, but for where the platform lies', () => {
  const path = 'handlers/place-order.ts';
  const own = render(corner.replace('shape: modular-monolith', 'shape: microservices')).get(
    `services/orders/src/${path}`,
  );
  const inside = render(corner).get(`app/src/modules/orders/${path}`);
  expect(inside?.replaceAll('../../../platform/', '../platform/')).toBe(own);
});

test('clients of modules have the methods of those of services', () => {
  const client = 'clients/payment.ts';
  const methods = (text: string | undefined): string[] => text?.match(/^ {2}async .*$/gm) ?? [];
  const inside = methods(render(corner).get(`app/src/modules/orders/${client}`));
  const outside = methods(render(standalone(corner, 'payment')).get(`app/src/modules/orders/${client}`));
  expect(inside.length).toBeGreaterThan(2);
  expect(inside.map((line) => line.replace('close(): Promise<void> {}', 'close(): Promise<void> {'))).toEqual(outside);
});

test('a monolith has the commands of its modules, for all of them at once, and those alone', () => {
  const scripts = (text: string): string[] =>
    Object.keys(JSON.parse(render(text).get('app/package.json') ?? '').scripts).slice(4);
  expect(scripts(corner)).toEqual(['rebuild', 'sagas']);
  const brokered = corner.replace('http: fastify', 'http: fastify, bus: nats');
  expect(scripts(brokered)).toEqual(['redrive', 'rebuild', 'unpark', 'sagas']);
  expect(render(brokered).get('app/src/unpark.ts')).toContain("of ['orders', 'payment'])");
  expect(render(brokered).get('app/src/rebuild.ts')).toContain(
    "[{ table: 'ledger', projector: service.modules.loyalty.projector }]",
  );
});

test('the document of a monolith has the paths of its modules, under public prefixes too, and what is passed on', () => {
  const paths = (text: string): string[] => {
    const document = JSON.parse(render(text).get('app/openapi.json') ?? '{}');
    return Object.keys(document.paths).filter((path) => !path.startsWith('/health'));
  };
  const whole = paths(corner);
  expect(whole).toContain('/stock/{sku}');
  expect(whole).toContain('/charges/{id}');
  expect(whole).toContain('/api/charges/{id}');
  expect(whole).not.toContain('/api/stock/{sku}');
  const taken = standalone(corner, 'payment').replace('    standalone: true', '    standalone: true\n    facade: true');
  expect(paths(taken.replace('http: fastify', 'bus: redis')).sort()).toEqual(whole.sort());
});

test('its document of events has what every module sends and hears, and says where', () => {
  const events = (text: string): Record<string, Record<string, { summary: string }>> =>
    parseYaml('asyncapi.yaml', render(text).get('app/asyncapi.yaml') ?? '').value as never;
  const { channels, operations } = events(corner);
  expect(Object.keys(channels ?? {})).toContain('order-placed');
  expect(operations?.['orders-send-order-placed']?.summary).toBe(
    'orders: publishOrderPlaced of src/modules/orders/events.ts',
  );
  expect(operations?.['orders-receive-payment-settled']?.summary).toMatch(
    /^orders: \w+ of src\/modules\/orders\/subscriptions\/payment-settled\.ts$/,
  );
  expect(render(corner).get('app/README.md')).toContain('[asyncapi.yaml](asyncapi.yaml)');
  const silent = render('system: { name: still, shape: modular-monolith }\nservices: { quotes: {} }\n');
  expect(silent.has('app/asyncapi.yaml')).toBe(false);
  expect(silent.get('app/README.md')).not.toContain('asyncapi');
});

describe('what one process cannot give is refused, with the way out', () => {
  test.each([
    [corner.replace('http: fastify', 'http: nest'), /would be on nest/],
    [corner.replace('  payment:\n', '  payment:\n    grpc: true\n'), /do not serve gRPC/],
    [corner.replace('database: postgres', 'discovery: consul'), /Consul/],
    [corner.replace('- PUT /stock/{sku}', '- GET /charges/{no}'), /both have the endpoint "GET \/charges\/:id"/],
    [corner.replace('    kind: gateway\n', '    kind: gateway\n    rateLimit: 10/1s\n'), /tokens or limits/],
    [corner.replace('/api/orders: orders', '/api/orders: { to: orders, timeout: 1s }'), /prefix within the monolith/],
  ])('%#', (text, message) => {
    expect(() => render(text)).toThrow(message);
  });

  test('a facade is for what stands alone, and only beside a monolith', () => {
    const facade = corner.replace('  payment:\n', '  payment:\n    facade: true\n');
    expect(() => blueprint(facade)).toThrow(/taken out of the monolith/);
    const micro = facade.replace('shape: modular-monolith', 'shape: microservices');
    expect(() => blueprint(micro)).toThrow(/no monolith that could answer/);
    const alone = corner.replace('shape: modular-monolith', 'shape: microservices');
    expect(() => blueprint(alone.replace('  payment:\n', '  payment:\n    standalone: false\n'))).toThrow(/on its own/);
  });
});

test('imports follow their file', () => {
  const move = (file: string): string | undefined => (file.startsWith('a/') ? file.replace('a/', 'b/c/') : undefined);
  const text = `import { x } from '../platform/x.ts';\nimport y from '../../other/y.ts';\nawait import('./z.ts');\n`;
  expect(relocate(text, 'a/handlers/h.ts', 'b/h.ts', move)).toBe(
    `import { x } from './c/platform/x.ts';\nimport y from '../../other/y.ts';\nawait import('./c/handlers/z.ts');\n`,
  );
});

const mobile = edge
  .replace(/, discovery: consul|discovery: consul/, '')
  .replace('shape: microservices', 'shape: modular-monolith');

test.each([
  ['the example', corner],
  [
    'the example after payment was taken out of it',
    standalone(corner, 'payment').replace('http: fastify', 'bus: redis'),
  ],
  [
    'every kind of endpoint, call and event, with telemetry',
    together(orders).replace('http: fastify', 'http: fastify, telemetry: otel'),
  ],
  ['an event log', together(bank)],
  ['a choreographed saga', together(choreographed)],
  ['a gateway before the monolith, and a backend for frontend in it', standalone(shared(mobile), 'web')],
])('the monolith of %s compiles under strict settings, tests included', { timeout: 300_000 }, async (_, text) => {
  const files = render(text);
  const { root, remove } = inFolder(files);
  try {
    linkPackages(root);
    const paths = [...files.keys()].flatMap((path) => /^(.+)\/tsconfig\.json$/.exec(path)?.[1] ?? []);
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    expect(await run(root, process.execPath, [tsc, '-b', ...paths])).toBe('');
  } finally {
    remove();
  }
});
