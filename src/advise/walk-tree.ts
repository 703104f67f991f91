import { holds, rangeOf, truthOf, type Situation } from './evaluate.ts';
import { orderedRules, possibleOutcomes } from './outcomes.ts';
import { isFixed, isSettled } from './possible.ts';
import type { Term } from './term.ts';
import type { Answers, Condition, DecisionTree, Force, Input, Overrides, Value } from './tree.ts';

/** How far an interview came: the answers that were asked for, in the order of asking, and what is to be asked next. */
export interface Interview {
  readonly asked: ReadonlyMap<string, Value | null>;
  /** The user's own thresholds that it was walked with. */
  readonly overrides: Overrides;
  /** The next question that can matter; undefined when the decision is settled. */
  readonly next: Input | undefined;
  /** How many more questions may come at most, `next` included. */
  readonly atMost: number;
}

/**
 * Asks the tree's questions in order and answers them from `given`, until the decision is settled or an answer is missing.
 * Answers that were not asked for are left out, so the same interview comes out however the answers arrive.
 */
export function interview(tree: DecisionTree, given: Answers, overrides: Overrides = new Map()): Interview {
  const asked = new Map<string, Value | null>();
  for (;;) {
    const situation: Situation = { tree, answers: asked, overrides };
    const next = nextQuestion(situation);
    const answer = next && given.get(next.id);
    if (next === undefined || answer === undefined) {
      return { asked, overrides, next, atMost: next ? openQuestions(situation).length : 0 };
    }
    asked.set(next.id, answer);
  }
}

/** The next unanswered question that can still change the recommendation, or undefined when none can. */
export function nextQuestion(situation: Situation): Input | undefined {
  const options = new Set(possibleOutcomes(situation).map((outcome) => outcome.option));
  if (options.size < 2) return undefined;
  for (const rule of orderedRules(situation)) {
    const conditions = rule === 'weights' ? weightConditions(situation.tree, options) : [rule.when];
    for (const condition of conditions) {
      const truth = holds(condition, situation);
      const matters = truth.yes && !isSettled(truth);
      const input = matters && condition ? firstOpen(condition.term, true, situation) : undefined;
      if (input !== undefined) return situation.tree.inputs.get(input);
    }
  }
  return undefined;
}

/** Unanswered questions that rules which are still open mention: the most that can be asked from here on. */
export function openQuestions(situation: Situation): Input[] {
  const ids = new Set<string>();
  for (const rule of orderedRules(situation)) {
    const conditions = rule === 'weights' ? weightConditions(situation.tree) : [rule.when];
    for (const condition of conditions) {
      const truth = holds(condition, situation);
      if (condition && truth.yes && !isSettled(truth)) collectOpen(condition.term, situation, ids);
      if (rule !== 'weights' && truth.yes && isSettled(truth)) return inputsOf(ids, situation);
    }
  }
  return inputsOf(ids, situation);
}

function inputsOf(ids: ReadonlySet<string>, { tree }: Situation): Input[] {
  return [...tree.inputs.values()].filter((input) => ids.has(input.id));
}

function weightConditions(tree: DecisionTree, options?: ReadonlySet<string>): (Condition | null)[] {
  const weighing = tree.rules.filter((rule) => rule.weight !== null && options?.has(rule.then) !== false);
  return weighing.map((rule) => rule.when);
}

// The first open input that can help to make the term true (or false, for the inside of a "not").
function firstOpen(term: Term, goal: boolean, situation: Situation): string | undefined {
  switch (term.kind) {
    case 'not':
      return firstOpen(term.of, !goal, situation);
    case 'and':
    case 'or':
      return firstOpenOfPair(term, goal, situation);
    case 'input':
    case 'known':
      return unanswered(term.id, situation);
    case 'is':
      return unanswered(term.input, situation);
    case 'compare':
      return firstOpenNumber(term.left, situation) ?? firstOpenNumber(term.right, situation);
    default:
      return undefined;
  }
}

function firstOpenOfPair(term: Term & { kind: 'and' | 'or' }, goal: boolean, situation: Situation): string | undefined {
  for (const side of [term.left, term.right]) {
    const truth = truthOf(side, situation);
    const reachable = goal ? truth.yes : truth.no;
    const found = reachable && !isSettled(truth) ? firstOpen(side, goal, situation) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function firstOpenNumber(term: Term, situation: Situation): string | undefined {
  if (isFixed(rangeOf(term, situation))) return undefined;
  if (term.kind === 'input') return unanswered(term.id, situation);
  if (term.kind === 'force') return firstOpenPoints(situation.tree.forces.get(term.id), situation);
  for (const part of partsOf(term)) {
    const found = term.kind !== 'call' || canLead(term, part, situation) ? firstOpenNumber(part, situation) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function partsOf(term: Term): readonly Term[] {
  if (term.kind === 'negate') return [term.of];
  if (term.kind === 'arithmetic') return [term.left, term.right];
  return term.kind === 'call' ? term.args : [];
}

// An argument of max (or min) that cannot become the largest (or smallest) need not be asked for.
function canLead(call: Term & { kind: 'call' }, part: Term, situation: Situation): boolean {
  if (call.name !== 'max' && call.name !== 'min') return true;
  const whole = rangeOf(call, situation);
  const range = rangeOf(part, situation);
  return call.name === 'max' ? range.hi[1] > whole.lo[0] : range.lo[0] < whole.hi[1];
}

function firstOpenPoints(force: Force | undefined, situation: Situation): string | undefined {
  for (const entry of force?.points ?? []) {
    if (entry.when === null) return undefined;
    const truth = holds(entry.when, situation);
    if (!isSettled(truth))
      return firstOpen(entry.when.term, true, situation) ?? firstOpen(entry.when.term, false, situation);
    if (truth.yes) return undefined;
  }
  return undefined;
}

function unanswered(id: string, { answers }: Situation): string | undefined {
  return answers.has(id) ? undefined : id;
}

// Only parts that are not settled: the others need no answer any more.
function collectOpen(term: Term, situation: Situation, into: Set<string>): void {
  if (term.kind === 'not') collectOpen(term.of, situation, into);
  if (term.kind === 'input' || term.kind === 'known') addUnanswered(term.id, situation, into);
  if (term.kind === 'is') addUnanswered(term.input, situation, into);
  if (term.kind === 'and' || term.kind === 'or') {
    const open = [term.left, term.right].filter((side) => !isSettled(truthOf(side, situation)));
    for (const side of open) collectOpen(side, situation, into);
  }
  if (term.kind === 'compare') {
    for (const side of [term.left, term.right]) collectOpenNumber(side, situation, into);
  }
}

function collectOpenNumber(term: Term, situation: Situation, into: Set<string>): void {
  if (isFixed(rangeOf(term, situation))) return;
  if (term.kind === 'input') addUnanswered(term.id, situation, into);
  for (const entry of term.kind === 'force' ? (situation.tree.forces.get(term.id)?.points ?? []) : []) {
    if (entry.when && !isSettled(holds(entry.when, situation))) collectOpen(entry.when.term, situation, into);
  }
  for (const part of partsOf(term)) {
    if (term.kind !== 'call' || canLead(term, part, situation)) collectOpenNumber(part, situation, into);
  }
}

function addUnanswered(id: string, { answers }: Situation, into: Set<string>): void {
  if (!answers.has(id)) into.add(id);
}
