import type { CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import { frameFor, functionAt, isContradicted, type Step } from './expanded-frames.ts';
import type { Frame, Part, Value } from './values.ts';

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
  /** Whether something that is no reason to report callers, an option say, depends on them. */
  readonly isOpen?: (shape: S) => boolean;
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
  const here = (): InContext<S>[] => settled(search, steps, shapes).map((shape) => ({ shape, chain }));
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
  const gathers = search.view.gathers === true && known > 0;
  let improved = false;
  let asked = false;
  let isPartial = false;
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
  if (results.length === 0 && shapes.length > 0 && isNever) return [];
  return improved ? results : undefined;
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

interface OpenParameter extends Extract<Part, { p: 'param' }> {
  readonly decides: 'host' | 'path';
}

// The parameters that decide more than one path segment: a whole URL, a host, a whole path. Those of the function around the
// call come before those of the functions that it stands in: who calls the inner one also knows what the outer one was given.
function openParameters(evaluator: Evaluator, ref: CallRef, values: readonly Value[]): OpenParameter[] {
  const found = new Map<string, OpenParameter>();
  for (const value of values) {
    if (value.t !== 'text') continue;
    let before = '';
    for (const [index, part] of value.parts.entries()) {
      const next = value.parts[index + 1];
      const id = part.p === 'param' ? `${part.file}#${part.f}` : '';
      if (part.p === 'param' && !isSegment(before, next) && !found.has(id))
        found.set(id, { ...part, decides: isHost(before, next) ? 'host' : 'path' });
      before += part.p === 'text' ? part.s : '\u0000';
    }
  }
  const around: number[] = [];
  for (
    let f = evaluator.program.facts(ref.file).calls[ref.c]?.fn ?? -1;
    f >= 0;
    f = evaluator.program.fn(ref.file, f)?.parent ?? -1
  )
    around.push(f);
  const depth = (open: OpenParameter): number => {
    const at = open.file === ref.file ? around.indexOf(open.f) : -1;
    return at < 0 ? around.length : at;
  };
  return [...found.values()].sort((a, b) => depth(a) - depth(b));
}

function isHost(before: string, next: Part | undefined): boolean {
  return /^([a-z][a-z0-9+.-]*:\/\/)?$/i.test(before) && next?.p === 'text' && /^[/:]/.test(next.s);
}

function isSegment(before: string, next: Part | undefined): boolean {
  const path = before.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/^\u0000+/, '');
  const follows = next === undefined || (next.p === 'text' && /^[/?&#]/.test(next.s)) || /[?&][^/]*$/.test(before);
  return follows && /^\/[^/]+/.test(path) && /[/=?&:,-]$|[?&]/.test(path);
}
