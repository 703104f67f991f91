import type { ServiceSpec, TableFeedSpec } from './blueprint.ts';
import { oneOf, type Cursor } from './cursor.ts';
import { flawOfTable, type Flaw } from './names.ts';
import { readNames, type Named } from './read-names.ts';
import { eventsOfTable } from './table-events.ts';

/** The tables of a service: its own, those of them that are sums of events, and those that follow events. */
export interface DataDraft {
  readonly owns: readonly Named[];
  readonly eventSourced: readonly string[];
  readonly views: readonly (Named & TableFeedSpec)[];
  readonly copies: readonly (Named & TableFeedSpec)[];
}

/** Reads `owns`, `views` and `copies` of a service that publishes and subscribes to the events given. */
export function readData(
  entries: ReadonlyMap<string, Cursor>,
  events: { readonly publishes: readonly Named[]; readonly subscribes: readonly Named[] },
  flawOf: (table: string) => Flaw | undefined = flawOfTable,
): DataDraft {
  const { owns, eventSourced } = readOwns(entries.get('owns'), flawOf);
  const own = [...events.publishes.map(({ name }) => name), ...eventSourced.flatMap(eventsOfTable)];
  const views = readFeeds(entries.get('views'), 'views', own, {
    what: 'a view is made of what its own service records',
    help: 'publish the event, keep the table that it comes from as events, or keep a copy of another service\'s under "copies"',
  });
  const heard = events.subscribes.map(({ name }) => name);
  const copies = readFeeds(entries.get('copies'), 'copies', heard, {
    what: 'a copy follows events that the service subscribes to',
    help: 'name it under "subscribes" as well',
  });
  return { owns, eventSourced, views, copies };
}

/** A table is a name, or `accounts: event-sourced`. */
function readOwns(
  list: Cursor | undefined,
  flawOf: (table: string) => Flaw | undefined,
): { owns: readonly Named[]; eventSourced: readonly string[] } {
  const eventSourced: string[] = [];
  const owns = readNames(list, 'owns', flawOf, (item) => {
    if (typeof item.value === 'string') return item;
    const [entry, ...rest] = item.asMap('a table with how it is kept') ?? [];
    if (!entry) return undefined;
    const [name, how] = entry;
    if (rest.length > 0) return item.fail('a table has one key, its name', 'make it an item of its own');
    if (how.asOneOf(`how "${name}" is kept`, ['event-sourced']) !== undefined) eventSourced.push(name);
    return item.renamed(name);
  });
  return { owns, eventSourced };
}

function readFeeds(
  entry: Cursor | undefined,
  what: string,
  events: readonly string[],
  wrong: { readonly what: string; readonly help: string },
): (Named & TableFeedSpec)[] {
  const feeds: (Named & TableFeedSpec)[] = [];
  for (const [table, list] of entry?.asMap(what) ?? []) {
    if (!list.check(table, flawOfTable(table), true)) continue;
    const from = readNames(list, `what "${table}" follows`, () => undefined);
    if (Array.isArray(list.value) && list.value.length === 0) list.fail(`"${table}" follows no event`, wrong.help);
    for (const { name, cursor } of from) {
      if (events.includes(name)) continue;
      const near = oneOf(name, events, 'there is');
      cursor.fail(
        `"${name}" is not such an event: ${wrong.what}`,
        events.length > 0 ? `${wrong.help}; ${near}` : wrong.help,
      );
    }
    feeds.push({ name: table, table, from: from.map(({ name }) => name), cursor: list });
  }
  return feeds;
}

/** The data of a draft as the blueprint has it. */
export function dataOf(draft: DataDraft): Pick<ServiceSpec, 'owns' | 'eventSourced' | 'views' | 'copies'> {
  const bare = ({ table, from }: TableFeedSpec): TableFeedSpec => ({ table, from });
  return {
    owns: draft.owns.map(({ name }) => name),
    eventSourced: draft.eventSourced,
    views: draft.views.map(bare),
    copies: draft.copies.map(bare),
  };
}
