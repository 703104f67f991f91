import type { Command } from 'commander';
import { addGenerationOptions, isTerminal } from '../questions/generation-options.ts';
import { newThings, type NewKind } from '../questions/new-questions.ts';
import { addQuestions } from '../questions/question.ts';
import type { NewFlags } from '../run-new.ts';

const MORE = `
It is added to archwright.yaml, which is made when it is not there, and everything is generated from it.
What it calls and publishes is done by its first POST endpoint; change that in archwright.yaml, or with "archwright add".`;

export function define(command: Command): void {
  for (const kind of Object.keys(newThings) as NewKind[]) {
    const thing = newThings[kind];
    const { summary, examples, questions } = thing;
    const sub = command.command(kind).summary(summary).description(summary);
    addGenerationOptions(addQuestions(sub, questions))
      .addHelpText('after', `\nExamples:\n${examples}\n${'more' in thing ? thing.more : MORE}`)
      .action(async (name: string | undefined, flags: NewFlags) => {
        const { runNew } = await import('../run-new.ts');
        await runNew(kind, name === undefined ? flags : { ...flags, name }, isTerminal());
      });
  }
  command.action(() => command.help());
}
