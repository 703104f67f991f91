import { UserError } from '../../util/user-error.ts';
import { givenFor, readAnswers, type GivenAnswers } from '../answers.ts';
import type { DecisionTree, Option } from '../tree.ts';
import { plainText, type Adr } from './read-adr.ts';

/** What a record says for programs: the tree that it was decided with, and the answers. */
export interface RecordedDecision {
  readonly adr: Adr;
  readonly tree: DecisionTree;
  /** Version of the tree when the record was written. */
  readonly version: number;
  readonly option: Option;
  readonly given: GivenAnswers;
}

/** The decision of a record, or why it cannot be read as one of a tree. */
export type DecisionReading =
  { readonly decision: RecordedDecision } | { readonly decision: null; readonly why: string };

const SAYS = /decision tree `([a-z][a-z0-9-]*)`, version (\d+(?:\.\d+)?)/;

/** Reads the answers that Archwright writes into its records. Never throws. */
export function readDecision(adr: Adr, trees: ReadonlyMap<string, DecisionTree>): DecisionReading {
  const said = adr.markdown.lines.map(({ text }) => SAYS.exec(text)).find((match) => match !== null);
  if (!said) return { decision: null, why: 'it was written by hand: it holds no answers that could be asked again' };
  const [, id = '', version] = said;
  const tree = trees.get(id);
  if (tree === undefined) return { decision: null, why: `there is no decision tree "${id}"` };
  const option = chosenOption(adr, tree);
  if (option === undefined)
    return { decision: null, why: `"${adr.chosen?.text ?? adr.title}" is no option of the tree "${id}" today` };
  try {
    const given = givenFor(readAnswers(adr.file, answersText(adr, id), trees, id), id);
    return { decision: { adr, tree, version: Number(version), option, given } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const line = error.where?.line === undefined ? '' : ` (line ${String(error.where.line)})`;
    return { decision: null, why: `its answers do not fit the tree "${id}" of today: ${error.message}${line}` };
  }
}

// A person may have chosen another option than the tree: what the record says counts.
function chosenOption({ chosen, title }: Adr, tree: DecisionTree): Option | undefined {
  const options = [...tree.options.values()];
  const named = (text: string): Option | undefined => options.find((option) => same(option.title, text));
  const inTitle = title.startsWith(`${tree.title}: `) ? named(title.slice(tree.title.length + 2)) : undefined;
  return (chosen && named(chosen.text)) ?? inTitle;
}

function same(a: string, b: string): boolean {
  return plainText(a).toLowerCase() === plainText(b).toLowerCase();
}

// Empty lines in front keep the positions those of the record.
function answersText({ markdown }: Adr, tree: string): string {
  const { lines } = markdown;
  const start = lines.findIndex(
    ({ text, kind }, index) =>
      kind === 'code' && text.trim() === `${tree}:` && /^\s*[`~]{3,}ya?ml\s*$/.test(lines[index - 1]?.text ?? ''),
  );
  if (start < 0) return '';
  const length = lines.slice(start).findIndex(({ text }) => /^\s*[`~]{3,}\s*$/.test(text));
  const block = lines.slice(start, length < 0 ? undefined : start + length).map(({ text }) => text);
  return `${'\n'.repeat(start)}${block.join('\n')}\n`;
}
