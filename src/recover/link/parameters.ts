import type { TypeRef } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { elementsOf } from './indexed-access.ts';
import { isMap } from './map-entries.ts';
import { receiverArguments } from './receiver-arguments.ts';
import { UNKNOWN, distinct, selfOf, type Closure, type Frame, type Value } from './values.ts';

/** What a parameter is: the frame's argument, a symbol in an open frame, else what all callers pass. */
export function parameterValues(
  evaluator: Evaluator,
  file: string,
  f: number,
  i: number,
  frame: Frame | undefined,
): Value[] {
  for (let at = frame; at; at = at.outer) {
    if (at.f !== f || at.file !== file) continue;
    if (at.args === undefined) {
      const param = evaluator.program.fn(file, f)?.params[i];
      const working = evaluator.typed(file, param?.type ?? null).filter(isWorking);
      if (working.length > 0) return working;
      const element = elementOfGiven(evaluator, file, f, i, at);
      return element.length > 0
        ? element
        : [{ t: 'text', parts: [{ p: 'param', file, f, i, name: param?.name ?? '' }] }];
    }
    return argument(evaluator, at.args, i);
  }
  const settled = frame && i === 0 ? settledValue(evaluator, file, f, frame) : [];
  if (settled.length > 0) return settled;
  const self = selfOf(frame);
  const own = self?.t === 'inst' && self.site !== 'open' ? receiverArguments(evaluator, file, f, i, self) : [];
  return own.length > 0 ? own : joinedArguments(evaluator, file, f, i);
}

// `load(file).then((routes) => …)`: in the frame around the promise, what it settles to there.
function settledValue(evaluator: Evaluator, file: string, f: number, frame: Frame): Value[] {
  const [passed, ...more] = evaluator.callers?.passedTo(file, f) ?? [];
  const call = passed?.file === file && more.length === 0 ? evaluator.program.facts(file).calls[passed.c] : undefined;
  if (call?.callee.k !== 'get' || call.callee.n !== 'then' || call.fn !== frame.f || frame.file !== file) return [];
  return evaluator.eval(file, call.callee.o, frame);
}

const PER_ELEMENT = /^(?:forEach|map|flatMap|filter)$/;

// `events.map((event) => …)`: what the callback gets is an element of the list that callers of the function around it give.
function elementOfGiven(evaluator: Evaluator, file: string, f: number, i: number, frame: Frame): Value[] {
  const [passed, ...more] = evaluator.callers?.passedTo(file, f) ?? [];
  const call = passed && more.length === 0 ? evaluator.program.facts(passed.file).calls[passed.c] : undefined;
  if (passed?.file !== file || call?.callee.k !== 'get' || !PER_ELEMENT.test(call.callee.n)) return [];
  // The frame around the callback knows what that list is; of a list of the module's own all is known.
  if (frame.outer === undefined && call.fn >= 0) return [];
  const lists = evaluator.eval(file, call.callee.o, frame.outer);
  const maps = lists.filter((value) => value.t === 'lib' && isMap(value.lib));
  const elements = elementsOf(evaluator, maps.length > 0 ? maps : lists, frame.outer);
  const given =
    maps.length > 0 ? elements.flatMap((pair) => partOfPair(evaluator, pair, 1 - i)) : i === 0 ? elements : [];
  return given.filter((value) => value.t !== 'unknown');
}

// A `Map` hands its values to the callback, and their keys behind them.
function partOfPair(evaluator: Evaluator, pair: Value, index: number): Value[] {
  const item = pair.t === 'arr' ? pair.expr.items[index] : undefined;
  return pair.t === 'arr' && item ? evaluator.eval(pair.file, item, pair.frame) : [];
}

// An object that a package gives to work with (`config: ConfigService`) is what its type says, whoever passes it.
function isWorking(value: Value): boolean {
  return (
    value.t === 'lib' &&
    /(?:Service|Client|Connection|Channel|ChannelWrapper|Repository|Model|Queue|Db|Collection|Producer|Consumer|Pool)!$/.test(
      value.lib.path,
    )
  );
}

function argument(evaluator: Evaluator, args: readonly Closure[], i: number): Value[] {
  const spread = args.findIndex((arg) => arg.expr.k === 'spread');
  if (spread >= 0 && spread <= i) return [UNKNOWN];
  const arg = args[i];
  return arg ? evaluator.of(arg) : [{ t: 'nil' }];
}

// The union of what all known callers pass for a parameter; by its type when nobody is known.
function joinedArguments(evaluator: Evaluator, file: string, f: number, i: number): Value[] {
  const { known } = evaluator;
  return known.once(known.joins, `${file}#${f}.${i}`, () => lookForArguments(evaluator, file, f, i));
}

function lookForArguments(evaluator: Evaluator, file: string, f: number, i: number): Value[] {
  const passed = evaluator.callers?.argumentsOf(evaluator, file, f, i) ?? [];
  let values = distinct(passed.filter((value) => value.t !== 'unknown' && value.t !== 'nil'));
  if (values.length > 0) return values;
  const param = evaluator.program.fn(file, f)?.params[i];
  values = (param && evaluator.providers?.injected(evaluator, file, param)) ?? [];
  if (values.length === 0) values = evaluator.callers?.givenParameter(file, f, i) ?? [];
  if (values.length === 0) values = evaluator.typed(file, param?.type ?? null);
  return values.length === 0 ? [UNKNOWN] : values;
}

/** A value of a declared type: an instance of the class, of the classes that implement it, or an object of a package. */
export function typedValues(evaluator: Evaluator, file: string, type: TypeRef | null): Value[] {
  if (!type) return [];
  return evaluator.eval(file, type.name, undefined).flatMap((value): Value[] => {
    if (value.t === 'class') return evaluator.providers?.instancesOf(evaluator, value) ?? [];
    if (value.t === 'type') return evaluator.providers?.implementersOf(evaluator, value) ?? [];
    if (value.t === 'lib' && value.lib.pkg !== 'global')
      return [
        {
          t: 'lib',
          lib: {
            ...value.lib,
            path: `${value.lib.path}!`,
            args: type.args.map((arg) => ({ file, expr: arg.name, frame: undefined })),
          },
        },
      ];
    return [];
  });
}
