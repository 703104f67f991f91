import type { Evidence } from '../../model/system.ts';
import { messageGraph } from '../diagrams/system-graph.ts';
import { splitGraph } from '../diagrams/split-graph.ts';
import { groupBy, type DocsContext } from '../docs-context.ts';
import { escapeText, link, table } from '../../util/markdown.ts';
import { frame } from '../page-frame.ts';
import type { PageLinks } from '../page-links.ts';
import { channelCell } from '../words.ts';
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
      : [...groupBy(uses, ({ service }) => service)]
          .map(([service, own]) => `${serviceCell(context, links, service)} ${sitesOf(links, own)}`)
          .join('; ');
  const rows = channels.map(({ id, name, broker }) => [
    channelCell(name),
    escapeText(broker),
    side(producers.get(id) ?? [], 'nobody known'),
    side(consumers.get(id) ?? [], 'nobody known'),
  ]);
  return table(['Channel', 'Broker', 'Producers', 'Consumers'], rows);
}

const MOST_SITES = 3;

// Of a message that is sent by a wrapper, who calls that: the rest of the way stands on the page of the service.
function sitesOf(links: PageLinks, uses: readonly { readonly evidence: readonly Evidence[] }[]): string {
  return links.evidences(
    uses.flatMap(({ evidence }) => evidence.slice(0, 1)),
    MOST_SITES,
  );
}
