import { SEVERITIES, type Finding } from '../../model/finding.ts';

/** The findings with the worst first; within one severity the order stays. */
export function bySeverity<F extends Pick<Finding, 'severity'>>(findings: readonly F[]): F[] {
  return SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}
