import { setTimeout as sleep } from 'node:timers/promises';
import { openStore, type Store } from '../../src/store.ts';
import type { Child } from './child.ts';

/** What is true of all sagas of a store when they are over; everything but `sagas` and `alerts` has to be 0. */
export interface Audit {
  readonly sagas: number;
  readonly alerts: number;
  readonly doubleEffects: number;
  readonly forgottenEffects: number;
  readonly forgottenCompensations: number;
  readonly stuck: number;
  readonly wrongAlerts: number;
}

/** Where and how a replica fails. */
export interface Fault {
  readonly scenario: string;
  readonly point: string;
  readonly action: 'kill' | 'stop' | 'throw';
}

export const SCENARIOS = ['completed', 'unknown', 'refused', 'stuck', 'forward'] as const;

type Env = Readonly<Record<string, string>>;
type Start = (program: string, env: Env) => Child;

/** Counts what went wrong, saga by saga, off the ledger without unique keys. */
export async function audit(store: Store): Promise<Audit> {
  const [found] = await store.query<Audit>(`
    WITH effect AS (SELECT saga, step, direction, count(*)::int AS n FROM ledger GROUP BY 1, 2, 3),
    failed AS (SELECT saga_id AS saga, step FROM saga_steps WHERE state = 'FAILED'),
    run AS (SELECT saga, step FROM effect WHERE direction = 'run'),
    undone AS (SELECT saga, step FROM effect WHERE direction = 'compensate'),
    wanted AS (SELECT sagas.id AS saga, step FROM sagas, unnest(ARRAY['reserve', 'charge', 'ship']) AS step
               WHERE state = 'COMPLETED'),
    alert AS (SELECT * FROM alerts WHERE reason = 'compensation-failed'),
    owed AS (SELECT run.* FROM run JOIN sagas ON sagas.id = saga WHERE state LIKE 'COMPENSAT%'
             EXCEPT SELECT * FROM failed)
    SELECT (SELECT count(*)::int FROM sagas) AS sagas,
      (SELECT count(*)::int FROM alerts) AS alerts,
      (SELECT count(*)::int FROM effect WHERE n > 1) AS "doubleEffects",
      (SELECT count(*)::int FROM (SELECT * FROM wanted EXCEPT SELECT * FROM run) AS missing) AS "forgottenEffects",
      (SELECT count(*)::int FROM (SELECT * FROM owed EXCEPT SELECT * FROM undone) AS missing)
        + (SELECT count(*)::int FROM undone JOIN sagas ON sagas.id = saga WHERE state = 'COMPLETED')
        AS "forgottenCompensations",
      (SELECT count(*)::int FROM sagas WHERE finished_at IS NULL) +
        (SELECT count(*)::int FROM sagas WHERE (input->>'scenario' = 'stuck') <> (state = 'COMPENSATION_FAILED')
           AND state <> 'COMPENSATED') AS stuck,
      (SELECT count(*)::int FROM (
         SELECT failed.saga, failed.step, count(alert.id) AS n FROM failed
         FULL JOIN alert ON alert.saga = failed.saga AND alert.step = failed.step GROUP BY 1, 2) AS told
       WHERE n <> 1 OR saga IS NULL) AS "wrongAlerts"`);
  if (!found) throw new Error('the audit found nothing');
  return found;
}

/** Whether an audit found nothing wrong. */
export function isSound({ sagas: _sagas, alerts: _alerts, ...wrong }: Audit): boolean {
  return Object.values(wrong).every((count) => count === 0);
}

/** The fail points that a replica passes in a scenario, in order. */
export async function pointsOf(start: Start, env: Env, scenario: string): Promise<string[]> {
  const child = start('checkout', { ...env, SCENARIO: scenario });
  if ((await child.ended) !== 0) throw new Error(`${scenario}: ${child.output()}`);
  return [...child.output().matchAll(/^point (.+)$/gm)].map(([, point = '']) => point);
}

/**
 * Runs a scenario with one fault, and what follows: another replica takes over from one that is killed or stopped, which
 * then goes on; in a store that only one process may have open, the one that was stopped goes on alone. Rejects when a
 * replica does not come to its end.
 */
export async function runFault(start: Start, env: Env, fault: Fault): Promise<void> {
  const base = { ...env, SCENARIO: fault.scenario };
  const label = `${fault.scenario} ${fault.point} ${fault.action}`;
  const first = start('checkout', { ...base, FAIL_POINT: `${fault.point}:${fault.action}` });
  const over = await Promise.race([first.ended.then(() => true), reached(first)]);
  if (fault.action === 'stop' && over !== true) {
    if ('DATA_DIR' in env) await sleep(800);
    else await endOf(start('checkout', { ...base, FEED: '0' }), label);
    first.process.kill('SIGCONT');
  }
  if (fault.action === 'kill') await first.ended;
  else await endOf(first, label);
  if (fault.action === 'kill') await endOf(start('checkout', base), label);
}

async function endOf(child: Child, label: string): Promise<void> {
  const ended = await Promise.race([child.ended, sleep(60_000, 'no end')]);
  if (ended === 0) return;
  child.process.kill('SIGKILL');
  throw new Error(`${label}: ${ended}\n${child.output()}`);
}

async function reached(child: Child): Promise<false> {
  while (!child.output().includes('reached ')) await sleep(10);
  return false;
}

export interface Storm {
  readonly audit: Audit;
  readonly kills: number;
  readonly seconds: number;
  /** Alerts that no line of any log tells of. */
  readonly silentAlerts: number;
}

/** Kills one of two replicas that begin and run sagas, again and again at random moments, then lets them finish. */
export async function storm(
  start: Start,
  { databaseUrl, schema }: { databaseUrl: string; schema: string },
  { kills, seed, until = Infinity }: { kills: number; seed: number; until?: number },
): Promise<Storm> {
  const random = seeded(seed);
  const begun = Date.now();
  const replica = (index: number): Child =>
    start('checkout', { DATABASE_URL: databaseUrl, SCHEMA: schema, FEED: 'endless', NAME: `r${index}` });
  const replicas = [replica(0), replica(1)];
  const outputs: Child[] = [...replicas];
  let done = 0;
  await sleep(1_500);
  for (; done < kills && Date.now() < until; done++) {
    await sleep(100 + random() * 500);
    const index = random() < 0.5 ? 0 : 1;
    replicas[index]?.process.kill('SIGKILL');
    await replicas[index]?.ended;
    outputs.push((replicas[index] = replica(index)));
  }
  await sleep(2_000);
  for (const each of replicas) {
    while (!each.output().includes('ready\n')) await sleep(20);
    each.process.kill('SIGTERM');
  }
  for (const each of replicas) await endOf(each, 'replica after the storm');
  const store = await openStore({ databaseUrl, schema });
  try {
    const told = new Set(
      outputs.flatMap((child) => [...child.output().matchAll(/"alert":"([^"]+)"/g)].map(([, id]) => id)),
    );
    const alerts = await store.query<{ id: string }>('SELECT id FROM alerts');
    const silentAlerts = alerts.filter(({ id }) => !told.has(id)).length;
    return { audit: await audit(store), kills: done, seconds: (Date.now() - begun) / 1000, silentAlerts };
  } finally {
    await store.close();
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
