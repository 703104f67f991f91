import { holds, type Situation } from './evaluate.ts';
import { fillText } from './fill-text.ts';
import { findFlips, type Flip } from './flips.ts';
import { optionOf } from './load-tree.ts';
import { nextBestSum, possibleOptions, possibleOutcomes, weightSums } from './outcomes.ts';
import { readScores, usedThresholds, type ScoreReading, type ThresholdUse } from './readings.ts';
import { termsOf } from './term.ts';
import type { Answers, DecisionTree, Input, Option, Overrides, Rule, Value } from './tree.ts';
import { interview, type Interview } from './walk-tree.ts';

/** What decided, in words. */
export interface Decided {
  readonly kind: 'gate' | 'rule' | 'weights';
  /** Id of the gate or rule; `weights` when the rules with a weight decided together. */
  readonly id: string;
  readonly because: string;
  readonly condition: string | null;
  /** Ids of the inputs that its condition reads. */
  readonly inputs: readonly string[];
  readonly sources: readonly string[];
  /** The rules that spoke for and against, when weights decided. */
  readonly weighed: readonly { readonly rule: Rule; readonly because: string }[];
}

/** A question that was answered with "I don't know", and what it could become if somebody knew. */
export interface Unknown {
  readonly input: Input;
  /** Other options that an answer could lead to; empty when no answer changes the recommendation. */
  readonly could: readonly Option[];
}

/** What is known about answers and thresholds besides their values, by their names. */
export interface Remarks {
  /** What an answer was inferred from, or who set a threshold. */
  readonly from: ReadonlyMap<string, string>;
  /** What somebody said instead of the values of an enum. */
  readonly notes: ReadonlyMap<string, string>;
  /** Id of the tree that asked the question before, in the same session. */
  readonly taken: ReadonlyMap<string, string>;
}

const noRemarks: Remarks = { from: new Map(), notes: new Map(), taken: new Map() };

/** A recommendation with everything needed to explain and to repeat it. */
export interface Verdict {
  readonly tree: DecisionTree;
  /** The tree with the answers that were asked for, in the order of asking. */
  readonly situation: Situation;
  readonly option: Option;
  readonly decided: Decided;
  readonly path: readonly { readonly input: Input; readonly value: Value | null }[];
  readonly flips: readonly Flip[];
  /** The option that is nearest to winning, and the change that would make it win. */
  readonly runnerUp: { readonly option: Option; readonly flip: Flip } | null;
  readonly unknowns: readonly Unknown[];
  /** Why it is a close call; empty when it is not. */
  readonly close: readonly CloseCall[];
  readonly scores: readonly ScoreReading[];
  readonly thresholds: readonly ThresholdUse[];
  readonly remarks: Remarks;
}

/** A reason to call it close: a number next to a threshold, an answer nobody knew, or weights that nearly balance. */
export type CloseCall =
  | { readonly kind: 'number'; readonly flip: Flip }
  | { readonly kind: 'unknown'; readonly unknown: Unknown }
  | { readonly kind: 'weights'; readonly margin: number };

/** The recommendation that follows from the answers, or how far the interview came when answers are missing. */
export function recommend(
  tree: DecisionTree,
  given: Answers,
  overrides: Overrides = new Map(),
  remarks: Remarks = noRemarks,
): { readonly verdict: Verdict } | { readonly pending: Interview } {
  const walked = interview(tree, given, overrides);
  if (walked.next) return { pending: walked };
  return { verdict: conclude({ tree, answers: walked.asked, overrides }, remarks) };
}

