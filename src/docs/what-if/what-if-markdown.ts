import { blocks, code, escapeText, list, table } from '../../util/markdown.ts';
import { assumptionText, changeText, priceOf, requestRows, systemRows, type WhatIfReport } from './what-if-report.ts';

/** The figures as Markdown, for an issue or a record of a decision. */
export function whatIfMarkdown({ changes, outcome, findings, assumed }: WhatIfReport): string {
  const rows = (some: readonly (readonly [string, string, string])[]): string[][] =>
    some.map((row) => row.map((cell) => escapeText(cell)));
  const requests = outcome.changed.flatMap(({ endpoint, before, after }) => [
    `### ${escapeText(endpoint)}`,
    table(['', 'before', 'after'], rows(requestRows(before, after))),
  ]);
  const told = [
    ...findings.gone.map(({ rule, message }) => `gone: ${code(rule)} ${escapeText(message)}`),
    ...findings.new.map(({ rule, message }) => `new: ${code(rule)} ${escapeText(message)}`),
  ];
  return blocks(
    '## What if',
    list(changes.map((change) => escapeText(changeText(change)))),
    table(['', 'before', 'after'], rows(systemRows(outcome))),
    ...requests,
    ...(told.length > 0 ? ['### Findings', list(told)] : []),
    '### What it asks for',
    list(changes.map((change) => escapeText(priceOf(change)))),
    escapeText(assumptionText(assumed)),
  );
}
