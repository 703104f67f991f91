import type { Evaluator } from './evaluate.ts';
import type { Closure, Value } from './values.ts';

const AT = { file: '', line: 1, column: 1 };

/** A plugin of `server.register(…)` of Hapi: its function, and the options that are given with it. */
export interface PluginFunction {
  readonly fn: Extract<Value, { t: 'fn' }>;
  readonly options: readonly Value[];
}

/** The functions of plugins that are objects: `register(plugin)`, `register({ plugin, routes })`, or a list of these. */
export function pluginFunctions(evaluator: Evaluator, args: readonly Closure[]): PluginFunction[] {
  const [first] = args;
  const values = first && first.expr.k !== 'fn' ? evaluator.of(first) : [];
  const items = values.flatMap((value) => (value.t === 'arr' ? evaluator.elements([value]) : [value]));
  return items.flatMap((item): PluginFunction[] => {
    if (item.t !== 'obj' && item.t !== 'mod') return [];
    const named = plain(evaluator, evaluator.member([item], 'plugin', AT));
    const plugins = named.length > 0 ? named : plain(evaluator, [item]);
    return plugins.flatMap((plugin) =>
      evaluator
        .member([plugin], 'register', AT)
        .flatMap((fn) => (fn.t === 'fn' ? [{ fn, options: named.length > 0 ? [item] : [] }] : [])),
    );
  });
}

// A module is what it exports as a whole, by default, or as `plugin`.
function plain(evaluator: Evaluator, values: readonly Value[]): Value[] {
  return values.flatMap((value): Value[] => {
    if (value.t !== 'mod') return [value];
    const found = ['plugin', 'default', '='].flatMap((name) => evaluator.exportValue(value.file, name));
    return [...found.filter((one) => one.t === 'obj'), value];
  });
}
