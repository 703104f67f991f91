import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { bank, blueprint, edge, orders, remote } from './blueprints.ts';
import { inFolder, linkPackages, repository, run } from './generated-system.ts';

const onOthers = orders
  .replace('http: fastify', 'http: nest, telemetry: otel')
  .replace('  payment:\n    port', '  payment:\n    http: express\n    port')
  // Which is on fastify whatever the others are on.
  .concat('  bff:\n    kind: bff\n    aggregates: { /mobile/orders: { parts: { orders: orders.getOrders } } }\n');

test.each([
  ['fastify', orders],
  ['an event log', bank],
  ['gRPC', remote],
  ['a gateway, a backend for frontend, and Consul', edge],
  ['Nest and Express, with telemetry, beside a backend for frontend,', onOthers],
  [
    'everything of the bank among the examples',
    readFileSync(join(repository, 'examples/bank/archwright.yaml'), 'utf8'),
  ],
])('what is generated on %s compiles under strict settings, tests included', { timeout: 300_000 }, async (_, text) => {
  const { services } = blueprint(text);
  const { root, remove } = inFolder(renderSystem(blueprint(text), readTemplates()));
  try {
    linkPackages(root);
    const paths = services.map(({ path }) => path);
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    expect(await run(root, process.execPath, [tsc, '-b', ...paths])).toBe('');
  } finally {
    remove();
  }
});
