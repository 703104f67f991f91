import { code, escapeText } from '../../util/markdown.ts';
import { headline, placeText, STATES, type DriftReport, type Settled } from './drift-words.ts';
import type { DriftState } from '../../model/drift.ts';

/** Drift as Markdown, for a comment or a job's summary. */
export function driftMarkdown(report: DriftReport): string {
  const { settled, undecided, unseen, blueprint } = report;
  const parts = ['## Drift', summary(report)];
  for (const state of Object.keys(STATES) as DriftState[]) {
    const some = settled.filter(({ item }) => item.state === state);
    if (some.length > 0) parts.push(`### ${STATES[state]}`, some.map((one) => entry(one)).join('\n'));
  }
  if (undecided.length > 0) {
    const lines = undecided.map(
      ({ service, kind, what, why }) => `- ${code(service)} ${kind} ${code(what)}: ${escapeText(why)}`,
    );
    parts.push('### Not decided', lines.join('\n'));
  }
  if (unseen.length > 0)
    parts.push('### Not seen at run time', unseen.map(({ from, to }) => `- ${code(from)} → ${code(to)}`).join('\n'));
  const diffs = settled.flatMap(({ diff }) => diff ?? []);
  if (diffs.length > 0)
    parts.push(
      `<details><summary>Edits of ${escapeText(blueprint)} that would settle it</summary>`,
      `\`\`\`diff\n${diffs.join('')}\`\`\``,
      '</details>',
    );
  return `${parts.join('\n\n')}\n`;
}

function summary({ settled, compared }: DriftReport): string {
  const sides = `${String(compared.declared)} declared facts, ${String(compared.observed)} in the code${compared.runtime > 0 ? `, ${String(compared.runtime)} edges at run time` : ''}`;
  return settled.length === 0 ? `None: ${sides}.` : `**${String(settled.length)}** in ${sides}.`;
}

function entry({ item, why, code: side }: Settled): string {
  const places = [item.inBlueprint[0], item.inCode[0]].flatMap((site) => (site ? [code(placeText(site))] : []));
  const note = why === null ? '' : ` The blueprint cannot say it: ${escapeText(why)}.`;
  return `- ${escapeText(headline(item))} (${places.join(', ')}). In the code: ${escapeText(side.todo)}, ${code(placeText(side))}.${note}`;
}
