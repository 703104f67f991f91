import type { Command } from 'commander';
import { addRecoveryOptions } from '../recovery-options.ts';
import type { AuditFlags } from './run-audit.ts';

/** `archwright advise audit`: whether what was decided is still what the code does. */
export function defineAudit(advise: Command): void {
  const summary = 'Hold accepted decisions against the code of today';
  addRecoveryOptions(advise.command('audit'))
    .summary(summary)
    .description(summary)
    .argument('[dir]', 'root of the repository', '.')
    .option('--dir <folder>', 'where the decisions lie (default: what archwright.yaml says, or docs/decisions)')
    .option('--tree <file>', 'a decision tree of your own that records name')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dir: string, _flags: AuditFlags, command: Command) => {
      const { runAudit } = await import('./run-audit.ts');
      // An option that "advise" has as well (--json) is taken by "advise", wherever it stands.
      process.exitCode = await runAudit(dir, command.optsWithGlobals<AuditFlags>());
    });
}

const EXAMPLES = `
A decision holds when the lint rules that it names find nothing, archwright.yaml says what it asks for, no other accepted
decision contradicts it, and none of its conditions to decide again has come up. What cannot be looked at is said.

Examples:
  archwright advise audit                  the repository you are in
  archwright advise audit ../shop --json   another one, for a program

Exit status: 0 nothing is violated, 1 a decision is violated, 2 wrong use or an internal error.`;
