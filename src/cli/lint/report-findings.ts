import { isAbsolute, relative, resolve, sep } from 'node:path';
import { appendText } from '../../io/append-text.ts';
import { writeFilesAtomic } from '../../io/write-file.ts';
import type { LintResult } from '../../lint/engine.ts';
import { reporters } from '../../lint/reporters/index.ts';
import { plainPalette, type ReportContext } from '../../lint/reporters/reporter.ts';
import type { Sources } from '../../lint/span.ts';
import { summaryText } from '../../lint/summary.ts';
import { UserError } from '../../util/user-error.ts';
import { terminalPalette, terminalWidth } from '../palette.ts';
import type { ReportFlags } from './report-options.ts';
import { reportTargets, type Target } from './report-targets.ts';
import { version } from '../version.ts';

/** Where reports go, settled before a repository is read. */
export interface ReportPlan {
  readonly targets: readonly Target[];
  /** The file of GitHub Actions that a job's summary is added to, or null. */
  readonly stepSummary: string | null;
}

/** Settles where the reports go. Throws UserError when two want one place, or a job's summary is asked for outside of a job. */
export function planReports({ format = [], output = [], stepSummary }: ReportFlags): ReportPlan {
  const targets = reportTargets(format, output);
  if (!stepSummary) return { targets, stepSummary: null };
  const file = process.env['GITHUB_STEP_SUMMARY'];
  if (file) return { targets, stepSummary: file };
  throw new UserError('--step-summary: GITHUB_STEP_SUMMARY is not set', {
    help: 'the option is for jobs of GitHub Actions; elsewhere, --format markdown=FILE writes the same text',
  });
}

/** Writes all reports: the files, all or none, then what goes to standard output. */
export function reportFindings(
  result: LintResult,
  { targets, stepSummary }: ReportPlan,
  about: { readonly dir: string; readonly sources: Sources; readonly sourceUrl: string | undefined },
): void {
  const common = {
    sources: about.sources,
    version: version(),
    prefix: pathPrefix(about.dir),
    sourceUrl: about.sourceUrl ?? null,
  };
  const inFile: ReportContext = { ...common, palette: plainPalette, width: 100 };
  const onTerminal: ReportContext = { ...common, palette: terminalPalette(), width: terminalWidth() };
  const files = targets.flatMap(({ format, file }) =>
    file === null ? [] : [{ path: file, text: reporters[format](result, inFile) }],
  );
  writeFilesAtomic(files);
  if (stepSummary !== null) appendText(stepSummary, reporters.markdown(result, inFile));
  for (const { format } of targets.filter(({ file }) => file === null)) {
    process.stdout.write(reporters[format](result, onTerminal));
  }
  if (files.length > 0) process.stderr.write(`${summaryText(result)}; ${writtenText(files.map(({ path }) => path))}\n`);
}

/** Findings in one format, as for a file. */
export function findingsText(result: LintResult, format: keyof typeof reporters, dir: string): string {
  const context = { sources: () => undefined, version: version(), prefix: pathPrefix(dir), sourceUrl: null };
  return reporters[format](result, { ...context, palette: plainPalette, width: 100 });
}

function writtenText(paths: readonly string[]): string {
  const names = paths.map((path) => `"${path}"`);
  return names.length === 1 ? `the report is in ${names[0]}` : `the reports are in ${names.join(', ')}`;
}

// A folder outside the working directory has no path that a CI system would know.
function pathPrefix(dir: string): string {
  const way = relative(process.cwd(), resolve(dir));
  const isOutside = way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
  return isOutside ? '' : way.split(sep).join('/');
}
