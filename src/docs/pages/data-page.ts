import { sharedDatastores, type SharedDatastore } from '../../model/sharing.ts';
import type { Access, DatastoreUse } from '../../model/system.ts';
import { groupBy, type DocsContext } from '../docs-context.ts';
import { count, table } from '../../util/markdown.ts';
import { frame } from '../page-frame.ts';
import type { PageLinks } from '../page-links.ts';
import { tableCell } from '../words.ts';
import { serviceCell } from './call-cells.ts';
import { datastoreWords } from './service-data-part.ts';

// A wider table cannot be read without scrolling.
const MOST_COLUMNS = 8;

/** `data.md`: per datastore, which service reads and writes which table; what is shared is marked. */
export function dataPage(context: DocsContext): string {
  const links = context.links('data.md');
  const { datastores, datastoreUses } = context.model;
  const shared = new Map(sharedDatastores(context.model).map((each) => [each.datastore.id, each]));
  const uses = groupBy(datastoreUses, ({ datastore }) => datastore);
  const parts = datastores.flatMap((store) => [
    `## ${datastoreWords(store, store.id)}`,
    users(context, links, uses.get(store.id) ?? [], shared.get(store.id)),
    ownership(context, links, uses.get(store.id) ?? []),
  ]);
  return frame(
    context.options.command,
    '# Data',
    datastores.length === 0
      ? 'No datastore was found.'
      : `Which service reads and writes which table. A link leads to the first place; the page of each service has all of them.`,
    ...parts,
  );
}

function users(
  context: DocsContext,
  links: PageLinks,
  uses: readonly DatastoreUse[],
  shared: SharedDatastore | undefined,
): string {
  const opened = uses.map((use) => `${serviceCell(context, links, use.service)} at ${links.evidences(use.evidence)}`);
  const mark = shared ? `**Shared by ${count(shared.services.length, 'service')}.** ` : '';
  return opened.length === 0 ? 'No service is known to open it.' : `${mark}Opened by ${opened.join('; ')}.`;
}

function ownership(context: DocsContext, links: PageLinks, uses: readonly DatastoreUse[]): string {
  const entries = uses.flatMap(({ service, accesses }) => accesses.map((access) => ({ service, access })));
  const tables = [...groupBy(entries, ({ access }) => JSON.stringify(access.table))].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const services = [...new Set(entries.map(({ service }) => service))].sort();
  const cell = (all: typeof entries, service: string): string =>
    modes(
      links,
      all.filter((entry) => entry.service === service).map(({ access }) => access),
    );
  if (services.length > MOST_COLUMNS) {
    const rows = tables.flatMap(([, all]) =>
      services
        .filter((service) => all.some((entry) => entry.service === service))
        .map((service) => [name(all), serviceCell(context, links, service), cell([...all], service)]),
    );
    return table(['Table', 'Service', 'Access'], rows);
  }
  const rows = tables.map(([, all]) => [
    name(all),
    writersCell(context, links, all),
    ...services.map((service) => cell([...all], service)),
  ]);
  const heads = services.map((service) => serviceCell(context, links, service));
  return table(['Table', 'Written by', ...heads], rows) || 'No access to a table was found.';
}

interface Entry {
  readonly service: string;
  readonly access: Access;
}

function name(all: readonly Entry[]): string {
  return tableCell(all[0]?.access.table ?? null);
}

function writersCell(context: DocsContext, links: PageLinks, all: readonly Entry[]): string {
  const writers = new Set(all.filter(({ access }) => access.mode === 'write').map(({ service }) => service));
  if (writers.size === 0) return 'nobody known';
  // Accesses to tables that are not known may be to different ones.
  if (writers.size > 1 && all[0]?.access.table !== null) return `**${String(writers.size)} services**`;
  return [...writers].map((service) => serviceCell(context, links, service)).join(', ');
}

function modes(links: PageLinks, accesses: readonly Access[]): string {
  return (['read', 'write'] as const)
    .map((mode) => {
      const all = accesses.filter((access) => access.mode === mode);
      const [at] = all[0]?.evidence ?? [];
      const word = all.length > 1 ? `${mode}s ×${String(all.length)}` : `${mode}s`;
      return all.length === 0 ? '' : at ? links.source(word, at.file, at.line) : word;
    })
    .filter((words) => words !== '')
    .join(', ');
}
