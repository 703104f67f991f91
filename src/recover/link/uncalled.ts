import type { Expr } from '../facts/file-facts.ts';
import type { CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import type { MentionedCode } from './mentioned-code.ts';
import type { Value } from './values.ts';

const DEEPEST = 6;

const CALLED_BY_OTHERS = /^(?:handle\w*|execute|run|process|perform|invoke|on[A-Z]\w*)$/;

/**
 * Whether a call only offers a request to others, who never ask for it: there is no URL, no caller and no service. In a service,
 * only what hands on a URL, and is a method or nowhere mentioned, is surely nobody's.
 */
export function isUncalledWrapper(
  mentioned: MentionedCode,
  url: readonly Value[],
  ref: CallRef,
  isOwn: boolean,
): boolean {
  const { evaluator } = mentioned;
  if (!dependsOnUncalled(evaluator, url)) return false;
  return (
    !isOwn || (isHandedWhole(evaluator, ref) && (inUncalledMethod(evaluator, ref) || mentioned.isUnmentioned(ref)))
  );
}

/**
 * True when texts depend on parameters of functions that nobody calls, directly or through functions that nobody calls:
 * a shared client or bus that this code base offers and does not use.
 */
export function dependsOnUncalled(evaluator: Evaluator, values: readonly Value[]): boolean {
  const open = values.flatMap((value) =>
    value.t === 'text' ? value.parts.flatMap((part) => (part.p === 'param' ? [part] : [])) : [],
  );
  return open.length > 0 && open.every((part) => isUncalled(evaluator, part.file, part.f, 0));
}

function isUncalled(evaluator: Evaluator, file: string, f: number, depth: number): boolean {
  if (depth > DEEPEST || !evaluator.callers) return false;
  // A function inside another runs only if that one does; a callback runs where it is handed over.
  const parent = evaluator.program.fn(file, f)?.parent ?? -1;
  if (parent >= 0 && isUncalled(evaluator, file, parent, depth + 1)) return true;
  const places = [...evaluator.callers.of(file, f), ...evaluator.callers.passedTo(file, f)];
  return places.every((caller) => {
    const fn = evaluator.program.facts(caller.file).calls[caller.c]?.fn ?? -1;
    // What a method of another class asks for is asked for: a bus or a container calls that one without showing it.
    const isMethod = (evaluator.program.fn(caller.file, fn)?.cls ?? -1) >= 0 && caller.file !== file;
    return fn >= 0 && !isMethod && isUncalled(evaluator, caller.file, fn, depth + 1);
  });
}

/** Whether a call asks for a URL as it was handed over: `get(url) { return this.client.get(url) }`. */
export function isHandedWhole({ program }: Evaluator, { file, c }: CallRef): boolean {
  const [first] = program.facts(file).calls[c]?.args ?? [];
  const url = first?.k === 'obj' ? first.props.find(({ key }) => key === 'url')?.value : first;
  return url !== undefined && /^(?:id|param|get)$/.test(url.k);
}

/**
 * True when a call stands in a method that nobody calls, and that no decorator hands to a framework: something that a
 * class of this code base can do and is never asked to.
 */
export function inUncalledMethod(evaluator: Evaluator, ref: CallRef): boolean {
  const f = outermost(evaluator, ref.file, evaluator.program.facts(ref.file).calls[ref.c]?.fn ?? -1);
  return isUnusedMethod(evaluator, ref.file, f, 0);
}

function isUnusedMethod(evaluator: Evaluator, file: string, f: number, depth: number): boolean {
  const cls = evaluator.program.cls(file, evaluator.program.fn(file, f)?.cls ?? -1);
  const method = cls?.methods.find((candidate) => candidate.fn === f);
  if (!evaluator.callers || !cls || !method || method.decorators.length > 0 || depth > DEEPEST) return false;
  // What a class promises to others (an interface, a base of theirs) they call by that name.
  const isPromised = cls.implements.length > 0 || isOfPackage(evaluator, file, cls.ext);
  if (isPromised && CALLED_BY_OTHERS.test(method.name)) return false;
  const places = [...evaluator.callers.of(file, f), ...evaluator.callers.passedTo(file, f)];
  return places.every((place) => {
    const caller = evaluator.program.facts(place.file).calls[place.c]?.fn ?? -1;
    const outer = outermost(evaluator, place.file, caller);
    // Another class that asks for it is asked in turn by a bus or a container that does not show.
    const isOwn = evaluator.program.fn(place.file, outer)?.cls === evaluator.program.fn(file, f)?.cls;
    return outer >= 0 && place.file === file && isOwn && isUnusedMethod(evaluator, place.file, outer, depth + 1);
  });
}

function isOfPackage(evaluator: Evaluator, file: string, base: Expr | null | undefined): boolean {
  return base ? evaluator.eval(file, base, undefined).some((value) => value.t === 'lib') : false;
}

function outermost(evaluator: Evaluator, file: string, inner: number): number {
  let f = inner;
  while (f >= 0 && (evaluator.program.fn(file, f)?.parent ?? -1) >= 0) f = evaluator.program.fn(file, f)?.parent ?? -1;
  return f;
}
