import type { AnswerBook } from './answers.ts';
import { answersFor } from './chain.ts';
import { formatAnswer } from './format-value.ts';
import { recommend, type Verdict } from './recommend.ts';
import type { DecisionTree, Input } from './tree.ts';
import { changesText, closeText, thresholdText } from './words.ts';

/** A verdict, and the questions that nobody answered on the way to it: they count as "I don't know". */
export interface Assumed {
  readonly verdict: Verdict;
  readonly unanswered: readonly string[];
}

/** One aspect of two verdicts. */
export interface Compared {
  readonly aspect: string;
  readonly before: string;
  readonly after: string;
}

/** The verdict for what a book says about a tree; what is missing counts as "I don't know". */
export function assume(tree: DecisionTree, book: AnswerBook): Assumed {
  const given = answersFor(tree, book, []);
  const answers = new Map(given.answers);
  const unanswered: string[] = [];
  for (;;) {
    const decision = recommend(tree, answers, given.overrides, given.remarks);
    if ('verdict' in decision) return { verdict: decision.verdict, unanswered };
    const { next } = decision.pending;
    if (next === undefined) throw new Error('an interview without a next question is not pending');
    unanswered.push(next.id);
    answers.set(next.id, null);
  }
}

/** What two verdicts were given differently: `engineers: 24 engineers → 31 engineers`, and which questions came or went. */
export function differences(before: Verdict, after: Verdict): string[] {
  const { tree } = before;
  const changed: string[] = [];
  const [gone, come]: [string[], string[]] = [[], []];
  for (const [id, input] of tree.inputs) {
    const [old, now] = [saidIn(before, input), saidIn(after, input)];
    if (old === now) continue;
    if (now === null) gone.push(id);
    else if (old === null) come.push(`${id} (${now})`);
    else changed.push(`${id}: ${old} → ${now}`);
  }
  for (const [id, threshold] of tree.thresholds) {
    const old = before.situation.overrides.get(id) ?? threshold.value;
    const now = after.situation.overrides.get(id) ?? threshold.value;
    if (old !== now) changed.push(`${id}: ${thresholdText(threshold, old)} → ${thresholdText(threshold, now)}`);
  }
  return [
    ...changed,
    ...(gone.length > 0 ? [`Cannot matter any more: ${gone.join(', ')}.`] : []),
    ...(come.length > 0 ? [`Matters now: ${come.join(', ')}.`] : []),
  ];
}

function saidIn({ situation, remarks }: Verdict, input: Input): string | null {
  const value = situation.answers.get(input.id);
  return value === undefined ? null : (remarks.notes.get(input.id) ?? formatAnswer(input, value));
}

/** The two verdicts side by side, aspect by aspect. */
export function compareVerdicts(before: Verdict, after: Verdict): Compared[] {
  const rows: readonly (readonly [string, (verdict: Verdict) => string])[] = [
    ['Recommended', (verdict) => verdict.option.title],
    [
      'Decided by',
      ({ decided }) => (decided.kind === 'weights' ? 'the weighed rules together' : `${decided.kind} "${decided.id}"`),
    ],
    ['Because', ({ decided }) => decided.because],
    ['Close call', (verdict) => verdict.close.map((call) => closeText(verdict, call)).join(' ') || 'no'],
    ['Runner-up', runnerUpText],
    ['Follows', ({ option }) => option.followups.join(', ') || 'nothing'],
  ];
  return rows.map(([aspect, read]) => ({ aspect, before: read(before), after: read(after) }));
}

function runnerUpText({ runnerUp }: Verdict): string {
  return runnerUp === null ? 'none is near' : `${runnerUp.option.title}, with ${changesText(runnerUp.flip)}`;
}
