import type { Finding } from '../../model/finding.ts';
import { blocks, code, count, escapeText, list, mermaid, table } from '../../util/markdown.ts';
import type { PageLinks } from '../page-links.ts';
import { percent } from '../words.ts';
import type { ChainFigure, FactChange, ModelDiff, SyncEdge } from './diff-models.ts';
import { isEmpty } from './diff-models.ts';
import { DIFF_POLICIES } from '../../model/diff-policies.ts';
import type { Breach } from './diff-policy.ts';
import { changeWords, KIND_WORDS } from './diff-words.ts';
import { mermaidOverlay, type Overlay } from './overlay-graph.ts';

/** What a report needs besides the comparison. */
export interface DiffReport {
  readonly diff: ModelDiff;
  /** Names of the two states: `main (1a2b3c)` and `the work tree`. */
  readonly before: string;
  readonly after: string;
  readonly breaches: readonly Breach[];
  /** Assumed availability of each service, 0 to 1. */
  readonly availability: number;
}

const MARKS = { added: '➕', removed: '➖', changed: '✏️' } as const;

/** A comment for a pull request: what is broken, figures, the picture, then every change with its place. */
export function diffMarkdown(report: DiffReport, overlay: Overlay, links: PageLinks): string {
  const { diff, before, after } = report;
  const head = `## Architecture: ${escapeText(before)} → ${escapeText(after)}`;
  if (isEmpty(diff)) return `${blocks(head, 'No change to the architecture.')}\n`;
  return `${blocks(
    head,
    breachPart(report.breaches),
    figures(diff, report.availability),
    picture(overlay),
    ...(['added', 'removed', 'changed'] as const).map((change) => factPart(diff.facts, change, links)),
    edgePart(diff.edges.added, 'Services that wait for one another now, and did not before', links),
    sharedPart(diff),
    findingPart('New findings', diff.findings.added, links),
    findingPart('Findings that are gone', diff.findings.removed, links),
  )}\n`;
}

function breachPart(breaches: readonly Breach[]): string {
  if (breaches.length === 0) return '';
  return blocks(
    '**Not allowed here:**',
    list(
      breaches.map(({ policy, by }) => `${code(policy)}, ${DIFF_POLICIES[policy]}: ${by.map(escapeText).join('; ')}`),
    ),
  );
}

function figures({ facts, findings, chain, cycles }: ModelDiff, availability: number): string {
  const kinds = [...new Set(facts.map(({ kind }) => kind))];
  const number = (kind: string, change: string): string => {
    const found = facts.filter((fact) => fact.kind === kind && fact.change === change).length;
    return found === 0 ? '' : String(found);
  };
  const rows = kinds.map((kind) => [
    KIND_WORDS[kind].many,
    number(kind, 'added'),
    number(kind, 'removed'),
    number(kind, 'changed'),
  ]);
  const found = [findings.added.length, findings.removed.length];
  if (found.some((n) => n > 0)) rows.push(['findings', ...found.map((n) => (n === 0 ? '' : String(n))), '']);
  return blocks(
    rows.length === 0 ? '' : table(['', 'added', 'removed', 'changed'], rows),
    chainLine(chain.before, chain.after, availability),
    cycles.length === 0
      ? ''
      : `New cycle: ${cycles.map((services) => services.map(escapeText).join(', ')).join('; ')}.`,
  );
}

function chainLine(before: ChainFigure | null, after: ChainFigure | null, availability: number): string {
  const words = (chain: ChainFigure | null): string =>
    chain === null
      ? 'none'
      : `${chain.services.map(escapeText).join(' → ')} (${count(chain.services.length - 1, 'hop')}, available ${percent(chain.availability)})`;
  const each = `at ${percent(availability)} for each service`;
  const [was, is] = [words(before), words(after)];
  if (was === is) return after === null ? '' : `Longest chain of requests, unchanged: ${is}, ${each}.`;
  return `Longest chain of requests: ${was} **→** ${is}, ${each}.`;
}

function picture(overlay: Overlay): string {
  if (overlay.graph.nodes.length === 0) return '';
  return blocks(
    'Added in green with +, removed in red with −, changed in amber with ±; what stands around is not coloured.',
    ...mermaidOverlay(overlay).map(mermaid),
  );
}

function factPart(facts: readonly FactChange[], change: FactChange['change'], links: PageLinks): string {
  const some = facts.filter((fact) => fact.change === change);
  if (some.length === 0) return '';
  const title = `### ${MARKS[change]} ${change.charAt(0).toUpperCase()}${change.slice(1)}`;
  return blocks(title, list(some.map((fact) => `${factWords(fact)} (${links.evidences(fact.evidence, 3)})`)));
}

function factWords(fact: FactChange): string {
  const { kind, service, what, attributes } = fact;
  const subject = `${KIND_WORDS[kind].one} ${code(service)}${what === '' ? '' : ` ${KIND_WORDS[kind].joint} ${code(what)}`}`;
  return attributes.length === 0 ? subject : `${subject}: ${changeWords(attributes, escapeText)}`;
}

function edgePart(edges: readonly SyncEdge[], title: string, links: PageLinks): string {
  if (edges.length === 0) return '';
  const items = edges.map(({ from, to, evidence }) => `${code(from)} → ${code(to)} (${links.evidences(evidence, 3)})`);
  return blocks(`### ${title}`, list(items));
}

function sharedPart({ sharedTables }: ModelDiff): string {
  if (sharedTables.length === 0) return '';
  const items = sharedTables.map(({ table: name, writers }) => `${code(name)}: ${writers.map(code).join(', ')}`);
  return blocks('### Tables that several services write now', list(items));
}

function findingPart(title: string, findings: readonly Finding[], links: PageLinks): string {
  if (findings.length === 0) return '';
  const items = findings.map(
    (finding) =>
      `${code(finding.rule)} (${finding.severity}) ${links.evidence(finding)}: ${escapeText(finding.message)}`,
  );
  return blocks(`### ${title}`, list(items));
}
