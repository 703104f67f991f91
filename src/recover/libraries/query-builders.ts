import type { Lib, Value } from '../link/values.ts';
import { joinTexts } from '../link/texts.ts';
import { argument, optionValues } from './options.ts';
import type { AccessShape, Recogniser, Site, StoreShape } from './recogniser.ts';
import { sqlAccess } from './sql.ts';

/** Recognisers of query builders: Knex, Drizzle, Kysely. */
export const queryBuilders: readonly Recogniser[] = [
  { packages: ['knex'], access: knex },
  { packages: ['drizzle-orm'], access: drizzle, store: drizzleStore },
  { packages: ['kysely'], access: kysely },
];

const WRITES = /^(?:insert|update|del|delete|truncate|increment|decrement|upsert|merge|batchInsert)$/;
// An instance, and the transaction that it gives.
const KNEX = /^(?:(?:knex|default)?\(\)|Knex!|Knex\.Transaction!)(?:\.transaction\((?:cb\d\.0)?\)|\.transacting\(\))?$/;

// `db('orders').where(…).update(…)`: the call that names the table, with the mode that the rest of the chain gives.
function knex(lib: Lib, site: Site): AccessShape | undefined {
  const { evaluator } = site;
  const isTable = KNEX.test(lib.path) && lib.path !== '';
  const clause = /\.(?:from|into|table)$/.exec(lib.path);
  const base = clause ? lib.path.slice(0, clause.index).replace(/(?:\.\w+(?:\(\))?)*$/, '') : '';
  if (/\.raw$/.test(lib.path) && KNEX.test(lib.path.slice(0, -4)))
    return sqlAccess('', argument(evaluator, site.args, 0));
  if (/\.batchInsert$/.test(lib.path) && KNEX.test(lib.path.slice(0, -12)))
    return access('batchInsert', 'write', joinTexts(argument(evaluator, site.args, 0)));
  if (!isTable && !(clause && KNEX.test(base))) return undefined;
  const names = site.uses.on({ ...lib, site: { file: site.file, call: site.c } }).map((use) => use.name);
  const before = clause ? [...lib.path.matchAll(/\.(\w+)\(\)/g)].map((match) => match[1] ?? '') : [];
  const operation = [...names, ...before].find((name) => WRITES.test(name));
  const first = argument(evaluator, site.args, 0);
  const aliased = first.flatMap((value) => (value.t === 'obj' ? evaluator.elements([value]) : [value]));
  const tables = joinTexts(aliased).map((name) => name.replace(/\s+as\s+.*$/i, ''));
  return access(operation ?? 'select', operation ? 'write' : 'read', tables);
}

const DRIZZLE =
  /(?:drizzle\(\)|Database!|transaction\(cb0\.0\)|Transaction!)\.(?:with\(\)\.)?(insert|update|delete|\$count)$/;
const DRIZZLE_FROM =
  /(?:drizzle\(\)|Database!|transaction\(cb0\.0\)|Transaction!)\.(?:with\(\)\.)?select(?:Distinct\w*)?\(\)\.from$/;
const DRIZZLE_QUERY =
  /(?:drizzle\(\)|Database!|transaction\(cb0\.0\)|Transaction!)\.query\.(\w+)\.(findMany|findFirst)$/;

function drizzle(lib: Lib, site: Site): AccessShape | undefined {
  const query = DRIZZLE_QUERY.exec(lib.path);
  if (query?.[1] && query[2]) return { ...access(query[2], 'read', [query[1]]), engine: drizzleEngine(lib.path) };
  const operation = DRIZZLE_FROM.test(lib.path) ? 'select' : DRIZZLE.exec(lib.path)?.[1];
  if (!operation) return undefined;
  const tables = argument(site.evaluator, site.args, 0).filter((value) => value.t === 'lib');
  const names = tables.flatMap((value) => (value.t === 'lib' ? drizzleTable(site, value.lib) : []));
  const [table] = tables;
  const engine = drizzleEngine(lib.path) || (table?.t === 'lib' ? drizzleEngine(table.lib.path) : '');
  return { ...access(operation, operation === 'select' || operation === '$count' ? 'read' : 'write', names), engine };
}

// `pgTable('orders', …)`, `pgSchema('shop').table('orders', …)`.
function drizzleTable(site: Site, lib: Lib): string[] {
  return /(?:Table|\.table|View)\(\)$/.test(lib.path) ? joinTexts(argument(site.evaluator, lib.args, 0)) : [];
}

function drizzleEngine(path: string): string {
  if (/^(?:node-postgres|postgres-js|neon|pglite|vercel-postgres|xata|pg-core|aws-data-api|pg-proxy)/.test(path))
    return 'postgres';
  if (/pgTable|Pg\w*Database|PostgresJs\w*Database/.test(path)) return 'postgres';
  if (/^(?:mysql2|planetscale|mysql-core|tidb|mysql-proxy)|mysqlTable|MySql\w*Database/.test(path)) return 'mysql';
  return /^(?:better-sqlite3|libsql|bun-sqlite|sqlite-core|d1)|sqliteTable|SQLite\w*Database/.test(path)
    ? 'sqlite'
    : '';
}

// `drizzle(url)` and `drizzle({ connection })` open the store themselves; a pool that is passed in was opened elsewhere.
function drizzleStore(lib: Lib, site: Site): StoreShape | undefined {
  if (!/(?:^|\.)drizzle$/.test(lib.path)) return undefined;
  const { evaluator } = site;
  const first = argument(evaluator, site.args, 0);
  const connection = [
    ...first.filter((value) => value.t === 'text'),
    ...optionValues(
      evaluator,
      first.filter((value) => value.t === 'obj'),
      'connection',
    ),
  ];
  if (connection.length === 0) return undefined;
  const get = (...names: readonly string[]): readonly Value[] => optionValues(evaluator, connection, ...names);
  return {
    engine: drizzleEngine(lib.path),
    url: [...connection, ...get('connectionString', 'uri', 'url')].filter((value) => value.t === 'text'),
    host: get('host'),
    port: get('port'),
    database: get('database'),
  };
}

const KYSELY =
  /(?:Kysely!|Transaction!|\.execute\(cb0\.0\))(?:\.withSchema\(\)|\.with\(\))*\.(selectFrom|insertInto|updateTable|deleteFrom|replaceInto|mergeInto)$/;

function kysely(lib: Lib, site: Site): AccessShape | undefined {
  const operation = KYSELY.exec(lib.path)?.[1];
  if (!operation) return undefined;
  const first = argument(site.evaluator, site.args, 0).flatMap((value) =>
    value.t === 'arr' ? site.evaluator.elements([value]) : [value],
  );
  const tables = joinTexts(first).map((name) => name.replace(/\s+as\s+.*$/i, ''));
  return access(operation, operation === 'selectFrom' ? 'read' : 'write', tables);
}

function access(operation: string, mode: 'read' | 'write', tables: readonly string[]): AccessShape {
  return { engine: '', tables: tables.length > 0 ? tables : [null], mode, operation };
}
