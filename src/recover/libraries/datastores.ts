import type { Lib, Value } from '../link/values.ts';
import { joinTexts } from '../link/texts.ts';
import { argument, optionValues } from './options.ts';
import { sqlAccess } from './sql.ts';
import type { AccessShape, Recogniser, Site, StoreShape } from './recogniser.ts';

/** How a driver opens a store: the path that opens it, and where URL and parts stand in its arguments. */
interface Driver {
  readonly packages: readonly string[];
  readonly engine: string;
  readonly open: RegExp;
  /** Options that may hold a URL; a text as first argument is one too. */
  readonly url: readonly string[];
  readonly host: readonly string[];
  readonly database: readonly string[];
  /** Paths whose first argument is SQL. */
  readonly query?: RegExp;
}

const HOST = ['host', 'hostname', 'server'];

const DRIVERS: readonly Driver[] = [
  {
    packages: ['pg', 'pg-promise', 'pg-pool'],
    engine: 'postgres',
    open: /^(?:(?:native\.)?(?:Pool|Client)!|\(\)\(\)|!)$/,
    url: ['connectionString'],
    host: HOST,
    database: ['database'],
    query: /(?:(?:Pool|Client|PoolClient)!|connect\(\)|!|\(\)\(\))\.(?:query|any|one|none|many|oneOrNone|manyOrNone)$/,
  },
  {
    packages: ['postgres'],
    engine: 'postgres',
    open: /^\(\)$/,
    url: [],
    host: HOST,
    database: ['database'],
    query: /^\(\)(?:\.unsafe)?$/,
  },
  {
    packages: ['@electric-sql/pglite'],
    engine: 'postgres',
    open: /^(?:PGlite!|PGlite\.create\(\))$/,
    url: [],
    host: [],
    database: [],
    query: /(?:PGlite!|create\(\)|\(cb\d\.0\))\.(?:query|exec)$/,
  },
  {
    packages: ['mysql', 'mysql2', 'mysql2/promise', 'promise-mysql', 'mariadb'],
    engine: 'mysql',
    open: /^(?:promise\.)?(?:createConnection|createPool)\(\)$/,
    url: ['uri'],
    host: HOST,
    database: ['database'],
    query: /\.(?:query|execute)$/,
  },
  {
    packages: ['mongodb'],
    engine: 'mongodb',
    open: /^(?:MongoClient!|(?:MongoClient\.)?connect\(\))$/,
    url: [],
    host: [],
    database: ['dbName'],
  },
  {
    packages: ['mongoose'],
    engine: 'mongodb',
    open: /^(?:Mongoose!\.)?(?:connect|createConnection)\(\)$/,
    url: [],
    host: [],
    database: ['dbName'],
  },
  {
    packages: ['redis'],
    engine: 'redis',
    open: /^(?:createClient|createCluster|createClientPool)\(\)$/,
    url: ['url'],
    host: HOST,
    database: ['db', 'database'],
  },
  { packages: ['ioredis'], engine: 'redis', open: /^(?:Redis)?!$/, url: [], host: HOST, database: ['db'] },
  {
    packages: ['sequelize', 'sequelize-typescript'],
    engine: '',
    open: /^Sequelize!$|^!$/,
    url: [],
    host: HOST,
    database: ['database'],
    query: /!\.query$/,
  },
  {
    packages: ['typeorm'],
    engine: '',
    open: /^(?:DataSource!|createConnection\(\))$/,
    url: ['url'],
    host: HOST,
    database: ['database'],
  },
  { packages: ['knex'], engine: '', open: /^(?:knex)?\(\)$/, url: ['connection'], host: HOST, database: ['database'] },
  {
    packages: ['@elastic/elasticsearch', 'elasticsearch'],
    engine: 'elasticsearch',
    open: /^Client!$/,
    url: ['node', 'host'],
    host: [],
    database: [],
  },
];

