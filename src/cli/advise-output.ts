import { givenFor, reservedSections, type AnswerBook } from '../advise/answers.ts';
import type { Made } from '../advise/chain.ts';
import { contradictedBy, contradictedText, type Contradicted, type Earlier } from '../advise/contradicted.ts';
import type { Verdict } from '../advise/recommend.ts';
import { Page, renderVerdict } from '../advise/render-verdict.ts';
import type { DecisionTree } from '../advise/tree.ts';
import { verdictJson } from '../advise/verdict-json.ts';
import type { Recorded, Recorder } from './record-decision.ts';
import { columns, style } from './terminal.ts';

/** A decision with what was done about it. */
export interface Done {
  readonly verdict: Verdict;
  readonly contradicts: readonly Contradicted[];
  readonly recorded: Recorded;
}

/** Records decisions in the order in which they were made; each ADR names the one that led to it. */
export function recordAll(made: readonly Made[], recorder: Recorder, earlier: Earlier): Done[] {
  const done = new Map<string, Done>();
  for (const { verdict, after } of made) {
    const previous = after === null ? undefined : done.get(after)?.recorded;
    const before = [...done.values()].map((each) => each.verdict);
    const contradicts = contradictedBy(verdict, earlier, before);
    const sentences = contradicts.map((each) => contradictedText(each, true));
    const recorded = recorder.record(verdict, previous ?? null, sentences);
    done.set(verdict.tree.id, { verdict, contradicts, recorded });
  }
  return [...done.values()];
}

/** The verdict at the width of the terminal. */
export function printVerdict(verdict: Verdict, contradicts: readonly Contradicted[]): void {
  const sentences = contradicts.map((each) => contradictedText(each, false));
  process.stdout.write(`\n${renderVerdict(verdict, columns(), style, sentences)}`);
}

/** What was recorded, what follows, and which answers were given for nothing. */
export function printNext(
  { verdict, recorded }: Done,
  trees: ReadonlyMap<string, DecisionTree>,
  book: AnswerBook,
  made: readonly string[],
): void {
  const page = new Page(columns(), style);
  page.section('What next');
  for (const line of recorded.lines) page.item('·', line);
  for (const id of verdict.option.followups) {
    const tree = trees.get(id);
    if (tree && !made.includes(id))
      page.item('·', `Decide what follows with "archwright advise ${id}": ${tree.question}`);
  }
  const { checks } = verdict.option;
  if (checks.length > 0)
    page.item('·', `When it is built, "archwright lint" holds it to the decision: ${checks.join(', ')}.`);
  const ignored = [...givenFor(book, verdict.tree.id).answers.keys()].filter(
    (id) => !verdict.situation.answers.has(id),
  );
  if (ignored.length > 0) page.item('·', `These answers could not matter: ${ignored.join(', ')}.`);
  process.stdout.write(page.toString());
}

/** A decision as plain data, with what was recorded. */
export function doneJson({ verdict, contradicts, recorded }: Done): Record<string, unknown> {
  return { ...verdictJson(verdict), contradicts, adr: recorded.adr, applied: recorded.applied };
}

/** Trees that got answers and were not walked. */
export function unusedTrees(book: AnswerBook, made: readonly Made[]): string[] {
  return [...book]
    .filter(([id, given]) => given.answers.size > 0 && id !== reservedSections.shared)
    .filter(([id]) => !made.some(({ verdict }) => verdict.tree.id === id))
    .map(([id]) => id);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
