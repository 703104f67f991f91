import { Option, type Command } from 'commander';
import { defineAudit } from '../audit/define-audit.ts';
import type { AdviseOptions } from '../run-advise.ts';
import type { ReplayOptions } from '../run-replay.ts';
import type { WhatIfOptions } from '../run-what-if.ts';

/** `archwright advise`: an interview that ends in a recommendation and an ADR. */
export function define(command: Command): void {
  command.helpCommand(false);
  defineAudit(command);
  defineReplay(command);
  defineWhatIf(command);
  command
    .argument('[tree]', 'decision to make: a tree of "archwright trees list", or a YAML file with a tree of your own')
    .option('-a, --answers <file>', 'answers from a YAML file, for one tree or for several by their ids')
    .option('-s, --set <question=answer>', 'one answer, or a threshold; repeatable, wins over the file', collect)
    .option('--from <dir>', 'infer answers from a repository, to be confirmed; those that are given win')
    .option('--no-cache', 'with --from: neither use nor write .archwright/cache')
    .option('--overlay <file>', 'a file that changes trees, besides those of archwright.yaml; repeatable', collect)
    .option('-y, --yes', 'answer "I don\'t know" to everything that is not given, and never ask')
    .option('--json', 'print the verdict as JSON; with answers missing, the next question, and exit with 2')
    .option('-o, --out <folder>', "where the ADR goes (default: the blueprint's decisions folder, or docs/decisions)")
    .option('--no-adr', 'write no ADR')
    .option('--dry-run', 'write nothing, say what would be written')
    .option('--apply', 'write what the decision means into archwright.yaml')
    .option('--status <status>', 'status of the ADR: proposed or accepted', 'proposed')
    .addOption(new Option('--format <format>', 'how the ADR is written').choices(['madr', 'nygard']).default('madr'))
    .option('--by <name>', 'who decides, for the ADR; repeatable', collect)
    .option('--date <date>', 'date of the ADR, YYYY-MM-DD (default: today)')
    .addHelpText('after', examples)
    .action(async (tree: string | undefined, options: AdviseOptions) => {
      const { runAdvise } = await import('../run-advise.ts');
      process.exitCode = await runAdvise(tree, options);
    });
}

function defineReplay(command: Command): void {
  command
    .command('replay <record>')
    .summary('ask the answers of a record again, and say whether it comes out the same')
    .description(
      'Ask the answers of a record again (its file, its number, or its name in the decisions folder).\nStatus 0: the same record comes out. 1: it does not, and why.',
    )
    .option('--overlay <file>', 'a file that changes trees, besides those of archwright.yaml; repeatable', collect)
    .option('--json', 'as JSON')
    .addHelpText('after', replayExamples)
    .action(async (record: string, _: unknown, own: Command) => {
      process.exitCode = (await import('../run-replay.ts')).runReplay(record, optionsOf<ReplayOptions>(own));
    });
}

function defineWhatIf(command: Command): void {
  command
    .command('what-if <tree-or-record>')
    .summary('show what other answers would change, side by side; writes nothing')
    .description(
      'Show the verdict before and after a change, side by side. Starts from the answers of a record, or from a tree with --answers.\nWhat nobody answered counts as "I don\'t know". Nothing is written.',
    )
    .option('-a, --answers <file>', 'for a tree: the answers to start from')
    .option('-s, --set <question=answer>', 'what to change: an answer, or a threshold; repeatable', collect)
    .option('--overlay <file>', 'a file that changes trees, besides those of archwright.yaml; repeatable', collect)
    .option('--json', 'as JSON')
    .addHelpText('after', whatIfExamples)
    .action(async (word: string, _: unknown, own: Command) => {
      process.exitCode = (await import('../run-what-if.ts')).runWhatIf(word, optionsOf<WhatIfOptions>(own));
    });
}

// Where "advise" has an option of the same name, commander gives it to "advise", even after the subcommand.
function optionsOf<Options extends object>(command: Command): Options {
  return command.optsWithGlobals<Options>();
}

const replayExamples = `
Examples:
  archwright advise replay docs/decisions/0001-architecture-style-microservices.md
  archwright advise replay 1 --json`;

const whatIfExamples = `
Examples:
  archwright advise what-if 1 --set engineers=12
  archwright advise what-if architecture-style --answers answers.yaml --set many_engineers=50`;

const examples = `
Examples:
  archwright advise                                    choose a decision and answer its questions
  archwright advise architecture-style --set engineers=4 --yes
  archwright advise architecture-style --from .        answers that the repository gives, with their sources
  archwright advise --answers answers.yaml --dry-run   the same without a terminal, writing nothing
  archwright advise communication --json               the next question as JSON, until all are answered
  archwright advise audit                              do the accepted decisions still hold?
  archwright advise what-if 1 --set engineers=12       what would change in a recorded decision
  archwright advise replay 1                           does a record still come out of its answers?

An interview that is stopped with Ctrl-C is offered again at the next start.`;

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
