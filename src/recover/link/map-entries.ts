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

/** True of the keys of a `Map`. */
export function isMapKeys({ pkg, path }: Lib): boolean {
  return pkg === 'global' && path === 'Map!.keys()';
}

/**
 * The entries of a `Map` that its object filled one by one, as all who filled it say: handlers that were registered by name.
 * Undefined where it is not known of each by what name, or whose Map of several that is.
 */
export function filledPairs(evaluator: Evaluator, lib: Lib): Value[] | undefined {
  const map = lib.path === 'Map!' ? lib : (lib.base ?? lib);
  if (isOfSeveralObjects(evaluator, map)) return undefined;
  const set = settersOf(evaluator, map).flatMap(({ file, key, value, fn }) =>
    framesOfFilling(evaluator, file, fn).map((at) => namedPair(evaluator, file, key, value, at)),
  );
  const isKnown = set.length > 0 && set.every((one) => one.isKnown);
  return isKnown ? [...pairsGiven(evaluator, map.args[0]), ...set.map(({ pair }) => pair)] : undefined;
}

/** A name and what is kept under it, as a list of two. */
export interface NamedPair {
  readonly isKnown: boolean;
  readonly pair: Value;
}

/** What a place that keeps something by name keeps there, in a frame of those that call the function around it. */
export function namedPair(
  evaluator: Evaluator,
  file: string,
  key: Expr,
  value: Expr,
  frame: Frame | undefined,
): NamedPair {
  const names = evaluator.eval(file, key, frame);
  return {
    isKnown: joinTexts(names).length > 0 && !isGivenBy(names),
    pair: listOf(
      file,
      [key, value].map((expr): Closure => ({ file, expr, frame })),
    ),
  };
}

/** A frame for each call of a function that keeps something by name. */
export function framesOfFilling(evaluator: Evaluator, file: string, f: number): (Frame | undefined)[] {
  return framesOf(evaluator, file, f, undefined);
}

function isGivenBy(values: readonly Value[]): boolean {
  return values.some((value) => value.t === 'text' && value.parts.some(({ p }) => p === 'param' || p === 'hole'));
}

function isOfSeveralObjects(evaluator: Evaluator, { site }: Lib): boolean {
  if (!site) return true;
  const { classes, calls } = evaluator.program.facts(site.file);
  const around = classes.findIndex(({ fields }) =>
    fields.some(({ value }) => value?.k === 'call' && value.c === site.call),
  );
  const inside = evaluator.program.fn(site.file, calls[site.call]?.fn ?? -1)?.cls ?? -1;
  const cls = around >= 0 ? around : inside;
  return cls >= 0 && isOfSeveral(evaluator, site.file, cls);
}

/** Objects of one class keep things each by themselves; which of them kept what is not told apart. */
export function isOfSeveral(evaluator: Evaluator, file: string, cls: number): boolean {
  const made = evaluator.callers?.constructions(file, cls) ?? [];
  const folders = made.map((site) => site.file.slice(0, site.file.lastIndexOf('/') + 1));
  return new Set(folders).size < folders.length;
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
