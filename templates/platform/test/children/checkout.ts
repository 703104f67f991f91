import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../../src/logger.ts';
import { sagaParticipantMigrations, takeEffect, undoEffect } from '../../src/saga-participant.ts';
import type { RemoteStep, SagaStepContext } from '../../src/saga-definition.ts';
import { SagaOrchestrator, sagaMigrations, StepRefused } from '../../src/saga.ts';
import { migrate, openStore, type Store, type Transaction } from '../../src/store.ts';

/**
 * A replica of a service with sagas, and what they do: each effect is a row in the table `ledger`, which has no unique key.
 * With FAIL_POINT (`<name>#<occurrence>:kill|stop|throw`) it fails there, and else tells each point that it passes.
 * FEED sagas are begun, and it ends when all are over; with FEED=endless, on SIGTERM at the earliest.
 */
const { DATABASE_URL, SCHEMA, DATA_DIR, SCENARIO = '', FAIL_POINT = '', FEED = '1', NAME = 'one' } = process.env;

const passed = new Map<string, number>();
function failPoint(name: string): void {
  const count = (passed.get(name) ?? 0) + 1;
  passed.set(name, count);
  const [point, action] = FAIL_POINT.split(':');
  if (point !== `${name}#${count}`) {
    if (FAIL_POINT === '' && FEED === '1') writeSync(1, `point ${name}#${count}\n`);
    return;
  }
  writeSync(1, `reached ${point}\n`);
  if (action === 'throw') throw new Error(`fail point ${point}`);
  process.kill(process.pid, action === 'kill' ? 'SIGKILL' : 'SIGSTOP');
}

/** Fail points before and after each write of a transition, and around the commit of those with an alert. */
function failing<T extends Store>(store: T, inside = ''): T {
  const query = async <R>(sql: string, params?: readonly unknown[]): Promise<R[]> => {
    const name = nameOf(sql, params);
    if (name === undefined) return store.query<R>(sql, params);
    failPoint(`${inside}before ${name}`);
    const rows = await store.query<R>(sql, params);
    failPoint(`${inside}after ${name}`);
    return rows;
  };
  const transaction = async <R>(fn: (tx: Transaction) => Promise<R>): Promise<R> => {
    const before = passed.size;
    const result = await store.transaction((tx) => fn(failing(tx, 'in transaction ')));
    if (passed.size > before) failPoint('after commit');
    return result;
  };
  return new Proxy(store, {
    get: (target, key) => {
      if (key === 'query') return query;
      if (key === 'transaction') return transaction;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function nameOf(sql: string, params: readonly unknown[] = []): string | undefined {
  if (sql.includes('INSERT INTO saga_notes')) return 'alert';
  if (sql.includes('SET told = true')) return 'told';
  if (!sql.startsWith('WITH saga')) return undefined;
  const changed = JSON.parse(String(params[2])) as { step: string; direction: string; state: string }[];
  return changed.map(({ step, direction, state }) => `${step} ${direction} ${state}`).join('+') || 'end';
}

type Input = { readonly scenario: string };
const store = await openStore({ databaseUrl: DATABASE_URL, schema: SCHEMA, dataDir: DATA_DIR });

/** A participant: has its effect once for each key, refuses what was undone before, and answers as the scenario says. */
function participate(
  step: string,
  direction: 'run' | 'compensate',
): (context: SagaStepContext<Input>) => Promise<void> {
  return async ({ sagaId, input: { scenario } }) => {
    if (scenario === 'stuck' && step === 'charge' && direction === 'compensate') throw new Error('payment is down');
    const refuses = step === 'ship' && direction === 'run' && /^(refused|stuck)$/.test(scenario);
    if (refuses) throw new StepRefused('no such address');
    failPoint(`before effect ${step} ${direction}`);
    await store.transaction(async (tx) => {
      const change = direction === 'run' ? takeEffect : undoEffect;
      if (!(await change(tx, step, sagaId))) return;
      await tx.query('INSERT INTO ledger (saga, step, direction) VALUES ($1, $2, $3)', [sagaId, step, direction]);
    });
    failPoint(`after effect ${step} ${direction}`);
    if (step !== 'ship' || direction === 'compensate') return;
    if (scenario === 'unknown') throw new Error('connection lost');
    if (scenario === 'forward' && Math.random() < 0.5) throw new Error('connection lost');
  };
}

const tables = [
  { id: 'ledger', sql: 'CREATE TABLE ledger (saga uuid, step text, direction text)' },
  { id: 'alerts', sql: 'CREATE TABLE alerts (id text, saga uuid, step text, reason text)' },
];
await migrate(store, [...sagaMigrations, ...sagaParticipantMigrations, ...tables]);
const sagas = new SagaOrchestrator({
  store: failing(store),
  log: createLogger({ name: NAME, level: 'error' }),
  leaseMs: 600,
  backoffMs: 20,
  alert: async (tx, { id, sagaId, step, reason }) => {
    await tx.query('INSERT INTO alerts (id, saga, step, reason) VALUES ($1, $2, $3, $4)', [id, sagaId, step, reason]);
  },
});
const steps = ['reserve', 'charge', 'ship'].map((name): RemoteStep<Input> => {
  const [run, compensate] = [participate(name, 'run'), participate(name, 'compensate')];
  return { name, timeoutMs: 30_000, run, compensate };
});
sagas.register<Input>({ name: 'checkout', steps });
sagas.register<Input>({ name: 'delivery', steps: steps.map((step) => ({ ...step, pivot: step.name === 'charge' })) });

let stopped = false;
process.on('SIGTERM', () => (stopped = true));
const mix = ['completed', 'completed', 'unknown', 'refused', 'stuck', 'forward'];
const begin = async (key: string, scenario: string): Promise<void> => {
  const name = scenario === 'forward' ? 'delivery' : 'checkout';
  await sagas.start(name, key, { scenario }).catch(() => sagas.start(name, key, { scenario }));
};

writeSync(1, 'ready\n');
await sagas.resume();
if (FEED === 'endless') {
  for (let n = 0; !stopped; n++) {
    await begin(`${NAME}-${process.pid}-${n}`, mix[n % mix.length] ?? '');
    await sleep(25);
  }
} else if (FEED === '1') await begin('order-1', SCENARIO);
const unfinished =
  'SELECT id FROM sagas WHERE finished_at IS NULL UNION ALL SELECT saga_id FROM saga_notes WHERE NOT told';
while ((await store.query(unfinished)).length > 0) await sleep(20);
await sagas.close();
await store.close();
