import { Option, type Command } from 'commander';
import { defineAudit } from '../audit/define-audit.ts';
import type { AdviseOptions } from '../run-advise.ts';

/** `archwright advise`: an interview that ends in a recommendation and an ADR. */
export function define(command: Command): void {
  defineAudit(command);
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

const examples = `
Examples:
  archwright advise                                    choose a decision and answer its questions
  archwright advise architecture-style --set engineers=4 --yes
  archwright advise architecture-style --from .        answers that the repository gives, with their sources
  archwright advise --answers answers.yaml --dry-run   the same without a terminal, writing nothing
  archwright advise communication --json               the next question as JSON, until all are answered
  archwright advise audit                              do the accepted decisions still hold?`;

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
