import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type StoreOptions } from '../src/store.ts';
import { buildPlatform, type Build } from './support/child.ts';
import { audit, isSound, pointsOf, runFault, SCENARIOS, storm, type Fault } from './support/saga-faults.ts';
import { describeWith, POSTGRES_URL, runId } from './support/services.ts';

/** Every n-th fault of all; the whole of them takes minutes. */
const EVERY = Number(process.env['SAGA_FAULTS_EVERY'] ?? '9');
const KILLS = Number(process.env['SAGA_KILLS'] ?? '8');
const SEED = Number(process.env['SAGA_SEED'] ?? Date.now() % 1_000_000);

const describePostgres = await describeWith('PostgreSQL', POSTGRES_URL);

/** A store of its own for each run: the environment that opens it, and what removes it. */
type Fresh = (name: string) => Promise<{ env: Record<string, string>; options: StoreOptions }>;

let build: Build;
beforeAll(async () => {
  build = await buildPlatform();
});
afterAll(() => build.remove());

async function drop(schema: string): Promise<void> {
  const store = await openStore({ databaseUrl: POSTGRES_URL, schema });
  await store.query(`DROP SCHEMA ${schema} CASCADE`);
  await store.close();
}

describe('a saga on the embedded store', () => {
  let template = '';
  beforeAll(async () => {
    template = join(build.folder, 'template');
    const empty = build.start('checkout', { DATA_DIR: template, FEED: '0' });
    expect(await empty.ended, empty.output()).toBe(0);
  });
  failEverywhere(EVERY * 4, async (name) => {
    const dataDir = join(build.folder, name);
    await cp(template, dataDir, { recursive: true });
    return { env: { DATA_DIR: dataDir }, options: { dataDir } };
  });
});

describePostgres('a saga on PostgreSQL', () => {
  const schemas: string[] = [];
  afterAll(async () => {
    for (const schema of schemas) await drop(schema);
  });
  failEverywhere(EVERY, async (name) => {
    const schema = `saga_${runId}_${name}`;
    schemas.push(schema);
    return {
      env: { DATABASE_URL: POSTGRES_URL, SCHEMA: schema },
      options: { databaseUrl: POSTGRES_URL, schema },
    };
  });

  it('two replicas that are killed again and again double, forget and hide nothing', async () => {
    const schema = `saga_${runId}_storm`;
    schemas.push(schema);
    const where = { databaseUrl: POSTGRES_URL, schema };
    const { audit: found, silentAlerts } = await storm(build.start, where, { kills: KILLS, seed: SEED });
    expect(found.sagas, `seed ${SEED}`).toBeGreaterThan(0);
    expect(isSound(found), `seed ${SEED}: ${JSON.stringify(found)}`).toBe(true);
    expect(silentAlerts).toBe(0);
  }, 600_000);
});

function failEverywhere(every: number, fresh: Fresh): void {
  it('survives being killed, stopped and failed at its fail points', { timeout: 600_000 }, async () => {
    const faults: Fault[] = [];
    for (const scenario of SCENARIOS) {
      const { env } = await fresh(`points_${scenario}`);
      const points = await pointsOf(build.start, env, scenario);
      expect(points.length).toBeGreaterThanOrEqual(14);
      for (const point of points)
        faults.push(...(['kill', 'stop', 'throw'] as const).map((action) => ({ scenario, point, action })));
    }
    const chosen = faults.filter((_, index) => index % every === SEED % every);
    const lane = async (): Promise<void> => {
      for (let fault = chosen.pop(); fault; fault = chosen.pop()) {
        const { env, options } = await fresh(`fault_${chosen.length}`);
        await runFault(build.start, env, fault);
        const store = await openStore(options);
        const found = await audit(store);
        await store.close();
        expect({ ...fault, found, sound: isSound(found) }).toMatchObject({ sound: true, found: { sagas: 1 } });
      }
    };
    await Promise.all([lane(), lane()]);
  });
}
