import { blocks, count, escapeText, list } from '../../util/markdown.ts';
import type { DecisionRecord } from '../docs-beside.ts';
import type { DocsContext } from '../docs-context.ts';
import { frame } from '../page-frame.ts';
import type { PageLinks } from '../page-links.ts';
import { serviceCell } from './call-cells.ts';

/** `decisions.md`: the records of decisions with their state, what they replaced, and the services that their text names. */
export function decisionsPage(context: DocsContext): string {
  const links = context.links('decisions.md');
  const { decisions } = context.beside;
  return frame(
    context.options.command,
    '# Decisions',
    decisions === null
      ? 'Not known: nobody looked for records of decisions.'
      : decisions.length === 0
        ? 'No record of a decision was found.'
        : `${count(decisions.length, 'record')}. A decision stands with a service when its text names it: in code font, quotes or bold, next to the word "service", in a path, or in its title.`,
    ...(decisions ?? []).flatMap((record) => decisionPart(context, links, record)),
  );
}

function decisionPart(context: DocsContext, links: PageLinks, record: DecisionRecord): readonly string[] {
  const { label, title, state, date, file, supersedes, supersededBy, lines } = record;
  const services = [...context.decisions].flatMap(([id, all]) => {
    const evidence = all.find(({ decision }) => decision === record)?.evidence;
    return evidence === undefined ? [] : [`${serviceCell(context, links, id)} ${links.evidences(evidence, 3)}`];
  });
  const first = lines.find(({ isTitle }) => isTitle)?.number ?? 1;
  return [
    `## ${escapeText(`${label}: ${title}`)}`,
    blocks(
      list([
        `${escapeText(state === 'unknown' ? 'state not known' : state)}${date === null ? '' : `, ${escapeText(date)}`}, ${links.evidence({ file, line: first, column: 1 })}`,
        ...(supersedes.length === 0 ? [] : [`Supersedes ${supersedes.map(escapeText).join(', ')}.`]),
        ...(supersededBy.length === 0 ? [] : [`Superseded by ${supersededBy.map(escapeText).join(', ')}.`]),
        services.length === 0 ? 'Names no service.' : `Names ${services.join('; ')}.`,
      ]),
    ),
  ];
}

/** Of one service: the decisions that name it, as a list; empty when there are none. */
export function decisionList(context: DocsContext, links: PageLinks, service: string): string {
  const touching = context.decisions.get(service) ?? [];
  return list(
    touching.map(
      ({ decision, evidence }) =>
        `${escapeText(`${decision.label}: ${decision.title}`)} (${escapeText(decision.state)}), ${links.evidences(evidence, 2)}`,
    ),
  );
}
