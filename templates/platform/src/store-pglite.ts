import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite, type PGliteOptions, type Transaction as PgliteQueries } from '@electric-sql/pglite';
import { emptyCluster } from './empty-cluster.ts';
import { lockFolder, type FolderLock } from './folder-lock.ts';
import type { Store, Transaction } from './store.ts';

/** An embedded PostgreSQL in `dataDir`, or in memory. Meant for one process: a second one is refused. */
export async function openPglite(dataDir?: string): Promise<Store> {
  const { db, lock } = await createPglite(dataDir);
  return new PgliteStore(db, lock);
}

/** The database itself, and the lock of its folder if it has one. */
export async function createPglite(dataDir?: string): Promise<{ db: PGlite; lock?: FolderLock }> {
  if (dataDir === undefined) return { db: await PGlite.create(await fresh()) };
  await mkdir(dataDir, { recursive: true });
  // Two processes in one folder overwrite each other's committed rows without an error.
  const lock = await lockFolder(dataDir);
  try {
    const isNew = !existsSync(join(dataDir, 'PG_VERSION'));
    return { db: await PGlite.create(dataDir, isNew ? await fresh() : {}), lock };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function fresh(): Promise<PGliteOptions> {
  const loadDataDir = await emptyCluster();
  return loadDataDir ? { loadDataDir } : {};
}

class PgliteStore implements Store {
  readonly shared = false;
  private readonly db: PGlite;
  private readonly lock: FolderLock | undefined;

  constructor(db: PGlite, lock?: FolderLock) {
    this.db = db;
    this.lock = lock;
  }

  async query<T>(sql: string, params?: readonly unknown[]): Promise<T[]> {
    return run<T>(this.db, sql, params);
  }

  async transaction<T>(fn: (tx: Transaction) => Promise<T>): Promise<T> {
    const listeners: (() => void)[] = [];
    const result = await this.db.transaction((tx) => fn(new PgliteTransaction(tx, listeners)));
    for (const listener of listeners) listener();
    return result;
  }

  async check(): Promise<void> {
    await this.db.query('SELECT 1');
  }

  async close(): Promise<void> {
    if (this.db.closed) return;
    await this.db.close();
    await this.lock?.release();
  }
}

/** A transaction of the embedded database. */
export class PgliteTransaction implements Transaction {
  readonly shared = false;
  private readonly tx: PgliteQueries;
  private readonly listeners: (() => void)[];

  constructor(tx: PgliteQueries, listeners: (() => void)[]) {
    this.tx = tx;
    this.listeners = listeners;
  }

  afterCommit(listener: () => void): void {
    this.listeners.push(listener);
  }

  async query<T>(sql: string, params?: readonly unknown[]): Promise<T[]> {
    return run<T>(this.tx, sql, params);
  }

  /** Joins the running transaction. */
  async transaction<T>(fn: (tx: Transaction) => Promise<T>): Promise<T> {
    return fn(this);
  }

  async check(): Promise<void> {}

  async close(): Promise<void> {}
}

/** Runs one statement with parameters, or several without. */
export async function run<T>(db: PGlite | PgliteQueries, sql: string, params?: readonly unknown[]): Promise<T[]> {
  if (params) return (await db.query<T>(sql, [...params])).rows;
  const results = await db.exec(sql);
  return (results.at(-1)?.rows ?? []) as T[];
}
