import { expected } from '../advise/parse-value.ts';
import type { DecisionTree, Input } from '../advise/tree.ts';
import { UserError } from '../util/user-error.ts';
import { wordsOf, wrapWords } from '../util/wrap-words.ts';

/** The error for an interview that nobody is there to finish: what is missing now, and what may be missing after it. */
export function missingAnswers(tree: DecisionTree, next: Input, later: readonly Input[]): UserError {
  const lines = [` needed next: ${next.id}`, ...indented(`${next.ask} (${expected(next)})`)];
  if (later.length > 0) lines.push(' may be needed after it:', ...indented(later.map(({ id }) => id).join(', ')));
  return new UserError(`answers to "${tree.id}" are missing, and there is no terminal to ask at`, {
    frame: lines.join('\n'),
    help: `give them with --answers FILE or --set ${next.id}=…; --yes answers "I don't know" to the rest; "archwright trees show ${tree.id}" explains them`,
  });
}

function indented(text: string): string[] {
  return wrapWords(wordsOf(text), 80, '   ', '   ');
}
