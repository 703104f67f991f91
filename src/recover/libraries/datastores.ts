import type { Evaluator } from '../link/evaluate.ts';
import type { Lib, Value } from '../link/values.ts';
import { joinTexts } from '../link/texts.ts';
import { asyncValues } from './async-options.ts';
import { DRIVERS, HOST, type Driver } from './drivers.ts';
import { carriesMessagesOnly } from './message-clients.ts';
import { mongoAccess, prismaAccess } from './model-accesses.ts';
import { argument, everyOption, optionValues } from './options.ts';
import { sqlAccess } from './sql.ts';
import type { AccessShape, Recogniser, Site, StoreShape } from './recogniser.ts';

/** Recognisers of datastores: drivers, mongoose and mongodb collections, Prisma clients. */
export const datastores: readonly Recogniser[] = [
  ...DRIVERS.map((driver): Recogniser => ({
    packages: driver.packages,
    store: (lib, site) => opened(driver, lib, site),
    access: (lib, site) => queried(driver, lib, site),
  })),
  { packages: ['mongodb', 'mongodb-legacy', 'mongoose'], access: mongoAccess },
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
    packages: ['@nestjs/sequelize'],
    store: (lib, site) =>
      lib.path === 'SequelizeModule.forRoot'
        ? fromOptions('', site, argument(site.evaluator, site.args, 0))
        : lib.path === 'SequelizeModule.forRootAsync'
          ? asyncOptions('', site, ['uri', 'url'])
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
  if (!driver.open.test(path) || (driver.engine === 'redis' && carriesMessagesOnly(lib, site))) return undefined;
  return shapeOf(driver, lib, site);
}

/** The store behind an object that a driver made: a pool that is handed on to a query builder. */
export function storeMadeBy(lib: Lib, site: Site): StoreShape | undefined {
  const driver = DRIVERS.find((one) => one.packages.includes(lib.pkg) && one.open.test(lib.path));
  return driver && shapeOf(driver, lib, { ...site, args: lib.args });
}

function shapeOf(driver: Driver, lib: Lib, site: Site): StoreShape | undefined {
  const { evaluator, args } = site;
  // Of the nodes of a cluster the first stands for it.
  const first = argument(evaluator, args, 0).flatMap((value) => firstItem(evaluator, value));
  const byPort = driver.engine === 'redis' ? portAndHost(site, first) : undefined;
  if (byPort) return byPort;
  const url = first.filter((value) => value.t === 'text');
  const options = [...first, ...argument(evaluator, args, 1)].filter((value) => value.t !== 'text' && value.t !== 'fn');
  const shape = fromOptions(driver.engine, site, options, driver);
  if (driver.packages.includes('sequelize') && site.args.length >= 3) {
    const last = argument(evaluator, args, site.args.length - 1);
    return { ...fromOptions(driver.engine, site, last, driver), database: first };
  }
  const keyed = driver.engine === 'mssql' ? keyedParts(url) : undefined;
  if (keyed) return keyed;
  if (driver.engine === 'postgres' && url.length === 0 && shape.url.length === 0) return fromVariables(shape, site);
  return {
    ...shape,
    url: [...url, ...shape.url],
    database: shape.database.length > 0 ? shape.database : chosenDatabase(lib, site, driver),
    engine: shape.engine || engineOfUrl(url),
  };
}

function firstItem(evaluator: Evaluator, value: Value): readonly Value[] {
  if (value.t !== 'arr') return [value];
  const [first] = value.expr.items;
  return first ? evaluator.eval(value.file, first, value.frame) : [];
}

// `Server=db,1433;Database=shop;User Id=…` names the parts one by one.
function keyedParts(url: readonly Value[]): StoreShape | undefined {
  const [text] = url;
  const [part] = text?.t === 'text' ? text.parts : [];
  if (text?.t !== 'text' || part?.p !== 'text' || !/^\s*(?:server|data source|address)\s*=/i.test(part.s))
    return undefined;
  const find = (name: string): readonly Value[] => {
    const s = new RegExp(String.raw`(?:^|;)\s*(?:${name})\s*=\s*(?:tcp:)?([^;,]+)(?:,(\d+))?`, 'i').exec(part.s)?.[1];
    return s === undefined ? [] : [{ t: 'text', parts: [{ ...part, s: s.trim() }] }];
  };
  const port = /(?:server|data source|address)\s*=[^;,]+,(\d+)/i.exec(part.s)?.[1];
  return {
    ...nothing('mssql'),
    host: find('server|data source|address'),
    port: port === undefined ? [] : [{ t: 'text', parts: [{ ...part, s: port }] }],
    database: find('database|initial catalog'),
  };
}