function conclude(situation: Situation, remarks: Remarks): Verdict {
  const { tree, answers } = situation;
  const outcome = possibleOutcomes(situation).find((each) => each.sure);
  if (outcome === undefined) throw new Error(`the tree "${tree.id}" ends without a recommendation`);
  const option = optionOf(tree, { then: outcome.option });
  const flips = findFlips(situation, option.id);
  const unknowns = findUnknowns(situation, option);
  const nearest = flips.find((flip) => flip.options.length === 1) ?? flips[0];
  const second = nearest?.options.find((id) => id !== option.id);
  const decided = outcome.rule ? decidedBy(outcome.rule, situation) : decidedByWeights(option, situation);
  return {
    tree,
    situation,
    option,
    decided,
    path: [...answers].flatMap(([id, value]) => {
      const input = tree.inputs.get(id);
      return input ? [{ input, value }] : [];
    }),
    flips,
    runnerUp: nearest && second !== undefined ? { option: optionOf(tree, { then: second }), flip: nearest } : null,
    unknowns,
    close: closeCalls(situation, option, decided, flips, unknowns),
    scores: readScores(situation, outcome.rule),
    thresholds: usedThresholds(situation, outcome.rule),
    remarks,
  };
}

function decidedBy(rule: Rule, situation: Situation): Decided {
  return {
    kind: rule.kind,
    id: rule.id,
    because: fillText(rule.because, situation),
    condition: rule.when?.text ?? null,
    inputs: inputsOf([rule]),
    sources: rule.sources,
    weighed: [],
  };
}

function decidedByWeights(option: Option, situation: Situation): Decided {
  const weighed = situation.tree.rules.filter((rule) => {
    const truth = holds(rule.when, situation);
    return rule.weight !== null && truth.yes && !truth.no && !truth.unknown;
  });
  const winning = weighed.filter((rule) => rule.then === option.id);
  return {
    kind: 'weights',
    id: 'weights',
    because: winning.map((rule) => fillText(rule.because, situation)).join(' '),
    condition: null,
    inputs: inputsOf(weighed),
    sources: [...new Set(winning.flatMap((rule) => rule.sources))],
    weighed: weighed.map((rule) => ({ rule, because: fillText(rule.because, situation) })),
  };
}

function inputsOf(rules: readonly Rule[]): string[] {
  const ids = new Set<string>();
  for (const { when } of rules) {
    for (const term of when ? termsOf(when.term) : []) {
      if (term.kind === 'input' || term.kind === 'known') ids.add(term.id);
      if (term.kind === 'is') ids.add(term.input);
    }
  }
  return [...ids];
}

// What an unknown answer could do is found by opening the question again and asking what would then be possible.
function findUnknowns(situation: Situation, option: Option): Unknown[] {
  return [...situation.answers].flatMap(([id, value]): Unknown[] => {
    const input = situation.tree.inputs.get(id);
    if (value !== null || input === undefined) return [];
    const answers = new Map(situation.answers);
    answers.delete(id);
    const could = possibleOptions({ ...situation, answers }).filter((other) => other !== option.id);
    return [{ input, could: could.map((other) => optionOf(situation.tree, { then: other })) }];
  });
}

const closeShare = 0.1;
const closeMargin = 1;

function closeCalls(
  situation: Situation,
  option: Option,
  decided: Decided,
  flips: readonly Flip[],
  unknowns: readonly Unknown[],
): CloseCall[] {
  const numbers = flips.filter((flip) => isClose(flip, situation)).map((flip): CloseCall => ({ kind: 'number', flip }));
  const open = unknowns
    .filter((each) => each.could.length > 0)
    .map((unknown): CloseCall => ({ kind: 'unknown', unknown }));
  const sum = weightSums(situation).get(option.id)?.lo[0] ?? 0;
  const margin = sum - Math.max(0, nextBestSum(situation, option.id));
  const balanced: CloseCall[] =
    decided.kind === 'weights' && margin <= closeMargin ? [{ kind: 'weights', margin }] : [];
  return [...numbers, ...open, ...balanced];
}

// One number that is one step, or a tenth of its value, away from another recommendation.
function isClose(flip: Flip, situation: Situation): boolean {
  const [change, second] = flip.changes;
  if (change === undefined || second !== undefined || typeof change.value !== 'number') return false;
  const value = situation.answers.get(change.input.id);
  if (typeof value !== 'number') return false;
  return flip.distance <= closeShare || (change.input.type === 'int' && Math.abs(change.value - value) === 1);
}
