import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appendEvents, eventLogMigrations, lastPosition, readLog } from '../src/event-log.ts';
import { projectorMigrations } from '../src/projector.ts';
import { migrate, openStore, type Store } from '../src/store.ts';
import { buildPlatform } from './support/child.ts';
import { eventLogSuite } from './support/event-log-suite.ts';
import { describeWith, POSTGRES_URL, runId } from './support/services.ts';
import { until } from './support/upstream.ts';

const describePostgres = await describeWith('PostgreSQL', POSTGRES_URL);
/** Rounds in which two writers and two readers are killed. */
const KILLS = Number(process.env['EVENT_LOG_KILLS'] ?? 3);
const schema = `event_log_${runId}`;

describePostgres('event sourcing on PostgreSQL', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore({ databaseUrl: POSTGRES_URL, schema });
    await migrate(store, [...eventLogMigrations, ...projectorMigrations]);
  });
  afterAll(async () => {
    await store.query(`DROP SCHEMA ${schema} CASCADE`);
    await store.close();
  });

  eventLogSuite(() => store);

  it('no event is missed or counted twice, however often those who append and those who count are killed', async () => {
    await store.query('DELETE FROM event_log; DELETE FROM projections; DROP TABLE IF EXISTS deposits');
    const build = await buildPlatform();
    const start = (role: string) => build.start('accounts', { DATABASE_URL: POSTGRES_URL, SCHEMA: schema, ROLE: role });
    const appendedSoFar = async (): Promise<number> =>
      (await store.query<{ n: number }>('SELECT count(*)::int AS n FROM event_log'))[0]?.n ?? 0;
    for (let kills = 0; kills < KILLS; kills++) {
      const children = [start('append'), start('append'), start('project'), start('project')];
      // However long they take to begin: they are killed while they work.
      const reached = (await appendedSoFar()) + 30;
      await until(async () => (await appendedSoFar()) > reached, 'they append', 60_000);
      await sleep(Math.random() * 100);
      for (const child of children) child.process.kill('SIGKILL');
      expect(await Promise.all(children.map(({ ended }) => ended))).toEqual(children.map(() => 'SIGKILL'));
    }
    const last = start('project');
    const counted = () => store.query('SELECT position FROM deposits ORDER BY position');
    // What was being committed when its process was killed is waited for.
    await lastPosition(store, 5_000);
    const appended = await store.query('SELECT position FROM event_log ORDER BY position');
    expect(appended.length).toBeGreaterThan(KILLS * 10);
    await until(async () => (await counted()).length >= appended.length, 'all were counted', 60_000);
    last.process.kill('SIGKILL');
    await last.ended;
    expect(await counted()).toEqual(appended);
    await build.remove();
  });

  it('does not read past an event that was numbered earlier and commits later', async () => {
    let commit = (): void => {};
    const released = new Promise<void>((resolve) => (commit = resolve));
    let appended = (): void => {};
    const inFlight = new Promise<void>((resolve) => (appended = resolve));
    const slow = store.transaction(async (tx) => {
      await appendEvents(tx, 'account:slow', 0, [{ type: 'deposited', data: { cents: 1 } }]);
      appended();
      await released;
    });
    await inFlight;
    await store.transaction((tx) => appendEvents(tx, 'account:fast', 0, [{ type: 'deposited', data: { cents: 1 } }]));
    await expect(lastPosition(store, 50)).rejects.toThrow('lock timeout');
    commit();
    await slow;
    const events = await readLog(store, 0, await lastPosition(store), 10);
    expect(events.map(({ stream }) => stream)).toEqual(['account:slow', 'account:fast']);
  });
});
