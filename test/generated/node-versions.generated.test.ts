import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { NODE_MAJORS, type NodeMajor } from '../../src/scaffold/package-json.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { blueprint } from '../scaffold/blueprints.ts';
import { inFolder, run } from '../scaffold/generated-system.ts';

/** Uses most of what a column has: store, broker, calls, a gateway. */
const shop = `
system: { name: shop, shape: microservices }
defaults: { bus: nats, database: postgres, http: fastify }
services:
  orders:
    owns: [orders]
    endpoints:
      - POST /orders: { as: placeOrder, publishes: [order.created] }
    publishes: [order.created]
    calls: { payment: [POST /charges] }
  payment:
    owns: [charges]
    endpoints: [POST /charges as charge]
    subscribes: [order.created]
  web:
    kind: gateway
    routes: { /api/orders: orders }
`;

/** One release by default; all of them with ARCHWRIGHT_NODES=20,22,24,26. */
const wanted = (process.env['ARCHWRIGHT_NODES'] ?? '22').split(',').map(Number);
const releases = NODE_MAJORS.filter((major) => wanted.includes(major));
const binaries = realpathSync(mkdtempSync(join(tmpdir(), 'archwright-node-')));
afterAll(() => rmSync(binaries, { recursive: true, force: true }));

/** The folder of a real Node.js of this release, from the registry. */
async function installNode(major: NodeMajor): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = mkdtempSync(join(binaries, `${major}-`));
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  await run(folder, 'npm', ['install', '--no-audit', '--no-fund', `${name}@${major}`]);
  return join(folder, 'node_modules', name, 'bin');
}

test.each(releases)('what is generated for Node.js %i installs, builds and passes its tests on it', async (major) => {
  const bin = await installNode(major);
  const { root, remove } = inFolder(renderSystem(blueprint(shop), readTemplates(), major));
  const path = process.env['PATH'];
  process.env['PATH'] = `${bin}${delimiter}${path}`;
  try {
    expect(await run(root, 'node', ['--version'])).toMatch(new RegExp(`^v${major}[.]`));
    // A dependency that does not run on this release is refused by name.
    await run(root, 'npm', ['install', '--engine-strict', '--no-audit', '--no-fund']);
    await run(root, 'npm', ['run', 'build']);
    expect(await run(root, 'npm', ['test', '--', '--no-color'])).toMatch(/Tests +\d+ passed/);
    expect(await run(root, 'npm', ['run', 'chaos'])).toMatch(/, 0 of them without protection/);
  } finally {
    process.env['PATH'] = path;
    remove();
  }
});
