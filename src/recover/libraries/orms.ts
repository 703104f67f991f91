import type { Evaluator } from '../link/evaluate.ts';
import type { Closure, Lib, Value } from '../link/values.ts';
import { asyncValues } from './async-options.ts';
import { entityOf, plural, snakeCase, tablesOf, type Naming } from './entities.ts';
import { argument, optionValues } from './options.ts';
import type { AccessShape, Recogniser, Site, StoreShape } from './recogniser.ts';

/** Recognisers of object-relational mappers: TypeORM, MikroORM, Sequelize. */
export const orms: readonly Recogniser[] = [
  { packages: ['typeorm'], access: typeorm },
  {
    packages: [
      '@mikro-orm/core',
      '@mikro-orm/postgresql',
      '@mikro-orm/mysql',
      '@mikro-orm/mariadb',
      '@mikro-orm/mongodb',
      '@mikro-orm/sqlite',
      '@mikro-orm/better-sqlite',
      '@mikro-orm/nestjs',
    ],
    access: mikroOrm,
    store: mikroOrmStore,
  },
  { packages: ['sequelize', 'sequelize-typescript'], access: sequelize },
];

const READ =
  /^(?:find\w*|count\w*|exists?\w*|sum|average|minimum|maximum|min|max|getCount|getMany\w*|getOne\w*|getRaw\w*|getResult\w*|getSingleResult|stream|aggregate)$/;
const WRITE =
  /^(?:save|insert\w*|update\w*|upsert\w*|delete\w*|remove\w*|soft\w+|restore|recover|increment|decrement|clear|create|bulkCreate|destroy|truncate|persist\w*|nativeInsert\w*|nativeUpdate|nativeDelete|assign)$/;

function modeOf(operation: string): 'read' | 'write' | undefined {
  return WRITE.test(operation) ? 'write' : READ.test(operation) ? 'read' : undefined;
}

function access(operation: string, mode: 'read' | 'write', tables: readonly string[]): AccessShape {
  return { engine: '', tables: tables.length > 0 ? tables : [null], mode, operation };
}

function typeorm(lib: Lib, site: Site): AccessShape | undefined {
  return /createQueryBuilder\(\)/.test(lib.path) ? queryBuilder(lib, site) : repository(lib, site, snakeCase);
}

const REPOSITORY =
  /(?:getRepository|getTreeRepository|getMongoRepository|getCustomRepository|withRepository)\(\)(?:\.extend\(\))?\.(\w+)$|(?:^|\.)\w*Repository!\.(\w+)$/;
const MANAGER =
  /(?:\.manager|EntityManager!|getManager\(\)|\.em|\.fork\(\)|DataSource!|transaction\(cb\d\.0\)|transactional\(cb0\.0\))\.(\w+)$/;

// `repository.save(order)` of a repository of an entity, `manager.save(Order, order)` of an entity manager.
function repository(lib: Lib, site: Site, naming: Naming): AccessShape | undefined {
  const { evaluator } = site;
  const own = REPOSITORY.exec(lib.path);
  const operation = own?.[1] ?? own?.[2];
  // `create` of a repository only makes the object.
  if (operation !== undefined) {
    const mode = operation === 'create' ? undefined : modeOf(operation);
    const made = lib.path.includes('.extend()') ? lib.base : lib;
    return mode && access(operation, mode, tablesOf(evaluator, entityOf(evaluator, made?.args[0]), naming));
  }
  const managed = MANAGER.exec(lib.path)?.[1];
  const mode = managed === undefined || managed === 'create' ? undefined : modeOf(managed);
  if (!managed || !mode) return undefined;
  const first = argument(evaluator, site.args, 0).flatMap((value) =>
    value.t === 'arr' ? evaluator.elements([value]) : [value],
  );
  const classes = first.flatMap((value) => classOf(evaluator, value));
  return access(managed, mode, tablesOf(evaluator, classes, naming));
}

// An object that is saved is of the class that made it, or was made or found for that class.
function classOf(evaluator: Evaluator, value: Value): Value[] {
  if (value.t === 'class') return [value];
  if (value.t === 'lib' && /\.(?:create|merge|find\w+|getReference)\(\)$/.test(value.lib.path))
    return entityOf(evaluator, value.lib.args[0]).filter((item) => item.t === 'class');
  return value.t === 'inst' ? [{ t: 'class', file: value.file, c: value.c, frame: undefined }] : [];
}

