import type { Lib, Value } from '../link/values.ts';
import { joinTexts } from '../link/texts.ts';
import { storeMadeBy } from './datastores.ts';
import { argument, optionValues } from './options.ts';
import type { AccessShape, Recogniser, Site, StoreShape } from './recogniser.ts';
import { sqlAccess } from './sql.ts';

/** Recognisers of query builders: Knex, Drizzle, Kysely. */
export const queryBuilders: readonly Recogniser[] = [
  { packages: ['knex'], access: knex },
  {
    packages: ['drizzle-orm'],
    access: (lib, site) => [drizzle(lib, site) ?? []].flat().map((shape) => ({ ...shape, layer: DRIZZLE_LAYER })),
    store: drizzleStore,
  },
  // Kysely's extension of Prisma gives a builder over the client's store.
  { packages: ['kysely', '@prisma/client'], access: kysely },
];

// Its queries go to a store that was given to it, not to one that the service opens besides.
const DRIZZLE_LAYER = 'drizzle-orm';

const WRITES = /^(?:insert|update|del|delete|truncate|increment|decrement|upsert|merge|batchInsert)$/;
// An instance, and the transaction that it gives.
const KNEX = /^(?:(?:knex|default)?\(\)|Knex!|Knex\.Transaction!)(?:\.transaction\((?:cb\d\.0)?\)|\.transacting\(\))?$/;

const JOIN = /\.(?:\w+Join|join)$/;
const KNEX_CHAIN =
  /^(?:(?:knex|default)?\(\)|Knex!|Knex\.Transaction!)(?:\.transaction\((?:cb\d\.0)?\))?(?:\(\)|\.(?!schema)\w+\(\))/;

// `db('orders').where(…).update(…)`: the call that names the table, with the mode that the rest of the chain gives.
function knex(lib: Lib, site: Site): AccessShape | readonly AccessShape[] | undefined {
  const { evaluator } = site;
  const isTable = KNEX.test(lib.path) && lib.path !== '';
  const clause = /\.(?:from|into|table)$/.exec(lib.path);
  const base = clause ? lib.path.slice(0, clause.index).replace(/(?:\.\w+(?:\(\))?)*$/, '') : '';
  if (/\.raw$/.test(lib.path) && KNEX.test(lib.path.slice(0, -4)))
    return sqlAccess('', argument(evaluator, site.args, 0));
  // With one argument it is the `join` of an array that a query gave.
  if (JOIN.test(lib.path) && KNEX_CHAIN.test(lib.path) && (site.args.length > 1 || /\.crossJoin$/.test(lib.path)))
    return access('join', 'read', tableNames(site, argument(evaluator, site.args, 0)));
  if (/\.batchInsert$/.test(lib.path) && KNEX.test(lib.path.slice(0, -12)))
    return access('batchInsert', 'write', joinTexts(argument(evaluator, site.args, 0)));
  if (!isTable && !(clause && KNEX.test(base))) return undefined;
  const names = site.uses.on({ ...lib, site: { file: site.file, call: site.c } }).map((use) => use.name);
  const before = clause ? [...lib.path.matchAll(/\.(\w+)\(\)/g)].map((match) => match[1] ?? '') : [];
  const operation = [...names, ...before].find((name) => WRITES.test(name));
  const tables = tableNames(site, argument(evaluator, site.args, 0));
  return access(operation ?? 'select', operation ? 'write' : 'read', tables);
}

// `'orders as o'`, `{ o: 'orders' }`, `['orders', 'carts']`: names without their aliases.
function tableNames(site: Site, values: readonly Value[]): string[] {
  const { evaluator } = site;
  const each = values.flatMap((value) =>
    value.t === 'obj' || value.t === 'arr' ? evaluator.elements([value]) : [value],
  );
  return joinTexts(each).map((name) => name.replace(/\s+as\s+.*$/i, ''));
}

const DRIZZLE =
  /(?:drizzle\(\)|Database!|transaction\(cb0\.0\)|Transaction!)\.(?:with\(\)\.)?(insert|update|delete|\$count)$/;
const DRIZZLE_FROM =
  /(?:drizzle\(\)|Database!|transaction\(cb0\.0\)|Transaction!)\.(?:with\(\)\.)?select(?:Distinct\w*)?\(\)\.(?:from|from\(\)(?:\.\w+\(\))*\.\w*[jJ]oin)$/;
const DRIZZLE_QUERY =
  /(?:drizzle\(\)|Database!|transaction\(cb0\.0\)|Transaction!)\.query\.(\w+)\.(findMany|findFirst)$/;

const DRIZZLE_EXECUTE = /(?:drizzle\(\)|Database!|transaction\(cb0\.0\)|Transaction!)\.(?:execute|run|all|get)$/;

function drizzle(lib: Lib, site: Site): AccessShape | readonly AccessShape[] | undefined {
  if (DRIZZLE_EXECUTE.test(lib.path)) {
    const sql = argument(site.evaluator, site.args, 0).flatMap((value) =>
      value.t === 'lib' && /(?:^|\.)(?:sql|sql\.raw)\(\)$/.test(value.lib.path)
        ? argument(site.evaluator, value.lib.args, 0)
        : [value],
    );
    return sqlAccess(drizzleEngine(lib.path), sql);
  }
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

// `drizzle(url)` and `drizzle({ connection })` open the store themselves; a pool that is passed in says which one it is.
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
  if (connection.length === 0) {
    const [pool] = [...first, ...optionValues(evaluator, first, 'client')].flatMap((value) =>
      value.t === 'lib' ? (storeMadeBy(value.lib, site) ?? []) : [],
    );
    return pool && { ...pool, layer: DRIZZLE_LAYER };
  }
  const get = (...names: readonly string[]): readonly Value[] => optionValues(evaluator, connection, ...names);
  return {
    engine: drizzleEngine(lib.path),
    layer: DRIZZLE_LAYER,
    url: [...connection, ...get('connectionString', 'uri', 'url')].filter((value) => value.t === 'text'),
    host: get('host'),
    port: get('port'),
    database: get('database'),
  };
}

const KYSELY =
  /(?:Kysely!|Transaction!|\.execute\(cb0\.0\)|\$extends\(\)\.\$kysely)(?:\.withSchema\(\)|\.with\(\))*\.(selectFrom|insertInto|updateTable|deleteFrom|replaceInto|mergeInto|(?:selectFrom|insertInto|updateTable|deleteFrom)\(\)(?:\.\w+\(\))*\.(?:\w+J|j)oin|(?:updateTable|deleteFrom)\(\)(?:\.\w+\(\))*\.(?:from|using))$/;
const READS = /^selectFrom$|oin$|\.(?:from|using)$/;

function kysely(lib: Lib, site: Site): AccessShape | undefined {
  const operation = KYSELY.exec(lib.path)?.[1];
  if (!operation) return undefined;
  const tables = tableNames(site, argument(site.evaluator, site.args, 0));
  return access(operation, READS.test(operation) ? 'read' : 'write', tables);
}

function access(operation: string, mode: 'read' | 'write', tables: readonly string[]): AccessShape {
  return { engine: '', tables: tables.length > 0 ? tables : [null], mode, operation };
}
