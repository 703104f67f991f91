import type { Expr } from '../facts/file-facts.ts';
import { functionArguments } from './arguments.ts';
import type { Evaluator } from './evaluate.ts';
import { listOf } from './mapped.ts';
import { seenFrom } from './seen-from.ts';
import { joinTexts } from './texts.ts';
import type { Closure, Frame, Lib, Value } from './values.ts';

const MOST_CALLERS = 40;

interface Entry {
  readonly key: readonly string[];
  readonly value: Value[];
}

/** What a `Map` holds under a key, by what it was made of and what was set in its file; any entry when the key is not known. */
export function mapEntry(evaluator: Evaluator, lib: Lib, key: Closure | undefined): Value[] {
  const keys = key ? joinTexts(evaluator.of(key)) : [];
  const entries = [...madeOf(evaluator, lib), ...setLater(evaluator, lib, key?.frame)];
  return entries
    .filter((entry) => keys.length === 0 || entry.key.some((one) => keys.includes(one)))
    .flatMap(({ value }) => value);
}

export function isMap({ pkg, path }: Lib): boolean {
  return pkg === 'global' && /^Map!(?:\.entries\(\))?$/.test(path);
}

// A Map may be made of itself: `this.handlers = new Map(this.handlers)`.
const opened = new Set<Closure>();

/** The entries of a `Map` as pairs: those that it was made of, and those that were set, as they are seen from `frame`. */
export function mapPairs(evaluator: Evaluator, { base, ...lib }: Lib, frame: Frame | undefined): Value[] {
  const map = lib.path === 'Map!' ? { base, ...lib } : (base ?? { base, ...lib });
  const set = settersOf(evaluator, map).map(({ file, key, value, fn }) => {
    const at = seenFrom(evaluator, frame, file, fn);
    return listOf(
      file,
      [key, value].map((expr): Closure => ({ file, expr, frame: at })),
    );
  });
  return [...pairsGiven(evaluator, map.args[0]), ...set];
}

function pairsGiven(evaluator: Evaluator, pairs: Closure | undefined): Value[] {
  if (!pairs || [...opened].some((one) => one.expr === pairs.expr)) return [];
  opened.add(pairs);
  const found = evaluator.elements(evaluator.of(pairs)).filter((pair) => pair.t === 'arr');
  opened.delete(pairs);
  return found;
}

// `new Map([[key, value], …])`
function madeOf(evaluator: Evaluator, lib: Lib): Entry[] {
  return pairsGiven(evaluator, lib.args[0]).flatMap((entry): Entry[] => {
    if (entry.t !== 'arr') return [];
    const [key = [], value = []] = entry.expr.items.map((item) => evaluator.eval(entry.file, item, entry.frame));
    return [{ key: joinTexts(key), value }];
  });
}

// `queues.set(name, new Queue(name))`, as the function that asks for the entry sees it, else as every caller does.
function setLater(evaluator: Evaluator, lib: Lib, frame: Frame | undefined): Entry[] {
  return settersOf(evaluator, lib).flatMap(({ file, key, value, fn }) =>
    framesOf(evaluator, file, fn, frame).map((at) => ({
      key: joinTexts(evaluator.eval(file, key, at)),
      value: evaluator.eval(file, value, at),
    })),
  );
}

interface Setter {
  readonly file: string;
  readonly key: Expr;
  readonly value: Expr;
  readonly fn: number;
}

function settersOf(evaluator: Evaluator, { site }: Lib): Setter[] {
  if (!site) return [];
  const facts = evaluator.program.facts(site.file);
  return facts.calls.flatMap(({ callee, args, fn }): Setter[] => {
    const [key, value] = args;
    if (callee.k !== 'get' || callee.n !== 'set' || !key || !value) return [];
    const isSame = evaluator
      .eval(site.file, callee.o, undefined)
      .some((one) => one.t === 'lib' && one.lib.site?.call === site.call && one.lib.site.file === site.file);
    return isSame ? [{ file: site.file, key, value, fn }] : [];
  });
}

function framesOf(evaluator: Evaluator, file: string, f: number, frame: Frame | undefined): (Frame | undefined)[] {
  for (let at = frame; at; at = at.outer) if (at.file === file && at.f === f) return [frame];
  const callers = f < 0 ? [] : (evaluator.callers?.of(file, f) ?? []);
  if (callers.length === 0 || callers.length > MOST_CALLERS) return [undefined];
  return callers.flatMap((ref): Frame[] => {
    const call = evaluator.program.facts(ref.file).calls[ref.c];
    const args = call && functionArguments(evaluator, ref.file, call, undefined);
    return args ? [{ file, f, args, self: undefined, outer: undefined, depth: 1 }] : [];
  });
}
