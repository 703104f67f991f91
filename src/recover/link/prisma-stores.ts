import type { Position } from '../facts/file-facts.ts';
import type { Inventory, Unit } from '../inventory/unit.ts';
import { argument, optionValues } from '../libraries/options.ts';
import type { StoreShape } from '../libraries/recogniser.ts';
import type { Attribution } from './attribution.ts';
import { Environment } from './environment.ts';
import type { Evaluator } from './evaluate.ts';
import { storeOf, type Opened } from './store-identity.ts';
import type { Closure, Value } from './values.ts';

type Schema = Inventory['manifests']['prisma'][number];

const ENGINES: Readonly<Record<string, string>> = {
  postgresql: 'postgres',
  postgres: 'postgres',
  mysql: 'mysql',
  sqlite: 'sqlite',
  mongodb: 'mongodb',
  sqlserver: 'mssql',
  cockroachdb: 'postgres',
};

interface ClientSite {
  readonly at: Position;
  /** Index of the construction, -1 for a class that extends the client. */
  readonly c: number;
  readonly options: readonly Value[];
}

/** Stores that services open by constructing or extending a Prisma client: what the client's schema names, unless the code overrides it. */
export function openedByPrisma(
  evaluator: Evaluator,
  attribution: Attribution,
  environments: ReadonlyMap<string, Environment>,
  inventory: Inventory,
): Opened[] {
  const opened = new Map<string, Opened>();
  for (const [file, facts] of evaluator.program.files) {
    if (facts.imports.length === 0) continue;
    for (const { at, c, options } of clientsIn(evaluator, file)) {
      const units = c >= 0 ? attribution.services({ file, c }) : attribution.servicesOfFunction(file, -1);
      for (const unit of units) {
        const schema = schemaOf(inventory, unit, facts.imports);
        const key = `${unit.id}|${schema?.file ?? ''}`;
        if (!schema || opened.has(key)) continue;
        const shape = shapeOf(evaluator, schema, options);
        const { store, steps } = storeOf(shape, unit, environments.get(unit.id) ?? new Environment([]));
        opened.set(key, {
          unit,
          store,
          evidence: [
            evaluator.evidence(file, at),
            { ...schema.evidence, note: 'the schema names the store' },
            ...steps,
          ],
          tables: new Map(
            schema.models.map((model) => [`${model.name.charAt(0).toLowerCase()}${model.name.slice(1)}`, model.table]),
          ),
        });
      }
    }
  }
  return [...opened.values()];
}

function clientsIn(evaluator: Evaluator, file: string): ClientSite[] {
  const { calls, classes } = evaluator.program.facts(file);
  const constructed = calls.flatMap((call, c): ClientSite[] => {
    if (!call.isNew || !evaluator.eval(file, call.callee, undefined).some(isClient)) return [];
    const args = call.args.map((expr): Closure => ({ file, expr, frame: undefined }));
    return [{ at: call, c, options: argument(evaluator, args, 0) }];
  });
  const extended = classes.flatMap((cls, index): ClientSite[] => {
    if (!cls.ext || !evaluator.eval(file, cls.ext, undefined).some(isClient)) return [];
    const given = calls.find((call) => call.callee.k === 'super' && call.callee.c === index);
    const args = (given?.args ?? []).map((expr): Closure => ({ file, expr, frame: undefined }));
    return [{ at: cls, c: -1, options: argument(evaluator, args, 0) }];
  });
  return [...constructed, ...extended];
}

function isClient(value: Value): boolean {
  return value.t === 'lib' && /(^|\.)PrismaClient$/.test(value.lib.path);
}

// `datasourceUrl`, `datasources: { db: { url } }` and a driver's adapter override what the schema says.
function shapeOf(evaluator: Evaluator, schema: Schema, options: readonly Value[]): StoreShape {
  const sources = evaluator.elements(
    optionValues(evaluator, options, 'datasources').filter((value) => value.t === 'obj'),
  );
  const adapters = optionValues(evaluator, options, 'adapter').flatMap((value) =>
    value.t === 'lib' && value.lib.pkg.startsWith('@prisma/adapter-') ? argument(evaluator, value.lib.args, 0) : [],
  );
  const overridden = [
    ...optionValues(evaluator, options, 'datasourceUrl'),
    ...optionValues(evaluator, adapters, 'connectionString', 'url'),
    ...optionValues(evaluator, sources, 'url'),
  ].filter((value) => value.t === 'text');
  return {
    engine: ENGINES[schema.provider ?? ''] ?? schema.provider ?? 'sql',
    url: overridden.length > 0 ? overridden : urlOf(schema),
    host: [],
    port: [],
    database: [],
  };
}

function urlOf(schema: Schema): Value[] {
  if (schema.url === null) return [];
  const at = schema.evidence;
  return 'env' in schema.url
    ? [{ t: 'text', parts: [{ p: 'env', name: schema.url.env, at }] }]
    : [{ t: 'text', parts: [{ p: 'text', s: schema.url.literal, origin: 'literal', at }] }];
}

// The schema that generates the client which the file imports, else the nearest; snapshots beside migrations are history.
function schemaOf(inventory: Inventory, unit: Unit, imports: readonly string[]): Schema | undefined {
  const current = inventory.manifests.prisma.filter(
    (schema) => schema.provider !== null && !/(?:^|\/)migrations\//.test(schema.file),
  );
  const generates = (schema: Schema): boolean => {
    const output = schema.output?.split('/').filter((segment) => /\w/.test(segment) && segment !== 'node_modules');
    const tail = output?.slice(-2).join('/');
    // The package itself is generated into node_modules, by whichever schema is nearest.
    return (
      tail !== undefined &&
      imports.some(
        (specifier) =>
          !specifier.startsWith('@prisma/client') && (specifier.endsWith(tail) || specifier.includes(`${tail}/`)),
      )
    );
  };
  const shared = (schema: Schema): number => {
    const [a, b] = [schema.file.split('/'), unit.path.split('/')];
    let n = 0;
    while (n < b.length && a[n] === b[n]) n += 1;
    return n;
  };
  const nearest = [...current].sort((a, b) => shared(b) - shared(a) || (a.file < b.file ? -1 : 1));
  return nearest.find(generates) ?? nearest[0];
}
