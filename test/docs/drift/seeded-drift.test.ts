import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { declaredModel } from '../../../src/blueprint/declared-model.ts';
import { parseBlueprint } from '../../../src/blueprint/read-blueprint.ts';
import { syncBlueprint } from '../../../src/blueprint/sync/sync-blueprint.ts';
import { findDrift } from '../../../src/docs/drift/find-drift.ts';
import type { DriftItem } from '../../../src/model/drift.ts';
import type { SystemModel } from '../../../src/model/system.ts';
import { recoverSystem } from '../../../src/recover/recover-system.ts';
import { runMain } from '../../support/run-main.ts';
import { seeded, seeds } from '../../support/seeded-drift.ts';
import { validateSarif } from '../../support/validate-sarif.ts';

const example = path.resolve(import.meta.dirname, '../../../examples/shop/archwright.yaml');
const text = readFileSync(example, 'utf8');
let root = '';
let observed: SystemModel;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'archwright-drift-'));
  copyFileSync(example, path.join(root, 'archwright.yaml'));
  expect((await runMain('generate', root)).status).toBe(0);
  observed = (await recoverSystem(root)).model;
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const file = 'archwright.yaml';
const driftOf = (blueprint: string) => findDrift(declaredModel(parseBlueprint(file, blueprint)), observed);

function told({ state, kind, service, what, attribute }: DriftItem): string {
  return [state, kind, service ?? '-', what, attribute ?? ''].join(' ').trim();
}

describe.each(seeds)('$name', (seed) => {
  test('is found, and nothing else', () => {
    const drift = driftOf(seeded(text, seed));
    expect(drift.items.map(told).sort()).toEqual([...seed.expected].sort());
    expect(drift.undecided).toEqual([]);
  });

  test('is gone after a sync, whose second run changes nothing; every comment stays', () => {
    const start = seeded(text, seed);
    const synced = syncBlueprint(file, start, observed, (now) => findDrift(now, observed));
    expect(synced.left).toEqual([]);
    expect(driftOf(synced.text).items).toEqual([]);
    const again = syncBlueprint(file, synced.text, observed, (now) => findDrift(now, observed));
    expect(again.text).toBe(synced.text);
    expect(again.applied).toEqual([]);
    for (const comment of start.match(/#.*/g) ?? []) expect(synced.text).toContain(comment);
    if (seed.expected.length === 0) expect(synced.text).toBe(start);
    if (seed.isRestored) expect(synced.text).toBe(text);
  });
});

describe('in the formats of the linter', () => {
  const [, unbuilt, undeclared] = seeds;
  if (!unbuilt || !undeclared) throw new Error('there are seeds');

  beforeAll(() =>
    writeFileSync(
      path.join(root, file),
      seeded(seeded(text, undeclared), { ...unbuilt, edits: [['POST /orders', 'POST /baskets']] }),
    ),
  );
  afterAll(() => copyFileSync(example, path.join(root, file)));

  test('SARIF is valid, has a rule for each state, and results where the code or the blueprint says it', async () => {
    const { status, stdout } = await runMain('drift', root, '--format', 'sarif');
    const validate = validateSarif();
    validate(JSON.parse(stdout));
    expect([status, validate.errors ?? []]).toEqual([1, []]);
    const [run] = (
      JSON.parse(stdout) as { runs: { results: Result[]; tool: { driver: { rules: { id: string }[] } } }[] }
    ).runs;
    expect(run?.tool.driver.rules).toHaveLength(4);
    expect(
      run?.results.map(
        ({ ruleId, message, locations: [at] }) =>
          `${ruleId} ${at?.physicalLocation.artifactLocation.uri ?? ''} ${message.text.split('.')[0] ?? ''}`,
      ),
    ).toEqual([
      'drift-observed-only services/orders/src/routes.ts in the code, and not declared: orders answers GET /orders/:id',
      'drift-declared-only archwright.yaml declared, and not in the code: orders answers POST /baskets',
      'drift-observed-only services/orders/src/routes.ts in the code, and not declared: orders answers POST /orders',
    ]);
  });

  test.each(['github', 'gitlab', 'junit'])('%s names what differs and where', async (format) => {
    const { stdout } = await runMain('drift', root, '--format', format);
    expect(stdout).toContain('GET /orders/:id');
    expect(stdout).toContain('services/orders/src/routes.ts');
  });
});

interface Result {
  readonly ruleId: string;
  readonly message: { readonly text: string };
  readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[];
}
