import type { CallFact } from '../facts/file-facts.ts';
import type { Evaluator } from '../link/evaluate.ts';
import { joinTexts } from '../link/texts.ts';
import type { Value } from '../link/values.ts';
import { fieldsOf } from './graphql-fields.ts';
import type { Declared } from './nest.ts';
import { optionValues } from './options.ts';

const ROOTS: readonly (readonly [option: string, type: string])[] = [
  ['query', 'Query'],
  ['mutation', 'Mutation'],
  ['subscription', 'Subscription'],
];

/** Fields of schemas that are built by hand: `buildSchema(text)`, and `new GraphQLSchema({ query, mutation })`. */
export function builtSchemas(evaluator: Evaluator, file: string): Declared[] {
  return evaluator.program.facts(file).calls.flatMap((call, c) => {
    if (!/^(?:get|id|import)$/.test(call.callee.k)) return [];
    const [made] = evaluator
      .eval(file, call.callee, undefined)
      .flatMap((value) => (value.t === 'lib' && value.lib.pkg === 'graphql' ? [value.lib.path] : []));
    if (made === 'buildSchema') return written(evaluator, file, call, c);
    return made === 'GraphQLSchema' && call.isNew ? typed(evaluator, file, call) : [];
  });
}

function written(evaluator: Evaluator, file: string, call: CallFact, c: number): Declared[] {
  const [schema] = call.args;
  const texts = schema ? joinTexts(evaluator.eval(file, schema, undefined)) : [];
  return texts.flatMap((text) =>
    ROOTS.flatMap(([method, type]) => {
      const names = fieldNames(text, type);
      const place = { file, c, f: -1, version: null, controller: file };
      return names.map((name): Declared => ({ ...place, kind: 'graphql', method, paths: [name] }));
    }),
  );
}

/** Names of the fields of a type in SDL, extensions included. */
function fieldNames(schema: string, type: string): string[] {
  const plain = schema.replace(/"""[\s\S]*?"""|"[^"\n]*"|#.*/g, '');
  const bodies = [...plain.matchAll(new RegExp(`\\btype\\s+${type}\\b[^{]*\\{([^}]*)\\}`, 'g'))];
  return bodies.flatMap(([, body = '']) =>
    [...body.replace(/\([^)]*\)/g, '').matchAll(/([A-Za-z_]\w*)\s*:/g)].flatMap(([, name]) => name ?? []),
  );
}

// `fields` is an object, or a function that gives one.
function typed(evaluator: Evaluator, file: string, call: CallFact): Declared[] {
  const options = call.args.flatMap((arg) => evaluator.eval(file, arg, undefined));
  return ROOTS.flatMap(([method]) => {
    const types = optionValues(evaluator, options, method).flatMap((value): Value[] =>
      value.t === 'lib' && /GraphQLObjectType!$/.test(value.lib.path)
        ? value.lib.args.slice(0, 1).flatMap((arg) => evaluator.of(arg))
        : [],
    );
    const fields = optionValues(evaluator, types, 'fields').flatMap((value) =>
      value.t === 'fn' ? evaluator.invoke(value, [], 1) : [value],
    );
    return fieldsOf(evaluator, fields).map(({ name, where, f, place }): Declared => ({
      kind: 'graphql',
      method,
      paths: [name],
      file: where,
      c: -1,
      f,
      version: null,
      controller: where,
      at: place,
    }));
  });
}
