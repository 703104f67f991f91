import type { ChangeStep, DistributedChange, Evidence, Observed } from '../../model/system.ts';
import type { Attribution } from './attribution.ts';
import type { CallRef } from './callers.ts';
import { callsTo, climb, type Level } from './climb.ts';
import { effectAt, type Effect, type Effects } from './effects.ts';
import type { Evaluator } from './evaluate.ts';
import { areExclusive } from './exclusive.ts';
import type { FailurePaths } from './failure-paths.ts';
import { isRepeatable, type Owners } from './owners.ts';
import { key } from './reach.ts';

interface Step {
  readonly owner: string;
  readonly effect: Effect;
}

interface Crossing {
  readonly file: string;
  readonly f: number;
  /** Calls of the function, with the steps to which they lead. */
  readonly through: Map<number, Step[]>;
}

/** What the search needs. */
interface Parts {
  readonly evaluator: Evaluator;
  readonly effects: Effects;
  readonly attribution: Attribution;
  readonly failures: FailurePaths;
  readonly owners: Owners;
}

/** Functions, reached from an endpoint, that change what belongs to two or more services, one after the other: the nearest above each. */
export function findDistributedChanges(
  parts: Parts,
  services: readonly string[],
  isReached: (file: string, f: number) => boolean,
): DistributedChange[] {
  const { evaluator, attribution } = parts;
  return services.flatMap((service) => {
    const crossings = crossingsOf(parts, service);
    const meeting = [...crossings.values()].filter((crossing) => stepsOf(evaluator, crossing).length > 1);
    const above = aboveOf(evaluator, meeting);
    return meeting
      .filter(({ file, f }) => !above.has(key(file, f)) && isReached(file, f))
      .filter(({ file }) => (attribution.service(file)?.id ?? service) === service)
      .flatMap((crossing) => changeOf(parts, crossing, service));
  });
}

function crossingsOf({ evaluator, effects, owners }: Parts, service: string): Map<string, Crossing> {
  const found = new Map<string, Crossing>();
  for (const effect of effects.ofService(service)) {
    const owner = owners.of(effect, service);
    if (owner === undefined) continue;
    climb(evaluator, [effect.ref], ({ file, f, c }: Level) => {
      if (evaluator.program.facts(file).calls[c]?.onFailure) return false;
      const id = key(file, f);
      const crossing = found.get(id) ?? { file, f, through: new Map<number, Step[]>() };
      found.set(id, crossing);
      const steps = crossing.through.get(c) ?? [];
      if (steps.some((step) => step.effect === effect)) return false;
      crossing.through.set(c, [...steps, { owner, effect }]);
      return true;
    });
  }
  return found;
}

// The first step of each owner, in the order of the code, that does not exclude another one.
function stepsOf(evaluator: Evaluator, { file, through }: Crossing): { c: number; step: Step }[] {
  const { calls } = evaluator.program.facts(file);
  const chosen: { c: number; step: Step }[] = [];
  for (const [c, steps] of [...through].sort(([a], [b]) => a - b)) {
    // One call that leads to several owners is a step further down, or a dispatcher.
    const owners = new Set(steps.map(({ owner }) => owner));
    const [step] = steps;
    if (!step || owners.size !== 1 || chosen.some((one) => one.step.owner === step.owner)) continue;
    if (chosen.every((one) => !areExclusive(calls[one.c], calls[c]))) chosen.push({ c, step });
  }
  return chosen;
}

// Functions above another one in which steps meet already.
function aboveOf(evaluator: Evaluator, meeting: readonly Crossing[]): ReadonlySet<string> {
  const above = new Set<string>();
  for (const { file, f } of meeting)
    climb(evaluator, callsTo(evaluator, file, f), (level) => {
      const id = key(level.file, level.f);
      return !above.has(id) && Boolean(above.add(id));
    });
  return above;
}

function changeOf({ evaluator, failures }: Parts, crossing: Crossing, service: string): DistributedChange[] {
  const { file, f, through } = crossing;
  const steps = stepsOf(evaluator, crossing);
  const own = steps.find(({ step }) => step.owner === service);
  const remote = steps.filter(({ step }) => step.owner !== service);
  // What the own database takes back by itself, and what it writes down before and after, is no step of its own.
  const isTransactional =
    own && (failures.isTransactional(crossing, own.c) || failures.runsInGiven(innermost(own.step.effect)));
  const isKept = own && (isTransactional || isResumed(through, own.step, service));
  const left = isKept ? remote : steps;
  // The last step has nobody behind it; what may be done again needs no undoing.
  if (left.length < 2 || left.slice(0, -1).every(({ step }) => isRepeatable(step.effect))) return [];
  const fn = evaluator.program.fn(file, f);
  const at = evaluator.evidence(file, fn ?? { line: 1, column: 1 }, fn?.name ? `function "${fn.name}"` : 'function');
  const compensation: Observed = failures.of(service, crossing);
  return [
    { service, steps: left.map(({ c, step }) => stepOf(evaluator, file, c, step)), compensation, evidence: [at] },
  ];
}

function innermost(effect: Effect): CallRef {
  return effect.kind === 'access' ? effect.inner : effect.ref;
}

function isResumed(through: Crossing['through'], own: Step, service: string): boolean {
  const order = [...through].sort(([a], [b]) => a - b).flatMap(([, steps]) => steps);
  const mine = order.flatMap((step, index) => (step.owner === service && sameTable(step, own) ? [index] : []));
  const remote = order.findIndex((step) => step.owner !== service);
  return mine.some((index) => index < remote) && mine.some((index) => index > remote);
}

function sameTable(a: Step, b: Step): boolean {
  if (a.effect.kind !== 'access' || b.effect.kind !== 'access') return false;
  const { tables } = b.effect.shape;
  return a.effect.shape.tables.some((table) => tables.includes(table));
}

function stepOf(evaluator: Evaluator, file: string, c: number, { owner, effect }: Step): ChangeStep {
  const note = effect.kind === 'call' ? describe(effect.call.method, effect.call.path) : 'writes the own store';
  const call = evaluator.program.facts(file).calls[c];
  const at: Evidence = evaluator.evidence(file, call ?? { line: 1, column: 1 }, note);
  const inner = effectAt(evaluator, effect, note);
  const isSame = inner.file === at.file && inner.line === at.line;
  return { owner, evidence: isSame ? [at] : [at, inner] };
}

function describe(method: string | null, path: string | null): string {
  return `sends ${[method, path].filter((part) => part !== null).join(' ')}`;
}
