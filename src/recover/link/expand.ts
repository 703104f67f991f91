import { openParameters, type OpenParameter } from './open-parameters.ts';
import type { CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import { frameFor, functionAt, isContradicted, type Step } from './expanded-frames.ts';
import { RECEIVER, keyOf, type Frame, type Value } from './values.ts';

const MAX_LEVELS = 6;
const MAX_CALLERS = 600;
const MAX_RESULTS = 3000;
// What callers agree on is asked once for every result.
const MAX_ASKED = 400;

/** What a site means in one context: the chain of call sites from where it becomes concrete down to the client's call. */
export interface InContext<S> {
  readonly shape: S;
  readonly chain: readonly CallRef[];
}

/**
 * Looks at a site in the contexts of its callers. While what matters depends on parameters and callers know more,
 * the callers are what we report; otherwise the site itself.
 */
export function expandSite<S>(evaluator: Evaluator, site: CallRef, view: View<S>): InContext<S>[] {
  return grow({ evaluator, site, view, budget: { left: MAX_RESULTS, asked: MAX_ASKED, lost: 0 } }, []);
}

/** How a site is looked at. */
export interface View<S> {
  readonly shapesIn: (frame: Frame | undefined) => readonly S[];
  /** Whether the conditions around the site may hold. */
  readonly isReached?: (frame: Frame | undefined) => boolean;
  /** What has to become concrete before the site is reported. */
  readonly texts: (shape: S) => readonly Value[];
  /** Whether the texts are URLs, which begin with a host. */
  readonly isAddress?: boolean;
  /** Whether something that is no reason to report callers, an option say, depends on them. */
  readonly isOpen?: (shape: S) => boolean;
  /** Whether what matters may depend on the object that a method is called on. */
  readonly ofReceiver?: boolean;
  /** A shape with what all callers agree on. */
  readonly agree?: (shape: S, inCallers: readonly S[]) => S;
  /** Callers that know no more than the site are not reported beside those that do: the site stands for them. */
  readonly gathers?: boolean;
}

interface Search<S> {
  readonly evaluator: Evaluator;
  readonly site: CallRef;
  readonly view: View<S>;
  /** `lost` counts contexts in which nothing can be said, though the site may be reached. */
  readonly budget: { left: number; asked: number; lost: number };
}

function grow<S>(search: Search<S>, steps: readonly Step[]): InContext<S>[] {
  const { evaluator, site, budget } = search;
  const { shapesIn, texts } = search.view;
  const frame = frameFor(evaluator, site, steps, 0);
  const shapes = shapesIn(frame);
  if (shapes.length === 0 && search.view.isReached?.(frame)) budget.lost += 1;
  const chain = [...steps.map((step) => step.caller).reverse(), site];
  const here = (): InContext<S>[] =>
    settled(search, steps, whoever(search, steps, shapes)).map((shape) => ({ shape, chain }));
  if (steps.length >= MAX_LEVELS || budget.left <= 0) return here();
  for (const open of openParameters(evaluator, steps.at(-1)?.caller ?? site, shapes.flatMap(texts))) {
    const results = inCallersOf(search, steps, open, shapes);
    // A caller that only tells the host configures the request; the request itself is made here, unless each asks for
    // something else.
    if (results && open.decides === 'host' && search.view.isAddress && pathsOf(results, texts).size <= 1)
      return results.map((result) => ({ ...result, chain: result.chain.slice(-chain.length) }));
    if (results) return results;
  }
  if (search.view.ofReceiver !== true) return here();
  return inReceiversOf(search, steps, shapes) ?? inSubclassesOf(search, steps, shapes) ?? here();
}

// What is asked for in several contexts, whatever the host; texts that are no address have no slash.
function pathsOf<S>(results: readonly InContext<S>[], texts: View<S>['texts']): ReadonlySet<string> {
  const written = (value: Value): string[] =>
    value.t === 'text' ? [value.parts.map((part) => (part.p === 'text' ? part.s : '{}')).join('')] : [];
  const urls = results.flatMap(({ shape }) => texts(shape).flatMap(written)).filter((text) => text.includes('/'));
  return new Set(urls.map((url) => url.replace(/^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/]*/i, '')));
}

// What every class that extends this one makes of a method that it inherits: a scheduler's own queue, which its constructor hands
// to the base. Undefined when they say no more than the base class does.
function inSubclassesOf<S>(
  search: Search<S>,
  steps: readonly Step[],
  shapes: readonly S[],
): InContext<S>[] | undefined {
  const { evaluator, site, view } = search;
  const frame = frameFor(evaluator, site, steps, 0);
  const cls = evaluator.program.fn(site.file, methodAround(evaluator, site))?.cls ?? -1;
  if (steps.length > 0 || !frame || cls < 0) return undefined;
  const base = { t: 'class', file: site.file, c: cls, frame: undefined } as const;
  const found = (evaluator.providers?.subclassesOf(base) ?? []).flatMap(({ file, c }) =>
    view
      .shapesIn({ ...frame, self: { t: 'inst', file, c, ctor: undefined, site: 'open' } })
      // A class between the base and those that are made knows no more than the base.
      .filter((shape) => view.texts(shape).length > 0),
  );
  const count = (of: readonly S[]): number => countTexts(of.flatMap(view.texts));
  return count(found) > count(shapes) ? found.map((shape) => ({ shape, chain: [site] })) : undefined;
}

