import type { Evidence } from '../../model/system.ts';
import { messageGraph } from '../diagrams/system-graph.ts';
import { splitGraph } from '../diagrams/split-graph.ts';
import { groupBy, type DocsContext } from '../docs-context.ts';
import { code, escapeText, link, table } from '../../util/markdown.ts';
import { frame } from '../page-frame.ts';
import type { PageLinks } from '../page-links.ts';
import { serviceCell } from './call-cells.ts';
import { flowcharts } from './diagram-blocks.ts';

/** `events.md`: every channel with who sends to it and who receives from it; a side that is missing is said. */
export function eventsPage(context: DocsContext): string {
  const links = context.links('events.md');
  const { channels } = context.model;
  return frame(
    context.options.command,
    '# Events',
    `Messages over channels: topics, subjects, queues, exchanges with their keys. Calls are on the page on ${link('communication', links.page('communication.md'))}.`,
    ...(channels.length === 0
      ? ['No channel was found.']
      : [catalogue(context, links), '## Picture', flowcharts(splitGraph(messageGraph(context)), null)]),
  );
}

function catalogue(context: DocsContext, links: PageLinks): string {
  const { channels, publications, subscriptions } = context.model;
  const producers = groupBy(publications, ({ channel }) => channel);
  const consumers = groupBy(subscriptions, ({ channel }) => channel);
  const side = (uses: readonly { service: string; evidence: readonly Evidence[] }[], nobody: string): string =>
    uses.length === 0
      ? `**${nobody}**`
      : uses.map((use) => `${serviceCell(context, links, use.service)} ${links.evidences(use.evidence)}`).join('; ');
  const rows = channels.map(({ id, name, broker }) => [
    code(name),
    escapeText(broker),
    side(producers.get(id) ?? [], 'nobody known'),
    side(consumers.get(id) ?? [], 'nobody known'),
  ]);
  return table(['Channel', 'Broker', 'Producers', 'Consumers'], rows);
}
