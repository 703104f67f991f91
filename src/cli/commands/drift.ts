import { Option, type Command } from 'commander';
import type { DriftReport } from '../../docs/drift/drift-words.ts';
import type { SystemModel } from '../../model/system.ts';
import { addRecoveryOptions } from '../recovery-options.ts';
import type { DriftFlags, DriftFormat } from '../run-drift.ts';

const FORMATS: readonly DriftFormat[] = ['text', 'json', 'markdown', 'sarif', 'github', 'gitlab', 'junit'];

const EXAMPLES = `
Examples:
  archwright drift                               archwright.yaml against the code beside it
  archwright drift shop --runtime metrics.prom   and against what was seen at run time
  archwright drift --check                       in CI: each difference in short
  archwright drift --format markdown -o drift.md
  archwright drift --format sarif -o drift.sarif for code scanning; also github, gitlab, junit

Telemetry (--runtime): service-graph metrics of the OpenTelemetry Collector or Tempo (Prometheus text, or the answer of its
query API), dependencies or traces of Jaeger, OTLP or Tempo traces as JSON.
Exit status: 0 the sides agree, 1 drift, 2 wrong use or an internal error.`;

export function define(command: Command): void {
  addRecoveryOptions(command)
    .argument('[dir]', 'folder with archwright.yaml', '.')
    .option('--runtime <file>', 'telemetry to hold against both')
    .addOption(new Option('-f, --format <format>', 'how to report').choices(FORMATS).default('text'))
    .option('-o, --output <file>', 'write to a file')
    .option('--check', 'without the edits that would settle it')
    .option('--no-color', 'no color')
    .addHelpText('after', EXAMPLES)
    .action(drift);
}

async function drift(dir: string, flags: DriftFlags): Promise<void> {
  const { readDrift } = await import('../run-drift.ts');
  const { deliver } = await import('../output.ts');
  const { report, observed } = await readDrift(dir, flags);
  deliver(await rendered(dir, report, observed, flags), flags.output);
  if (report.settled.length > 0) process.exitCode = 1;
}

async function rendered(
  dir: string,
  report: DriftReport,
  observed: SystemModel,
  { format, output, check }: DriftFlags,
): Promise<string> {
  if (format === 'json') return (await import('../../docs/drift/drift-json.ts')).driftJson(report);
  if (format === 'markdown') return (await import('../../docs/drift/drift-markdown.ts')).driftMarkdown(report);
  if (format !== 'text') {
    const { driftFindings } = await import('../drift-findings.ts');
    const { findingsText } = await import('../lint/report-findings.ts');
    return findingsText(driftFindings(dir, report, observed), format, dir);
  }
  const { driftText } = await import('../drift-text.ts');
  const { terminalWidth } = await import('../palette.ts');
  const { default: chalk, Chalk } = await import('chalk');
  const colors = output === undefined ? chalk : new Chalk({ level: 0 });
  return driftText(report, colors, terminalWidth(), check === true);
}
