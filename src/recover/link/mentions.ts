import type { Evaluator } from './evaluate.ts';
import type { Value } from './values.ts';

const DEEPEST = 4;

/** Whether a property with such a name stands in one of the objects, or in what they hold. */
export function mentions(evaluator: Evaluator, values: readonly Value[], keys: RegExp, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  return values.some((value): boolean => {
    if (value.t === 'merge') return mentions(evaluator, value.of, keys, depth + 1);
    if (value.t === 'arr') return mentions(evaluator, evaluator.elements([value]), keys, depth + 1);
    if (value.t === 'lib' && /\.(?:create|build)\(\)$/.test(value.lib.path))
      return value.lib.args.some((arg) => mentions(evaluator, evaluator.of(arg), keys, depth + 1));
    if (value.t !== 'obj') return false;
    return value.expr.props.some(
      ({ key, value: inner }) =>
        (typeof key === 'string' && keys.test(key) && inner.k !== 'nil') ||
        mentions(evaluator, evaluator.eval(value.file, inner, value.frame), keys, depth + 1),
    );
  });
}
