import { joinTexts } from '../link/texts.ts';
import type { Lib, Value } from '../link/values.ts';
import { argument, everyOption, optionValues } from './options.ts';
import { listed } from './queues.ts';
import type { AccessShape, Recogniser, Site, StoreShape } from './recogniser.ts';
import { sqlAccess } from './sql.ts';

/** Recognisers of InfluxDB, Memcached, Oracle, SQL Server through tedious, ClickHouse, of key-value stores and of sessions kept in Redis. */
export const serverStores: readonly Recogniser[] = [
  { packages: ['@influxdata/influxdb-client', 'influx'], store: influxStore, access: influx },
  { packages: ['memcached', 'memjs', 'memcache-plus'], store: memcachedStore },
  { packages: ['oracledb'], store: oracleStore, access: oracle },
  { packages: ['tedious'], store: tediousStore, access: tedious },
  { packages: ['@clickhouse/client', '@clickhouse/client-web'], access: clickhouse },
  {
    packages: [
      '@keyv/redis',
      'keyv',
      'cache-manager-redis-yet',
      'cache-manager-ioredis-yet',
      'cache-manager-ioredis',
      'cache-manager-redis-store',
    ],
    store: keyvStore,
  },
  { packages: ['connect-redis', 'koa-redis'], store: sessionStore },
];

function texts(values: readonly Value[]): readonly Value[] {
  return values.filter((value) => value.t === 'text');
}

function influxStore(lib: Lib, site: Site): StoreShape | undefined {
  if (!site.call.isNew || !/^(?:InfluxDB)$/.test(lib.path)) return undefined;
  const { evaluator } = site;
  const first = argument(evaluator, site.args, 0);
  const get = (name: string): readonly Value[] => optionValues(evaluator, first, name);
  const url = [...texts(first), ...get('url')];
  return { engine: 'influxdb', url, host: get('host'), port: get('port'), database: get('database') };
}

// Version 2 writes to a bucket; version 1 writes measurements of a database.
function influx(lib: Lib, site: Site): AccessShape | readonly AccessShape[] | undefined {
  const { evaluator } = site;
  const made = (mode: AccessShape['mode'], operation: string, tables: readonly string[]): AccessShape => ({
    engine: 'influxdb',
    tables: tables.length > 0 ? [...new Set(tables)] : [null],
    mode,
    operation,
  });
  const first = argument(evaluator, site.args, 0);
  const member = /InfluxDB!(?:\.(?:getWriteApi|getQueryApi)\(\))?\.(\w+)$/.exec(lib.path)?.[1] ?? '';
  if (/^write(?:Point|Points|Record|Records)$/.test(member) && /getWriteApi\(\)/.test(lib.path))
    return made('write', member, joinTexts(argument(evaluator, lib.args, 1)));
  if (/^(?:writePoints|writeMeasurement)$/.test(member)) {
    const points = everyOption(evaluator, listed(site, first), 'measurement');
    return made('write', member, joinTexts([...points, ...texts(first)]));
  }
  if (!/^(?:query|queryRows|queryRaw|collectRows|iterateRows)$/.test(member)) return undefined;
  const [query = ''] = joinTexts(first);
  const bucket = /\bfrom\(\s*bucket:\s*"([^"]+)"/.exec(query)?.[1];
  return bucket === undefined ? sqlAccess('influxdb', first) : made('read', member, [bucket]);
}

function memcachedStore(lib: Lib, site: Site): StoreShape | undefined {
  const isOpened = lib.path === 'Client.create' || (site.call.isNew && /^(?:default)?$/.test(lib.path));
  if (!isOpened) return undefined;
  const first = listed(site, argument(site.evaluator, site.args, 0));
  return { engine: 'memcached', url: texts(first).slice(0, 1), host: [], port: [], database: [] };
}

function oracleStore(lib: Lib, site: Site): StoreShape | undefined {
  if (!/^(?:createPool|getConnection)$/.test(lib.path)) return undefined;
  const options = argument(site.evaluator, site.args, 0);
  const url = optionValues(site.evaluator, options, 'connectString', 'connectionString');
  return url.length > 0 ? { engine: 'oracle', url, host: [], port: [], database: [] } : undefined;
}

