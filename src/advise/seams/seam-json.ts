import { AS_ONE, type Seam } from './judge.ts';
import { reasonsOf } from './reasons.ts';
import { couplingMatrix } from './coupling-matrix.ts';
import { formulaText } from './score.ts';
import type { SeamReport } from './seam-report.ts';
import { stranglerPlan } from './strangler-plan.ts';

/** The whole report as plain data. Shares are from 0 to 1, rates per week. */
export function seamsJson(report: SeamReport): Record<string, unknown> {
  const { seams, links, history, weights, window } = report;
  const candidates = seams.filter(({ role }) => role === 'candidate');
  return {
    schemaVersion: 1,
    system: report.system,
    formula: formulaText(weights),
    weights,
    thresholds: { asOne: AS_ONE, largestCommit: window.largest, days: window.days },
    history:
      'missing' in history
        ? { known: false, why: history.missing, remedy: history.remedy }
        : {
            known: true,
            from: history.from,
            to: history.to,
            weeks: rounded(history.weeks),
            commits: history.changes.commits,
            leftOut: { large: history.changes.large, sweeping: history.changes.sweeping },
          },
    lines: report.lines,
    tableAccesses: report.accesses,
    candidates: candidates.map((seam) => ({
      ...seamJson(seam),
      reasons: reasonsOf(seam),
      plan: stranglerPlan(seam, links),
    })),
    others: seams
      .filter(({ role }) => role !== 'candidate')
      .map((seam) => ({ ...seamJson(seam), role: seam.role, because: seam.roleBecause })),
    order: report.order,
    links,
    matrix: couplingMatrix(candidates, links),
  };
}

function seamJson(seam: Seam): Record<string, unknown> {
  const { module, parts, score, commits, churn, importedBy, imports, cycle } = seam;
  return {
    ...module,
    score: score === null ? null : rounded(score),
    changeRate: rounded(parts.changeRate),
    value: parts.value,
    coChange: rounded(parts.coChange),
    commits,
    churn,
    importedBy,
    imports,
    cycle,
    callsInto: seam.callsInto,
    tables: seam.tables,
    sharedTables: seam.sharedTables,
    endpoints: seam.endpoints.map(({ id, method, path, evidence }) => ({ id, method, path, evidence })),
    partners: seam.partners.map((partner) => ({ ...partner, share: rounded(partner.share) })),
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}
