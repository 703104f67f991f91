import { SEVERITIES, type Finding } from '../../model/finding.ts';
import { count } from '../../util/markdown.ts';
import { groupBy } from '../docs-context.ts';
import type { DecisionRecord } from '../docs-beside.ts';
import type { TouchingDecision } from '../decisions-of.ts';
import { list, name, part, place, places, toPart, toService, unknown, view, type PageContext } from './html-parts.ts';

const WORDS = { error: 'error', warning: 'warning', info: 'hint' } as const;
const MOST_CARDS = 40;

/** Findings, the worst first, each advice once; the empty string when there are none. */
export function findingCards(page: PageContext, findings: readonly Finding[]): string {
  const sorted = findings.toSorted((a, b) => rank(a) - rank(b));
  const told = new Set<string>();
  const shown = sorted.slice(0, Math.min(MOST_CARDS, page.mostRows)).map((finding) => {
    const isTold = page.detail !== 'full' || told.has(finding.help);
    told.add(finding.help);
    return card(page, finding, isTold ? '' : finding.help);
  });
  const rest = sorted.length - shown.length;
  return [
    ...shown,
    ...(rest > 0 ? [`<p class="soft">and ${String(rest)} more; <code>archwright lint</code> has them all.</p>`] : []),
  ].join('\n');
}

function rank({ severity }: Finding): number {
  return SEVERITIES.indexOf(severity);
}

function card(page: PageContext, { severity, rule, message, file, line, column }: Finding, help: string): string {
  return [
    `<div class="finding ${severity}" data-find>`,
    `<p><span class="tag ${severity}">${WORDS[severity]}</span> <b>${name(message)}</b></p>`,
    help === '' ? '' : `<p class="soft">${name(help)}</p>`,
    `<p>${place(page, { file, line, column })} <span class="soft">${name(rule)}</span></p>`,
    '</div>',
  ].join('');
}

/** Every finding by its rule, those with the worst first; says when nobody looked. */
export function findingsView(page: PageContext): string {
  const { findings } = page.context.beside;
  if (findings === null)
    return view('findings', 'Findings', 'Findings', [
      `<p>${unknown('Not known: this page was made without linting.')}</p>`,
    ]);
  const worst = (all: readonly Finding[]): number => Math.min(...all.map(rank));
  const groups = [...groupBy(findings, ({ rule }) => rule)].sort(
    ([a, some], [b, others]) => worst(some) - worst(others) || (a < b ? -1 : 1),
  );
  const rows = groups.map(([rule, all]) => rulePart(page, rule, all));
  const said = findings.length === 0 ? '<p>No rule found anything. What was not understood is not judged.</p>' : '';
  return view('findings', 'Findings', count(findings.length, 'finding'), [said, ...rows]);
}

function rulePart(page: PageContext, rule: string, all: readonly Finding[]): string {
  const services = [...new Set(all.map(({ service }) => service))];
  const shown = services.slice(0, page.mostRows).map((id) => (id === '' ? 'the system' : toService(page, id)));
  const rest = services.length - shown.length;
  // Here advice stands however little else does: the canvases of services leave it out first.
  const cards = findingCards({ ...page, detail: 'full' }, all);
  const who = `${shown.join(', ')}${rest > 0 ? ` and ${count(rest, 'other')}` : ''}`;
  return part(rule, `<p>${count(all.length, 'finding')}: ${who}</p>`, cards);
}

/** Decisions that name a service, with the lines that do. */
export function decisionItems(page: PageContext, touching: readonly TouchingDecision[]): string {
  return list(touching.map(({ decision, evidence }) => `${decisionLink(page, decision)} ${places(page, evidence, 2)}`));
}

/** The log of decisions: each with its state, what it replaced, and the services that it names. */
export function decisionsView(page: PageContext): string {
  const { decisions } = page.context.beside;
  if (decisions === null) return '';
  const touched = (record: DecisionRecord): string => {
    const services = [...page.context.decisions].flatMap(([id, all]) => {
      const evidence = all.find(({ decision }) => decision === record)?.evidence;
      return evidence === undefined ? [] : [`${toService(page, id)} ${places(page, evidence, 1)}`];
    });
    return services.length === 0 ? '<span class="soft">It names no service.</span>' : `Names ${services.join(', ')}`;
  };
  const items = decisions.map((record) => {
    const { label, title, state, date, supersedes, supersededBy, file } = record;
    const first = record.lines.find(({ isTitle }) => isTitle)?.number ?? 1;
    const relations = [
      supersedes.length === 0 ? '' : `supersedes ${supersedes.map(name).join(', ')}`,
      supersededBy.length === 0 ? '' : `superseded by ${supersededBy.map(name).join(', ')}`,
    ].filter((words) => words !== '');
    return [
      `<section class="decision" id="${page.anchors.decision(label)}" data-find>`,
      `<h3>${name(label)}: ${name(title)}</h3>`,
      `<p><span class="tag">${name(state)}</span> ${[date === null ? '' : name(date), ...relations].filter(Boolean).join('; ')} ${place(page, { file, line: first, column: 1 })}</p>`,
      `<p>${touched(record)}</p>`,
      '</section>',
    ].join('\n');
  });
  const none = '<p class="soft">No record of a decision was found.</p>';
  return view('decisions', 'Decisions', count(decisions.length, 'decision'), items.length === 0 ? [none] : items);
}

function decisionLink(page: PageContext, { label, title, state }: DecisionRecord): string {
  return `${toPart(page.anchors.decision(label), `${name(label)}: ${name(title)}`)} <span class="tag">${name(state)}</span>`;
}
