import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import { change, load, type Aggregate } from '../../src/aggregate.ts';
import { appendEvents, lastPosition, readLog, readStream, recordOnce, VersionConflict } from '../../src/event-log.ts';
import { Projector, type Projection } from '../../src/projector.ts';
import type { Store } from '../../src/store.ts';
import { until } from './upstream.ts';

/** An account whose deposits were once recorded in whole euros, as `amount`, and are now in cents. */
export const account: Aggregate<{ readonly cents: number }> = {
  name: 'account',
  evolve: (state, { data }) => ({ cents: (state?.cents ?? 0) + Number(data['cents']) }),
  upcasters: { deposited: [({ amount }) => ({ cents: Number(amount) * 100 })] },
  snapshotEvery: 5,
};

const deposit = (cents: number) => [{ type: 'deposited', data: { cents } }];
const log = pino({ level: 'silent' });

/** Counts deposits per account, and remembers each one, so that one that is applied twice or not at all is seen. */
const totals: Projection = {
  table: 'totals',
  create: (table) => `CREATE TABLE ${table} (id text PRIMARY KEY, deposits integer NOT NULL, seen bigint[] NOT NULL)`,
  async apply(tx, table, { stream, position }) {
    await tx.query(
      `INSERT INTO ${table} AS old VALUES ($1, 1, ARRAY[$2::bigint])
       ON CONFLICT (id) DO UPDATE SET deposits = old.deposits + 1, seen = old.seen || $2::bigint`,
      [stream, position],
    );
  },
};

function projectorOf(store: Store, projection: Projection = totals): Projector {
  return new Projector({ store, log, projections: [projection], pollMs: 20 });
}

async function total(store: Store): Promise<{ deposits: number; distinct: number }> {
  const [row] = await store.query<{ deposits: number; distinct: number }>(
    `SELECT coalesce(sum(deposits), 0)::int AS deposits,
       (SELECT count(DISTINCT one)::int FROM totals, unnest(seen) AS one) AS distinct FROM totals`,
  );
  return row ?? { deposits: 0, distinct: 0 };
}

