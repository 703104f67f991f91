import { InvalidArgumentError, Option, type Command } from 'commander';
import { FORMATS, formatFlag, type FormatFlag } from './report-targets.ts';
import { webAddress } from '../web-address.ts';

/** How `archwright lint` is told in which forms to report, and where to. */
export interface ReportFlags {
  readonly format?: readonly FormatFlag[];
  readonly output?: readonly string[];
  readonly sourceUrl?: string;
  readonly stepSummary?: true;
}

/** Adds the options about the form of the report. */
export function addReportOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '-f, --format <format[=file]>',
        'how to report, and the file for it; may be repeated (default: pretty)',
      )
        .choices(FORMATS)
        .argParser(addFormat),
    )
    .option('-o, --output <file>', 'write the report to a file; may be repeated, the ending names the format', addFile)
    .option('--source-url <url>', 'link places to files at this URL (markdown, html)', webAddress)
    .option('--step-summary', 'in GitHub Actions: add the report to the summary of the job')
    .option('--no-color', 'no color');
}

function addFormat(text: string, before: readonly FormatFlag[] = []): readonly FormatFlag[] {
  const flag = formatFlag(text);
  if (flag === null) throw new InvalidArgumentError(`Allowed choices are ${FORMATS.join(', ')}.`);
  return [...before, flag];
}

function addFile(file: string, before: readonly string[] = []): readonly string[] {
  if (file === '') throw new InvalidArgumentError('A file is expected.');
  return [...before, file];
}
