import { applySettings, readAnswers, reservedSections, type AnswerBook } from '../advise/answers.ts';
import { giveInferred } from '../advise/evidence/propose.ts';
import { readSession, startOfSession, type Stopped } from '../advise/session-file.ts';
import { Session } from '../advise/session.ts';
import { treeNamed } from '../advise/tree-library.ts';
import type { DecisionTree } from '../advise/tree.ts';
import { readText } from '../io/read-text.ts';
import { UserError } from '../util/user-error.ts';
import { runUnattended } from './advise-unattended.ts';
import { inferFrom } from './infer-from.ts';
import { readEarlier } from './earlier-decisions.ts';
import { Recorder } from './record-decision.ts';
import { removeSession, sessionFile, storedSession } from './session-store.ts';
import { columns } from './terminal.ts';
import { treesHere } from './trees-here.ts';

/** Options of `archwright advise`, as commander gives them. */
export interface AdviseOptions {
  readonly answers?: string;
  /** A repository from which answers are inferred. */
  readonly from?: string;
  readonly cache: boolean;
  readonly overlay?: readonly string[];
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

const firstTree = 'architecture-style';

/** Runs an interview and the decisions that follow from it. Returns the exit status: 2 when answers are missing. */
export async function runAdvise(word: string | undefined, options: AdviseOptions): Promise<number> {
  const person = options.yes !== true && options.json !== true && process.stdin.isTTY && process.stdout.isTTY;
  const stopped = person && options.dryRun !== true ? await offerStopped(options) : null;
  const from = stopped?.start ?? word;
  const { trees, named } = treesHere(from, options.overlay);
  const book = stopped?.book ?? new Map();
  giveAnswers(book, trees, named?.id, options);
  const recorder = new Recorder(options);
  const start = named ?? treeNamed(trees, await startOf(trees, book, person));
  const earlier = readEarlier(recorder.folder, trees, options.apply === true);
  const inferred = options.from === undefined ? [] : await inferFrom(options.from, options, trees, book, start.id, person);
  if (!person) giveInferred(book, inferred);
  if (!person) return runUnattended(trees, book, start, recorder, earlier, options);
  const { interviewPerson } = await import('./advise-interview.ts');
  const session = new Session(trees, start, book, stopped?.moves);
  for (const { tree, question, value, from: origin } of inferred) session.propose(tree, question, value, origin);
  return interviewPerson(session, from ?? start.id, recorder, earlier, options.dryRun !== true);
}

function giveAnswers(
  book: AnswerBook,
  trees: ReadonlyMap<string, DecisionTree>,
  named: string | undefined,
  { answers, set }: AdviseOptions,
): void {
  if (answers !== undefined) {
    const read = readAnswers(answers, readText(answers, 'the answers file'), trees, named ?? firstTree);
    for (const [id, given] of read) book.set(id, given);
  }
  applySettings(book, set ?? [], trees, named ?? firstTree);
}

async function startOf(trees: ReadonlyMap<string, DecisionTree>, book: AnswerBook, person: boolean): Promise<string> {
  const sections = [...book.keys()].filter((id) => id !== reservedSections.shared);
  if (person && sections.length === 0) return (await import('./prompts.ts')).askTree(trees, firstTree, columns());
  return sections.includes(firstTree) ? firstTree : (sections[0] ?? firstTree);
}

// A stopped interview that can no longer be read is said to be so, and left alone until the next answer replaces it.
async function offerStopped({ overlay }: AdviseOptions): Promise<Stopped | null> {
  const text = storedSession();
  if (text === null) return null;
  try {
    const start = startOfSession(sessionFile, text);
    const { trees, named: tree } = treesHere(start ?? undefined, overlay);
    if (start === null || tree === null) return null;
    const stopped = readSession(sessionFile, text, trees, tree.id);
    const { askResume } = await import('./prompts.ts');
    const answers = stopped.moves.filter((move) => 'question' in move).length;
    if ((await askResume(tree.title, answers, columns())) === 'resume') return { ...stopped, start };
    removeSession();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`The interview in ${sessionFile} cannot be gone on with: ${error.message}.\n`);
  }
  return null;
}
