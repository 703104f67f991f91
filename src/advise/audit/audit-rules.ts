import type { Finding } from '../../model/finding.ts';
import { count } from '../../util/markdown.ts';
import type { Option } from '../tree.ts';
import type { AuditInput } from './audit.ts';
import type { Violation } from './audited.ts';

/** What a part of an audit gave. */
export interface PartResult {
  readonly violations: readonly Violation[];
  readonly held: readonly string[];
  readonly open: readonly string[];
}

/** What the lint rules that an option names found. A rule that was not run proves nothing. */
export function auditRules({ checks }: Option, { findings, known, rules, blind }: AuditInput['lint']): PartResult {
  if (checks.length === 0) return { violations: [], held: [], open: [] };
  if (blind !== null) return { violations: [], held: [], open: [`${checks.join(', ')}: ${blind}`] };
  const run = checks.filter((rule) => rules.has(rule));
  const violations = run.flatMap((rule) => findings.filter((finding) => finding.rule === rule).map(violation));
  const off = checks.filter((rule) => !rules.has(rule));
  const quiet = run.flatMap((rule) => {
    const { length } = known.filter((finding) => finding.rule === rule);
    return length === 0 ? [] : [`${rule}: ${count(length, 'finding')} ${length === 1 ? 'is' : 'are'} in the baseline`];
  });
  return {
    violations,
    held: run.filter((rule) => ![...findings, ...known].some((finding) => finding.rule === rule)),
    open: [...off.map((rule) => `${rule}: the rule is off`), ...quiet],
  };
}

function violation({ rule, message, file, line, column, evidence }: Finding): Violation {
  const further = evidence.filter((each) => each.file !== file || each.line !== line);
  return { by: 'lint rule', name: rule, message, file, line, column, evidence: further };
}
