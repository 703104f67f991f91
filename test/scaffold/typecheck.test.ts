import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { bank, blueprint, computing, edge, engines, orders, remote, transcoded, withLibraries } from './blueprints.ts';
import { repository } from './generated-system.ts';
import { typeErrorsOf } from './type-check.ts';

const onOthers = orders
  .replace('http: fastify', 'http: nest, telemetry: otel')
  .replace('  payment:\n    port', '  payment:\n    http: express\n    port')
  // Which is on fastify whatever the others are on.
  .concat('  bff:\n    kind: bff\n    aggregates: { /mobile/orders: { parts: { orders: orders.getOrders } } }\n');

const texts = new Map([
  ['fastify', orders],
  ['event-log', bank],
  ['grpc', remote],
  ['edge', edge],
  ['transcoded', transcoded],
  ['libraries', withLibraries],
  ['engines', engines],
  ['computing', computing],
  ['nest-and-express', onOthers],
  ['bank-of-the-examples', readFileSync(join(repository, 'examples/bank/archwright.yaml'), 'utf8')],
]);

const templates = readTemplates();
const rendered = (text: string): ReadonlyMap<string, string> => renderSystem(blueprint(text), templates);

test('what is generated compiles under strict settings, tests included', { timeout: 300_000 }, async () => {
  const systems = new Map([...texts].map(([name, text]) => [name, rendered(text)]));
  expect(await typeErrorsOf(systems)).toBe('');
});

test('a mistake in one service of one system is found', { timeout: 300_000 }, async () => {
  const broken = new Map(rendered(orders));
  broken.set(
    'services/orders/src/wrong.ts',
    "import { openStore } from './platform/store.ts';\nexport const wrong: number = openStore;\n",
  );
  expect(await typeErrorsOf(new Map([['fastify', broken]]))).toMatch(
    /fastify\/services\/orders\/src\/wrong\.ts\(2,14\)/,
  );
});
