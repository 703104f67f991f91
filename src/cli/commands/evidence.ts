import type { Command } from 'commander';
import type { EvidenceFlags } from '../run-evidence.ts';

const EXAMPLES = `
Examples:
  archwright evidence                     what the repository you are in says about itself
  archwright evidence services --json     the same with every place, for programs and CI
  archwright advise --from .              fills the answers of a decision in from it

docs/evidence.md lists the facts and how each is read.`;

/** `archwright evidence`: the facts that answers of decision trees can be inferred from. */
export function define(command: Command): void {
  command
    .argument('[dir]', 'root of the repository', '.')
    .option('--json', 'as JSON')
    .option('--no-cache', 'neither use nor write .archwright/cache')
    .addHelpText('after', EXAMPLES)
    .action(async (dir: string, flags: EvidenceFlags) => {
      const { runEvidence } = await import('../run-evidence.ts');
      await runEvidence(dir, flags);
    });
}
