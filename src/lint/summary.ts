import type { Severity } from '../model/finding.ts';
import type { LintResult } from './engine.ts';
import { count } from './wording.ts';

/** Findings by severity, and those that are not shown. */
export interface Summary {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly suppressed: number;
  readonly ignored: number;
}

/** Counts the findings of a result. */
export function summarise({ findings, suppressed, ignored }: LintResult): Summary {
  const of = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  return { error: of('error'), warning: of('warning'), info: of('info'), suppressed: suppressed.length, ignored };
}

/** `2 errors, 1 warning, 1 hint`, or `no findings`. */
export function summaryText(result: LintResult): string {
  const { error, warning, info } = summarise(result);
  const parts = [
    ...(error > 0 ? [count(error, 'error')] : []),
    ...(warning > 0 ? [count(warning, 'warning')] : []),
    ...(info > 0 ? [count(info, 'hint')] : []),
  ];
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}