function oracle(lib: Lib, site: Site): readonly AccessShape[] | undefined {
  if (!/(?:getConnection\(\)|Connection!|\(cb\d\.1\))\.(?:execute|executeMany|queryStream)$/.test(lib.path))
    return undefined;
  return sqlAccess('oracle', texts(argument(site.evaluator, site.args, 0)));
}

function tediousStore(lib: Lib, site: Site): StoreShape | undefined {
  if (!site.call.isNew || lib.path !== 'Connection') return undefined;
  const { evaluator } = site;
  const config = argument(evaluator, site.args, 0);
  const both = [...config, ...optionValues(evaluator, config, 'options')];
  const get = (name: string): readonly Value[] => everyOption(evaluator, both, name);
  return { engine: 'mssql', url: [], host: get('server'), port: get('port'), database: get('database') };
}

function tedious(lib: Lib, site: Site): readonly AccessShape[] | undefined {
  if (!site.call.isNew || lib.path !== 'Request') return undefined;
  return sqlAccess('mssql', texts(argument(site.evaluator, site.args, 0)));
}

function clickhouse(lib: Lib, site: Site): AccessShape | readonly AccessShape[] | undefined {
  const member = /(?:createClient\(\)|ClickHouseClient!)\.(insert|query|command|exec)$/.exec(lib.path)?.[1];
  if (!member) return undefined;
  const { evaluator } = site;
  const options = argument(evaluator, site.args, 0);
  if (member !== 'insert') return sqlAccess('clickhouse', optionValues(evaluator, options, 'query'));
  const tables = joinTexts(optionValues(evaluator, options, 'table'));
  return { engine: 'clickhouse', tables: tables.length > 0 ? tables : [null], mode: 'write', operation: 'insert' };
}

const KEYV: Readonly<Record<string, RegExp>> = {
  '@keyv/redis': /^(?:default|KeyvRedis|createKeyv|createKeyvNonBlocking)?$/,
  keyv: /^(?:default|Keyv)?$/,
};

// `new KeyvRedis('redis://…')`, `redisStore({ socket: { host } })`; `new Keyv('redis://…')` of older versions.
function keyvStore(lib: Lib, site: Site): StoreShape | undefined {
  const { evaluator } = site;
  if (!(KEYV[lib.pkg] ?? /^(?:redisStore|create|redisInsStore)$/).test(lib.path)) return undefined;
  const first = argument(evaluator, site.args, 0);
  const url = [...texts(first), ...optionValues(evaluator, first, 'url', 'uri')];
  if (lib.pkg === 'keyv' && !url.some((value) => value.t === 'text' && startsWithRedis(value))) return undefined;
  const both = [...first, ...optionValues(evaluator, first, 'socket')];
  const get = (name: string): readonly Value[] => everyOption(evaluator, both, name);
  const host = get('host');
  if (url.length === 0 && host.length === 0) return undefined;
  return { engine: 'redis', url: texts(url), host, port: get('port'), database: [] };
}

// Sessions: `new (require('connect-redis')(session))({ host })`, `redisStore({ url })` of Koa. One that is given a client is no store of its own.
function sessionStore(lib: Lib, site: Site): StoreShape | undefined {
  const isMade = lib.pkg === 'koa-redis' ? /^(?:default)?$/.test(lib.path) : site.call.isNew;
  if (!isMade || !/^(?:default)?(?:\(\))?$/.test(lib.path)) return undefined;
  const { evaluator } = site;
  const first = argument(evaluator, site.args, 0);
  const get = (name: string): readonly Value[] => optionValues(evaluator, first, name);
  const [url, host] = [texts(get('url')), get('host')];
  if ((url.length === 0 && host.length === 0) || get('client').length > 0) return undefined;
  return { engine: 'redis', url, host, port: get('port'), database: [] };
}

function startsWithRedis(value: Extract<Value, { t: 'text' }>): boolean {
  const [first] = value.parts;
  return first?.p === 'text' && /^rediss?:/.test(first.s);
}
