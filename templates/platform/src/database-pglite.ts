import type { PGlite, Transaction as PgliteQueries } from '@electric-sql/pglite';
import type { Database } from './database.ts';
import { createPglite, PgliteTransaction, run } from './store-pglite.ts';
import type { Store, Transaction } from './store.ts';

/**
 * An embedded PostgreSQL in `dataDir`, or in memory, with a schema for each module. It has one connection: a transaction of
 * one module that waits for another module's query waits for itself.
 */
export async function openPgliteDatabase(dataDir?: string): Promise<Database> {
  const { db, lock } = await createPglite(dataDir);
  return {
    async schema(name) {
      await db.exec(`CREATE SCHEMA IF NOT EXISTS "${name}"`);
      return new SchemaStore(db, name);
    },
    async close() {
      if (!db.closed) await db.close();
      await lock?.release();
    },
  };
}

/** Each query is a transaction of its own, because the connection is everybody's and the schema is the module's. */
class SchemaStore implements Store {
  readonly shared = false;
  private readonly db: PGlite;
  private readonly schema: string;

  constructor(db: PGlite, schema: string) {
    this.db = db;
    this.schema = schema;
  }

  async query<T>(sql: string, params?: readonly unknown[]): Promise<T[]> {
    return this.within((tx) => run<T>(tx, sql, params));
  }

  async transaction<T>(fn: (tx: Transaction) => Promise<T>): Promise<T> {
    const listeners: (() => void)[] = [];
    const result = await this.within((tx) => fn(new PgliteTransaction(tx, listeners)));
    for (const listener of listeners) listener();
    return result;
  }

  async check(): Promise<void> {
    await this.db.query('SELECT 1');
  }

  /** The connection is closed with the database. */
  async close(): Promise<void> {}

  private async within<T>(work: (tx: PgliteQueries) => Promise<T>): Promise<T> {
    return this.db.transaction(async (tx) => {
      await tx.exec(`SET LOCAL search_path TO "${this.schema}"`);
      return work(tx);
    });
  }
}
