import { applySettings, givenFor, readAnswers, type AnswerBook } from '../advise/answers.ts';
import type { Verdict } from '../advise/recommend.ts';
import { Page, renderVerdict } from '../advise/render-verdict.ts';
import { decide, type Asker } from '../advise/session.ts';
import { isTreeFile, loadTrees, treeNamed } from '../advise/tree-library.ts';
import type { DecisionTree } from '../advise/tree.ts';
import { questionJson, verdictJson } from '../advise/verdict-json.ts';
import type { Interview } from '../advise/walk-tree.ts';
import { openQuestions } from '../advise/walk-tree.ts';
import { readText } from '../io/read-text.ts';
import { UserError } from '../util/user-error.ts';
import { Recorder, type Recorded } from './record-decision.ts';
import { missingAnswers } from './missing-answers.ts';
import { columns, style } from './terminal.ts';

/** Options of `archwright advise`, as commander gives them. */
export interface AdviseOptions {
  readonly answers?: string;
  readonly set?: readonly string[];
  readonly yes?: true;
  readonly json?: true;
  readonly out?: string;
  readonly adr: boolean;
  readonly dryRun?: true;
  readonly apply?: true;
  readonly status: string;
  readonly format?: 'madr' | 'nygard';
  readonly by?: readonly string[];
  readonly date?: string;
}

interface Done {
  readonly verdict: Verdict;
  readonly recorded: Recorded;
}

const firstTree = 'architecture-style';

/** Runs an interview and the decisions that follow from it. Returns the exit status: 2 when answers are missing. */
export async function runAdvise(word: string | undefined, options: AdviseOptions): Promise<number> {
  const trees = loadTrees(word !== undefined && isTreeFile(word) ? word : undefined);
  const named = word === undefined ? undefined : isTreeFile(word) ? lastOf(trees) : treeNamed(trees, word).id;
  const book: AnswerBook =
    options.answers === undefined
      ? new Map()
      : readAnswers(options.answers, readText(options.answers, 'the answers file'), trees, named ?? firstTree);
  applySettings(book, options.set ?? [], trees, named ?? firstTree);
  const recorder = new Recorder(options);
  const person = options.yes !== true && options.json !== true && process.stdin.isTTY && process.stdout.isTTY;
  const start = named ?? (await startOf(trees, book, person && book.size === 0));
  return person ? interviewPerson(trees, book, start, recorder) : runUnattended(trees, book, start, recorder, options);
}

async function startOf(trees: ReadonlyMap<string, DecisionTree>, book: AnswerBook, ask: boolean): Promise<string> {
  if (ask) return (await import('./prompts.ts')).askTree(trees, firstTree);
  return book.has(firstTree) ? firstTree : ([...book.keys()][0] ?? firstTree);
}

// At a terminal each decision is recorded as soon as it is made, so that Ctrl-C in the next one loses nothing.
async function interviewPerson(
  trees: ReadonlyMap<string, DecisionTree>,
  book: AnswerBook,
  start: string,
  recorder: Recorder,
): Promise<number> {
  const { askNext, terminalAsker } = await import('./prompts.ts');
  const done: Done[] = [];
  try {
    for (let next: string | undefined = start; next !== undefined;) {
      const tree = treeNamed(trees, next);
      const decision = await decide(tree, givenFor(book, next), terminalAsker(columns()));
      if (!('verdict' in decision)) throw new Error('a person was asked, and an answer is missing all the same');
      const recorded = recorder.record(decision.verdict, done.at(-1)?.recorded ?? null);
      done.push({ verdict: decision.verdict, recorded });
      print({ verdict: decision.verdict, recorded }, trees, book);
      next = followUps(decision.verdict, trees, done)[0];
      if (next !== undefined && !book.has(next) && !(await askNext(treeNamed(trees, next)))) next = undefined;
    }
  } catch (error) {
    const kept = done.flatMap(({ recorded }) => recorded.written);
    if (!(error instanceof Error) || error.name !== 'ExitPromptError' || kept.length === 0) throw error;
    process.stderr.write(`\nStopped. Kept: ${kept.join(', ')}. Of the decision under way nothing was written.\n`);
    return 130;
  }
  return 0;
}

