import type { Evaluator } from '../link/evaluate.ts';
import type { Program } from '../link/program.ts';
import { joinTexts } from '../link/texts.ts';
import type { Closure, Lib } from '../link/values.ts';
import { decorations, plainTexts } from './decorated.ts';
import { argument, everyOption, optionValues } from './options.ts';
import type { AccessShape, Site } from './recogniser.ts';
import { sqlAccess } from './sql.ts';

const MONGO_READ =
  /^(find|findOne|findById|count|countDocuments|estimatedDocumentCount|aggregate|distinct|exists|watch)$/;
const MONGO_WRITE =
  /^(insert\w*|update\w*|replace\w*|delete\w*|remove|findOneAnd\w+|findByIdAnd\w+|bulkWrite|create|save|findAndModify)$/;

/** Whether an operation on a collection of MongoDB reads or writes it; undefined when it does neither. */
export function modeOfMongo(operation: string): AccessShape['mode'] | undefined {
  return MONGO_WRITE.test(operation) ? 'write' : MONGO_READ.test(operation) ? 'read' : undefined;
}

// A document that a query found, or that a static method of the model made, writes itself: `(await Order.findById(id)).save()`.
const DOCUMENT = /(model\(\)|Model!)\.(?!find\(\)|aggregate\(\))\w+\(\)(?:\.\w+\(\))*\.(save|deleteOne|remove)$/;

/** Reads and writes of MongoDB collections, through the driver and mongoose models. */
export function mongoAccess(lib: Lib, site: Site): AccessShape | undefined {
  const match =
    /(collection\(\)|model\(\)!?|Model!|Collection!|(?:^|\.)models\.\w+)\.(\w+)$/.exec(lib.path) ??
    DOCUMENT.exec(lib.path);
  const operation = match?.[2];
  if (!match || !operation) return undefined;
  const mode = modeOfMongo(operation);
  if (!mode) return undefined;
  const joined = operation === 'aggregate' ? lookedUp(site) : [];
  return { engine: 'mongodb', tables: [collectionName(lib, site), ...joined], mode, operation };
}

// `aggregate([{ $lookup: { from: 'stock' } }])` reads a second collection.
function lookedUp(site: Site): string[] {
  const { evaluator } = site;
  const stages = evaluator.elements(argument(evaluator, site.args, 0).filter((value) => value.t === 'arr'));
  const lookups = everyOption(evaluator, stages, '$lookup', '$graphLookup', '$unionWith');
  return joinTexts([
    ...lookups.filter((value) => value.t === 'text'),
    ...everyOption(evaluator, lookups, 'from', 'coll'),
  ]);
}

function collectionName(lib: Lib, site: Site): string | null {
  for (let at: Lib | undefined = lib; at; at = at.base) {
    if (!/(collection|model)\(\)!?(\.\w+)?$/.test(at.path)) continue;
    const source = /!/.test(at.path.slice(-8)) ? at.base : at;
    const named = writtenCollection(site, source?.args ?? []);
    if (named !== undefined) return named;
    const [name] = joinTexts(argument(site.evaluator, source?.args ?? [], 0));
    if (name) return decoratedCollection(site.evaluator, name) ?? name;
  }
  const cached = /(?:^|\.)models\.(\w+)\.\w+$/.exec(lib.path)?.[1];
  if (cached !== undefined) return cached;
  return className(lib, site);
}

// `Model<Order>` of a class is the model of that name; what an interface of a document is called says nothing of its collection.
function className({ args: [type] }: Lib, { evaluator }: Site): string | null {
  if (type?.expr.k !== 'id') return null;
  const isClass = evaluator.of(type).some((value) => value.t === 'class');
  return isClass ? (evaluator.program.facts(type.file).bindings[type.expr.b]?.name ?? null) : null;
}

// `model(name, schema, 'goods')`, and a schema with the option `collection`.
function writtenCollection(site: Site, args: readonly Closure[]): string | undefined {
  const { evaluator } = site;
  const schemas = argument(evaluator, args, 1).flatMap((value) =>
    value.t === 'lib' && value.lib.path.endsWith('Schema!') ? argument(evaluator, value.lib.args, 1) : [],
  );
  return joinTexts([...argument(evaluator, args, 2), ...everyOption(evaluator, schemas, 'collection')])[0];
}

const PRISMA =
  /PrismaClient!(?:\.\$extends\(\))?\.(\w+)\.(find\w+|count|aggregate|groupBy|create\w*|update\w*|upsert|delete\w*)$/;

const decorated = new WeakMap<Program, Map<string, Set<string>>>();

// `@Schema({ collection: 'goods' }) class Item`, whose model is injected by the name of the class.
function decoratedCollection(evaluator: Evaluator, model: string): string | undefined {
  let known = decorated.get(evaluator.program);
  if (!known) {
    known = new Map();
    decorated.set(evaluator.program, known);
    for (const [file, facts] of evaluator.program.files) {
      if (!facts.imports.includes('@nestjs/mongoose')) continue;
      for (const cls of facts.classes)
        for (const item of decorations(evaluator, file, cls.decorators)) {
          if (item.pkg !== '@nestjs/mongoose' || item.name !== 'Schema') continue;
          const [name] = plainTexts(evaluator, optionValues(evaluator, item.args[0] ?? [], 'collection'));
          known.set(cls.name, (known.get(cls.name) ?? new Set<string>()).add(name ?? cls.name));
        }
    }
  }
  const [collection, ...others] = known.get(model) ?? [];
  return others.length === 0 ? collection : undefined;
}

const PRISMA_RAW = /(?:PrismaClient!(?:\.\$extends\(\))?|\$transaction\(cb0\.0\))\.\$(?:query|execute)Raw(?:Unsafe)?$/;

/** Reads and writes through a Prisma client. */
export function prismaAccess(lib: Lib, site: Site): AccessShape | readonly AccessShape[] | undefined {
  if (PRISMA_RAW.test(lib.path)) {
    const sql = argument(site.evaluator, site.args, 0).flatMap((value) =>
      value.t === 'lib' && /(?:^|\.)sql\(\)$/.test(value.lib.path)
        ? argument(site.evaluator, value.lib.args, 0)
        : [value],
    );
    return sqlAccess('', sql);
  }
  const match =
    PRISMA.exec(lib.path) ??
    /\$transaction\(cb0\.0\)\.(\w+)\.(find\w+|count|aggregate|groupBy|create\w*|update\w*|upsert|delete\w*)$/.exec(
      lib.path,
    );
  if (!match?.[1] || !match[2]) return undefined;
  const mode = /^(find|count|aggregate|groupBy)/.test(match[2]) ? 'read' : 'write';
  return { engine: '', tables: [match[1]], mode, operation: match[2] };
}
