import { escapeText, table } from '../../util/markdown.ts';
import { groupBy, type DocsContext } from '../docs-context.ts';
import { frame } from '../page-frame.ts';
import { tableCell } from '../words.ts';
import { serviceCell } from './call-cells.ts';

const WORDS: readonly (readonly [string, string])[] = [
  ['Service', 'A unit that is deployed on its own.'],
  ['Worker', 'A service that answers nobody: it consumes messages, or works by itself.'],
  ['Job', 'A service that is run once, or at times, and ends.'],
  ['Library', 'A package that services import, and that starts nothing.'],
  ['Endpoint', 'Something that a service answers.'],
  ['Call', 'One synchronous request of a service, at one place in its code.'],
  ['Channel', 'A topic, subject, queue, or exchange with a key.'],
  ['Datastore', 'An engine, host and database.'],
  ['Chain', 'Calls that wait for one another, from an endpoint on.'],
  ['Not known', 'The files do not say, or it was not understood: neither yes nor no.'],
];

/** `glossary.md`: the words of these pages, and the words of the system (its tables and channels) with who owns them. */
export function glossaryPage(context: DocsContext): string {
  const links = context.links('glossary.md');
  const { datastoreUses, channels, publications } = context.model;
  const writes = datastoreUses.flatMap(({ service, accesses }) =>
    accesses.flatMap((access) =>
      access.table === null || access.mode !== 'write'
        ? []
        : [{ word: access.table, service, kind: 'table', at: access.evidence[0] }],
    ),
  );
  const sends = publications.map(({ service, channel, evidence }) => ({
    word: channels.find(({ id }) => id === channel)?.name ?? channel,
    service,
    kind: 'channel',
    at: evidence[0],
  }));
  const words = [...groupBy([...writes, ...sends], ({ word, kind }) => JSON.stringify([word, kind]))].sort(
    ([a], [b]) => (a < b ? -1 : 1),
  );
  const rows = words.map(([, all]) => {
    const owners = [...groupBy(all, ({ service }) => service)];
    return [
      tableCell(all[0]?.word ?? null),
      all[0]?.kind ?? '',
      owners
        .map(([service, own]) => `${serviceCell(context, links, service)} ${links.evidence(own[0]?.at)}`)
        .join(', '),
    ];
  });
  return frame(
    context.options.command,
    '# Glossary',
    table(
      ['Word', 'What it means here'],
      WORDS.map(([word, meaning]) => [escapeText(word), escapeText(meaning)]),
    ),
    '## Words of the system',
    table(['Word', 'What it is', 'Written or sent by'], rows) ||
      'No table that is written and no channel that is sent to was found.',
  );
}