// What pg is not told it takes from the variables that all of PostgreSQL's clients know.
function fromVariables(shape: StoreShape, site: Site): StoreShape {
  const at = site.evaluator.evidence(site.file, site.call);
  const or = (values: readonly Value[], name: string): readonly Value[] =>
    values.length > 0 ? values : [{ t: 'text', parts: [{ p: 'env', name, at }] }];
  return {
    ...shape,
    host: or(shape.host, 'PGHOST'),
    port: or(shape.port, 'PGPORT'),
    database: or(shape.database, 'PGDATABASE'),
  };
}

// `createClient(6379, 'redis')` and `new Redis(6379, 'redis')`; a number alone is a port of this machine.
function portAndHost(site: Site, port: readonly Value[]): StoreShape | undefined {
  const host = argument(site.evaluator, site.args, 1).filter((value) => value.t === 'text');
  const isPort = host.length > 0 ? port.some(({ t }) => t === 'num' || t === 'text') : port.some(isNumber);
  return isPort ? { ...nothing('redis'), host, port } : undefined;
}

function isNumber(value: Value): boolean {
  if (value.t !== 'text') return value.t === 'num';
  return value.parts.length > 0 && value.parts.every((part) => part.p === 'text' && /^\d+$/.test(part.s));
}

// `client.db('orders')` chooses the database after the connection was made.
function chosenDatabase(lib: Lib, site: Site, driver: Driver): readonly Value[] {
  if (driver.engine !== 'mongodb') return [];
  const { evaluator } = site;
  const uses = site.uses.on({ ...lib, site: { file: site.file, call: site.c } }).filter((use) => use.name === 'db');
  return uses.flatMap(({ file, c }) => {
    const [name] = evaluator.program.facts(file).calls[c]?.args ?? [];
    return name ? evaluator.eval(file, name, undefined) : [];
  });
}

function fromOptions(engine: string, site: Site, options: readonly Value[], driver?: Driver): StoreShape {
  const { evaluator } = site;
  const get = (...names: readonly string[]): readonly Value[] =>
    names.length > 0 ? optionValues(evaluator, options, ...names) : [];
  const rootNodes = get('rootNodes').flatMap((value) => firstItem(evaluator, value));
  const inner = [...get('connection', 'socket', 'auth').filter((value) => value.t === 'obj'), ...rootNodes];
  const both = [...options, ...inner];
  const dialect = joinTexts(get('type', 'dialect', 'client'))[0];
  const schema = get('schema', 'searchPath');
  return {
    engine: engine || normaliseEngine(dialect) || engineOfUrl(get('url', 'uri')),
    url: [...get(...(driver?.url ?? ['url', 'uri'])), ...optionValues(evaluator, rootNodes, 'url')]
      .flatMap((value) => firstItem(evaluator, value))
      .filter((value) => value.t === 'text'),
    host: optionValues(evaluator, both, ...(driver ? driver.host : HOST)).flatMap((value) =>
      firstItem(evaluator, value),
    ),
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
  const values = asyncValues(site);
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

function queried(driver: Driver, lib: Lib, site: Site): AccessShape | readonly AccessShape[] | undefined {
  if (!driver.query?.test(lib.path)) return undefined;
  // A batch is a list of statements.
  const first = argument(site.evaluator, site.args, 0).flatMap((value) =>
    value.t === 'arr' ? site.evaluator.elements([value]) : [value],
  );
  const sql = [
    ...first.filter((value) => value.t === 'text'),
    ...everyOption(site.evaluator, first, 'text', 'sql', 'query'),
  ];
  const access = sqlAccess(driver.engine, sql);
  if (access) return access.map((one) => ({ ...one, sql }));
  // A wrapper's statement is known to its callers.
  const open = sql.some((value) => value.t === 'text' && value.parts.some((part) => part.p === 'param'));
  return open ? { engine: driver.engine, tables: [], mode: 'read', operation: '', sql } : undefined;
}
