import { decidingConditions } from '../candidates.ts';
import { holds, thresholdValue, truthOf, type Situation } from '../evaluate.ts';
import { possibleOptions } from '../outcomes.ts';
import { isSettled } from '../possible.ts';
import { termsOf, type Term } from '../term.ts';
import type { Answers, Condition, DecisionTree, Option, Overrides, Value } from '../tree.ts';
import type { Facts, Moved, Passed } from './audited.ts';

interface Subject {
  readonly tree: DecisionTree;
  readonly option: Option;
  readonly given: { readonly answers: Answers; readonly overrides: Overrides };
  readonly version: number | null;
}

interface Result {
  readonly passed: readonly Passed[];
  readonly held: readonly string[];
  readonly open: readonly string[];
}

/** The values of a decision when it was made, and today as far as they are known. */
interface Times {
  readonly then: Situation;
  readonly now: Situation;
  readonly facts: Facts;
}

/** Whether a reason to decide again has come up: a condition under "revisit", or that the tree recommends something else by now. */
export function auditConditions(subject: Subject, facts: Facts): Result {
  const times = timesOf(subject, facts);
  const passed: Passed[] = [];
  const held: string[] = [];
  const open: string[] = [];
  for (const { when, text } of subject.option.revisit) {
    if (when === null) continue;
    const result = revisit(when, text, times);
    if ('passed' in result) passed.push(result.passed);
    else if ('held' in result) held.push(result.held);
    else open.push(result.open);
  }
  const other = otherRecommendation(subject, times);
  if ('kind' in other) passed.push(other);
  else if ('note' in other) open.push(other.note);
  else held.push(...other.held);
  return { passed, held, open };
}

function timesOf({ tree, given: { answers, overrides } }: Subject, facts: Facts): Times {
  const then = { tree, answers, overrides };
  const today = [...facts].filter(([id]) => tree.inputs.has(id)).map(([id, { value }]) => [id, value] as const);
  return { then, now: { ...then, answers: new Map<string, Value | null>([...answers, ...today]) }, facts };
}

function revisit(
  when: Condition,
  text: string,
  { then, now, facts }: Times,
): { passed: Passed } | { held: string } | { open: string } {
  const [before, today] = [holds(when, then), holds(when, now)];
  const inputs = inputsOf(when.term, now.tree);
  const isYes = isSettled(today) && today.yes;
  const wasYes = isSettled(before) && before.yes;
  if (isYes && !wasYes) {
    const values = movedAmong(inputs, then, facts);
    return {
      passed: { kind: 'revisit', text, condition: when.text, values, thresholds: thresholdsIn(when.term, now) },
    };
  }
  if (isYes) return { open: `${when.text}: it was so when it was decided, and nothing else is known` };
  // What is answered by facts alone is not a matter of what somebody said back then.
  const known = holds(when, { ...now, answers: new Map([...facts].map(([id, { value }]) => [id, value])) });
  if (isSettled(known) && known.no) return { held: `not ${when.text}` };
  const unknown = inputs.filter((id) => !facts.has(id));
  return { open: `${when.text}: nothing tells today's ${unknown.join(', ')}` };
}

function otherRecommendation(
  { option, tree, version }: Subject,
  { then, facts }: Times,
): Passed | { readonly note: string } | { readonly held: readonly string[] } {
  // What archwright.yaml decides comes without answers, so there is no path to walk again.
  if (version === null || then.answers.size === 0) return { held: [] };
  if (!possibleOptions(then).includes(option.id)) {
    const [said] = possibleOptions(then);
    const title = tree.options.get(said ?? '')?.title ?? 'something else';
    const since = version === tree.version ? '' : `, in its version ${String(tree.version)} (then ${String(version)}),`;
    return { note: `the tree${since} recommends "${title}" for the recorded answers` };
  }
  const numbers = measured(then, facts);
  const answers = new Map<string, Value | null>([...then.answers, ...numbers]);
  const now = { ...then, answers };
  const today = possibleOptions(now);
  const asked = [...numbers.keys()];
  if (today.includes(option.id)) {
    return { held: asked.length === 0 ? [] : [`the tree recommends it with today's ${asked.join(', ')}`] };
  }
  const titles = today.map((id) => tree.options.get(id)?.title ?? id);
  const crossed = crossedTerms(then, now);
  const inputs = new Set(crossed.flatMap((term) => inputsOf(term, tree)));
  const moved = movedAmong([...numbers.keys()], then, facts);
  const telling = moved.filter(({ input }) => inputs.has(input.id));
  return {
    kind: 'recommendation',
    text: `The tree recommends ${titles.map((title) => `"${title}"`).join(' or ')} by now.`,
    condition: null,
    values: telling.length > 0 ? telling : moved,
    thresholds: uniqueThresholds(crossed.flatMap((term) => thresholdsIn(term, now))),
  };
}

// A decision that was carried out changes what there is: "what is there today?" has another answer since, and should have.
// Numbers that were asked for are what thresholds are held against.
function measured({ tree, answers }: Situation, facts: Facts): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const [id, { value }] of facts) {
    if (tree.inputs.has(id) && answers.has(id) && typeof value === 'number') numbers.set(id, value);
  }
  return numbers;
}

// Comparisons that came out one way when it was decided, and come out the other way today.
function crossedTerms(then: Situation, now: Situation): Term[] {
  const crossed: Term[] = [];
  for (const condition of decidingConditions(now.tree)) {
    for (const term of termsOf(condition.term)) {
      if (term.kind !== 'compare') continue;
      const [before, today] = [truthOf(term, then), truthOf(term, now)];
      if (isSettled(before) && isSettled(today) && before.yes !== today.yes) crossed.push(term);
    }
  }
  return crossed;
}

function movedAmong(ids: readonly string[], then: Situation, facts: Facts): Moved[] {
  return ids.flatMap((id): Moved[] => {
    const input = then.tree.inputs.get(id);
    const fact = facts.get(id);
    const before = then.answers.get(id);
    if (input === undefined || fact === undefined || fact.value === before) return [];
    return [{ input, then: before, now: fact.value, source: fact.source }];
  });
}

function inputsOf(term: Term, tree: DecisionTree): string[] {
  const ids = new Set<string>();
  for (const part of termsOf(term)) {
    if (part.kind === 'input' || part.kind === 'known') ids.add(part.id);
    if (part.kind === 'is') ids.add(part.input);
    if (part.kind !== 'force') continue;
    for (const { when } of tree.forces.get(part.id)?.points ?? []) {
      if (when) for (const id of inputsOf(when.term, tree)) ids.add(id);
    }
  }
  return [...ids];
}

function thresholdsIn(term: Term, situation: Situation): Passed['thresholds'] {
  const found = [...termsOf(term)].flatMap((part) => {
    const threshold = part.kind === 'threshold' ? situation.tree.thresholds.get(part.id) : undefined;
    return threshold ? [{ threshold, value: thresholdValue(situation, threshold.id) }] : [];
  });
  return uniqueThresholds(found);
}

function uniqueThresholds(all: Passed['thresholds']): Passed['thresholds'] {
  return [...new Map(all.map((each) => [each.threshold.id, each])).values()];
}
