import type { Finding } from '../../../model/finding.ts';
import type { LintResult } from '../../engine.ts';
import { summarise } from '../../summary.ts';
import { count } from '../../wording.ts';
import { coverageNotes, coverageSeen } from '../coverage-lines.ts';
import { placeText, siteUrl } from '../places.ts';
import type { ReportContext } from '../reporter.ts';
import { escapeHtml } from '../../../util/escape-html.ts';
import { graphSvg } from './graph-svg.ts';
import { serviceGraph, type ServiceGraph } from './service-graph.ts';

const MOST_GAPS = 200;
const SMALLEST = 0.62;
const SMALLEST_ON_PHONES = 0.85;

/** The name of the system and the sum of what was found. */
export function pageHeader(result: LintResult): string {
  const { error, warning, info, suppressed, baseline } = summarise(result);
  const tile = (n: number, one: string, kind: string): string =>
    `<li class="tile ${n > 0 ? kind : 'none'}"><b>${n}</b> ${n === 1 ? one : `${one}s`}</li>`;
  return [
    '<header>',
    '<div><p class="kicker">Architecture findings</p>',
    `<h1>${escapeHtml(result.model.name)}</h1></div>`,
    '<ul class="tiles">',
    tile(error, 'error', 'error'),
    tile(warning, 'warning', 'warning'),
    tile(info, 'hint', 'info'),
    tile(result.services, 'service', 'plain'),
    ...(suppressed > 0 ? [`<li class="tile plain"><b>${suppressed}</b> silenced</li>`] : []),
    ...(baseline > 0 ? [`<li class="tile plain"><b>${baseline}</b> known</li>`] : []),
    '</ul>',
    '<button type="button" id="theme" hidden aria-label="Switch between light and dark"><span aria-hidden="true">◐</span></button>',
    '</header>',
  ].join('\n');
}

/** The graph of services with a legend, and the style that fits its size; nothing when no service was found. */
export function graphSection(result: LintResult): { readonly html: string; readonly style: string } {
  if (result.model.services.length === 0) return { html: '', style: '' };
  const graph = serviceGraph(result);
  const { svg, width, hidden } = graphSvg(graph);
  const html = [
    '<section class="panel" aria-labelledby="graph-title">',
    '<h2 id="graph-title">Services</h2>',
    `<div class="scroll" tabindex="0" role="region" aria-label="Graph of services">${svg}</div>`,
    `<ul class="legend">${legend(graph, result, hidden).join('')}</ul>`,
    '</section>',
  ].join('\n');
  // Drawn smaller where there is little room, as long as names can be read; then it is moved under its window.
  const size = (scale: number): string =>
    `.graph { width: clamp(${Math.round(width * scale)}px, 100%, ${width}px); height: auto; }`;
  return { html, style: `${size(SMALLEST)}\n@media (max-width: 640px) { ${size(SMALLEST_ON_PHONES)} }\n` };
}

function legend({ nodes, edges, hidden }: ServiceGraph, { findings }: LintResult, hiddenEdges: number): string[] {
  const kinds = new Set(edges.map(({ kind }) => kind));
  const key = (kind: string, text: string): string =>
    `<li><svg width="34" height="10" aria-hidden="true"><path class="line key ${kind}" d="M1 5H33"/></svg>${text}</li>`;
  return [
    ...(kinds.has('call') ? [key('call', 'synchronous call')] : []),
    ...(kinds.has('event') ? [key('event', 'event')] : []),
    ...(kinds.has('data') ? [key('data', 'use of a shared datastore')] : []),
    ...(nodes.some(({ opaque }) => opaque)
      ? ['<li><span class="box"></span>service that was not understood</li>']
      : []),
    ...(findings.length > 0 ? ['<li><span class="dot">3</span>findings; choose one to see only these</li>'] : []),
    ...(hidden > 0 ? [`<li>${count(hidden, 'more system')} outside not drawn</li>`] : []),
    ...(hiddenEdges > 0 ? [`<li>${count(hiddenEdges, 'connection')} not drawn, because there are too many</li>`] : []),
  ];
}

/** Search and filters; they are shown by the script, which they need. */
export function toolbar({ findings, model }: LintResult): string {
  if (findings.length === 0) return '';
  const names = new Map(model.services.map(({ id, name }) => [id, name]));
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const services = [...new Set(findings.map(({ service }) => service))].sort();
  const severities = [
    ['error', 'Errors'],
    ['warning', 'Warnings'],
    ['info', 'Hints'],
  ] as const;
  const toggles = severities
    .filter(([severity]) => findings.some((finding) => finding.severity === severity))
    .map(
      ([severity, label]) =>
        `<label class="toggle ${severity}"><input type="checkbox" name="severity" value="${severity}" checked>${label}</label>`,
    );
  return [
    '<form id="filters" class="filters" role="search" hidden>',
    '<input type="search" id="search" placeholder="Search (press /)" aria-label="Search findings" autocomplete="off">',
    `<div class="toggles" role="group" aria-label="Severity">${toggles.join('')}</div>`,
    select(
      'rule',
      'Rule',
      'All rules',
      rules.map((rule) => [rule, rule]),
    ),
    select(
      'service',
      'Service',
      'All services',
      services.map((id) => [id, names.get(id) ?? (id || 'system')]),
    ),
    '<button type="reset" id="reset">Show all</button>',
    '<output id="shown" aria-live="polite"></output>',
    '</form>',
  ].join('\n');
}

function select(id: string, label: string, all: string, values: readonly (readonly [string, string])[]): string {
  const options = values.map(([value, text]) => `<option value="=${escapeHtml(value)}">${escapeHtml(text)}</option>`);
  return `<select id="${id}" aria-label="${label}"><option value="">${all}</option>${options.join('')}</select>`;
}

/** What comments silence, with the reasons given. */
export function silencedSection({ suppressed }: LintResult, context: ReportContext): string {
  if (suppressed.length === 0) return '';
  const rows = suppressed.map(
    (finding) =>
      `<tr><td><code>${escapeHtml(finding.rule)}</code></td><td>${placeHtml(finding, context)}</td><td>${escapeHtml(finding.reason)}</td></tr>`,
  );
  return [
    '<section class="panel" aria-labelledby="silenced-title">',
    '<h2 id="silenced-title">Silenced by comments</h2>',
    '<div class="scroll"><table><thead><tr><th>Rule</th><th>Place</th><th>Reason</th></tr></thead>',
    `<tbody>${rows.join('')}</tbody></table></div>`,
    '</section>',
  ].join('\n');
}

/** What was looked at, and what was not understood. */
export function coverageSection(result: LintResult): string {
  const notes = coverageNotes(result, MOST_GAPS);
  const items = notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('');
  const missing =
    notes.length === 0
      ? ''
      : `<details><summary>Not understood: ${count(notes.length, 'thing')}</summary><ul>${items}</ul></details>`;
  return [
    '<section class="panel coverage" aria-labelledby="coverage-title">',
    '<h2 id="coverage-title">Coverage</h2>',
    `<p>${escapeHtml(coverageSeen(result))}</p>${missing}`,
    '</section>',
  ].join('\n');
}

/** A place in the code, linked where there is an address. */
export function placeHtml(site: Pick<Finding, 'file' | 'line' | 'column'>, context: ReportContext): string {
  const text = `<code>${escapeHtml(placeText(site))}</code>`;
  const url = siteUrl(site, context);
  return url === null ? text : `<a href="${escapeHtml(url)}" rel="noreferrer">${text}</a>`;
}
