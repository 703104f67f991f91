import { SEVERITIES, type Finding } from '../../model/finding.ts';
import type { Evidence } from '../../model/system.ts';
import { code, escapeText, link, list, mermaid, table } from '../../util/markdown.ts';
import { mermaidIds, mermaidText } from '../../util/mermaid-text.ts';
import type { LintResult } from '../engine.ts';
import type { RuleDoc } from '../rule.ts';
import { hiddenTexts, summaryText } from '../summary.ts';
import { count } from '../wording.ts';
import { coverageNotes, coverageSeen } from './coverage-lines.ts';
import { hopFinder, type Hop } from './hops.ts';
import { ciPath, placeText, siteUrl } from './places.ts';
import type { ReportContext } from './reporter.ts';
import { bySeverity } from './severity-order.ts';

/** What a comment on GitHub may hold; counted in bytes, so that no way of counting gives more. */
const LONGEST = 65_536;
const MOST_EVIDENCE = 10;
const MOST_DIAGRAMS = 5;

/** The text by which a job finds the comment that it wrote before. */
const MARKER = '<!-- archwright-report -->';

interface Page {
  readonly context: ReportContext;
  readonly hopsOf: (finding: Finding) => readonly Hop[];
  readonly nameOf: (service: string) => string;
  diagrams: number;
  /** Remedies that were said. */
  readonly told: Set<string>;
}

/** A comment on a pull request: a table of rules, then the findings by rule and service, cut where GitHub would refuse more. */
export function markdown(result: LintResult, context: ReportContext): string {
  const names = new Map(result.model.services.map(({ id, name }) => [id, name]));
  const page: Page = {
    context,
    hopsOf: hopFinder(result.model),
    nameOf: (service) => names.get(service) ?? service,
    diagrams: 0,
    told: new Set(),
  };
  const head = [MARKER, `## Archwright: ${summaryText(result)}`, seen(result), ruleTable(result)]
    .filter((part) => part !== '')
    .join('\n\n');
  const foot = `\n${coverage(result)}\n`;
  const budget = LONGEST - bytes(head) - bytes(foot) - 200;
  const { text, left } = fill(sections(result, page), budget);
  const more = left === 0 ? '' : `\n**And ${count(left, 'more finding')}**, for which there is no room here.\n`;
  return `${head}\n${text}${more}${foot}`;
}

function seen(result: LintResult): string {
  return `${[count(result.services, 'service'), hiddenTexts(result).join(', ')].filter(Boolean).join('; ')}.`;
}

function ruleTable({ findings, rules }: LintResult): string {
  const found = byRule(findings, rules);
  const rows = found.map(([rule, all]) => {
    const numbers = SEVERITIES.map((severity) => all.filter((finding) => finding.severity === severity).length);
    return [code(rule.name), ...numbers.map((n) => (n === 0 ? '' : String(n))), escapeText(rule.summary)];
  });
  return table(['Rule', 'Errors', 'Warnings', 'Hints', 'What it finds'], rows);
}

// One piece of text a finding; headings stand with the first finding below them, so that none is left alone by a cut.
function sections(result: LintResult, page: Page): string[] {
  return byRule(result.findings, result.rules).flatMap(([rule, found]) => {
    let service: string | undefined;
    return found.map((finding, index) => {
      const heading = index === 0 ? ruleHeading(rule) : '';
      const group =
        finding.service === service ? '' : `\n**${escapeText(page.nameOf(finding.service) || 'system')}**\n\n`;
      ({ service } = finding);
      return `${heading}${group}${findingText(finding, rule, page)}\n`;
    });
  });
}

function ruleHeading({ name, why }: RuleDoc): string {
  return `\n### ${code(name)}\n\n${escapeText(why)}\n`;
}

