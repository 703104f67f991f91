import type { Evaluator } from '../link/evaluate.ts';
import { joinTexts } from '../link/texts.ts';
import type { Closure, Value } from '../link/values.ts';
import { decorations, plainTexts } from './decorated.ts';
import { optionValues } from './options.ts';

/** How a mapper names a table when the entity does not. */
export type Naming = (className: string) => string;

/** `OrderItem` → `order_item`, TypeORM's and MikroORM's way. */
export function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

// The first that fits counts. What ends in a single s is taken for a plural: `auths` stays, `bus` and `status` do not.
const PLURALS: readonly (readonly [RegExp, string])[] = [
  [/erson$/, 'eople'],
  [/hild$/, 'hildren'],
  [/(?<=(?<!hu|ger|ro)m)an$/i, 'en'],
  [/(?<=[ti])a$/i, 'a'],
  [/(?<=alias|status|bus|x|ch|ss|sh)$/i, 'es'],
  [/(?<=qui)z$/i, 'zzes'],
  [/sis$/i, 'ses'],
  [/(?<=[^aeiouy])y$/i, 'ies'],
  [/(?<!s)$/i, 's'],
];

/** `Order` → `Orders`, as Sequelize and Adonis call the tables of models. */
export function plural(name: string): string {
  const [ending, instead] = PLURALS.find(([one]) => one.test(name)) ?? [/$/, ''];
  return name.replace(ending, instead);
}

/** Tables of entities: a class with a decorator or an `init` call, an entity schema, or a name; empty when none is known. */
export function tablesOf(evaluator: Evaluator, entities: readonly Value[], naming: Naming): string[] {
  const found = entities.flatMap((value): string[] => {
    if (value.t === 'class') {
      const table = classTable(evaluator, value, naming);
      return table === undefined ? [] : [table];
    }
    if (value.t === 'text') return joinTexts([value]);
    const options = value.t === 'lib' ? value.lib.args.flatMap((arg) => evaluator.of(arg)) : [value];
    const named = joinTexts(optionValues(evaluator, options, 'tableName'));
    return named.length > 0 ? named : joinTexts(optionValues(evaluator, options, 'name')).map(naming);
  });
  return [...new Set(found)];
}

function classTable(evaluator: Evaluator, value: Extract<Value, { t: 'class' }>, naming: Naming): string | undefined {
  const cls = evaluator.program.cls(value.file, value.c);
  if (!cls) return undefined;
  for (const item of decorations(evaluator, value.file, cls.decorators)) {
    if (!/^(?:Entity|Table|ViewEntity)$/.test(item.name)) continue;
    const options = item.args.flat();
    const named = [
      ...plainTexts(evaluator, options),
      ...plainTexts(evaluator, optionValues(evaluator, options, 'tableName', 'name')),
    ];
    return named[0] ?? naming(cls.name);
  }
  const init = initOptions(evaluator, value);
  if (!init) return naming(cls.name);
  const table = joinTexts(optionValues(evaluator, init, 'tableName'))[0];
  return table ?? naming(joinTexts(optionValues(evaluator, init, 'modelName'))[0] ?? cls.name);
}

// `Order.init(attributes, { sequelize, tableName })`, in the file of the class.
function initOptions(evaluator: Evaluator, value: Extract<Value, { t: 'class' }>): readonly Value[] | undefined {
  for (const { callee, args } of evaluator.program.facts(value.file).calls) {
    if (callee.k !== 'get' || callee.n !== 'init' || !args[1]) continue;
    const owner = evaluator.eval(value.file, callee.o, undefined);
    if (
      owner.some((item) => (item.t === 'class' || item.t === 'inst') && item.c === value.c && item.file === value.file)
    )
      return evaluator.eval(value.file, args[1], undefined);
  }
  return undefined;
}

/** The value of an argument that stands for an entity; for type arguments the class that the type names. */
export function entityOf(evaluator: Evaluator, closure: Closure | undefined): readonly Value[] {
  return closure ? evaluator.of(closure) : [];
}