/** Recognisers of datastores: drivers, mongoose and mongodb collections, Prisma clients. */
export const datastores: readonly Recogniser[] = [
  ...DRIVERS.map((driver): Recogniser => ({
    packages: driver.packages,
    store: (lib, site) => opened(driver, lib, site),
    access: (lib, site) => queried(driver, lib, site),
  })),
  { packages: ['mongodb', 'mongoose'], access: mongo },
  { packages: ['@prisma/client'], access: prismaAccess },
  {
    packages: ['@nestjs/mongoose'],
    store: (lib, site) =>
      lib.path === 'MongooseModule.forRoot'
        ? {
            ...nothing('mongodb'),
            url: argument(site.evaluator, site.args, 0),
            database: optionValues(site.evaluator, argument(site.evaluator, site.args, 1), 'dbName'),
          }
        : lib.path === 'MongooseModule.forRootAsync'
          ? asyncOptions('mongodb', site, ['uri'])
          : undefined,
  },
  {
    packages: ['@nestjs/typeorm'],
    store: (lib, site) =>
      lib.path === 'TypeOrmModule.forRoot'
        ? fromOptions('', site, argument(site.evaluator, site.args, 0))
        : lib.path === 'TypeOrmModule.forRootAsync'
          ? asyncOptions('', site, ['url'])
          : undefined,
  },
];

function nothing(engine: string): StoreShape {
  return { engine, url: [], host: [], port: [], database: [] };
}

function opened(driver: Driver, lib: Lib, site: Site): StoreShape | undefined {
  // The callee's path lacks the call itself: `Pool` constructed is `Pool!`.
  const path = `${lib.path}${site.call.isNew ? '!' : '()'}`;
  if (!driver.open.test(path)) return undefined;
  const { evaluator, args } = site;
  const first = argument(evaluator, args, 0);
  const url = first.filter((value) => value.t === 'text');
  const options = [...first, ...argument(evaluator, args, 1)].filter((value) => value.t !== 'text' && value.t !== 'fn');
  const shape = fromOptions(driver.engine, site, options, driver);
  if (driver.packages.includes('sequelize') && site.args.length >= 3) {
    const last = argument(evaluator, args, site.args.length - 1);
    return { ...fromOptions(driver.engine, site, last, driver), database: first };
  }
  return { ...shape, url: [...url, ...shape.url], engine: shape.engine || engineOfUrl(url) };
}

function fromOptions(engine: string, site: Site, options: readonly Value[], driver?: Driver): StoreShape {
  const { evaluator } = site;
  const get = (...names: readonly string[]): readonly Value[] =>
    names.length > 0 ? optionValues(evaluator, options, ...names) : [];
  const inner = [...get('connection', 'socket', 'auth')].filter((value) => value.t === 'obj');
  const both = [...options, ...inner];
  const dialect = joinTexts(get('type', 'dialect', 'client'))[0];
  const schema = get('schema', 'searchPath');
  return {
    engine: engine || normaliseEngine(dialect) || engineOfUrl(get('url', 'uri')),
    url: get(...(driver?.url ?? ['url', 'uri'])).filter((value) => value.t === 'text'),
    host: optionValues(evaluator, both, ...(driver ? driver.host : HOST)),
    port: optionValues(evaluator, both, 'port'),
    database: optionValues(
      evaluator,
      both,
      ...(driver && driver.database.length > 0 ? driver.database : ['database', 'dbName']),
    ),
    ...(schema.length > 0 ? { schema } : {}),
  };
}

function asyncOptions(engine: string, site: Site, urls: readonly string[]): StoreShape {
  const factory = optionValues(site.evaluator, argument(site.evaluator, site.args, 0), 'useFactory');
  const values = factory.flatMap((value) => (value.t === 'fn' ? site.evaluator.invoke(value, [], 1) : []));
  const shape = fromOptions(engine, site, values);
  return { ...shape, url: optionValues(site.evaluator, values, ...urls).filter((value) => value.t === 'text') };
}

