import type { LintResult } from '../engine.ts';
import { summarise } from '../summary.ts';
import type { ReportContext } from './reporter.ts';

/** The whole result for programs; `schema/lint.schema.json` describes it. */
export function json(result: LintResult, { version }: Pick<ReportContext, 'version'>): string {
  const report = {
    schemaVersion: 1,
    tool: { name: 'archwright', version },
    root: result.root,
    findings: result.findings,
    suppressed: result.suppressed,
    summary: summarise(result),
    coverage: result.coverage,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
