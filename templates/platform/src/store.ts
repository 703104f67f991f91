import { createHash } from 'node:crypto';

/** The service's own database. The same SQL (PostgreSQL's) runs on PostgreSQL and on the embedded PGlite. */
export interface Store {
  /** Whether other processes may have it open as well. */
  readonly shared: boolean;
  /**
   * Several statements in one text are allowed when there are no parameters; the rows are those of the last one. What is
   * run all the time can have a name: each connection then parses and plans it once.
   */
  query<T = Record<string, unknown>>(sql: string, params?: readonly unknown[], name?: string): Promise<T[]>;
  /** Commits when `fn` resolves and rolls back when it rejects. Inside, use only `tx`. */
  transaction<T>(fn: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * Calls `listener` on each `pg_notify(current_schema() || '.' || channel, '')` and whenever one may have been missed,
   * until the returned function was called. Not there where no other process could notify.
   */
  listen?(channel: string, listener: () => void): () => Promise<void>;
  /** Rejects when the database does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** A store within a transaction. Functions that take it cannot be called outside of one. */
export interface Transaction extends Store {
  /** Calls `listener` once everything is committed, never after a rollback. */
  afterCommit(listener: () => void): void;
}

export interface StoreOptions {
  /** PostgreSQL; without it the store is embedded. */
  readonly databaseUrl?: string | undefined;
  /** Folder of the embedded store; without it, it lives in memory. */
  readonly dataDir?: string | undefined;
  /** PostgreSQL schema of this service; created when missing. */
  readonly schema?: string | undefined;
}

/** Opens PostgreSQL when `databaseUrl` is given, otherwise an embedded PGlite that no other process may open. */
export async function openStore(options: StoreOptions): Promise<Store> {
  if (options.databaseUrl) {
    const { openPostgres } = await import('./store-postgres.ts');
    return openPostgres(options.databaseUrl, options.schema);
  }
  const { openPglite } = await import('./store-pglite.ts');
  return openPglite(options.dataDir);
}

export interface Migration {
  readonly id: string;
  readonly sql: string;
}

/** Brings the schema up to date: runs each migration once, all in one transaction, under a lock against other replicas. */
export async function migrate(store: Store, migrations: readonly Migration[]): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('migrations:' || current_schema()))`, []);
    await tx.query(
      `CREATE TABLE IF NOT EXISTS schema_migrations (
         id text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
      [],
    );
    const rows = await tx.query<{ id: string; checksum: string }>('SELECT id, checksum FROM schema_migrations', []);
    const applied = new Map(rows.map((row) => [row.id, row.checksum]));
    for (const { id, sql } of migrations) {
      const checksum = createHash('sha256').update(sql).digest('hex');
      const known = applied.get(id);
      if (known === checksum) continue;
      if (known) throw new Error(`migration "${id}" was changed after it ran; add another one instead`);
      await tx.query(sql);
      await tx.query('INSERT INTO schema_migrations (id, checksum) VALUES ($1, $2)', [id, checksum]);
    }
  });
}
