import type { Severity } from '../../model/finding.ts';
import type { LintResult } from '../engine.ts';
import { ciPath } from './places.ts';
import type { ReportContext } from './reporter.ts';

const SEVERITY: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor', info: 'info' };

/** GitLab's code quality report: a list of issues, told apart between branches by their fingerprints. */
export function gitlab({ findings }: LintResult, context: Pick<ReportContext, 'prefix'>): string {
  const issues = findings.map(({ rule, severity, message, help, file, line, endLine, fingerprint }) => ({
    description: `${message}. To mend it: ${help}`,
    check_name: rule,
    fingerprint,
    severity: SEVERITY[severity],
    location: { path: ciPath(file, context), lines: { begin: line, end: endLine } },
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}