/** What event sourcing and read models must do on every store. */
export function eventLogSuite(open: () => Store): void {
  beforeEach(async () => {
    await open().query(
      `DELETE FROM event_log; DELETE FROM event_log_snapshots; DELETE FROM projections;
       DROP TABLE IF EXISTS totals; DROP TABLE IF EXISTS totals_rebuilt; DROP TABLE IF EXISTS orders;
       CREATE TABLE orders (id text PRIMARY KEY)`,
    );
  });

  it('of 50 who append to one version one wins, the others are told, and the stream has no gap', async () => {
    const store = open();
    for (let expected = 0; expected < 3; expected++) {
      const appending = Array.from({ length: 50 }, () =>
        store.transaction((tx) => appendEvents(tx, 'account:1', expected, deposit(1))),
      );
      const outcomes = await Promise.allSettled(appending);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
      expect(failures.every((failure) => failure instanceof VersionConflict)).toBe(true);
    }
    expect((await readStream(store, 'account:1')).map(({ version }) => version)).toEqual([1, 2, 3]);
    await expect(store.transaction((tx) => appendEvents(tx, 'account:1', 7, deposit(1)))).rejects.toThrow(
      VersionConflict,
    );
  });

  it('records several events as a whole, with the row that they belong to, or not at all', async () => {
    const store = open();
    const place = async (fails: boolean): Promise<void> =>
      store.transaction(async (tx) => {
        await tx.query(`INSERT INTO orders VALUES ('1')`);
        await appendEvents(tx, 'account:1', 0, [...deposit(1), ...deposit(2)]);
        if (fails) throw new Error('rolled back');
      });
    await expect(place(true)).rejects.toThrow('rolled back');
    expect(await readStream(store, 'account:1')).toEqual([]);
    await place(false);
    expect(await readStream(store, 'account:1')).toMatchObject([
      { version: 1, type: 'deposited', shape: 1, data: { cents: 1 } },
      { version: 2, data: { cents: 2 } },
    ]);
  });

  it('decides again on what somebody else has changed, so that no change is lost', async () => {
    const store = open();
    const changing = Array.from({ length: 4 }, () =>
      store.transaction((tx) => change(tx, account, '1', () => deposit(25))),
    );
    await Promise.all(changing);
    expect(await load(store, account, '1')).toEqual({ state: { cents: 100 }, version: 4 });
    expect(await store.transaction((tx) => change(tx, account, '1', () => []))).toMatchObject({ version: 4 });
    expect(await load(store, account, 'nobody')).toEqual({ state: undefined, version: 0 });
  });

  it('reads the same state from a snapshot as from the first event on, whatever the shapes of its events', async () => {
    const store = open();
    let cents = 0;
    // Seeded, so that a failure comes again.
    for (let number = 1, random = 7; number <= 23; number++) {
      random = (random * 48_271) % 2_147_483_647;
      const amount = random % 50;
      if (random % 3 === 0) {
        await store.transaction(async (tx) => {
          const { version } = await load(tx, account, '1');
          await appendEvents(tx, 'account:1', version, [{ type: 'deposited', shape: 1, data: { amount } }]);
        });
        cents += amount * 100;
      } else {
        await store.transaction((tx) => change(tx, account, '1', () => deposit(amount)));
        cents += amount;
      }
      const kept = await load(store, account, '1');
      expect(kept).toEqual({ state: { cents }, version: number });
      expect(await load(store, { ...account, stateShape: 2 }, '1')).toEqual(kept);
    }
    const [snapshot] = await store.query<{ version: number }>('SELECT version FROM event_log_snapshots');
    expect(snapshot?.version).toBeGreaterThan(5);
    const shapes = (await readStream(store, 'account:1')).map(({ shape }) => shape);
    expect(new Set(shapes)).toEqual(new Set([1, 2]));
  });

  it('a read model sees every event once, also when many append and replicas follow', async () => {
    const store = open();
    const projectors = [projectorOf(store), projectorOf(store)];
    for (const projector of projectors) await projector.start();
    for (let round = 0; round < 10; round++) {
      const appending = Array.from({ length: 12 }, (_, id) =>
        store.transaction((tx) => change(tx, account, String(id), () => deposit(1))),
      );
      await Promise.all(appending);
    }
    await until(async () => (await total(store)).deposits >= 120, 'all were seen');
    for (const projector of projectors) await projector.close();
    expect(await total(store)).toEqual({ deposits: 120, distinct: 120 });
    expect(await projectors[0]?.lag()).toBe(0);
  });

  it('a read model that fails half-way through a batch begins the batch again', async () => {
    const store = open();
    let broken = 1;
    const projector = projectorOf(store, {
      ...totals,
      async apply(tx, table, event) {
        await totals.apply(tx, table, event);
        if (event.version === 4 && broken-- > 0) throw new Error('killed');
      },
    });
    await projector.start();
    for (let number = 0; number < 6; number++)
      await store.transaction((tx) => change(tx, account, '1', () => deposit(1)));
    await until(async () => (await total(store)).deposits >= 6, 'all were seen');
    await projector.close();
    expect(await total(store)).toEqual({ deposits: 6, distinct: 6 });
  });

  it('makes a read model anew while it is read, without a moment in which it is empty', async () => {
    const store = open();
    const projector = projectorOf(store);
    await projector.start();
    const grow = (id: number): Promise<unknown> =>
      store.transaction((tx) => change(tx, account, String(id % 7), () => deposit(1)));
    for (let number = 0; number < 30; number++) await grow(number);
    await until(async () => (await total(store)).deposits === 30, 'all were seen');
    await store.query('UPDATE totals SET deposits = 1000');
    const [seen, done] = [new Set<boolean>(), { is: false }];
    const watching = (async () => {
      while (!done.is) seen.add((await total(store)).deposits > 0);
    })();
    const rebuilding = projector.rebuild('totals');
    for (let number = 0; number < 10; number++) await grow(number);
    expect(await rebuilding).toBeGreaterThanOrEqual(30);
    done.is = true;
    await watching;
    await until(async () => (await total(store)).deposits === 40, 'all were seen');
    expect(seen).toEqual(new Set([true]));
    await projector.rebuild('totals');
    expect(await total(store)).toEqual({ deposits: 40, distinct: 40 });
    await projector.close();
    await expect(projector.rebuild('nothing')).rejects.toThrow('there is no read model "nothing"');
  });

  it('records an event of its own identity once', async () => {
    const store = open();
    const record = () =>
      store.transaction((tx) => recordOnce(tx, 'order.created:1', { type: 'order.created', data: {} }));
    expect([await record(), await record()]).toEqual([true, false]);
    expect(await readLog(store, 0, await lastPosition(store), 10)).toHaveLength(1);
  });

  it('reads the log up to where nothing more can appear', async () => {
    const store = open();
    await store.transaction((tx) => appendEvents(tx, 'account:1', 0, [...deposit(1), ...deposit(2)]));
    const last = await lastPosition(store);
    const events = await readLog(store, 0, last, 10);
    expect(events.map(({ version }) => version)).toEqual([1, 2]);
    expect(events.at(-1)?.position).toBe(last);
  });
}
