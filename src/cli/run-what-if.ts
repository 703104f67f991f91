import { applySettings, readAnswers, type AnswerBook } from '../advise/answers.ts';
import { readDecision, type RecordedDecision } from '../advise/adr/recorded-decision.ts';
import { renderWhatIf } from '../advise/render-what-if.ts';
import type { DecisionTree } from '../advise/tree.ts';
import { verdictJson } from '../advise/verdict-json.ts';
import { assume, compareVerdicts, differences, type Assumed } from '../advise/what-if.ts';
import { readText } from '../io/read-text.ts';
import { UserError } from '../util/user-error.ts';
import { printJson } from './advise-output.ts';
import { recordOf } from './run-replay.ts';
import { columns, style } from './terminal.ts';
import { treesHere } from './trees-here.ts';

/** Options of `archwright advise what-if`. */
export interface WhatIfOptions {
  readonly answers?: string;
  readonly set?: readonly string[];
  readonly overlay?: readonly string[];
  readonly json?: true;
}

/** Shows what other answers would change, and writes nothing. `word` is a tree, or a record whose answers are the start. */
export function runWhatIf(word: string, options: WhatIfOptions): number {
  const [before, after] = isRecord(word) ? fromRecord(word, options) : fromTree(word, options);
  if (options.json !== true) {
    process.stdout.write(renderWhatIf(before, after, columns(), style));
    return 0;
  }
  const side = ({ verdict, unanswered }: Assumed): unknown => ({ ...verdictJson(verdict), unanswered });
  printJson({
    schemaVersion: 1,
    changes: before.verdict.option.id !== after.verdict.option.id,
    differences: differences(before.verdict, after.verdict),
    compared: compareVerdicts(before.verdict, after.verdict),
    before: side(before),
    after: side(after),
  });
  return 0;
}

// Trees have names without digits at their beginning.
function isRecord(word: string): boolean {
  return /\.md$/i.test(word) || /^(?:ADR[-_ ]?)?#?\d/i.test(word);
}

function fromTree(word: string, options: WhatIfOptions): [Assumed, Assumed] {
  const { trees, named: tree } = treesHere(word, options.overlay);
  if (tree === null) throw new Error('a word was given, and no tree came of it');
  const read = (): AnswerBook =>
    options.answers === undefined
      ? new Map()
      : readAnswers(options.answers, readText(options.answers, 'the answers file'), trees, tree.id);
  return [assume(tree, read()), assume(tree, changed(read(), tree, options))];
}

function fromRecord(word: string, options: WhatIfOptions): [Assumed, Assumed] {
  if (options.answers !== undefined) {
    throw new UserError('--answers does not go with a record', { help: 'the answers of the record are the start' });
  }
  const { trees } = treesHere(undefined, options.overlay);
  const adr = recordOf(word);
  const read = (): RecordedDecision => {
    const reading = readDecision(adr, trees);
    if (reading.decision) return reading.decision;
    throw new UserError(`${adr.file} cannot be asked again: ${reading.why}`);
  };
  const { tree, given } = read();
  // The record holds the thresholds that it was decided with; those of today do not count.
  const recorded = { ...tree, presets: new Map() };
  const after = changed(new Map([[tree.id, read().given]]), tree, options);
  return [assume(recorded, new Map([[tree.id, given]])), assume(recorded, after)];
}

function changed(book: AnswerBook, tree: DecisionTree, { set }: WhatIfOptions): AnswerBook {
  if (set === undefined) {
    throw new UserError('what-if needs something to change', { help: 'give it with --set question=answer' });
  }
  applySettings(book, set, new Map([[tree.id, tree]]), tree.id);
  return book;
}
