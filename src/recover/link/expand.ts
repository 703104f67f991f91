import { openParameters, type OpenParameter } from './open-parameters.ts';
import { RECEIVER, type Frame, type Value } from './values.ts';
import { functionArguments } from './arguments.ts';
import type { CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';

const MAX_LEVELS = 6;
const MAX_CALLERS = 120;
const MAX_RESULTS = 400;

/** What a site means in one context: the chain of call sites from where it becomes concrete down to the client's call. */
export interface InContext<S> {
  readonly shape: S;
  readonly chain: readonly CallRef[];
}

interface Step {
  readonly file: string;
  readonly f: number;
  readonly caller: CallRef;
  /** Which of several functions that the callee may be. */
  readonly variant: number;
}

/**
 * Looks at a site in the contexts of its callers. While what matters depends on parameters and callers know more,
 * the callers are what we report; otherwise the site itself.
 */
export function expandSite<S>(evaluator: Evaluator, site: CallRef, view: View<S>): InContext<S>[] {
  return grow({ evaluator, site, view, budget: { left: MAX_RESULTS } }, []);
}

/** How a site is looked at. */
export interface View<S> {
  readonly shapesIn: (frame: Frame | undefined) => readonly S[];
  /** What has to become concrete before the site is reported. */
  readonly texts: (shape: S) => readonly Value[];
  /** Whether something that is no reason to report callers, an option say, depends on them. */
  readonly isOpen?: (shape: S) => boolean;
  /** A shape with what all callers agree on. */
  readonly agree?: (shape: S, inCallers: readonly S[]) => S;
}

interface Search<S> {
  readonly evaluator: Evaluator;
  readonly site: CallRef;
  readonly view: View<S>;
  readonly budget: { left: number };
}

function grow<S>(search: Search<S>, steps: readonly Step[]): InContext<S>[] {
  const { evaluator, site, budget } = search;
  const { shapesIn, texts } = search.view;
  const shapes = shapesIn(frameFor(evaluator, site, steps, 0));
  const chain = [...steps.map((step) => step.caller).reverse(), site];
  const here = (): InContext<S>[] =>
    settled(search, steps, whoever(search, steps, shapes)).map((shape) => ({ shape, chain }));
  if (steps.length >= MAX_LEVELS || budget.left <= 0) return here();
  for (const open of openParameters(evaluator, steps.at(-1)?.caller ?? site, shapes.flatMap(texts))) {
    const results = inCallersOf(search, steps, open, shapes);
    // A caller that only tells the host configures the request; the request itself is made here.
    if (results && open.decides === 'host')
      return results.map((result) => ({ ...result, chain: result.chain.slice(-chain.length) }));
    if (results) return results;
  }
  return here();
}

// The site as the callers of a function see it; undefined when they know no more than is known here.
function inCallersOf<S>(
  search: Search<S>,
  steps: readonly Step[],
  open: OpenParameter,
  shapes: readonly S[],
): InContext<S>[] | undefined {
  const { evaluator, site, budget } = search;
  const { texts } = search.view;
  const callers = evaluator.callers?.of(open.file, open.f).slice(0, MAX_CALLERS) ?? [];
  const known = Math.max(0, ...shapes.flatMap(texts).map(knownLength));
  const results: InContext<S>[] = [];
  let improved = false;
  for (const caller of callers) {
    if (steps.some((step) => step.caller.file === caller.file && step.caller.c === caller.c)) continue;
    for (const variant of [0, 1, 2]) {
      const next = [...steps, { file: open.file, f: open.f, caller, variant }];
      if (variant > 0 && !functionAt(evaluator, site, next)) break;
      budget.left -= 1;
      if (budget.left < 0) break;
      const found = grow(search, next);
      if (found.some(({ shape }) => texts(shape).some((value) => knownLength(value) > known))) improved = true;
      results.push(...found);
    }
  }
  // Every caller takes another branch: nothing happens here.
  if (results.length === 0 && shapes.length > 0 && callers.length > 0 && budget.left >= 0) return [];
  return improved ? results : undefined;
}

// What depends on a receiver, or on what a library passes, and not on callers, is what all that it may be make of it.
function whoever<S>(search: Search<S>, steps: readonly Step[], shapes: readonly S[]): readonly S[] {
  const { evaluator, site, view } = search;
  if (steps.length > 0) return shapes;
  const isPassed = ({ file, f, i }: OpenParameter): boolean =>
    i === RECEIVER || (evaluator.callers?.of(file, f).length === 0 && evaluator.callers.passedTo(file, f).length > 0);
  const open = openParameters(evaluator, site, shapes.flatMap(view.texts));
  const joined = open.some(isPassed) ? view.shapesIn(undefined) : [];
  const known = (some: readonly S[]): number => Math.max(0, ...some.flatMap(view.texts).map(knownLength));
  return known(joined) > known(shapes) ? joined : shapes;
}

// What depends on callers without being a reason to report them: known when they all agree.
function settled<S>(search: Search<S>, steps: readonly Step[], shapes: readonly S[]): readonly S[] {
  const { evaluator, site, view, budget } = search;
  const { isOpen, agree } = view;
  if (!isOpen || !agree || steps.length >= MAX_LEVELS || !shapes.some(isOpen)) return shapes;
  const ref = steps.at(-1)?.caller ?? site;
  const around = calledAround(evaluator, ref);
  if (!around) return shapes;
  const inCallers: S[] = [];
  for (const caller of around.callers) {
    if (steps.some((step) => step.caller.file === caller.file && step.caller.c === caller.c)) continue;
    budget.left -= 1;
    if (budget.left < 0) return shapes;
    const next = [...steps, { file: ref.file, f: around.f, caller, variant: 0 }];
    inCallers.push(...settled(search, next, view.shapesIn(frameFor(evaluator, site, next, 0))));
  }
  return inCallers.length === 0 ? shapes : shapes.map((shape) => (isOpen(shape) ? agree(shape, inCallers) : shape));
}

// The nearest function around a call that somebody calls.
function calledAround(evaluator: Evaluator, ref: CallRef): { f: number; callers: readonly CallRef[] } | undefined {
  let f = evaluator.program.facts(ref.file).calls[ref.c]?.fn ?? -1;
  for (; f >= 0; f = evaluator.program.fn(ref.file, f)?.parent ?? -1) {
    const callers = evaluator.callers?.of(ref.file, f) ?? [];
    if (callers.length > 0) return callers.length > MAX_CALLERS ? undefined : { f, callers };
  }
  return undefined;
}

/** A frame in which the parameters of `f` and of the functions around it stay symbolic. */
export function openFrame(evaluator: Evaluator, file: string, f: number): Frame | undefined {
  if (f < 0) return undefined;
  const parent = evaluator.program.fn(file, f)?.parent ?? -1;
  return { file, f, args: undefined, self: undefined, outer: openFrame(evaluator, file, parent), depth: 0 };
}

// The frame of the function around the call at `level`: open, or with the arguments of the step that enters it.
function frameFor(evaluator: Evaluator, site: CallRef, steps: readonly Step[], level: number): Frame | undefined {
  const ref = level === 0 ? site : steps[level - 1]?.caller;
  if (!ref) return undefined;
  const fn = evaluator.program.facts(ref.file).calls[ref.c]?.fn ?? -1;
  const step = steps[level];
  if (!step) return openFrame(evaluator, ref.file, fn);
  const entered = enteredFrame(evaluator, site, steps, level);
  return replaceFrame(evaluator, ref.file, fn, step, entered);
}

// Functions between the entered one and the call keep their open parameters, on top of the entered frame.
function replaceFrame(evaluator: Evaluator, file: string, f: number, step: Step, entered: Frame): Frame | undefined {
  if (f < 0) return undefined;
  if (file === step.file && f === step.f) return entered;
  const parent = evaluator.program.fn(file, f)?.parent ?? -1;
  return {
    file,
    f,
    args: undefined,
    self: undefined,
    outer: replaceFrame(evaluator, file, parent, step, entered),
    depth: 0,
  };
}

function enteredFrame(evaluator: Evaluator, site: CallRef, steps: readonly Step[], level: number): Frame {
  const step = steps[level];
  if (!step) throw new Error('no step');
  const callerFrame = frameFor(evaluator, site, steps, level + 1);
  const call = evaluator.program.facts(step.caller.file).calls[step.caller.c];
  const fn = functionsAt(evaluator, step, callerFrame)[step.variant];
  const own = call ? functionArguments(evaluator, step.caller.file, call, callerFrame) : [];
  const args = fn?.bound ? [...fn.bound, ...own] : own;
  const parent = evaluator.program.fn(step.file, step.f)?.parent ?? -1;
  return {
    file: step.file,
    f: step.f,
    args,
    self: fn?.self,
    outer: fn?.frame ?? openFrame(evaluator, step.file, parent),
    depth: 0,
  };
}

function functionAt(evaluator: Evaluator, site: CallRef, steps: readonly Step[]): boolean {
  const level = steps.length - 1;
  const step = steps[level];
  return (
    step !== undefined &&
    functionsAt(evaluator, step, frameFor(evaluator, site, steps, level + 1))[step.variant] !== undefined
  );
}

function functionsAt(evaluator: Evaluator, step: Step, frame: Frame | undefined): Extract<Value, { t: 'fn' }>[] {
  const call = evaluator.program.facts(step.caller.file).calls[step.caller.c];
  if (!call || call.callee.k === 'super') return [];
  const callee =
    call.callee.k === 'get' && (call.callee.n === 'call' || call.callee.n === 'apply') ? call.callee.o : call.callee;
  return evaluator
    .eval(step.caller.file, callee, frame)
    .filter((value) => value.t === 'fn' && value.file === step.file && value.f === step.f) as Extract<
    Value,
    { t: 'fn' }
  >[];
}

function knownLength(value: Value): number {
  return value.t === 'text'
    ? value.parts.reduce((sum, part) => sum + (part.p === 'text' ? part.s.length : part.p === 'env' ? 1 : 0), 0)
    : 0;
}
