import type { Command } from 'commander';
import { addedThings, type AddedKind } from '../questions/add-questions.ts';
import { addGenerationOptions, isTerminal } from '../questions/generation-options.ts';
import { addQuestions } from '../questions/question.ts';
import type { AddFlags } from '../run-add.ts';

const MORE = `
Without flags it asks. archwright.yaml keeps its comments and its order; what is generated from it follows in the same stroke,
and files that you edited are merged with it. What is there already is not added twice.
Exit status: 0 written or nothing to do, 1 a conflict, 2 wrong use, a missing answer, bad configuration or an internal error.`;

export function define(command: Command): void {
  for (const kind of Object.keys(addedThings) as AddedKind[]) {
    const { summary, example, questions } = addedThings[kind];
    const sub = command.command(kind).summary(summary).description(summary);
    addGenerationOptions(addQuestions(sub, questions))
      .addHelpText('after', `\nExample:\n  ${example}\n${MORE}`)
      .action(async (argument: string | undefined, flags: AddFlags) => {
        const { runAdd } = await import('../run-add.ts');
        const positional = questions.find(({ flag }) => !flag.startsWith('--'));
        const given = positional && argument !== undefined ? { ...flags, [positional.key]: argument } : flags;
        await runAdd(kind, given, isTerminal());
      });
  }
  command.addHelpText('after', MORE);
  command.action(() => command.help());
}
