import { Pool, escapeIdentifier, type PoolClient } from 'pg';
import { listenTo } from './notifications.ts';
import type { Store, Transaction } from './store.ts';

/** A pool on PostgreSQL whose connections see the service's own schema, which is created when missing. */
export async function openPostgres(databaseUrl: string, schema = 'public'): Promise<Store> {
  const pool = new Pool({
    connectionString: databaseUrl,
    options: `-c search_path=${schema}`,
    max: 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
  });
  // The pool replaces an idle connection that breaks; without a listener the event would end the process.
  pool.on('error', () => {});
  try {
    // The lock, because CREATE SCHEMA IF NOT EXISTS fails when two replicas run it at the same instant.
    await pool.query(`SELECT pg_advisory_xact_lock(hashtext('create schema'));
      CREATE SCHEMA IF NOT EXISTS ${escapeIdentifier(schema)}`);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return new PostgresStore(pool, schema);
}

class PostgresStore implements Store {
  readonly shared = true;
  private readonly pool: Pool;
  private readonly schema: string;

  constructor(pool: Pool, schema: string) {
    this.pool = pool;
    this.schema = schema;
  }

  listen(channel: string, listener: () => void): () => Promise<void> {
    return listenTo(this.pool, `${this.schema}.${channel}`, listener);
  }

  async query<T>(sql: string, params?: readonly unknown[], name?: string): Promise<T[]> {
    return run<T>(this.pool, sql, params, name);
  }

  async transaction<T>(fn: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const onError = (error: Error): void => {
      broken = error;
    };
    client.on('error', onError);
    try {
      await client.query('BEGIN');
      const listeners: (() => void)[] = [];
      const tx = new PostgresTransaction(client, listeners);
      const result = await fn(tx).finally(() => tx.end());
      await client.query('COMMIT');
      for (const listener of listeners) listener();
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  async check(): Promise<void> {
    await this.pool.query('SELECT 1');
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

class PostgresTransaction implements Transaction {
  readonly shared = true;
  private readonly client: PoolClient;
  private ended = false;
  private readonly listeners: (() => void)[];

  constructor(client: PoolClient, listeners: (() => void)[]) {
    this.client = client;
    this.listeners = listeners;
  }

  afterCommit(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** The connection belongs to others from now on: who was late must not speak in their transaction. */
  end(): void {
    this.ended = true;
  }

  async query<T>(sql: string, params?: readonly unknown[], name?: string): Promise<T[]> {
    if (this.ended) throw new Error('the transaction has ended');
    return run<T>(this.client, sql, params, name);
  }

  /** Joins the running transaction. */
  async transaction<T>(fn: (tx: Transaction) => Promise<T>): Promise<T> {
    return fn(this);
  }

  async check(): Promise<void> {}

  async close(): Promise<void> {}
}

async function run<T>(
  client: Pool | PoolClient,
  sql: string,
  params?: readonly unknown[],
  name?: string,
): Promise<T[]> {
  // Without parameters pg sends a simple query, which may hold several statements and then answers with a list.
  const result = await client.query({ text: sql, ...(params && { values: [...params] }), ...(name && { name }) });
  const last = Array.isArray(result) ? result.at(-1) : result;
  return last.rows;
}
