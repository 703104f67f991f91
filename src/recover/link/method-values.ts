import type { CallFact, Expr } from '../facts/file-facts.ts';
import { spreadArguments } from './arguments.ts';
import type { Evaluator } from './evaluate.ts';
import { itemOf, mapped } from './mapped.ts';
import { textMethod } from './text-methods.ts';
import { concat } from './texts.ts';
import { text, type Closure, type Frame, type Value } from './values.ts';

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
  if (name === 'then') return chained(evaluator, receivers, { file, expr: call.callee.o, frame }, args, frame);
  if ((name === 'catch' || name === 'finally') && !receivers.some((value) => value.t === 'inst')) return [...receivers];
  if (name === 'reduce' && receivers.some((value) => value.t === 'arr' || value.t === 'text'))
    return reduced(evaluator, receivers, args);
  if (receiver?.t === 'fn') return functionMethod(evaluator, receivers, name, args, frame);
  if (receiver?.t === 'text') return textMethod(evaluator, receivers, name, args);
  // The environment sifted or mapped is still the environment.
  if (receiver?.t === 'env' && (name === 'filter' || name === 'map')) return [...receivers];
  if (name === 'concat' && receiver?.t === 'arr') return [concatenated(file, call, call.callee.o, frame)];
  if (receiver?.t === 'arr') return arrayMethod(evaluator, receivers, name, args);
  return undefined;
}

// `value.then(f)` gives what f makes of the value; without a known result, the value.
function chained(
  evaluator: Evaluator,
  receivers: readonly Value[],
  receiver: Closure,
  args: readonly Closure[],
  frame: Frame | undefined,
): Value[] {
  const [callback] = args;
  const results = (callback ? evaluator.of(callback) : []).flatMap((fn) => {
    if (fn.t !== 'fn') return [];
    return evaluator.invoke(fn, [receiver], (frame?.depth ?? 0) + 1);
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
  const rest = name === 'call' ? args.slice(1) : listArguments(evaluator, args[1]);
  return receivers.flatMap((fn) => (fn.t === 'fn' ? evaluator.invoke(fn, rest, (frame?.depth ?? 0) + 1) : []));
}

function listArguments(evaluator: Evaluator, list: Closure | undefined): Closure[] {
  return list ? spreadArguments(evaluator, list.file, [{ k: 'spread', e: list.expr }], list.frame) : [];
}

// `hosts.reduce((url, host) => url + host + ',', 'mongodb://')`: the text that the first item makes says where it leads.
function reduced(evaluator: Evaluator, receivers: readonly Value[], args: readonly Closure[]): Value[] | undefined {
  const [callback, initial] = args;
  if (!callback || initial?.expr.k !== 'str') return undefined;
  return receivers.flatMap((list) => {
    const [first] = list.t === 'arr' ? list.expr.items : [];
    const item: Closure | undefined =
      list.t === 'arr'
        ? first && { file: list.file, expr: first, frame: list.frame }
        : { file: initial.file, expr: { k: 'dyn' }, frame: undefined, values: [list] };
    return evaluator
      .of(callback)
      .flatMap((fn) => (fn.t === 'fn' && item ? evaluator.invoke(fn, [initial, item], 1) : []));
  });
}

const lists = new WeakMap<CallFact, Expr>();

// `[].concat(orders, payments)` is the list of what is in each of them; an item that is no list is itself in it.
function concatenated(file: string, call: CallFact, start: Expr, frame: Frame | undefined): Value {
  const known = lists.get(call);
  const list: Expr = known ?? {
    k: 'arr',
    items: [start, ...call.args].map((e): Expr => (e.k === 'spread' || e.k === 'obj' ? e : { k: 'spread', e })),
    at: { line: call.line, column: call.column + 1 },
  };
  lists.set(call, list);
  return { t: 'arr', file, expr: list as Extract<Expr, { k: 'arr' }>, frame };
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
      const separator = args[0]
        ? evaluator.of(args[0])
        : [text(',', 'literal', evaluator.evidence(arr.file, arr.expr.at))];
      return concat(
        arr.expr.items.flatMap((item, index) =>
          index === 0
            ? [evaluator.eval(arr.file, item, arr.frame)]
            : [separator, evaluator.eval(arr.file, item, arr.frame)],
        ),
      );
    }
    case 'map':
      return receivers.flatMap((list) => (list.t === 'arr' ? mapped(evaluator, list, args) : []));
    case 'pop':
    case 'shift':
      return receivers.flatMap(
        (list) => itemOf(evaluator, list, name === 'pop' ? -1 : 0) ?? evaluator.elements([list]),
      );
    case 'find':
    case 'at':
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
