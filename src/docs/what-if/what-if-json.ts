import { priceOf, type WhatIfReport } from './what-if-report.ts';

/** The figures for programs; `schema/whatif.schema.json` describes it. */
export function whatIfJson({ changes, outcome, findings, assumed }: WhatIfReport): string {
  const { before, after, changed } = outcome;
  const value = {
    schemaVersion: 1,
    assumed,
    changes: changes.map((change) => ({ ...change, price: priceOf(change) })),
    before,
    after,
    changed,
    findings,
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
