import { UserError } from '../util/user-error.ts';
import { withKeptSections } from './keep-sections.ts';
import { HTML_MARKER, MARKER } from './page-frame.ts';

/** A page as it should be. Paths are relative to the documents' folder. */
interface PlannedPage {
  readonly path: string;
  readonly text: string;
  readonly state: 'new' | 'changed' | 'unchanged';
  /** What a Markdown page that changes reads like now. */
  readonly before?: string;
}

/** What a run would do to the documents' folder. */
export interface DocsPlan {
  readonly pages: readonly PlannedPage[];
  /** Pages that an earlier run wrote and that describe nothing any more; never deleted, because they may hold somebody's notes. */
  readonly orphans: readonly string[];
}

/**
 * Holds the rendered pages against those that are there, and carries hand-written sections over.
 * `folder` is for messages. Throws UserError when a page would replace a file that was not generated,
 * or when the sections of an old page cannot be told apart.
 */
export function planDocs(
  rendered: ReadonlyMap<string, string>,
  existing: ReadonlyMap<string, string>,
  folder: string,
): DocsPlan {
  const pages = [...rendered].map(([path, fresh]) => plannedPage(path, fresh, existing.get(path), `${folder}/${path}`));
  const orphans = [...existing].filter(([path, text]) => !rendered.has(path) && isGenerated(text));
  return { pages, orphans: orphans.map(([path]) => path).sort() };
}

/** What a run would do to the one page at `path`; `old` is empty when there is none. An HTML page that is not ours is never replaced: throws UserError. */
export function planHtml(path: string, fresh: string, old: string, folder: string): DocsPlan {
  if (old !== '' && !old.includes(HTML_MARKER)) throw notOurs(`${folder}/${path}`);
  const same = old.replaceAll('\r\n', '\n') === fresh;
  return { pages: [{ path, text: fresh, state: old === '' ? 'new' : same ? 'unchanged' : 'changed' }], orphans: [] };
}

function notOurs(file: string): UserError {
  return new UserError('this file was not written by "archwright docs" and would be replaced', {
    where: { file },
    help: 'move it, or choose another folder with --out; nothing was written',
  });
}

function plannedPage(path: string, fresh: string, old: string | undefined, file: string): PlannedPage {
  if (old === undefined) return { path, text: fresh, state: 'new' };
  if (!isGenerated(old)) throw notOurs(file);
  const text = withKeptSections(fresh, old, file);
  // A checkout with other line endings is not a change.
  const before = old.replaceAll('\r\n', '\n');
  return text === before ? { path, text, state: 'unchanged' } : { path, text, state: 'changed', before };
}

function isGenerated(text: string): boolean {
  return text.startsWith(MARKER);
}
