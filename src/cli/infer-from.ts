import type { AnswerBook } from '../advise/answers.ts';
import { inferAnswers, type InferredAnswer } from '../advise/evidence/propose.ts';
import { answerText } from '../advise/format-value.ts';
import type { DecisionTree } from '../advise/tree.ts';
import { wordsOf, wrapWords } from '../util/wrap-words.ts';
import { readEvidence } from './run-evidence.ts';
import { columns } from './terminal.ts';

/**
 * Answers that a repository gives. A person is asked about those of every tree; where nobody is asked, only the decisions
 * that are wanted have any, and standard error tells what was inferred from what, and which facts say nothing.
 */
export async function inferFrom(
  dir: string,
  { cache, json }: { readonly cache: boolean; readonly json?: true },
  trees: ReadonlyMap<string, DecisionTree>,
  book: AnswerBook,
  start: string,
  person: boolean,
): Promise<readonly InferredAnswer[]> {
  const { readings } = await readEvidence(dir, { cache });
  const wanted = [...trees.values()].filter(({ id }) => person || id === start || book.has(id));
  const { inferred, open } = inferAnswers(wanted, book, readings);
  if (person || json === true) return inferred;
  const lines = [
    `From "${dir}":`,
    ...inferred.map(({ tree, question, value, from }) => {
      const input = trees.get(tree)?.inputs.get(question);
      return `  ${question} = ${input ? answerText(input, value) : String(value)}, inferred from ${from}`;
    }),
    ...open.map(({ question, why }) => `  ${question} stays open: ${why}`),
  ];
  const text = lines.flatMap((line) => wrapWords(wordsOf(line), columns(), line.startsWith(' ') ? '  ' : '', '    '));
  process.stderr.write(`${text.join('\n')}\n\n`);
  return inferred;
}
