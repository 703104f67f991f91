import type { Access, Datastore } from '../../model/system.ts';
import { groupBy, type DocsContext, type ServiceFacts } from '../docs-context.ts';
import { blocks, code, escapeText, link, table } from '../../util/markdown.ts';
import type { PageLinks } from '../page-links.ts';
import { tableCell } from '../words.ts';
import { serviceCell } from './call-cells.ts';

const MOST_SITES = 10;

/** The datastores of a service: where each is opened, who else uses it, and every table with its reads and writes. */
export function serviceDataPart(context: DocsContext, links: PageLinks, facts: ServiceFacts): string {
  return blocks(
    ...facts.datastoreUses.flatMap((use) => {
      const store = context.datastores.get(use.datastore);
      const others = new Set(
        context.model.datastoreUses
          .filter(({ datastore, service }) => datastore === use.datastore && service !== use.service)
          .map(({ service }) => serviceCell(context, links, service)),
      );
      const shared = others.size === 0 ? '' : ` **Shared** with ${[...others].join(', ')}.`;
      return [
        `${datastoreWords(store, use.datastore)}, opened at ${links.evidences(use.evidence)}.${shared} All: ${link('data', links.page('data.md'))}.`,
        table(['Table', 'Reads', 'Writes'], accessRows(links, use.accesses)) || 'No access to a table was found.',
      ];
    }),
  );
}

/** A datastore in words: engine, then database, schema and host as far as they are known. */
export function datastoreWords(store: Datastore | undefined, id: string): string {
  if (!store) return code(id);
  const host = store.host === null ? null : store.host + (store.port === null ? '' : `:${String(store.port)}`);
  const parts = [
    store.database === null ? 'database not known' : `database ${code(store.database)}`,
    store.schema === null ? '' : `schema ${code(store.schema)}`,
    host === null ? '' : `on ${code(host)}`,
  ].filter((part) => part !== '');
  return `${escapeText(store.engine)}: ${parts.join(', ')}`;
}

function accessRows(links: PageLinks, accesses: readonly Access[]): readonly (readonly string[])[] {
  const tables = [...groupBy(accesses, ({ table: name }) => JSON.stringify(name))].sort(([a], [b]) => (a < b ? -1 : 1));
  return tables.map(([, all]) => {
    const sites = (mode: Access['mode']): string => {
      const evidence = all.filter((access) => access.mode === mode).flatMap((access) => access.evidence.slice(0, 1));
      return evidence.length === 0 ? '' : links.evidences(evidence, MOST_SITES);
    };
    return [tableCell(all[0]?.table ?? null), sites('read'), sites('write')];
  });
}
