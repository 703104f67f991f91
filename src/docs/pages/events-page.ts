import type { Evidence, MessageSchema, Publication, Subscription } from '../../model/system.ts';
import { messageGraph } from '../diagrams/system-graph.ts';
import { splitGraph } from '../diagrams/split-graph.ts';
import { groupBy, type DocsContext } from '../docs-context.ts';
import { code, count, escapeText, link, table } from '../../util/markdown.ts';
import { carried, isAgreed, isUntold, schemaWords } from '../message-words.ts';
import { frame } from '../page-frame.ts';
import type { PageLinks } from '../page-links.ts';
import { channelCell } from '../words.ts';
import { serviceCell } from './call-cells.ts';
import { flowcharts } from './diagram-blocks.ts';

/** `events.md`: every channel with who sends to it, who receives from it, and what its messages look like; what is missing is said. */
export function eventsPage(context: DocsContext): string {
  const links = context.links('events.md');
  const { channels } = context.model;
  return frame(
    context.options.command,
    '# Events',
    `Messages over channels: topics, subjects, queues, exchanges with their keys. Calls are on the page on ${link('communication', links.page('communication.md'))}.`,
    ...(channels.length === 0
      ? ['No channel was found.']
      : [catalogue(context, links), SCHEMAS, '## Picture', flowcharts(splitGraph(messageGraph(context)), null)]),
  );
}

const SCHEMAS =
  'A schema is known by the type of what is sent or taken, by what checks it, by the literal that is sent, or from an AsyncAPI document; of what a wrapper adds around it nothing is said.';

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
    producers.has(id) ? side(producers.get(id) ?? [], '') : asked(context, links, name, consumers.get(id) ?? []),
    side(consumers.get(id) ?? [], 'nobody known'),
    schemaCell(links, producers.get(id) ?? [], consumers.get(id) ?? []),
  ]);
  return table(['Channel', 'Broker', 'Producers', 'Consumers', 'Schema'], rows);
}

// Of a channel without publications: requests with its name as their pattern, which its consumers answer as well.
function asked(context: DocsContext, links: PageLinks, name: string, consumers: readonly Subscription[]): string {
  const services = new Set(consumers.map(({ service }) => service));
  const calls = context.model.calls.filter(
    ({ protocol, path, to }) => protocol === 'rpc' && path === name && to !== null && services.has(to),
  );
  if (calls.length === 0) return '**nobody known**';
  return [...groupBy(calls, ({ from }) => from)]
    .map(([service, own]) => `${serviceCell(context, links, service)} with a call ${sitesOf(links, own)}`)
    .join('; ');
}

const MOST_SCHEMAS = 4;

/** What is sent and what is expected, each with its place; that it is not known, where nothing tells. */
export function schemaCell(
  links: PageLinks,
  publications: readonly Publication[],
  subscriptions: readonly Subscription[],
): string {
  const known = carried(publications, subscriptions);
  if (isUntold(known)) return '**not known**';
  const told = (what: string, schemas: readonly MessageSchema[]): string[] => {
    if (schemas.length === 0) return [];
    const shown = schemas.slice(0, MOST_SCHEMAS).map((schema) => {
      const { before, name, after } = schemaWords(schema);
      return [before, code(name), escapeIf(after), links.evidences(schema.evidence)].filter(Boolean).join(' ');
    });
    const more = schemas.length - shown.length;
    return [`${what} ${[...shown, ...(more > 0 ? [`and ${String(more)} more`] : [])].join(', ')}`];
  };
  const rest = known.unknownSent > 0 ? [`not known at ${count(known.unknownSent, 'place')} of sending`] : [];
  const words = isAgreed(known)
    ? told('sent and expected:', known.sent)
    : [...told('sent:', known.sent), ...told('expected:', known.expected)];
  return [...words, ...rest].join('; ');
}

function escapeIf(text: string): string {
  return text === '' ? '' : escapeText(text);
}

const MOST_SITES = 3;

// Of a message that is sent by a wrapper, who calls that: the rest of the way stands on the page of the service.
function sitesOf(links: PageLinks, uses: readonly { readonly evidence: readonly Evidence[] }[]): string {
  return links.evidences(
    uses.flatMap(({ evidence }) => evidence.slice(0, 1)),
    MOST_SITES,
  );
}
