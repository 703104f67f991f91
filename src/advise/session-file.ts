import { parseYaml } from '../io/yaml.ts';
import { readAnswers, reservedSections, type AnswerBook, type GivenAnswers } from './answers.ts';
import { sectionLines } from './answers-text.ts';
import type { Move, Session } from './session.ts';
import type { DecisionTree, Input } from './tree.ts';
import { YamlReader } from './yaml-reader.ts';

/** An interview that was stopped, as it is read back. */
export interface Stopped {
  /** What the interview was about: the id of a tree, or the file of one. */
  readonly start: string;
  readonly book: AnswerBook;
  readonly moves: readonly Move[];
}

const head = `# An interview that was stopped. "archwright advise" offers to go on with it, and removes this file at the end.
`;

/** The session as an answers file that also says in which order things were said. `start` is the word that began it. */
export function sessionText(session: Session, start: string): string {
  const moves = session.moves.map((move) => ('next' in move ? `+${move.next}` : `${move.tree}.${move.question}`));
  const lines = [`${reservedSections.session}:`, `  start: ${JSON.stringify(start)}`];
  lines.push(moves.length === 0 ? '  moves: []' : '  moves:', ...moves.map((move) => `    - ${JSON.stringify(move)}`));
  const book = withProposals(session);
  for (const [id, given] of book) {
    const tree = id === reservedSections.shared ? sharedQuestions(session.trees) : session.trees.get(id);
    if (tree) lines.push(...sectionLines(id, tree, given));
  }
  return `${head}${lines.join('\n')}\n`;
}

/** Which decision a stopped interview is about, so that its trees can be loaded; null when the file is none of ours. */
export function startOfSession(file: string, text: string): string | null {
  const reader = new YamlReader(parseYaml(file, text));
  const { value } = reader.root;
  const session: unknown = typeof value === 'object' && value !== null && 'session' in value ? value.session : null;
  const start: unknown = typeof session === 'object' && session !== null && 'start' in session ? session.start : null;
  return typeof start === 'string' ? start : null;
}

/** Reads a stopped interview back. Throws UserError with file:line:column when an answer fits no longer. */
export function readSession(
  file: string,
  text: string,
  trees: ReadonlyMap<string, DecisionTree>,
  start: string,
): Stopped {
  const book = readAnswers(file, text, trees, start);
  const reader = new YamlReader(parseYaml(file, text));
  const session = reader.entries(reader.root, 'a stopped interview')?.get(reservedSections.session);
  const fields = session && reader.entries(session, '"session"');
  const moves = reader.texts(fields?.get('moves'), '"moves"').flatMap((move): Move[] => {
    if (move.startsWith('+')) return [{ next: move.slice(1) }];
    const [tree = '', question = ''] = move.split('.');
    return trees.get(tree)?.inputs.has(question) === true ? [{ tree, question }] : [];
  });
  return { start, book, moves };
}

function withProposals(session: Session): AnswerBook {
  const copy: AnswerBook = new Map(
    [...session.book].map(([id, given]): [string, GivenAnswers] => [
      id,
      {
        answers: new Map(given.answers),
        overrides: given.overrides,
        from: new Map(given.from),
        notes: new Map(given.notes),
      },
    ]),
  );
  for (const { tree, question, proposal } of session.unanswered) {
    const given = copy.get(tree);
    if (given === undefined || proposal.from === null) continue;
    given.answers.set(question, proposal.value);
    given.from.set(question, proposal.from);
    if (proposal.note !== null) given.notes.set(question, proposal.note);
  }
  return copy;
}

function sharedQuestions(trees: ReadonlyMap<string, DecisionTree>): Pick<DecisionTree, 'inputs' | 'thresholds'> {
  const inputs = new Map<string, Input>();
  for (const tree of trees.values()) {
    for (const [id, input] of tree.inputs) if (input.shared && !inputs.has(id)) inputs.set(id, input);
  }
  return { inputs, thresholds: new Map() };
}
