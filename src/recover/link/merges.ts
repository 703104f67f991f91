import { asDefault } from './environment-values.ts';
import type { Evaluator } from './evaluate.ts';
import { joinTexts } from './texts.ts';
import type { Closure, Value } from './values.ts';

/** What packages make of several objects, or of parts of one; undefined for any other function. `name` is package and path. */
export function mergedByPackage(evaluator: Evaluator, name: string, args: readonly Closure[]): Value[] | undefined {
  const all = (): Value[] => args.flatMap((arg) => evaluator.of(arg));
  const [, own = ''] = /^(?:lodash|underscore)[./](?:fp\.)?(\w+)$/.exec(name) ?? /^lodash\.(\w+)\.$/.exec(name) ?? [];
  if (own === 'merge' || own === 'mergeWith' || DEEP.test(name)) return [{ t: 'merge', of: all(), deep: true }];
  if (own === 'assign' || own === 'extend' || own === 'assignIn' || SHALLOW.test(name))
    return [{ t: 'merge', of: all() }];
  // The first that has a member wins.
  if (own === 'defaults') return [{ t: 'merge', of: all().reverse() }];
  if (own === 'defaultsDeep') return [{ t: 'merge', of: all().reverse(), deep: true }];
  if (own === 'clone' || own === 'cloneDeep') return args[0] ? evaluator.of(args[0]) : [];
  if (own === 'get') return memberAt(evaluator, args);
  if (own === 'omit' || own === 'pick') return parts(evaluator, own, args);
  return undefined;
}

const DEEP =
  /^(?:deepmerge\.(?:all)?|merge-deep\.|deep-extend\.|merge-options\.|defu\.(?:defu)?|extend\.|deep-assign\.|merge\.(?:recursive)?|lodash\.merge\.)$/;
const SHALLOW = /^(?:object-assign\.|xtend\.|merge-descriptors\.|util\._extend|lodash\.assign\.)$/;

// `get(settings, 'apis.orders.url', fallback)` and `get(settings, ['apis', 'orders', 'url'])`.
function memberAt(evaluator: Evaluator, [object, path, fallback]: readonly Closure[]): Value[] | undefined {
  if (!object || !path) return undefined;
  const paths = evaluator.of(path);
  const keys = paths.some((value) => value.t === 'arr')
    ? paths.flatMap((value) =>
        value.t === 'arr'
          ? [value.expr.items.map((item) => joinTexts(evaluator.eval(value.file, item, value.frame))[0])]
          : [],
      )
    : joinTexts(paths).map((one) => one.split('.'));
  const [only, ...more] = keys;
  if (!only || more.length > 0 || only.includes(undefined)) return undefined;
  const at = evaluator.evidence(path.file, 'at' in path.expr ? path.expr.at : { line: 1, column: 1 });
  let values = evaluator.of(object);
  for (const key of only) values = evaluator.member(values, key ?? '', at);
  return [...values, ...(fallback ? evaluator.of(fallback).map(asDefault) : [])];
}

// `omit(options, ['json'])`: the object without some of its members, `pick` with nothing but some.
function parts(evaluator: Evaluator, how: 'omit' | 'pick', args: readonly Closure[]): Value[] {
  const [object, ...names] = args;
  if (!object) return [];
  const keys = names.flatMap((arg) => {
    const values = evaluator.of(arg);
    return joinTexts(values.some((value) => value.t === 'arr') ? evaluator.elements(values) : values);
  });
  const members = new Set(keys);
  return evaluator
    .of(object)
    .map((value): Value => (value.t === 'unknown' ? value : { t: 'merge', of: [value], [how]: members }));
}
