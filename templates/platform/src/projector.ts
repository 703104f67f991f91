import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from './bus.ts';
import { lastPosition, readLog, type RecordedEvent } from './event-log.ts';
import type { Logger } from './logger.ts';
import type { Migration, Store, Transaction } from './store.ts';

export const projectorMigrations: readonly Migration[] = [
  {
    id: 'platform-projector-1',
    sql: `CREATE TABLE projections (name text PRIMARY KEY, position bigint NOT NULL DEFAULT 0)`,
  },
];

/** A read model: a table that follows the event log. */
export interface Projection {
  /** Its table. */
  readonly table: string;
  /** Creates the table under the name given: beside the one in use while it is made anew. */
  readonly create: (table: string) => string;
  /** Brings the table up to date with one event. */
  readonly apply: (tx: Transaction, table: string, event: RecordedEvent) => Promise<void>;
}

export interface ProjectorOptions {
  readonly store: Store;
  readonly log: Logger;
  readonly projections: readonly Projection[];
  /** How often to look for new events. */
  readonly pollMs?: number;
}

const BATCH = 200;

/**
 * Keeps read models up to date. How far one has come commits together with its rows, so whatever is killed, no event is
 * missed or counted twice. Of several replicas one at a time works on a read model.
 */
export class Projector {
  private readonly options: ProjectorOptions;
  private readonly closing = new AbortController();
  private running: Promise<void> | undefined;
  private failure: unknown;

  constructor(options: ProjectorOptions) {
    this.options = options;
  }

  /** Creates the tables that are missing, and begins to follow the log. */
  async start(): Promise<void> {
    await this.prepare();
    this.running ??= this.follow();
  }

  /** Creates the tables that are missing. */
  async prepare(): Promise<void> {
    for (const { table, create } of this.options.projections)
      await this.options.store.transaction(async (tx) => {
        const fresh = await tx.query(
          'INSERT INTO projections (name) VALUES ($1) ON CONFLICT DO NOTHING RETURNING name',
          [table],
        );
        if (fresh.length > 0) await tx.query(create(table));
      });
  }

  /** Brings every read model up to where the log ends now. */
  async catchUp(): Promise<void> {
    const last = await lastPosition(this.options.store);
    for (const projection of this.options.projections)
      while ((await this.applyBatch(projection, projection.table, last)) === BATCH);
  }

  /** How many events the read model that is farthest behind has yet to see. */
  async lag(): Promise<number> {
    const [row] = await this.options.store.query<{ behind: number }>(
      `SELECT count(*)::int AS behind FROM event_log
       WHERE position > (SELECT coalesce(min(position), 0) FROM projections WHERE name = ANY($1::text[]))`,
      [this.options.projections.map(({ table }) => table)],
    );
    return row?.behind ?? 0;
  }

  /** Tells how far behind the read models are, for the health check; rejects while they cannot be brought up to date. */
  async check(): Promise<string> {
    if (this.failure !== undefined) throw new Error('the read models stand still', { cause: this.failure });
    return `${await this.lag()} events behind`;
  }

  /**
   * Makes a read model anew out of the whole log, beside the one in use, and then takes its place: readers see the old
   * one or the new one, never an empty one. Killed half-way, it begins again.
   */
  async rebuild(table: string): Promise<number> {
    const projection = this.options.projections.find((one) => one.table === table);
    if (projection === undefined) throw new Error(`there is no read model "${table}"`);
    const { store } = this.options;
    const [beside, before] = [`${table}_rebuilt`, `${table}_before`];
    await store.transaction(async (tx) => {
      await tx.query(`DROP TABLE IF EXISTS ${beside}; ${projection.create(beside)}`);
      await tx.query('INSERT INTO projections (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET position = 0', [
        beside,
      ]);
    });
    let applied = 0;
    for (;;) {
      const count = await this.applyBatch(projection, beside, await lastPosition(store));
      applied += count;
      if (count < BATCH) break;
    }
    return store.transaction(async (tx) => {
      // Nobody goes on with the old one from here; what came in meanwhile is applied before the tables change places.
      await tx.query('SELECT 1 FROM projections WHERE name = $1 FOR UPDATE', [table]);
      const [reached] = await tx.query<{ old: string; fresh: string }>(
        `SELECT max(position) FILTER (WHERE name = $1) AS old, max(position) FILTER (WHERE name = $2) AS fresh
         FROM projections WHERE name IN ($1, $2)`,
        [table, beside],
      );
      const [old, fresh] = [Number(reached?.old ?? 0), Number(reached?.fresh ?? 0)];
      const late = await readLog(tx, fresh, Math.max(old, fresh), Number.MAX_SAFE_INTEGER);
      for (const event of late) await projection.apply(tx, beside, event);
      await tx.query(
        `ALTER TABLE ${table} RENAME TO ${before}; ALTER TABLE ${beside} RENAME TO ${table}; DROP TABLE ${before}`,
      );
      await tx.query('UPDATE projections SET position = $2 WHERE name = $1', [table, Math.max(old, fresh)]);
      await tx.query('DELETE FROM projections WHERE name = $1', [beside]);
      return applied + late.length;
    });
  }

  /** Finishes the batch that is being applied. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async follow(): Promise<void> {
    const { log, pollMs = 200 } = this.options;
    const { signal } = this.closing;
    let failures = 0;
    while (!signal.aborted) {
      try {
        if ((await this.lag()) > 0) await this.catchUp();
        failures = 0;
        this.failure = undefined;
      } catch (error) {
        failures++;
        this.failure = error;
        log.warn({ err: error, failures }, 'read models cannot be brought up to date');
      }
      await sleep(failures > 0 ? backoffMs(failures) : pollMs, undefined, { signal }).catch(() => {});
    }
  }

  /** Resolves with how many events were applied; 0 also when another replica is at it. */
  private async applyBatch(projection: Projection, table: string, last: number): Promise<number> {
    return this.options.store.transaction(async (tx) => {
      const [row] = await tx.query<{ position: string }>(
        'SELECT position FROM projections WHERE name = $1 FOR UPDATE SKIP LOCKED',
        [table],
      );
      if (row === undefined) return 0;
      const events = await readLog(tx, Number(row.position), last, BATCH);
      const end = events.at(-1);
      if (end === undefined) return 0;
      for (const event of events) await projection.apply(tx, table, event);
      await tx.query('UPDATE projections SET position = $2 WHERE name = $1', [table, end.position]);
      return events.length;
    });
  }
}