function countTexts(values: readonly Value[]): number {
  return new Set(values.filter((value) => value.t === 'text').map(keyOf)).size;
}

// A method of a base class means something else for each object that it is called on: the callers that know which one are
// what we report. Undefined when none does.
function inReceiversOf<S>(search: Search<S>, steps: readonly Step[], shapes: readonly S[]): InContext<S>[] | undefined {
  const { evaluator, site, budget, view } = search;
  const count = (of: readonly S[]): number => countTexts(of.flatMap(view.texts));
  const before = count(shapes);
  const f = methodAround(evaluator, steps.at(-1)?.caller ?? site);
  const { file } = steps.at(-1)?.caller ?? site;
  if (before === 1 || f < 0 || steps.length >= MAX_LEVELS) return undefined;
  const better: InContext<S>[] = [];
  for (const caller of evaluator.callers?.of(file, f).slice(0, MAX_CALLERS) ?? []) {
    if (steps.some((step) => step.caller.file === caller.file && step.caller.c === caller.c)) continue;
    if (--budget.left < 0) return undefined;
    const next = [...steps, { file, f, caller, variant: 0 }];
    // Called on several objects here, too: whoever calls the caller may know which.
    const several = functionAt(evaluator, site, [...steps, { file, f, caller, variant: 1 }]);
    const found = several ? (inReceiversOf(search, next, shapes) ?? []) : grow(search, next);
    const after = count(found.map(({ shape }) => shape));
    if (after > 0 && (before === 0 || found.every(({ shape }) => count([shape]) < before))) better.push(...found);
  }
  return better.length > 0 ? better : undefined;
}

// The method that a call stands in, or -1.
function methodAround(evaluator: Evaluator, ref: CallRef): number {
  let f = evaluator.program.facts(ref.file).calls[ref.c]?.fn ?? -1;
  for (let parent = f; parent >= 0; parent = evaluator.program.fn(ref.file, parent)?.parent ?? -1) f = parent;
  return f >= 0 && (evaluator.program.fn(ref.file, f)?.cls ?? -1) >= 0 ? f : -1;
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
  const gathers = search.view.gathers === true && known > 0;
  let improved = false;
  let asked = false;
  let isPartial = false;
  let isReached = false;
  const lostBefore = budget.lost;
  for (const caller of callers) {
    if (steps.some((step) => step.caller.file === caller.file && step.caller.c === caller.c)) continue;
    for (const variant of [0, 1, 2]) {
      const next = [...steps, { file: open.file, f: open.f, caller, variant }];
      if (isContradicted(evaluator, site, next)) break;
      if (variant > 0 && !functionAt(evaluator, site, next)) break;
      asked = true;
      budget.left -= 1;
      if (budget.left < 0) break;
      const found = grow(search, next);
      const better = found.filter(({ shape }) => texts(shape).some((value) => knownLength(value) > known));
      if (better.length > 0) improved = true;
      if (found.length > 0) isReached = true;
      if (better.length < found.length) isPartial = true;
      results.push(...(gathers ? better : found));
    }
  }
  if (improved && gathers && isPartial) {
    const chain = [...steps.map((step) => step.caller).reverse(), site];
    results.push(...shapes.map((shape) => ({ shape, chain })));
  }
  // Every caller takes another branch: nothing happens here.
  const isNever = asked && budget.lost === lostBefore && budget.left >= 0;
  if (!isReached && shapes.length > 0 && isNever) return [];
  // Who publishes through a wrapper without a name that is known publishes all the same, each to a channel of its own.
  const isWrapped = search.view.gathers === true && known === 0 && results.length > 0 && budget.left >= 0;
  return improved || (isWrapped && isHandedOver(evaluator, open)) ? results : undefined;
}

// A name that a caller hands over is chosen by the caller; a member of something that it passes on (`config.topic`) is not.
function isHandedOver(evaluator: Evaluator, { file, f, i, name }: OpenParameter): boolean {
  const callers = evaluator.callers?.of(file, f) ?? [];
  const isPartOfOne = callers.length === 1 && callers[0]?.file === file;
  if (i === RECEIVER || isPartOfOne) return false;
  if (!name.includes('.')) return true;
  return callers.some((ref) => {
    const arg = evaluator.program.facts(ref.file).calls[ref.c]?.args[i - (ref.bound?.length ?? 0)];
    return arg?.k === 'obj' || (arg?.k === 'call' && !isConfiguration(name));
  });
}

function isConfiguration(name: string): boolean {
  return /^(?:config|conf|env|settings|options|opts)/i.test(name);
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
    budget.asked -= 1;
    if (budget.asked < 0) return shapes;
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

function knownLength(value: Value): number {
  return value.t === 'text'
    ? value.parts.reduce((sum, part) => sum + (part.p === 'text' ? part.s.length : part.p === 'env' ? 1 : 0), 0)
    : 0;
}
