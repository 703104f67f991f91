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
  /** In the baseline. */
  readonly baseline: number;
  /** Left out by --service or --changed. */
  readonly outside: number;
}

/** Counts the findings of a result. */
export function summarise({ findings, suppressed, ignored, known, outside }: LintResult): Summary {
  const of = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  return {
    error: of('error'),
    warning: of('warning'),
    info: of('info'),
    suppressed: suppressed.length,
    ignored,
    baseline: known.length,
    outside,
  };
}

/** What is not shown, and why: `3 silenced by comments`. */
export function hiddenTexts(result: LintResult): string[] {
  const { suppressed, ignored, baseline, outside } = summarise(result);
  return [
    ...(suppressed > 0 ? [`${suppressed} silenced by comments`] : []),
    ...(ignored > 0 ? [`${ignored} in ignored files`] : []),
    ...(baseline > 0 ? [`${baseline} known in the baseline`] : []),
    ...(outside > 0 ? [`${outside} outside of what was asked for`] : []),
  ];
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
