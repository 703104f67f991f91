import { createHash } from 'node:crypto';
import { SEVERITIES, type Finding, type Severity } from '../../model/finding.ts';
import { oneLine } from '../../util/markdown.ts';
import type { LintResult } from '../engine.ts';
import { summaryText } from '../summary.ts';
import { count } from '../wording.ts';
import { ciPath } from './places.ts';
import type { ReportContext } from './reporter.ts';

/** As many annotations of one kind GitHub shows for a step; what comes after them is dropped without a word. */
const MOST_ANNOTATIONS = 10;

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };
const NAMES: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'hint' };

/**
 * Workflow commands of GitHub Actions, which become annotations in a pull request. Of each severity at most ten are shown,
 * so the last one says how many more there are, and the log lists those.
 */
export function github(result: LintResult, context: Pick<ReportContext, 'prefix'>): string {
  const annotations: string[] = [];
  const others: Finding[] = [];
  for (const severity of SEVERITIES) {
    const all = result.findings.filter((finding) => finding.severity === severity);
    const shown = all.length > MOST_ANNOTATIONS ? MOST_ANNOTATIONS - 1 : all.length;
    annotations.push(...all.slice(0, shown).map((finding) => annotation(finding, context)));
    const rest = all.slice(shown);
    others.push(...rest);
    if (rest.length === 0) continue;
    const more = `${count(rest.length, `more ${NAMES[severity]}`)} of Archwright; the log of this step lists them.`;
    annotations.push(`::${COMMANDS[severity]} title=Archwright::${more}`);
  }
  return [...annotations, ...listing(others, context), `Archwright: ${summaryText(result)}`]
    .map((line) => `${line}\n`)
    .join('');
}

function annotation(finding: Finding, context: Pick<ReportContext, 'prefix'>): string {
  const properties = {
    file: ciPath(finding.file, context),
    line: finding.line,
    endLine: finding.endLine,
    col: finding.column,
    endColumn: finding.endColumn,
    title: `archwright ${finding.rule}`,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
  const text = [finding.message, `To mend it: ${finding.help}`].map(data);
  return `::${COMMANDS[finding.severity]} ${list.join(',')}::${text.join('%0A')}`;
}

// Names in the analysed code may look like commands: GitHub reads none of them until it meets the token, which cannot be foreseen.
function listing(findings: readonly Finding[], context: Pick<ReportContext, 'prefix'>): string[] {
  if (findings.length === 0) return [];
  const lines = findings.map(({ file, line, column, severity, message, rule }) =>
    oneLine(`${ciPath(file, context)}:${line}:${column}: ${severity}: ${message} [${rule}]`),
  );
  const token = createHash('sha256').update(lines.join('\n')).digest('hex');
  const title = `::group::Archwright: ${count(findings.length, 'finding')} without an annotation`;
  return [title, `::stop-commands::${token}`, ...lines, `::${token}::`, '::endgroup::'];
}

// Line breaks, which would end the command, become blanks, and "%" is how GitHub writes what it reads back.
function data(text: string): string {
  return oneLine(text).replaceAll('%', '%25');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
