import { SEVERITIES, type Finding } from '../../model/finding.ts';
import { code, count, escapeText, list, table } from '../../util/markdown.ts';
import { groupBy, type DocsContext } from '../docs-context.ts';
import { frame } from '../page-frame.ts';
import type { PageLinks } from '../page-links.ts';
import { serviceCell } from './call-cells.ts';

// GitHub shows no page that is much larger; `archwright lint` has every finding.
const MOST_ROWS = 100;
const WORDS = { error: 'error', warning: 'warning', info: 'hint' } as const;

/** `findings.md`: what the built-in rules found, by rule; says when nobody looked. */
export function findingsPage(context: DocsContext): string {
  const links = context.links('findings.md');
  const { findings } = context.beside;
  if (findings === null)
    return frame(context.options.command, '# Findings', 'Not known: these pages were made without linting.');
  const rules = [...groupBy(findings, ({ rule }) => rule)].sort(
    ([a, some], [b, others]) => rank(some) - rank(others) || (a < b ? -1 : 1),
  );
  return frame(
    context.options.command,
    '# Findings',
    findings.length === 0
      ? 'No rule found anything. What was not understood is not judged.'
      : `${count(findings.length, 'finding')} of the built-in rules; a baseline is not taken off. \`archwright explain <rule>\` tells more.`,
    ...rules.flatMap(([rule, all]) => rulePart(context, links, rule, all)),
  );
}

function rulePart(context: DocsContext, links: PageLinks, rule: string, all: readonly Finding[]): readonly string[] {
  const rows = all
    .slice(0, MOST_ROWS)
    .map(({ severity, service, message, file, line, column }) => [
      WORDS[severity],
      service === '' ? 'the system' : serviceCell(context, links, service),
      escapeText(message),
      links.evidence({ file, line, column }),
    ]);
  const rest = all.length - rows.length;
  return [
    `## ${escapeText(rule)}`,
    escapeText(all[0]?.help ?? ''),
    table(['Severity', 'Service', 'What', 'Where'], rows),
    rest > 0 ? `${count(rest, 'finding')} more ${rest === 1 ? 'is' : 'are'} not shown.` : '',
  ];
}

/** Of one service: its findings as a list, the worst first; empty when there are none. */
export function findingList(context: DocsContext, links: PageLinks, service: string): string {
  const sorted = (context.findings.get(service) ?? []).toSorted((a, b) => rank([a]) - rank([b]));
  return list(
    sorted.map(
      ({ severity, rule, message, file, line, column }) =>
        `${WORDS[severity]}: ${escapeText(message)} (${code(rule)}, ${links.evidence({ file, line, column })})`,
    ),
  );
}

function rank(findings: readonly Finding[]): number {
  return Math.min(...findings.map(({ severity }) => SEVERITIES.indexOf(severity)));
}
