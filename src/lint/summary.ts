import type { Severity } from '../model/finding.ts';
import type { LintResult } from './engine.ts';

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
