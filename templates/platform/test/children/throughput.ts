import { readFileSync } from 'node:fs';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../../src/logger.ts';
import { SagaOrchestrator, sagaMigrations, StepRefused, type SagaStepContext } from '../../src/saga.ts';
import { migrate, openStore } from '../../src/store.ts';

/**
 * Runs SAGAS sagas of three steps, CONCURRENCY at a time, and prints the seconds; without a number it only goes on with what
 * others left. With HANG, the second step of each never ends.
 */
const { DATABASE_URL = '', SCHEMA = '', SAGAS = '0', CONCURRENCY = '8', RUN = '', HANG = '' } = process.env;

const store = await openStore({ databaseUrl: DATABASE_URL, schema: SCHEMA });
await migrate(store, sagaMigrations);
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
pool.on('error', () => {});

type Input = { readonly saga: string; readonly refused: boolean };
type Step = (context: SagaStepContext<Input>) => Promise<void>;
const effect =
  (step: string): Step =>
  async ({ input: { saga, refused } }) => {
    if (refused && step === 'ship') throw new StepRefused('no such address');
    await pool.query('INSERT INTO effects (engine, saga, step) VALUES ($1, $2, $3)', [RUN, saga, step]);
    if (HANG !== '' && step === 'charge') await new Promise(() => {});
  };

const sagas = new SagaOrchestrator({ store, log: createLogger({ name: RUN, level: 'fatal' }) });
sagas.register<Input>({
  name: 'checkout',
  steps: ['reserve', 'charge', 'ship'].map((name) => ({
    ...{ name, timeoutMs: 60_000, run: effect(name), compensate: effect(`undo ${name}`) },
  })),
});
await sagas.resume();

async function runOne(saga: string, refused: boolean): Promise<void> {
  const { id } = await sagas.start('checkout', saga, { saga, refused });
  const { state } = (await sagas.settled(id)) ?? {};
  if (state !== (refused ? 'COMPENSATED' : 'COMPLETED')) throw new Error(`saga "${saga}" is ${state}`);
}

process.stdout.write('ready\n');
if (SAGAS === '0') for (;;) await sleep(1_000);
let next = 0;
const lane = async (): Promise<void> => {
  for (let n = next++; n < Number(SAGAS); n = next++) await runOne(`${RUN}-${n}`, n % 5 === 0);
};
const [begun, cpuBefore] = [performance.now(), await cpuMs()];
await Promise.all(Array.from({ length: Number(CONCURRENCY) }, lane));
process.stdout.write(`seconds ${(performance.now() - begun) / 1000}\ncpu ${(await cpuMs()) - cpuBefore}\n`);
await sagas.close();
await pool.end();
await store.close();

/** Milliseconds of CPU of this process and of the backends of PostgreSQL that work for its database. */
async function cpuMs(): Promise<number> {
  const { user, system } = process.cpuUsage();
  const { rows } = await pool.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE datname = current_database()',
  );
  const ticks = rows.map(({ pid }) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return Number(fields[11]) + Number(fields[12]);
    } catch {
      return 0;
    }
  });
  return (user + system) / 1_000 + 10 * ticks.reduce((sum, each) => sum + each, 0);
}
