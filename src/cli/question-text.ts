import chalk from 'chalk';
import { answerText, bandText, formatAnswer, formatValue } from '../advise/format-value.ts';
import type { Question } from '../advise/session.ts';
import type { Standing } from '../advise/standing.ts';
import { thresholdsOn } from '../advise/thresholds-on.ts';
import { joinOr, thresholdText } from '../advise/words.ts';
import { wordsOf, wrapWords } from '../util/wrap-words.ts';

/** What stands above a question: how far it is, where the decision stands, and what was taken over or inferred. */
export function introduction(question: Question, width: number): string {
  const { number, most, standing, input, proposal, taken, tree } = question;
  const count = number === most ? `Question ${number}, the last one` : `Question ${number} of at most ${most}`;
  const notes = [standingText(standing)];
  if (taken.length > 0) notes.push(takenText(taken));
  if (proposal !== null) {
    const said = proposal.note ?? formatAnswer(input, proposal.value);
    notes.push(
      proposal.from === null
        ? `You said ${said}.`
        : `Inferred: ${said}. Confirm or change it. Source: ${proposal.from}.`,
    );
  }
  const lines = notes.flatMap((note) => wrapWords(wordsOf(note, chalk.dim), width));
  return [...wrapWords(wordsOf(`${tree.title} – ${count}`, chalk.bold), width), ...lines].join('\n');
}

/** Everything that helps to answer: the reason for asking, what the numbers mean, and what they are compared with. */
export function helpText({ tree, input, overrides }: Question, width: number): string {
  const compared = thresholdsOn(tree, input.id).flatMap((id) => tree.thresholds.get(id) ?? []);
  const notes = [
    input.why === null ? 'The tree gives no reason.' : `Why we ask: ${input.why}`,
    ...(input.bands.length === 0 ? [] : [bandText(input)]),
    ...input.choices.map(({ value, label, help }) => `${label} (${value})${help === null ? '' : `: ${help}`}`),
    ...compared.map(
      (threshold) =>
        `Compared with ${thresholdText(threshold, overrides.get(threshold.id) ?? threshold.value)}: ${threshold.title}.`,
    ),
    ...(input.unknown ? ['"I don\'t know" is an answer: the verdict says what it could change.'] : []),
  ];
  return notes.flatMap((note) => wrapWords(wordsOf(note), width, '  ', '    ')).join('\n');
}

/** `So far: Monolith leads; Modular monolith or Microservices are possible, too.` */
export function standingText({ leading, possible }: Standing): string {
  const others = possible.filter((option) => option.id !== leading?.id).map((option) => option.title);
  if (leading === null) return `Still possible: ${joinOr(others)}.`;
  if (others.length > 3) return `So far: ${leading.title} leads; ${others.length} other options are still possible.`;
  return `So far: ${leading.title} leads; still possible: ${joinOr(others)}.`;
}

function takenText(taken: Question['taken']): string {
  const groups = new Map<string, string[]>();
  for (const { input, value, from } of taken) {
    groups.set(from, [...(groups.get(from) ?? []), `${input.id} = ${formatValue(input.type, value)}`]);
  }
  return [...groups].map(([from, said]) => `From ${from}: ${said.join(', ')}.`).join(' ');
}

/** The default of a prompt as text: what is proposed, or else the tree's own default. */
export function proposedText({ input, proposal }: Question): string | undefined {
  if (proposal !== null) return proposal.value === null ? '-' : answerText(input, proposal.value);
  return input.default === null ? undefined : answerText(input, input.default);
}
