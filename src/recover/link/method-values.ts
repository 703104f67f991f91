import type { CallFact } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { concat, joinTexts } from './texts.ts';
import type { Closure, Frame, Part, Value } from './values.ts';

/**
 * The result of a built-in method (of promises, strings, functions, arrays) on known receivers;
 * undefined when the call is none of these and has to be looked up as a member.
 */
export function callMethod(
  evaluator: Evaluator,
  file: string,
  call: CallFact,
  receivers: readonly Value[],
  args: readonly Closure[],
  frame: Frame | undefined,
): Value[] | undefined {
  if (call.callee.k !== 'get' || receivers.length === 0) return undefined;
  const name = call.callee.n;
  const [receiver] = receivers;
  if (name === 'then') return chained(evaluator, receivers, args, frame);
  if ((name === 'catch' || name === 'finally') && !receivers.some((value) => value.t === 'inst')) return [...receivers];
  if (receiver?.t === 'fn') return functionMethod(evaluator, receivers, name, args, frame);
  if (receiver?.t === 'text') return textMethod(evaluator, receivers, name, args);
  // The environment sifted or mapped is still the environment.
  if (receiver?.t === 'env' && (name === 'filter' || name === 'map')) return [...receivers];
  if (receiver?.t === 'arr') return arrayMethod(evaluator, receivers, name, args);
  return undefined;
}

// `value.then(f)` gives what f makes of the value; without a known result, the value.
function chained(
  evaluator: Evaluator,
  receivers: readonly Value[],
  args: readonly Closure[],
  frame: Frame | undefined,
): Value[] {
  const [callback] = args;
  const results = (callback ? evaluator.of(callback) : []).flatMap((fn) => {
    if (fn.t !== 'fn') return [];
    return evaluator.invoke(fn, [], (frame?.depth ?? 0) + 1);
  });
  const known = results.filter((value) => value.t !== 'unknown' && value.t !== 'nil');
  return known.length > 0 ? known : [...receivers];
}

function functionMethod(
  evaluator: Evaluator,
  receivers: readonly Value[],
  name: string,
  args: readonly Closure[],
  frame: Frame | undefined,
): Value[] | undefined {
  if (name === 'bind')
    return receivers.map((fn) =>
      fn.t === 'fn' && args.length > 1 ? { ...fn, bound: [...(fn.bound ?? []), ...args.slice(1)] } : fn,
    );
  if (name !== 'call' && name !== 'apply') return undefined;
  const rest = name === 'call' ? args.slice(1) : [];
  return receivers.flatMap((fn) => (fn.t === 'fn' ? evaluator.invoke(fn, rest, (frame?.depth ?? 0) + 1) : []));
}

function textMethod(
  evaluator: Evaluator,
  receivers: readonly Value[],
  name: string,
  args: readonly Closure[],
): Value[] | undefined {
  switch (name) {
    case 'trim':
    case 'toString':
    case 'toLowerCase':
    case 'toUpperCase':
    case 'valueOf':
    case 'trimEnd':
      return [...receivers];
    case 'concat':
      return concat([receivers, ...args.map((arg) => evaluator.of(arg))]);
    case 'replace':
    case 'replaceAll':
      return replaced(evaluator, receivers, args);
    case 'split':
      return [{ t: 'unknown', why: 'split' }];
    default:
      return receivers.some((value) => value.t === 'text' && value.parts.every((part) => part.p === 'text'))
        ? [{ t: 'unknown', why: name }]
        : undefined;
  }
}

function replaced(evaluator: Evaluator, receivers: readonly Value[], args: readonly Closure[]): Value[] {
  const [search, replacement] = args;
  const needle = search ? joinTexts(evaluator.of(search))[0] : undefined;
  if (needle === undefined || !replacement) return [...receivers];
  const insert = evaluator.of(replacement);
  return receivers.flatMap((value) => {
    if (value.t !== 'text') return [value];
    const sets = value.parts.flatMap((part): Value[][] => {
      if (part.p !== 'text' || !part.s.includes(needle)) return [[{ t: 'text', parts: [part] }]];
      const at = part.s.indexOf(needle);
      const piece = (s: string): Value[] => [{ t: 'text', parts: [{ ...part, s } satisfies Part] }];
      return [piece(part.s.slice(0, at)), insert, piece(part.s.slice(at + needle.length))];
    });
    return concat(sets);
  });
}

function arrayMethod(
  evaluator: Evaluator,
  receivers: readonly Value[],
  name: string,
  args: readonly Closure[],
): Value[] | undefined {
  switch (name) {
    case 'join': {
      const [arr] = receivers;
      if (arr?.t !== 'arr') return undefined;
      const separator = args[0] ? evaluator.of(args[0]) : [];
      return concat(
        arr.expr.items.flatMap((item, index) =>
          index === 0
            ? [evaluator.eval(arr.file, item, arr.frame)]
            : [separator, evaluator.eval(arr.file, item, arr.frame)],
        ),
      );
    }
    case 'find':
    case 'at':
    case 'pop':
    case 'shift':
      return evaluator.elements(receivers);
    case 'filter':
    case 'slice':
    case 'reverse':
    case 'sort':
    case 'flat':
      return [...receivers];
    default:
      return undefined;
  }
}
