import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../../src/logger.ts';
import { SagaOrchestrator, sagaMigrations, StepRefused, type SagaStepContext } from '../../src/saga.ts';
import { migrate, openStore, type Store } from '../../src/store.ts';

/**
 * Runs one saga to its end, or kills itself at the boundary with the number KILL_AT: before and after each write of a
 * transition, and before and after each effect of a participant. Participants keep their effects in the file LEDGER.
 */
const { DATABASE_URL, SCHEMA, DATA_DIR, LEDGER = '', SCENARIO = '', KILL_AT = '0' } = process.env;

let boundaries = 0;
function boundary(): void {
  if (++boundaries === Number(KILL_AT)) process.kill(process.pid, 'SIGKILL');
}

function note(line: string): void {
  appendFileSync(LEDGER, `${line}\n`);
}

function noted(line: string): boolean {
  return existsSync(LEDGER) && readFileSync(LEDGER, 'utf8').split('\n').includes(line);
}

function killable(store: Store): Store {
  return {
    ...store,
    shared: store.shared,
    query: async <T>(sql: string, params?: readonly unknown[]) => {
      const transition = sql.startsWith('WITH saga');
      if (transition) boundary();
      const rows = await store.query<T>(sql, params);
      if (transition) boundary();
      return rows;
    },
  };
}

/** What a participant does: once for each key, and nothing to undo when nothing was done. */
function participate(
  step: string,
  direction: 'run' | 'compensate',
): (context: SagaStepContext<unknown>) => Promise<void> {
  return async ({ idempotencyKey }) => {
    note(`call ${step} ${direction}`);
    if (SCENARIO === 'stuck' && step === 'charge' && direction === 'compensate') throw new Error('payment is down');
    boundary();
    const happened = direction === 'run' || noted(`effect ${step} run`);
    if (happened && !noted(`key ${idempotencyKey}`)) {
      note(`key ${idempotencyKey}`);
      note(`effect ${step} ${direction}`);
    }
    boundary();
    if (step !== 'ship' || direction === 'compensate' || SCENARIO === 'completed') return;
    throw SCENARIO === 'unknown' ? new Error('connection lost') : new StepRefused('no such address');
  };
}

const store = await openStore({ databaseUrl: DATABASE_URL, schema: SCHEMA, dataDir: DATA_DIR });
await migrate(store, sagaMigrations);
const log = createLogger({ name: 'orders' });
const sagas = new SagaOrchestrator({ store: killable(store), log, leaseMs: 600 });
sagas.register({
  name: 'checkout',
  steps: ['reserve', 'charge', 'ship'].map((name) => ({
    name,
    timeoutMs: 30_000,
    run: participate(name, 'run'),
    compensate: participate(name, 'compensate'),
  })),
});

const done = `SELECT step, direction FROM saga_steps WHERE state = 'DONE' OR state = 'REFUSED'`;
for (const row of await store.query<{ step: string; direction: string }>(done))
  note(`kept ${row.step} ${row.direction}`);

await sagas.start('checkout', 'order-1', {});
await sagas.resume();
while ((await store.query('SELECT id FROM sagas WHERE finished_at IS NULL')).length > 0) await sleep(20);
const [{ state, count } = {}] = await store.query('SELECT min(state) AS state, count(*)::int AS count FROM sagas');
note(`state ${String(state)}`);
note(`sagas ${String(count)}`);
note(`boundaries ${boundaries}`);
await sagas.close();
await store.close();
