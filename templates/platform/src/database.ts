import type { Store } from './store.ts';

/** One database in which each module has a schema of its own: unqualified names are those of the module. */
export interface Database {
  /** The store of one module; its schema is created when missing. */
  schema(name: string): Promise<Store>;
  /** To be called when the stores are closed. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** PostgreSQL; without it the database is embedded. */
  readonly databaseUrl?: string | undefined;
  /** Folder of the embedded database; without it, it lives in memory. */
  readonly dataDir?: string | undefined;
}

/** Opens PostgreSQL when `databaseUrl` is given, otherwise an embedded PGlite that no other process may open. */
export async function openDatabase({ databaseUrl, dataDir }: DatabaseOptions): Promise<Database> {
  if (databaseUrl === undefined) {
    const { openPgliteDatabase } = await import('./database-pglite.ts');
    return openPgliteDatabase(dataDir);
  }
  const { openPostgres } = await import('./store-postgres.ts');
  return { schema: (name) => openPostgres(databaseUrl, name), close: async () => {} };
}
