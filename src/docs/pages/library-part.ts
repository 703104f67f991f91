import type { DocsContext } from '../docs-context.ts';
import { escapeText, list, table } from '../../util/markdown.ts';
import type { PageLinks } from '../page-links.ts';
import { languageName } from '../words.ts';
import { serviceCell } from './call-cells.ts';

/** Packages that start nothing, with the services that depend on them; empty where there are none. */
export function libraryTable(context: DocsContext, links: PageLinks): string {
  const rows = (context.model.libraries ?? []).map(({ name, path, language, users, evidence }) => [
    escapeText(name),
    escapeText(languageName(language)),
    users.map((id) => serviceCell(context, links, id)).join(', ') || 'nobody known',
    evidence.length > 0 ? links.evidences(evidence, 1) : escapeText(path),
  ]);
  return table(['Library', 'Written in', 'Used by', 'Where'], rows);
}

/** Libraries of the system that a service depends on, as a list; empty when there are none. */
export function libraryList({ model }: DocsContext, links: PageLinks, service: string): string {
  const used = (model.libraries ?? []).filter(({ users }) => users.includes(service));
  return list(
    used.map(({ name, evidence, path }) => {
      const where = evidence.length > 0 ? links.evidences(evidence, 1) : escapeText(path);
      return `${escapeText(name)}, ${where}`;
    }),
  );
}
