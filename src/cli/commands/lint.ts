import { InvalidArgumentError, Option, type Command } from 'commander';
import type { LintResult } from '../../lint/engine.ts';
import type { Sources } from '../../lint/span.ts';
import type { Severity } from '../../model/finding.ts';
import { addRecoveryOptions, type RecoveryFlags } from '../recovery-options.ts';

interface LintFlags extends RecoveryFlags {
  readonly format: 'pretty' | 'compact' | 'json' | 'sarif';
  readonly output?: string;
  readonly failOn: Severity;
  readonly maxWarnings?: number;
  readonly rule?: readonly string[];
  readonly severity: Severity;
  readonly config?: string;
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

const EXAMPLES = `
Examples:
  archwright lint                                  the repository you are in
  archwright lint services --rule missing-timeout  one rule, one folder
  archwright lint --format sarif -o lint.sarif     for code scanning in CI
  archwright lint --fail-on warning                stricter: warnings fail too
  archwright lint --facts facts/                   several repositories as one system

Exit status: 0 nothing at or above the threshold, 1 findings, 2 wrong use, bad configuration or an internal error.
"archwright explain <rule>" tells why a rule exists and how to mend its findings.`;

export function define(command: Command): void {
  addRecoveryOptions(command)
    .argument('[dir]', 'root of the repository', '.')
    .addOption(
      new Option('-f, --format <format>', 'how to report')
        .choices(['pretty', 'compact', 'json', 'sarif'])
        .default('pretty'),
    )
    .option('-o, --output <file>', 'write the report to a file')
    .addOption(
      new Option('--fail-on <severity>', 'lowest severity that ends in status 1').choices(SEVERITIES).default('error'),
    )
    .option('--max-warnings <n>', 'more warnings than this end in status 1', wholeNumber)
    .option('--rule <names>', 'run these rules only (separated by commas, or repeated)', names)
    .addOption(new Option('--severity <severity>', 'lowest severity to show').choices(SEVERITIES).default('info'))
    .option('--config <file>', 'read the settings from this file instead of archwright.yaml in the root')
    .option('--no-color', 'no color')
    .addHelpText('after', EXAMPLES)
    .action(lint);
}

async function lint(dir: string, flags: LintFlags): Promise<void> {
  const { lintModel } = await import('../../lint/engine.ts');
  const { rules } = await import('../../lint/rules/index.ts');
  const { atLeast, checkSettings, findRule } = await import('../../lint/settings.ts');
  const { suppressionDocs } = await import('../../lint/suppression-rules.ts');
  const { readLintSettings } = await import('../lint-settings.ts');
  const { readRepository } = await import('../read-repository.ts');
  const { sourceReader } = await import('../source-reader.ts');

  const { settings, locate } = readLintSettings(dir, flags.config);
  const known = [...rules, ...suppressionDocs];
  for (const name of flags.rule ?? []) findRule(name, known);
  // Said before a large repository is read.
  checkSettings(settings, known, locate);
  const sources = flags.facts === undefined ? sourceReader(dir) : () => undefined;
  const only = flags.rule ? { only: flags.rule } : {};
  const result = lintModel(await readRepository(dir, flags), { settings, rules, sources, locate, ...only });
  const shown = result.findings.filter(({ severity }) => atLeast(severity, flags.severity));
  await report({ ...result, findings: shown }, sources, flags);

  const failing = result.findings.some(({ severity }) => atLeast(severity, flags.failOn));
  process.exitCode = failing || tooManyWarnings(result, flags.maxWarnings) ? 1 : 0;
}

async function report(result: LintResult, sources: Sources, { format, output }: LintFlags): Promise<void> {
  const { reporters } = await import('../../lint/reporters/index.ts');
  const { plainPalette } = await import('../../lint/reporters/reporter.ts');
  const { summaryText } = await import('../../lint/summary.ts');
  const { deliver } = await import('../output.ts');
  const { terminalPalette, terminalWidth } = await import('../palette.ts');
  const { version } = await import('../version.ts');
  const look =
    output === undefined
      ? { palette: terminalPalette(), width: terminalWidth() }
      : { palette: plainPalette, width: 100 };
  const text = reporters[format](result, { ...look, sources, version: version() });
  deliver(text, output, `${summaryText(result)}; the report is in "${output}"`);
}

function tooManyWarnings(result: LintResult, most: number | undefined): boolean {
  const warnings = result.findings.filter(({ severity }) => severity === 'warning').length;
  if (most === undefined || warnings <= most) return false;
  process.stderr.write(
    `--max-warnings ${most}: there ${warnings === 1 ? 'is 1 warning' : `are ${warnings} warnings`}\n`,
  );
  return true;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('A whole number is expected.');
  return Number(text);
}

function names(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').map((name) => name.trim())].filter(Boolean);
}