const TERMINAL = /\.(getMany\w*|getOne\w*|getRaw\w*|getCount|stream|execute|getResult\w*|getSingleResult)$/;

function queryBuilder(lib: Lib, site: Site): AccessShape | undefined {
  const terminal = TERMINAL.exec(lib.path)?.[1];
  if (!terminal) return undefined;
  const { evaluator } = site;
  const write = /\.(insert|update|delete|softDelete|restore)\(\)/.exec(lib.path)?.[1];
  for (let at: Lib | undefined = lib; at; at = at.base) {
    const step = /\.(into|from|update|getRepository)\(\)(?:\.\w+)?$/.exec(at.path)?.[1];
    const direct = /(?:^|\.)(?:getRepository\(\)|\w*Repository!)(?:\.\w+)?$/.test(at.path);
    if (step === undefined && !direct) continue;
    const tables = tablesOf(evaluator, entityOf(evaluator, at.args[0]).flatMap(entityOrName), snakeCase);
    if (tables.length > 0) return access(write ?? terminal, write ? 'write' : 'read', tables);
  }
  return access(write ?? terminal, write ? 'write' : 'read', []);
}

function entityOrName(value: Value): Value[] {
  return value.t === 'class' || value.t === 'text' || value.t === 'lib' ? [value] : [];
}

function mikroOrm(lib: Lib, site: Site): AccessShape | undefined {
  return repository(lib, site, snakeCase);
}

const MIKRO_ENGINES: Readonly<Record<string, string>> = {
  postgresql: 'postgres',
  mysql: 'mysql',
  mariadb: 'mysql',
  mongodb: 'mongodb',
  mongo: 'mongodb',
  sqlite: 'sqlite',
  'better-sqlite': 'sqlite',
};

function mikroOrmStore(lib: Lib, site: Site): StoreShape | undefined {
  if (!/(?:^|\.)(?:MikroORM\.init|MikroORM\.initSync|MikroOrmModule\.forRoot(?:Async)?)$/.test(lib.path))
    return undefined;
  const { evaluator } = site;
  const options = lib.path.endsWith('Async') ? asyncValues(site) : argument(evaluator, site.args, 0);
  const get = (...names: readonly string[]): readonly Value[] => optionValues(evaluator, options, ...names);
  const [type] = get('type').flatMap((value) =>
    value.t === 'text' ? value.parts.flatMap((part) => (part.p === 'text' ? [part.s] : [])) : [],
  );
  const driver = get('driver').flatMap((value) =>
    value.t === 'lib' ? [value.lib.pkg.replace('@mikro-orm/', '')] : [],
  )[0];
  const own = lib.pkg.replace('@mikro-orm/', '');
  const engine = MIKRO_ENGINES[type ?? ''] ?? MIKRO_ENGINES[driver ?? ''] ?? MIKRO_ENGINES[own] ?? '';
  const schema = get('schema');
  return {
    engine,
    url: get('clientUrl').filter((value) => value.t === 'text'),
    host: get('host'),
    port: get('port'),
    database: get('dbName'),
    ...(schema.length > 0 ? { schema } : {}),
  };
}

function modelArgument(lib: Lib): Closure | undefined {
  for (let at: Lib | undefined = lib; at; at = at.base) if (/^(?:\w+\.)?Model\.\w+$/.test(at.path)) return at.args[0];
  return undefined;
}

// `sequelize.define('Order', …)`, `class Order extends Model` with `Order.init(…)` or `@Table`.
function sequelize(lib: Lib, site: Site): AccessShape | undefined {
  const { evaluator } = site;
  const defined = /\.(?:define|model)\(\)\.(\w+)$/.exec(lib.path)?.[1];
  // `Order.findAll()`, and `order.update(…)` of what it found or made.
  const modelled = /^(?:\w+\.)?Model\.(?:(?:find\w*|create|build)\(\)\.)?(\w+)$/.exec(lib.path)?.[1];
  const operation = defined ?? modelled;
  const mode = operation === undefined ? undefined : modeOf(operation);
  if (!operation || !mode) return undefined;
  if (modelled !== undefined)
    return access(operation, mode, tablesOf(evaluator, entityOf(evaluator, modelArgument(lib)), plural));
  const named = optionValues(evaluator, argument(evaluator, lib.args, 2), 'tableName');
  const tables =
    named.length > 0
      ? tablesOf(evaluator, named, plural)
      : tablesOf(evaluator, argument(evaluator, lib.args, 0), plural).map(plural);
  return access(operation, mode, tables);
}