async function runUnattended(
  trees: ReadonlyMap<string, DecisionTree>,
  book: AnswerBook,
  start: string,
  recorder: Recorder,
  options: AdviseOptions,
): Promise<number> {
  const verdicts: Verdict[] = [];
  const asker: Asker | null = options.yes === true ? ignorant : null;
  for (let next: string | undefined = start; next !== undefined;) {
    const tree = treeNamed(trees, next);
    const decision = await decide(tree, givenFor(book, next), asker);
    if ('pending' in decision) return reportMissing(tree, decision.pending, verdicts, book, options);
    verdicts.push(decision.verdict);
    next = followUps(
      decision.verdict,
      trees,
      verdicts.map((verdict) => ({ verdict })),
    ).find((id) => book.has(id));
  }
  // Nothing is written before every decision is made.
  const done: Done[] = [];
  for (const verdict of verdicts)
    done.push({ verdict, recorded: recorder.record(verdict, done.at(-1)?.recorded ?? null) });
  const unused = unusedTrees(book, verdicts);
  if (options.json === true) {
    printJson({ schemaVersion: 1, complete: true, decisions: done.map(doneJson), unusedTrees: unused });
    return 0;
  }
  for (const [index, each] of done.entries()) {
    if (index > 0) process.stdout.write('\n');
    print(each, trees, book);
  }
  if (unused.length > 0)
    process.stdout.write(`\nNot used: the answers to ${unused.join(', ')}. No decision above leads there.\n`);
  return 0;
}

const ignorant: Asker = {
  answer: async ({ input, tree }) => {
    await Promise.resolve();
    if (input.unknown) return null;
    throw new UserError(`"${input.id}" of "${tree.id}" cannot be left unknown`, {
      help: `give it with --set ${input.id}=…`,
    });
  },
};

function followUps(
  verdict: Verdict,
  trees: ReadonlyMap<string, DecisionTree>,
  done: readonly { readonly verdict: Verdict }[],
): string[] {
  const made = done.map((each) => each.verdict.tree.id);
  return verdict.option.followups.filter((id) => trees.has(id) && !made.includes(id));
}

function reportMissing(
  tree: DecisionTree,
  pending: Interview,
  verdicts: readonly Verdict[],
  book: AnswerBook,
  options: AdviseOptions,
): number {
  const { overrides } = givenFor(book, tree.id);
  const open = openQuestions({ tree, answers: pending.asked, overrides });
  const [next, ...later] = [...open].toSorted((a, b) => Number(b === pending.next) - Number(a === pending.next));
  if (next === undefined) throw new Error('answers are missing, but no question is open');
  if (options.json === true) {
    const waiting = {
      tree: tree.id,
      next: questionJson(next),
      mayFollow: later.map(questionJson),
      atMost: pending.atMost,
    };
    printJson({ schemaVersion: 1, complete: false, decisions: verdicts.map(verdictJson), pending: waiting });
    return 2;
  }
  throw missingAnswers(tree, next, later);
}

function print({ verdict, recorded }: Done, trees: ReadonlyMap<string, DecisionTree>, book: AnswerBook): void {
  const page = new Page(columns(), style);
  page.section('What next');
  for (const line of recorded.lines) page.item('·', line);
  for (const id of verdict.option.followups) {
    const tree = trees.get(id);
    if (tree && !book.has(id)) page.item('·', `Decide what follows with "archwright advise ${id}": ${tree.question}`);
  }
  const { checks } = verdict.option;
  if (checks.length > 0)
    page.item('·', `When it is built, "archwright lint" holds it to the decision: ${checks.join(', ')}.`);
  const ignored = [...givenFor(book, verdict.tree.id).answers.keys()].filter(
    (id) => !verdict.situation.answers.has(id),
  );
  if (ignored.length > 0) page.item('·', `These answers could not matter: ${ignored.join(', ')}.`);
  process.stdout.write(`\n${renderVerdict(verdict, columns(), style)}${page.toString()}`);
}

function doneJson({ verdict, recorded }: Done): Record<string, unknown> {
  return { ...verdictJson(verdict), adr: recorded.adr, applied: recorded.applied };
}

function unusedTrees(book: AnswerBook, verdicts: readonly Verdict[]): string[] {
  return [...book]
    .filter(([id, given]) => given.answers.size > 0 && !verdicts.some(({ tree }) => tree.id === id))
    .map(([id]) => id);
}

function lastOf(trees: ReadonlyMap<string, DecisionTree>): string {
  return [...trees.keys()].at(-1) ?? firstTree;
}

function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
