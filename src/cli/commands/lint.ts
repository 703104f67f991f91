import type { Command } from 'commander';
import { addCustomRuleOptions } from '../custom-rules/custom-rule-options.ts';
import { addAdoptionOptions } from '../lint/adoption-options.ts';
import { addChoiceOptions } from '../lint/choice-options.ts';
import { addFixOptions } from '../lint/fix-options.ts';
import { addGateOptions } from '../lint/gate-options.ts';
import type { LintFlags } from '../lint/lint-flags.ts';
import { addReportOptions } from '../lint/report-options.ts';
import { addRecoveryOptions } from '../recovery-options.ts';

const EXAMPLES = `
Examples:
  archwright lint                                  the repository you are in
  archwright lint services --rule missing-timeout  one rule, one folder
  archwright lint -o lint.sarif -o report.html     for code scanning, and a page to look at
  archwright lint -f pretty -f gitlab=quality.json on the terminal, and into a file
  archwright lint --format github --step-summary   in a job of GitHub Actions
  archwright lint --init                           first time: settings, and a baseline of what is found now
  archwright lint --changed                        what this branch brings
  archwright lint --blueprint                      what archwright.yaml declares, before there is code
  archwright lint --watch                          while you work
  archwright lint --fail-on warning                stricter: warnings fail too
  archwright lint --format sarif -o lint.sarif     for code scanning in CI
  archwright lint --facts facts/                   several repositories as one system

Exit status: 0 nothing at or above the threshold, 1 findings, 2 wrong use, bad configuration or an internal error.
"archwright explain <rule>" tells why a rule exists and how to mend its findings.`;

const OPTIONS = [
  addChoiceOptions,
  addAdoptionOptions,
  addReportOptions,
  addGateOptions,
  addFixOptions,
  addCustomRuleOptions,
  addRecoveryOptions,
];

export function define(command: Command): void {
  command.argument('[dir]', 'root of the repository', '.');
  for (const add of OPTIONS) add(command);
  command.addHelpText('after', EXAMPLES).action(lint);
}

async function lint(dir: string, flags: LintFlags): Promise<void> {
  if (flags.blueprint !== undefined) {
    const { lintBlueprint } = await import('../lint/lint-blueprint.ts');
    process.exitCode = lintBlueprint(dir, flags);
    return;
  }
  const { runLint } = await import('../lint/run-lint.ts');
  if (flags.watch) {
    const { watchLint } = await import('../lint/watch-lint.ts');
    return watchLint(dir, flags, () => runLint(dir, flags));
  }
  process.exitCode = await runLint(dir, flags);
}
