import { cutList, name, part, place, table, toPart, toService, view, type PageContext } from './html-parts.ts';
import { languageName } from '../words.ts';

/** Address of a library's view, by its place in the model. */
function anchorOf(index: number): string {
  return `library-${String(index + 1)}`;
}

/** One view for each library: where it lies, and which services depend on it. */
export function libraryViews(page: PageContext): readonly string[] {
  return (page.context.model.libraries ?? []).map(({ name: title, language, users, evidence }, index) =>
    view(anchorOf(index), 'library', name(title), [
      `<p>A package in ${name(languageName(language))} that services import, and that starts nothing. ${place(page, evidence[0])}</p>`,
      part(
        'Used by',
        cutList(
          page,
          users.map((id) => toService(page, id)),
        ) || '<p class="soft">Nobody, as far as is known.</p>',
      ),
    ]),
  );
}

/** The libraries of the system with how many services use each; empty where there are none. */
export function libraryTable(page: PageContext): string {
  const rows = (page.context.model.libraries ?? []).map(({ name: title, language, users }, index) => [
    toPart(anchorOf(index), name(title)),
    name(languageName(language)),
    String(users.length),
  ]);
  return table(page, ['Library', 'Written in', 'Services that use it'], rows, 'Libraries');
}

/** Libraries that a service depends on; empty where there are none. */
export function librariesOf(page: PageContext, service: string): string {
  const all = page.context.model.libraries ?? [];
  return cutList(
    page,
    all.flatMap(({ name: title, users }, index) =>
      users.includes(service) ? [toPart(anchorOf(index), name(title))] : [],
    ),
  );
}
