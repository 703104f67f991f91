import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { bank, blueprint, edge, engines, orders, remote, transcoded, withLibraries } from './blueprints.ts';
import { inFolder, linkPackages, repository, run } from './generated-system.ts';

const monolith = readFileSync(join(repository, 'examples/monolith/archwright.yaml'), 'utf8');
const onOthers = orders.replace('http: fastify', 'http: nest, telemetry: otel');

/** A generated system on disk, with what starts its packages told to knip: what their scripts run, and their tests. */
function written(text: string): { root: string; remove: () => void } {
  const { root, remove } = inFolder(renderSystem(blueprint(text), readTemplates()));
  linkPackages(root);
  const manifest = (folder: string) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const workspaces = manifest('').workspaces.map((folder: string) => {
    const { scripts, exports } = manifest(folder);
    const run = Object.values<string>(scripts).flatMap((script) => /^node dist\/(.+)\.js$/.exec(script)?.[1] ?? []);
    // Temporal bundles workflows by the path of their file.
    const bundled = existsSync(join(root, folder, 'src/sagas/workflows.ts')) ? ['sagas/workflows'] : [];
    const starts = [...run, ...bundled, ...(exports ? ['index'] : [])].map((name) => `src/${name}.ts`);
    return [folder, { entry: [...starts, 'test/**/*.test.ts'], project: ['{src,test}/**/*.ts'] }];
  });
  const own = { entry: ['*.mjs'], project: ['*.mjs', 'test/**/*.mjs'] };
  const settings = {
    workspaces: { '.': own, ...Object.fromEntries(workspaces) },
    // One copy for all packages of Temporal, and a library that its blueprint promises to code that is yet to be written.
    ignoreDependencies: ['protobufjs', '@shop/money'],
  };
  writeFileSync(join(root, 'knip.json'), JSON.stringify(settings));
  return { root, remove };
}

/** What of it nobody uses, and what it uses without saying so. */
async function unused(root: string): Promise<string> {
  const knip = join(repository, 'node_modules/knip/bin/knip.js');
  const kinds = 'files,dependencies,unlisted,unresolved,binaries';
  const args = [knip, '--directory', root, '--include', kinds, '--no-config-hints', '--no-exit-code'];
  const output = await run(root, process.execPath, args);
  return output.replace(/^npm warn.*\n/gm, '').trim();
}

test.each([
  ['every kind of endpoint, call and event, on NestJS', onOthers],
  ['an event log', bank],
  ['gRPC', remote],
  ['gateways', edge],
  ['gateways over gRPC', transcoded],
  ['libraries', withLibraries],
  ['engines of sagas', engines],
  ['a monolith with a broker', monolith.replace('http: fastify', 'http: fastify, bus: nats')],
])('no file and no package of a system with %s is unused', { timeout: 120_000 }, async (_, text) => {
  const { root, remove } = written(text);
  try {
    expect(await unused(root)).toBe('');
  } finally {
    remove();
  }
});

test('a file and a package that nobody uses are found', { timeout: 120_000 }, async () => {
  const { root, remove } = written(bank);
  try {
    const manifest = join(root, 'services/accounts/package.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"zod"', '"undici": "*",\n    "zod"'));
    writeFileSync(join(root, 'services/accounts/src/left-over.ts'), 'export const left = 1;\n');
    rmSync(join(root, 'services/accounts/src/platform/logger.ts'));
    const told = await unused(root);
    expect(told).toMatch(/left-over\.ts/);
    expect(told).toMatch(/undici/);
    expect(told).toMatch(/logger\.ts/);
  } finally {
    remove();
  }
});
