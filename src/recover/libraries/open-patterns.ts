import type { Evaluator } from '../link/evaluate.ts';
import type { Part, Value } from '../link/values.ts';
import type { Evidence } from '../../model/system.ts';
import { joinTexts } from '../link/texts.ts';

/** A message pattern as text: a string as it is, an object as `{"cmd":"sum"}`. */
export function patterns(evaluator: Evaluator, values: readonly Value[]): string[] {
  return values.flatMap((value) => {
    if (value.t === 'arr') return patterns(evaluator, evaluator.elements([value]));
    if (value.t !== 'obj') return joinTexts([value]);
    const entries = value.expr.props.flatMap((prop) => {
      const [item] = evaluator.eval(value.file, prop.value, value.frame).flatMap((one) => {
        if (one.t === 'num') return [String(one.v)];
        return one.t === 'obj' ? patterns(evaluator, [one]) : joinTexts([one]).map((known) => JSON.stringify(known));
      });
      return typeof prop.key === 'string' ? [`"${prop.key}":${item ?? '{…}'}`] : [];
    });
    return [`{${entries.sort().join(',')}}`];
  });
}

/** Message patterns as texts, in the words of `patterns`; what callers decide of an object stays theirs to tell. */
export function patternTexts(evaluator: Evaluator, values: readonly Value[], at: Evidence): readonly Value[] {
  return values.flatMap((value): Value[] => {
    if (value.t !== 'obj') return [value];
    const open = openPattern(evaluator, value, at);
    if (open) return [{ t: 'text', parts: open }];
    return patterns(evaluator, [value]).map((s) => ({ t: 'text', parts: [written(s, at)] }));
  });
}

// `{ cmd }` of a wrapper whose parameter is `cmd`; undefined when nothing of it depends on callers.
function openPattern(evaluator: Evaluator, value: Extract<Value, { t: 'obj' }>, at: Evidence): Part[] | undefined {
  const entries: { key: string; parts: Part[] }[] = [];
  let isOpen = false;
  for (const { key, value: given } of value.expr.props) {
    if (typeof key !== 'string') return undefined;
    const [item, ...more] = evaluator.eval(value.file, given, value.frame);
    if (item?.t !== 'text' || more.length > 0) return undefined;
    isOpen ||= item.parts.some((part) => part.p === 'param');
    entries.push({ key, parts: item.parts.map((part) => (part.p === 'text' ? { ...part, s: inJson(part.s) } : part)) });
  }
  if (!isOpen) return undefined;
  const pairs = entries
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, parts }) => [written(`"${key}":"`, at), ...parts, written('"', at)]);
  return [
    written('{', at),
    ...pairs.flatMap((pair, i) => (i === 0 ? pair : [written(',', at), ...pair])),
    written('}', at),
  ];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function written(s: string, at: Evidence): Part {
  return { p: 'text', s, origin: 'literal', at };
}
