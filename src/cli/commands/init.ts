import type { Command } from 'commander';
import { isTerminal } from '../questions/generation-options.ts';
import { initQuestions } from '../questions/init-questions.ts';
import { addQuestions } from '../questions/question.ts';
import type { InitFlags } from '../run-init.ts';

const EXAMPLES = `
Examples:
  archwright init                              asks, and writes archwright.yaml
  archwright init shop --yes --service orders,payment
  archwright init --answers answers.yaml --bus rabbitmq
  archwright init --from-code                  what the code in this folder is; nothing of it will be generated
  archwright init --from-decisions             with what "archwright advise" recorded in docs/decisions
  archwright init --from-decisions answers.yaml   with what these answers to its trees lead to

Exit status: 0 written, 2 wrong use, a missing answer, or archwright.yaml is there already.`;

export function define(command: Command): void {
  command.argument('[dir]', 'folder to write into', '.');
  addQuestions(command, initQuestions)
    .option('--from-code [dir]', 'write what is found in the code (default: of the folder itself)')
    .option(
      '--from-decisions [path]',
      'take what decisions say: a folder of records (default: docs/decisions) or a file of answers',
    )
    .option('--no-cache', 'with --from-code: neither use nor write .archwright/cache')
    .option('--dry-run', 'show the file, write nothing')
    .option('--json', 'the file as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dir: string, flags: InitFlags) => {
      const { runInit } = await import('../run-init.ts');
      await runInit(dir, flags, isTerminal());
    });
}
