import { SEVERITIES, type Finding } from '../../../model/finding.ts';
import type { LintResult } from '../../engine.ts';
import type { RuleDoc } from '../../rule.ts';
import { count } from '../../wording.ts';
import type { ReportContext } from '../reporter.ts';
import { bySeverity } from '../severity-order.ts';
import { codeBlock } from './code-block.ts';
import { escapeHtml } from '../../../util/escape-html.ts';
import { placeHtml } from './page-parts.ts';
import { worst } from './service-graph.ts';

/** The findings, by rule: rules with the worst first, each with its reasons and its remedy. */
export function findingSections({ findings, rules, model }: LintResult, context: ReportContext): string {
  if (findings.length === 0) return '<p class="panel clean" id="findings">No findings.</p>';
  const names = new Map(model.services.map(({ id, name }) => [id, name]));
  const groups = rules
    .map((rule) => ({ rule, found: bySeverity(findings.filter((finding) => finding.rule === rule.name)) }))
    .filter(({ found }) => found.length > 0)
    .sort((a, b) => rank(a.found) - rank(b.found) || b.found.length - a.found.length);
  const sections = groups.map(({ rule, found }) =>
    [
      `<section class="rule" aria-labelledby="rule-${escapeHtml(rule.name)}">`,
      ruleHead(rule, found),
      ...found.map((finding) => card(finding, rule, names.get(finding.service) ?? finding.service, context)),
      '</section>',
    ].join('\n'),
  );
  const none = '<p class="panel clean" id="none" hidden>No finding fits the filters.</p>';
  return `<div id="findings">\n${sections.join('\n')}\n${none}\n</div>`;
}

function ruleHead(rule: RuleDoc, found: readonly Finding[]): string {
  const { name, summary, why, fix, limits, references, examples } = rule;
  const links = references.map(
    (url) =>
      `<li><a href="${escapeHtml(url)}" rel="noreferrer">${escapeHtml(url.replace(/^https?:\/\//, ''))}</a></li>`,
  );
  return [
    `<h2 id="rule-${escapeHtml(name)}"><span class="mark ${worst(found) ?? ''}"></span>${escapeHtml(name)} <small>${count(found.length, 'finding')}</small></h2>`,
    `<p class="summary">${escapeHtml(summary)}</p>`,
    '<details class="about"><summary>Why it hurts, and how to mend it</summary>',
    `<h3>Why it hurts</h3><p>${escapeHtml(why)}</p>`,
    `<h3>How to mend it</h3><p>${escapeHtml(fix)}</p>`,
    `<div class="examples"><figure><figcaption>Instead of</figcaption><pre>${escapeHtml(examples.bad)}</pre></figure>`,
    `<figure><figcaption>write</figcaption><pre>${escapeHtml(examples.good)}</pre></figure></div>`,
    `<h3>What it does not report</h3><ul>${limits.map((limit) => `<li>${escapeHtml(limit)}</li>`).join('')}</ul>`,
    ...(links.length === 0 ? [] : [`<h3>Read more</h3><ul>${links.join('')}</ul>`]),
    '</details>',
  ].join('\n');
}

function card(finding: Finding, rule: RuleDoc, service: string, context: ReportContext): string {
  const { severity, fingerprint } = finding;
  const label = severity === 'info' ? 'hint' : severity;
  const data = `data-severity="${severity}" data-rule="${escapeHtml(finding.rule)}" data-service="${escapeHtml(finding.service)}"`;
  return [
    `<article class="finding ${severity}" id="f-${escapeHtml(fingerprint)}" ${data}>`,
    `<p class="where"><span class="tag ${severity}">${label}</span>${service === '' ? '' : `<span class="chip">${escapeHtml(service)}</span>`}${placeHtml(finding, context)}</p>`,
    `<h3>${escapeHtml(sentence(finding.message))}</h3>`,
    codeBlock(context.sources(finding.file), finding),
    `<p class="fix"><b>Fix</b> ${escapeHtml(sentence(finding.help))}</p>`,
    evidence(finding, rule, context),
    '</article>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function evidence(finding: Finding, rule: RuleDoc, context: ReportContext): string {
  const isPath = rule.evidence === 'path';
  const sites = isPath ? finding.evidence : finding.evidence.slice(1);
  if (sites.length === 0) return '';
  const items = sites.map((site) => `<li>${placeHtml(site, context)} ${escapeHtml(site.note ?? '')}</li>`).join('');
  const list = isPath ? `<ol class="path">${items}</ol>` : `<ul>${items}</ul>`;
  const open = isPath && sites.length <= 6 ? ' open' : '';
  return `<details class="evidence"${open}><summary>Evidence: ${count(sites.length, isPath ? 'step' : 'further place')}</summary>${list}</details>`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function rank(found: readonly Finding[]): number {
  const severity = worst(found);
  return severity === null ? SEVERITIES.length : SEVERITIES.indexOf(severity);
}
