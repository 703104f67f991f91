import type { Datastore, Service } from '../model/system.ts';

const CACHES = new Set(['redis', 'valkey', 'keydb', 'dragonfly', 'memcached']);
const EMBEDDED = new Set(['sqlite', 'sqlite3', 'better-sqlite3', 'libsql', 'pglite', 'nedb', 'lowdb', 'memory']);
const SYNONYMS: Readonly<Record<string, string>> = { postgresql: 'postgres', mongo: 'mongodb', mariadb: 'mysql' };
const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  postgres: 5432,
  mysql: 3306,
  mongodb: 27017,
  mssql: 1433,
  cassandra: 9042,
  elasticsearch: 9200,
};
const OWN_MACHINE = new Set(['localhost', '127.0.0.1', '::1', '0.0.0.0']);
// Names that every tutorial and default uses: they do not tell one database from another.
const COMMON_NAMES = new Set(
  'admin app data database db default dev development local main master mongo mongodb mysql postgres public root sql test'.split(
    ' ',
  ),
);

/**
 * A key that is equal for two datastores that are surely the same database, or null where the files do not say enough,
 * and for caches and embedded files, which are not shared by carrying the same name.
 */
export function databaseIdentity(store: Datastore): string | null {
  const engine = SYNONYMS[store.engine.toLowerCase()] ?? store.engine.toLowerCase();
  if (CACHES.has(engine)) return null;
  const { database, host } = store;
  if (EMBEDDED.has(engine)) return database?.startsWith('/') ? JSON.stringify([engine, database]) : null;
  // A host of one's own is another machine for every service unless the database has a name that two would not choose.
  const tellsApart = host !== null && !OWN_MACHINE.has(host);
  if (!tellsApart && !isSpecific(database)) return null;
  const port = store.port ?? DEFAULT_PORTS[engine] ?? null;
  return JSON.stringify([engine, host, port, database, defaultSchema(engine, store.schema)]);
}

/** True when two deployables are one service: its API and its worker, made from one folder or named after each other. */
export function sameDeployable(a: Service, b: Service): boolean {
  return a.path === b.path || stem(a.name) === stem(b.name);
}

function isSpecific(database: string | null): boolean {
  return database !== null && !database.includes('{') && !COMMON_NAMES.has(database.toLowerCase());
}

function defaultSchema(engine: string, schema: string | null): string | null {
  return engine === 'postgres' && schema === 'public' ? null : schema;
}

function stem(name: string): string {
  return name
    .toLowerCase()
    .replace(
      /([-_.](api|app|service|svc|server|worker|workers|consumer|cron|scheduler|jobs?|migrate|migrations?))+$/,
      '',
    );
}
