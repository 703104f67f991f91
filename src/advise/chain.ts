import { reservedSections, type AnswerBook, type GivenAnswers } from './answers.ts';
import { parseAnswer } from './parse-value.ts';
import { recommend, type Remarks, type Verdict } from './recommend.ts';
import type { DecisionTree, Input, Value } from './tree.ts';
import type { Interview } from './walk-tree.ts';

/** A decision of a chain, and the one that led to it. */
export interface Made {
  readonly verdict: Verdict;
  /** Id of the tree whose option names this one as a follow-up; null for the first. */
  readonly after: string | null;
}

/** How far a chain of decisions came. */
export interface Chain {
  /** In the order in which they were made. */
  readonly made: readonly Made[];
  /** The decision whose answers are missing; null when none is under way. */
  readonly pending: { readonly tree: DecisionTree; readonly interview: Interview; readonly remarks: Remarks } | null;
  /** Follow-ups of what was made that nobody has gone on with. */
  readonly open: readonly DecisionTree[];
}

/**
 * Makes the decision `start` and those that follow from it, as long as answers are there. A follow-up is made when it is one
 * of `wanted`, which come in that order, or has a section in the book. A shared question is answered by the first decision
 * that asked it, unless a tree has an answer of its own.
 */
export function walkChain(
  trees: ReadonlyMap<string, DecisionTree>,
  book: AnswerBook,
  start: DecisionTree,
  wanted: readonly string[] = [],
): Chain {
  const made: Made[] = [];
  let next: { tree: DecisionTree; after: string | null } | undefined = { tree: start, after: null };
  for (;;) {
    const { tree, after } = next;
    const { answers, overrides, remarks } = answersFor(tree, book, made);
    const decision = recommend(tree, answers, overrides, remarks);
    if ('pending' in decision) return { made, pending: { tree, interview: decision.pending, remarks }, open: [] };
    made.push({ verdict: decision.verdict, after });
    const open = followUps(made, trees);
    const chosen = wanted.find((id) => open.some((each) => each.tree.id === id));
    next = open.find((each) => each.tree.id === chosen) ?? open.find((each) => book.has(each.tree.id));
    if (next === undefined) return { made, pending: null, open: open.map((each) => each.tree) };
  }
}

function followUps(
  made: readonly Made[],
  trees: ReadonlyMap<string, DecisionTree>,
): { tree: DecisionTree; after: string }[] {
  const found = new Map<string, { tree: DecisionTree; after: string }>();
  const done = new Set(made.map(({ verdict }) => verdict.tree.id));
  for (const { verdict } of made) {
    for (const id of verdict.option.followups) {
      const tree = trees.get(id);
      if (tree && !done.has(id) && !found.has(id)) found.set(id, { tree, after: verdict.tree.id });
    }
  }
  return [...found.values()];
}

/** What is known for one tree, from its own section, from decisions made before it, from the shared section and from the organization. */
export function answersFor(
  tree: DecisionTree,
  book: AnswerBook,
  made: readonly Made[],
): { answers: ReadonlyMap<string, Value | null>; overrides: ReadonlyMap<string, number>; remarks: Remarks } {
  const own = book.get(tree.id);
  const common = book.get(reservedSections.shared);
  const answers = new Map<string, Value | null>();
  const [from, notes, taken] = [new Map<string, string>(), new Map<string, string>(), new Map<string, string>()];
  const take = (id: string, given: Pick<GivenAnswers, 'answers' | 'from' | 'notes'> | Taken): void => {
    answers.set(id, given.answers.get(id) ?? null);
    const note = given.notes.get(id);
    const origin = given.from.get(id);
    if (note !== undefined) notes.set(id, note);
    if (origin !== undefined) from.set(id, origin);
  };
  for (const [id, input] of tree.inputs) {
    const earlier = input.shared ? earlierAnswer(input, made) : undefined;
    const inferred = own?.from.has(id) === true;
    if (own?.answers.has(id) === true && !(inferred && earlier)) take(id, own);
    else if (earlier) {
      take(id, earlier);
      taken.set(id, earlier.tree);
    } else if (input.shared && common?.answers.has(id) === true && fits(input, common.answers.get(id) ?? null)) {
      take(id, common);
    }
  }
  const overrides = new Map<string, number>();
  for (const [id, preset] of tree.presets) {
    overrides.set(id, preset.value);
    from.set(id, preset.from);
  }
  for (const [id, value] of own?.overrides ?? []) {
    overrides.set(id, value);
    const setter = own?.from.get(id);
    if (setter === undefined) from.delete(id);
    else from.set(id, setter);
  }
  return { answers, overrides, remarks: { from, notes, taken } };
}

interface Taken {
  readonly tree: string;
  readonly answers: ReadonlyMap<string, Value | null>;
  readonly from: ReadonlyMap<string, string>;
  readonly notes: ReadonlyMap<string, string>;
}

function earlierAnswer(input: Input, made: readonly Made[]): Taken | undefined {
  for (const { verdict } of made) {
    const { tree, situation, remarks } = verdict;
    const { answers } = situation;
    if (tree.inputs.get(input.id)?.shared !== true || !answers.has(input.id)) continue;
    if (!fits(input, answers.get(input.id) ?? null)) continue;
    return { tree: remarks.taken.get(input.id) ?? tree.id, answers, from: remarks.from, notes: remarks.notes };
  }
  return undefined;
}

// Two trees may allow different values for a question of one name.
function fits(input: Input, value: Value | null): boolean {
  return 'value' in parseAnswer(input, input.type === 'duration' && typeof value === 'number' ? `${value}ms` : value);
}
