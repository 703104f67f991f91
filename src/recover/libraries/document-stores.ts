import type { Expr } from '../facts/file-facts.ts';
import type { Lib, Value } from '../link/values.ts';
import { produced } from '../link/produced.ts';
import { joinTexts } from '../link/texts.ts';
import { argument, everyOption, optionValues } from './options.ts';
import { listed } from './queues.ts';
import type { AccessShape, Recogniser, Site, StoreShape } from './recogniser.ts';
import { sqlAccess } from './sql.ts';

/** Recognisers of DynamoDB (SDK 2 and 3), Elasticsearch and OpenSearch, embedded SQLite, and caches kept in Redis. */
export const documentStores: readonly Recogniser[] = [
  { packages: ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb', 'aws-sdk'], store: dynamoStore, access: dynamo },
  { packages: ['@elastic/elasticsearch', 'elasticsearch', '@opensearch-project/opensearch'], access: elastic },
  {
    packages: ['better-sqlite3', 'sqlite3', 'sqlite', 'node:sqlite', 'libsql', '@libsql/client'],
    store: sqliteStore,
    access: sqlite,
  },
  { packages: ['@nestjs/common', '@nestjs/cache-manager', 'cache-manager'], store: cacheStore },
  { packages: ['@nestjs-modules/ioredis', '@liaoliaots/nestjs-redis', 'nestjs-redis'], store: redisModule },
];

const DYNAMO =
  /(?:^|\.)(?:DynamoDB(?:Client)?!|DynamoDB\.DocumentClient!|DocumentClient!|DynamoDBDocument(?:Client)?\.from\(\)|DynamoDBDocument(?:Client)?!)\.(\w+)$|^clients\/dynamodb(?:\.DocumentClient)?!\.(\w+)$/;
const DYNAMO_READ = /^(?:get|batchGet|query|scan|transactGet)(?:Item|Items)?$/i;
const DYNAMO_WRITE = /^(?:put|update|delete|batchWrite|transactWrite)(?:Item|Items)?$/i;

function dynamoStore(lib: Lib, site: Site): StoreShape | undefined {
  if (
    !site.call.isNew ||
    !/(?:^|\.)(?:DynamoDBClient|DynamoDB|DocumentClient)$|^clients\/dynamodb(?:\.DocumentClient)?$/.test(lib.path)
  )
    return undefined;
  const endpoint = optionValues(site.evaluator, argument(site.evaluator, site.args, 0), 'endpoint');
  return { engine: 'dynamodb', url: endpoint.filter((value) => value.t === 'text'), host: [], port: [], database: [] };
}

function dynamo(lib: Lib, site: Site): AccessShape | undefined {
  const match = DYNAMO.exec(lib.path);
  const member = match?.[1] ?? match?.[2];
  if (!member) return undefined;
  const { evaluator } = site;
  const first = argument(evaluator, site.args, 0);
  if (member !== 'send') return dynamoAccess(site, member, first);
  for (const command of first) {
    const operation = command.t === 'lib' ? /(\w+)Command!$/.exec(command.lib.path)?.[1] : undefined;
    if (command.t === 'lib' && operation)
      return dynamoAccess(site, operation, argument(evaluator, command.lib.args, 0));
  }
  return undefined;
}

function dynamoAccess(site: Site, operation: string, options: readonly Value[]): AccessShape | undefined {
  const mode = DYNAMO_READ.test(operation) ? 'read' : DYNAMO_WRITE.test(operation) ? 'write' : undefined;
  if (!mode) return undefined;
  const { evaluator } = site;
  // A transaction is a list of operations; a batch has a request for each table.
  const items = listed(site, everyOption(evaluator, options, 'TransactItems'));
  const inItems = items.flatMap((item) => evaluator.elements([item]));
  const batch = everyOption(evaluator, options, 'RequestItems').filter((value) => value.t === 'obj');
  const tables = [
    ...joinTexts(everyOption(evaluator, [...options, ...inItems], 'TableName')),
    ...batch.flatMap((value) => value.expr.props.flatMap(({ key }) => keyNames(site, value, key))),
  ];
  return { engine: 'dynamodb', tables: tables.length > 0 ? [...new Set(tables)] : [null], mode, operation };
}

function keyNames(site: Site, value: Extract<Value, { t: 'obj' }>, key: string | Expr | null): string[] {
  if (key === null) return [];
  return typeof key === 'string' ? [key] : joinTexts(site.evaluator.eval(value.file, key, value.frame));
}

const ELASTIC = /(?:^|\.)Client!\.(\w+)$/;

function elastic(lib: Lib, site: Site): AccessShape | undefined {
  const operation = ELASTIC.exec(lib.path)?.[1] ?? '';
  const mode = /^(?:index|create|update|updateByQuery|delete|deleteByQuery|bulk|reindex)$/.test(operation)
    ? 'write'
    : /^(?:search|msearch|get|mget|count|exists|scroll|suggest|knnSearch)$/.test(operation)
      ? 'read'
      : undefined;
  if (!mode) return undefined;
  const tables = joinTexts(listed(site, optionValues(site.evaluator, argument(site.evaluator, site.args, 0), 'index')));
  return { engine: 'elasticsearch', tables: tables.length > 0 ? tables : [null], mode, operation };
}

const SQLITE_OPEN =
  /^(?:Database!|!|default!|verbose\(\)\.Database!|cached\.Database!|DatabaseSync!|open\(\)|createClient\(\))$/;
const SQLITE_QUERY =
  /(?:Database!|!|DatabaseSync!|open\(\)|createClient\(\))\.(?:prepare|exec|run|get|all|each|execute|query)$/;

function sqliteStore(lib: Lib, site: Site): StoreShape | undefined {
  if (!SQLITE_OPEN.test(`${lib.path}${site.call.isNew ? '!' : '()'}`)) return undefined;
  const first = argument(site.evaluator, site.args, 0);
  const file = [
    ...first.filter((value) => value.t === 'text'),
    ...optionValues(site.evaluator, first, 'filename', 'url'),
  ];
  // A server of libSQL is asked over the network; `file:` and a path are a file.
  const isRemote = file.some((value) => startsWith(value, /^(?:libsql|https?|wss?):/));
  return isRemote
    ? { engine: 'sqlite', url: file, host: [], port: [], database: [] }
    : { engine: 'sqlite', url: [], host: [], port: [], database: file };
}

function startsWith(value: Value, scheme: RegExp): boolean {
  const first = value.t === 'text' ? value.parts[0] : undefined;
  return first?.p === 'text' && scheme.test(first.s);
}

function sqlite(lib: Lib, site: Site): readonly AccessShape[] | undefined {
  if (!SQLITE_QUERY.test(lib.path)) return undefined;
  const first = argument(site.evaluator, site.args, 0);
  return sqlAccess('sqlite', [
    ...first.filter((value) => value.t === 'text'),
    ...optionValues(site.evaluator, first, 'sql'),
  ]);
}

// `CacheModule.registerAsync({ useFactory: () => ({ store: redisStore, host, port }) })`.
function cacheStore(lib: Lib, site: Site): StoreShape | undefined {
  if (!/^(?:CacheModule\.(?:register|registerAsync)|caching|createCache)$/.test(lib.path)) return undefined;
  const { evaluator } = site;
  const first = argument(evaluator, site.args, 0);
  const made = optionValues(evaluator, first, 'useFactory').flatMap((value) =>
    value.t === 'fn' ? produced(evaluator, value) : [],
  );
  const options = [...first, ...made];
  const inRedis = optionValues(evaluator, options, 'store', 'stores')
    .flatMap((value) => (value.t === 'arr' ? evaluator.elements([value]) : [value]))
    .some((value) => value.t === 'lib' && /redis/i.test(value.lib.pkg) && !/(?:\(\)|!)$/.test(value.lib.path));
  if (!inRedis) return undefined;
  const both = [...options, ...optionValues(evaluator, options, 'socket')];
  return {
    engine: 'redis',
    url: optionValues(evaluator, options, 'url').filter((value) => value.t === 'text'),
    host: optionValues(evaluator, both, 'host'),
    port: optionValues(evaluator, both, 'port'),
    database: optionValues(evaluator, options, 'db'),
  };
}

// `RedisModule.forRoot({ type: 'single', url })`, `forRootAsync({ useFactory: () => ({ config: { host, port } }) })`.
function redisModule(lib: Lib, site: Site): StoreShape | undefined {
  if (!/^RedisModule\.(?:forRoot|register)(?:Async)?$/.test(lib.path)) return undefined;
  const { evaluator } = site;
  const first = argument(evaluator, site.args, 0);
  const made = optionValues(evaluator, first, 'useFactory').flatMap((value) =>
    value.t === 'fn' ? produced(evaluator, value) : [],
  );
  const given = [...first, ...made];
  const options = [...given, ...optionValues(evaluator, given, 'options'), ...optionValues(evaluator, given, 'config')];
  const every = (name: string): readonly Value[] => everyOption(evaluator, options, name);
  return {
    engine: 'redis',
    url: every('url').filter((value) => value.t === 'text'),
    host: every('host'),
    port: every('port'),
    database: every('db'),
  };
}