/** Engine by the name that drivers and dialects use; empty when none. */
export function normaliseEngine(name: string | undefined): string {
  if (!name) return '';
  if (/^(postgres|pg|postgresql|aurora-postgres|pg-native|cockroachdb)$/.test(name)) return 'postgres';
  if (/^(mysql2?|mariadb|aurora-mysql)$/.test(name)) return 'mysql';
  if (/^(mssql|tedious)$/.test(name)) return 'mssql';
  if (/sqlite/.test(name)) return 'sqlite';
  return name;
}

/** Engine that the scheme of a URL names; empty when none. */
export function engineOfUrl(values: readonly Value[]): string {
  for (const value of values) {
    const first = value.t === 'text' ? value.parts[0] : undefined;
    const scheme = first?.p === 'text' ? /^([a-z0-9]+)(?:\+\w+)?:/.exec(first.s)?.[1] : undefined;
    if (scheme) return normaliseEngine(scheme);
  }
  return '';
}

function queried(driver: Driver, lib: Lib, site: Site): AccessShape | undefined {
  if (!driver.query?.test(lib.path)) return undefined;
  const first = argument(site.evaluator, site.args, 0);
  const sql = [...first.filter((value) => value.t === 'text'), ...optionValues(site.evaluator, first, 'text', 'sql')];
  const access = sqlAccess(driver.engine, sql);
  if (access) return { ...access, sql };
  // A wrapper's statement is known to its callers.
  const open = sql.some((value) => value.t === 'text' && value.parts.some((part) => part.p === 'param'));
  return open ? { engine: driver.engine, tables: [], mode: 'read', operation: '', sql } : undefined;
}

const MONGO_READ =
  /^(find|findOne|findById|count|countDocuments|estimatedDocumentCount|aggregate|distinct|exists|watch)$/;
const MONGO_WRITE =
  /^(insert\w*|update\w*|replace\w*|delete\w*|remove|findOneAnd\w+|findByIdAnd\w+|bulkWrite|create|save|findAndModify)$/;

function mongo(lib: Lib, site: Site): AccessShape | undefined {
  const match = /(collection\(\)|model\(\)!?|Model!|Collection!)\.(\w+)$/.exec(lib.path);
  const operation = match?.[2];
  if (!match || !operation) return undefined;
  const mode = MONGO_WRITE.test(operation) ? 'write' : MONGO_READ.test(operation) ? 'read' : undefined;
  if (!mode) return undefined;
  return { engine: 'mongodb', tables: [collectionName(lib, site)], mode, operation };
}

function collectionName(lib: Lib, site: Site): string | null {
  for (let at: Lib | undefined = lib; at; at = at.base) {
    if (!/(collection|model)\(\)!?(\.\w+)?$/.test(at.path)) continue;
    const source = /!/.test(at.path.slice(-8)) ? at.base : at;
    const [name] = joinTexts(argument(site.evaluator, source?.args ?? [], 0));
    if (name) return name;
  }
  const [type] = lib.args;
  return type?.expr.k === 'id' ? (site.evaluator.program.facts(type.file).bindings[type.expr.b]?.name ?? null) : null;
}

const PRISMA =
  /PrismaClient!(?:\.\$extends\(\))?\.(\w+)\.(find\w+|count|aggregate|groupBy|create\w*|update\w*|upsert|delete\w*)$/;

function prismaAccess(lib: Lib): AccessShape | undefined {
  const match =
    PRISMA.exec(lib.path) ??
    /\$transaction\(cb0\.0\)\.(\w+)\.(find\w+|count|aggregate|groupBy|create\w*|update\w*|upsert|delete\w*)$/.exec(
      lib.path,
    );
  if (!match?.[1] || !match[2]) return undefined;
  const mode = /^(find|count|aggregate|groupBy)/.test(match[2]) ? 'read' : 'write';
  return { engine: '', tables: [match[1]], mode, operation: match[2] };
}