function findingText(finding: Finding, rule: RuleDoc, page: Page): string {
  const place = site(finding, page);
  const lines = [
    `- **${finding.severity === 'info' ? 'hint' : finding.severity}** ${place}: ${escapeText(finding.message)}`,
  ];
  const remedy = `${finding.rule} ${finding.help}`;
  if (!page.told.has(remedy)) lines.push(`  <br>**Fix:** ${escapeText(finding.help)}`);
  page.told.add(remedy);
  const others = rule.evidence === 'path' ? finding.evidence : finding.evidence.slice(1);
  if (others.length > 0) lines.push(...indent(evidenceText(others, finding, rule, page)));
  return lines.join('\n');
}

function evidenceText(sites: readonly Evidence[], finding: Finding, rule: RuleDoc, page: Page): string[] {
  const shown = sites.slice(0, MOST_EVIDENCE).map((one) => {
    const note = one.note === undefined ? '' : ` ${escapeText(one.note)}`;
    return `${site(one, page)}${note}`;
  });
  if (sites.length > MOST_EVIDENCE) shown.push(`and ${count(sites.length - MOST_EVIDENCE, 'more place')}`);
  const hops = rule.evidence === 'path' ? page.hopsOf(finding) : [];
  const drawn = hops.length > 1 && page.diagrams++ < MOST_DIAGRAMS;
  return [
    '',
    `<details><summary>Evidence (${count(sites.length, 'place')})</summary>`,
    '',
    ...list(shown).split('\n'),
    ...(drawn ? ['', ...mermaid(flowchart(hops, page)).split('\n')] : []),
    '',
    '</details>',
  ];
}

function flowchart(hops: readonly Hop[], page: Page): string {
  const services = [...new Set(hops.flatMap(({ from, to }) => [from, to]))];
  const ids = mermaidIds(services.map((id) => ({ id, prefix: 's', label: page.nameOf(id) })));
  const nodes = services.map((id) => `  ${ids.get(id)}["${mermaidText(page.nameOf(id))}"]`);
  const arrows = hops.map(({ from, to, kind, label }) => {
    const line = kind === 'call' ? '-->' : '-.->';
    return `  ${ids.get(from)} ${line}${label === '' ? '' : `|"${mermaidText(label)}"|`} ${ids.get(to)}`;
  });
  return ['flowchart LR', ...nodes, ...arrows].join('\n');
}

function coverage(result: LintResult): string {
  const notes = coverageNotes(result);
  if (notes.length === 0) return escapeText(coverageSeen(result));
  return [
    escapeText(coverageSeen(result)),
    '',
    `<details><summary>Not understood: ${count(notes.length, 'thing')}</summary>`,
    '',
    list(notes.map(escapeText)),
    '',
    '</details>',
  ].join('\n');
}

function site(place: Evidence, { context }: Page): string {
  const text = code(placeText({ ...place, file: ciPath(place.file, context) }));
  const url = siteUrl(place, context);
  return url === null ? text : link(text, url);
}

/** The findings by rule, rules with the worst and most findings first, and within a rule by severity and service. */
function byRule(findings: readonly Finding[], rules: readonly RuleDoc[]): [RuleDoc, Finding[]][] {
  const groups = rules
    .map((rule): [RuleDoc, Finding[]] => {
      const own = bySeverity(findings.filter((finding) => finding.rule === rule.name));
      const services = [...new Set(own.map(({ service }) => service))];
      return [rule, services.flatMap((service) => own.filter((finding) => finding.service === service))];
    })
    .filter(([, found]) => found.length > 0);
  const worst = (found: readonly Finding[]): number =>
    Math.min(...found.map(({ severity }) => SEVERITIES.indexOf(severity)));
  return groups.sort(([, a], [, b]) => worst(a) - worst(b) || b.length - a.length);
}

function fill(pieces: readonly string[], budget: number): { text: string; left: number } {
  let text = '';
  let used = 0;
  for (const [index, piece] of pieces.entries()) {
    used += bytes(piece);
    if (used > budget) return { text, left: pieces.length - index };
    text += piece;
  }
  return { text, left: 0 };
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
