import type { LintResult } from '../../lint/engine.ts';
import { atLeast } from '../../lint/settings.ts';
import type { GateFlags } from './gate-options.ts';

/** The exit status that a result deserves: 1 for findings at or above the threshold or too many warnings, else 0. */
export function exitStatus(result: LintResult, { failOn, maxWarnings }: GateFlags): 0 | 1 {
  const failing = result.findings.some(({ severity }) => atLeast(severity, failOn));
  return tooManyWarnings(result, maxWarnings) || failing ? 1 : 0;
}

function tooManyWarnings(result: LintResult, most: number | undefined): boolean {
  const warnings = result.findings.filter(({ severity }) => severity === 'warning').length;
  if (most === undefined || warnings <= most) return false;
  process.stderr.write(
    `--max-warnings ${most}: there ${warnings === 1 ? 'is 1 warning' : `are ${warnings} warnings`}\n`,
  );
  return true;
}
