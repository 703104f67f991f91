import { joinTexts } from '../link/texts.ts';
import type { Lib, Value } from '../link/values.ts';
import { decorations } from './decorated.ts';
import { modeOfMongo } from './model-accesses.ts';
import { argument, optionValues } from './options.ts';
import type { AccessShape, Recogniser, Site } from './recogniser.ts';

/** Recognisers of model layers: Objection and Bookshelf over Knex, Typegoose over mongoose. */
export const modelLayers: readonly Recogniser[] = [
  { packages: ['objection'], access: objection },
  { packages: ['bookshelf'], access: bookshelf },
  { packages: ['@typegoose/typegoose'], access: typegoose },
];

const OBJECTION_WRITE =
  /^(?:insert\w*|update\w*|patch\w*|upsert\w*|delete\w*|del|relate|unrelate|increment|decrement)$/;

// `Order.query().where(…).patch(…)`: the rest of the chain says whether it writes.
function objection(lib: Lib, site: Site): AccessShape | undefined {
  const member = /^(?:\w+\.)?Model(?:\.(query)|(?:\.query|!)[^]*\.\$(query))$/.exec(lib.path);
  if (!member) return undefined;
  const { evaluator } = site;
  const uses = site.uses.on({ ...lib, site: { file: site.file, call: site.c } }).map((use) => use.name);
  const operation = uses.find((name) => OBJECTION_WRITE.test(name));
  const at = evaluator.evidence(site.file, site.call);
  const model = (lib.base ?? lib).path.endsWith('query') ? ancestorArgs(lib) : argument(evaluator, lib.args, 0);
  const tables = joinTexts(evaluator.member(model, 'tableName', at));
  return {
    engine: '',
    tables: tables.length > 0 ? tables : [null],
    mode: operation ? 'write' : 'read',
    operation: operation ?? 'query',
  };

  function ancestorArgs(from: Lib): readonly Value[] {
    for (let one: Lib | undefined = from; one; one = one.base)
      if (/Model\.query$/.test(one.path)) return argument(evaluator, one.args, 0);
    return [];
  }
}

const BOOKSHELF = /^\(\)\.(?:model|Model\.extend)\(\)[^]*\.(\w+)$/;
const BOOKSHELF_WRITE = /^(?:save|destroy|invokeThen|attach|detach)$/;
const BOOKSHELF_READ = /^(?:fetch|fetchAll|fetchPage|count|load)$/;

function bookshelf(lib: Lib, site: Site): AccessShape | undefined {
  const operation = BOOKSHELF.exec(lib.path)?.[1] ?? '';
  const mode = BOOKSHELF_WRITE.test(operation) ? 'write' : BOOKSHELF_READ.test(operation) ? 'read' : undefined;
  if (!mode) return undefined;
  const { evaluator } = site;
  const tables: string[] = [];
  for (let at: Lib | undefined = lib; at; at = at.base)
    if (/^\(\)\.(?:model|Model\.extend)\(\)(?:\.\w+|!)?$/.test(at.path))
      for (const index of [0, 1])
        tables.push(...joinTexts(optionValues(evaluator, argument(evaluator, at.args, index), 'tableName')));
  return { engine: '', tables: tables.length > 0 ? [...new Set(tables)] : [null], mode, operation };
}

const TYPEGOOSE = /^(?:getModelForClass|getDiscriminatorModelForClass)\(\)!?\.(\w+)$/;

// `getModelForClass(Order).create(…)`; the decorator of the class, or options, may name the collection.
function typegoose(lib: Lib, site: Site): AccessShape | undefined {
  const operation = TYPEGOOSE.exec(lib.path)?.[1] ?? '';
  const mode = modeOfMongo(operation);
  if (!mode) return undefined;
  const { evaluator } = site;
  const at = /Class\(\)(?:\.\w+)?$/.test(lib.path) ? lib : lib.base;
  const classes = argument(evaluator, at?.args ?? [], 0).filter((value) => value.t === 'class');
  const options = classes.flatMap(({ file, c }) =>
    decorations(evaluator, file, evaluator.program.cls(file, c)?.decorators ?? [])
      .filter(({ name }) => name === 'modelOptions')
      .flatMap(({ args }) => args[0] ?? []),
  );
  const all = [...options, ...argument(evaluator, at?.args ?? [], 1)];
  const written = joinTexts(optionValues(evaluator, optionValues(evaluator, all, 'schemaOptions'), 'collection'));
  const names = classes.flatMap(({ file, c }) => evaluator.program.cls(file, c)?.name ?? []);
  return { engine: 'mongodb', tables: [written[0] ?? names[0] ?? null], mode, operation };
}
