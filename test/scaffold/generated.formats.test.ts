import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { blueprint, orders } from './blueprints.ts';
import { inFolder, repository } from './generated-system.ts';

const folder = join(repository, 'bench/scaffold/validators');

function hasValidators(): boolean {
  if (existsSync(join(folder, 'node_modules'))) return true;
  const remedy = 'npm install --prefix bench/scaffold/validators --ignore-scripts';
  if (process.env['ARCHWRIGHT_REQUIRE_VALIDATORS'] === '1') throw new Error(`no validators of formats: ${remedy}`);
  console.log(`no validators of formats, tests with them are skipped: ${remedy}`);
  return false;
}

/** What the parsers and schemas say against generated systems, and of how many of their files. */
async function validated(...folders: readonly string[]): Promise<{ faults: string[]; counts: Record<string, number> }> {
  const child = spawn(process.execPath, [join(folder, 'validate.mjs'), ...folders]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  await once(child, 'close');
  const lines = output.trim().split('\n');
  return { counts: JSON.parse(lines.pop() ?? '{}'), faults: lines };
}

describe.runIf(hasValidators())('what is generated is read by the programs that it is for', () => {
  test('documents, manifests, compose files and catalogues of every framework and bus, and of a monolith', async () => {
    const { faults, counts } = await validated();
    expect(faults).toEqual([]);
    expect(counts).toMatchObject({ systems: 17, compose: 17, wrong: 0 });
    for (const kind of ['openapi', 'asyncapi', 'manifests', 'entities']) expect(counts[kind]).toBeGreaterThan(17);
  });

  test('mistakes in them are told', async () => {
    const text = orders.replace('defaults: {', 'defaults: { deploy: [compose, kubernetes],');
    const { root, remove } = inFolder(renderSystem(blueprint(text), readTemplates()));
    const edit = (file: string, change: (before: string) => string): void =>
      writeFileSync(join(root, file), change(readFileSync(join(root, file), 'utf8')));
    try {
      expect((await validated(root)).faults).toEqual([]);
      edit('services/orders/openapi.json', (before) => before.replace('"responses"', '"answers"'));
      edit('compose.yaml', (before) => before.replace('healthcheck:', 'healthcheque:'));
      edit('deploy/kubernetes/base/orders.yaml', (before) => before.replace('containers:', 'container:'));
      const told = (await validated(root)).faults.join('\n');
      expect(told).toMatch(/OpenAPI/);
      expect(told).toMatch(/compose .*must NOT have additional properties/);
      expect(told).toMatch(/Deployment orders/);
    } finally {
      remove();
    }
  });
});
