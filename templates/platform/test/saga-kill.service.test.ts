import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sagaMigrations } from '../src/saga.ts';
import { migrate, openStore } from '../src/store.ts';
import { buildPlatform, type Build } from './support/child.ts';
import { describeWith, POSTGRES_URL, runId } from './support/services.ts';

const describePostgres = await describeWith('PostgreSQL', POSTGRES_URL);

/** A store of its own for each run: the environment that opens it, and what removes it. */
type Fresh = (name: string) => Promise<{ env: Record<string, string>; remove?: () => Promise<void> }>;

interface Scenario {
  readonly name: 'completed' | 'unknown' | 'stuck';
  readonly state: string;
  /** What remains at the end, in any order. */
  readonly effects: readonly string[];
}

const run = (step: string): string => `${step} run`;
const undo = (step: string): string => `${step} compensate`;
const all = ['reserve', 'charge', 'ship'];
const scenarios: readonly Scenario[] = [
  { name: 'completed', state: 'COMPLETED', effects: all.map(run) },
  { name: 'unknown', state: 'COMPENSATED', effects: [...all.map(run), ...all.map(undo)] },
  { name: 'stuck', state: 'COMPENSATION_FAILED', effects: [...all.map(run), undo('reserve')] },
];

let build: Build;
beforeAll(async () => {
  build = await buildPlatform();
});
afterAll(() => build.remove());

describe('a saga on the embedded store', () => {
  let template: string;
  beforeAll(async () => {
    template = join(build.folder, 'template');
    const store = await openStore({ dataDir: template });
    await migrate(store, sagaMigrations);
    await store.close();
  });
  // A start of the embedded database takes a second; these two make every kind of transition.
  const kinds = scenarios.filter(({ name }) => name !== 'unknown');
  killEverywhere(kinds, async (name) => {
    const dataDir = join(build.folder, name);
    await cp(template, dataDir, { recursive: true });
    return { env: { DATA_DIR: dataDir } };
  });
});

describePostgres('a saga on PostgreSQL', () => {
  killEverywhere(scenarios, async (name) => {
    const schema = `saga_${runId}_${name.replaceAll('-', '_')}`;
    const remove = async (): Promise<void> => {
      const store = await openStore({ databaseUrl: POSTGRES_URL, schema });
      await store.query(`DROP SCHEMA ${schema} CASCADE`);
      await store.close();
    };
    return { env: { DATABASE_URL: POSTGRES_URL, SCHEMA: schema }, remove };
  });
});

function killEverywhere(endings: readonly Scenario[], fresh: Fresh): void {
  it.each(endings)('that ends $name survives kill -9 at every transition', { timeout: 600_000 }, async (scenario) => {
    const undisturbed = await runScenario(scenario, fresh, 0);
    const boundaries = Number(/^boundaries (\d+)$/m.exec(undisturbed)?.[1]);
    expect(boundaries).toBeGreaterThanOrEqual(14);
    const kills = Array.from({ length: boundaries }, (_, index) => index + 1);
    const lane = async (): Promise<void> => {
      for (let kill = kills.shift(); kill; kill = kills.shift()) await runScenario(scenario, fresh, kill);
    };
    await Promise.all([lane(), lane()]);
  });
}

/** Runs the scenario with a kill at one boundary and a second process after it; returns the ledger. */
async function runScenario(scenario: Scenario, fresh: Fresh, killAt: number): Promise<string> {
  const at = `${scenario.name}-${killAt}`;
  const { env, remove } = await fresh(at);
  const ledgerFile = join(build.folder, 'ledgers', `${Object.keys(env)[0]}-${at}`);
  await mkdir(join(build.folder, 'ledgers'), { recursive: true });
  const base = { ...env, LEDGER: ledgerFile, SCENARIO: scenario.name };
  let output = '';
  if (killAt > 0) {
    const killed = build.start('checkout', { ...base, KILL_AT: String(killAt) });
    expect(await killed.ended, killed.output()).toBe('SIGKILL');
    output += killed.output();
  }
  const alertsOfKilled = countAlerts(output);
  const survivor = build.start('checkout', base);
  expect(await survivor.ended, `${at}: ${survivor.output()}`).toBe(0);
  output += survivor.output();
  const ledger = await readFile(ledgerFile, 'utf8');
  await remove?.();

  const lines = ledger.trim().split('\n');
  const having = (prefix: string): string[] =>
    lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
  expect(having('state '), at).toEqual([scenario.state]);
  expect(having('sagas '), at).toEqual(['1']);
  // Every effect once, none forgotten, none undone twice.
  expect(having('effect ').sort(), at).toEqual([...scenario.effects].sort());
  for (const step of having('kept ')) {
    const calls = lines.slice(lines.indexOf(`kept ${step}`)).filter((line) => line === `call ${step}`);
    expect(calls, `${at}: "${step}" ran again although it was finished`).toEqual([]);
  }
  // Only a process killed between the alert and its record makes the next one tell again.
  const alerts = countAlerts(output);
  expect(alerts, at).toBeGreaterThanOrEqual(scenario.name === 'stuck' ? 1 : 0);
  expect(alerts, at).toBeLessThanOrEqual(scenario.name === 'stuck' ? 1 + alertsOfKilled : 0);
  return ledger;
}

function countAlerts(output: string): number {
  return output.split('saga_compensation_failed').length - 1;
}
