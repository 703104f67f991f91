import type { Finding } from '../model/finding.ts';
import { byCodeUnit } from '../util/by-code-unit.ts';
import { fingerprinter } from './fingerprint.ts';
import type { GradedReport } from './run-rules.ts';
import { endOfExpression, lineAt, type Sources } from './span.ts';

/** Findings out of reports: where the expression ends, the fingerprint, in the order of their places. */
export function finishFindings(reports: readonly GradedReport[], sources: Sources): Finding[] {
  const fingerprint = fingerprinter();
  const findings = reports.map(({ at, rule, level, service, message, evidence, help, fix }) => {
    const text = lineAt(sources, at);
    return {
      finding: {
        rule: rule.name,
        severity: level,
        message,
        service,
        file: at.file,
        line: at.line,
        column: at.column,
        endLine: at.line,
        endColumn: endOfExpression(text ?? '', at.column),
        evidence: [at, ...evidence],
        help: help ?? rule.fix,
        ...(fix && { fix }),
      },
      text: text ?? message,
    };
  });
  findings.sort((a, b) => byPlace(a.finding, b.finding));
  return findings.map(({ finding, text }) => ({ ...finding, fingerprint: fingerprint({ ...finding, text }) }));
}

type Placed = Pick<Finding, 'file' | 'line' | 'column' | 'rule' | 'message'>;

/** The order of findings: file, line, column, rule, message. */
export function byPlace(a: Placed, b: Placed): number {
  return (
    byCodeUnit(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    byCodeUnit(a.rule, b.rule) ||
    byCodeUnit(a.message, b.message)
  );
}
