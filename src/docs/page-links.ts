import { posix } from 'node:path';
import type { Evidence } from '../model/system.ts';
import { encodePath } from '../util/encode-path.ts';
import { escapeText, link } from '../util/markdown.ts';

/** Where evidence is linked to: a path from the documents' folder to the analysed root (`../..`), the URL of the repository's files, or nowhere. */
export type SourceBase =
  | { readonly kind: 'relative'; readonly toRoot: string }
  | { readonly kind: 'url'; readonly base: string }
  | { readonly kind: 'none' };

/** The links of one page. */
export interface PageLinks {
  /** URL of another page of the documents, given by its path in their folder. */
  readonly page: (path: string) => string;
  /** A text linked to a file or folder of the analysed root, and to the line where there is one. */
  readonly source: (text: string, file: string, line?: number) => string;
  /** `[server.js:362](…)`, linked to the source; `—` without evidence. */
  readonly evidence: (evidence: Evidence | undefined) => string;
  /** All of them, comma-separated; at most `limit`, then how many more there are. */
  readonly evidences: (evidence: readonly Evidence[], limit?: number) => string;
}

/** Links as seen from the page at `from` (path in the documents' folder). */
export function pageLinks(from: string, base: SourceBase): PageLinks {
  const folder = posix.dirname(from);
  const source = (text: string, file: string, line = 0): string => {
    if (base.kind === 'none') return text;
    const anchor = line > 0 ? `#L${String(line)}` : '';
    if (base.kind === 'url') return link(text, `${base.base}${file === '.' ? '' : `/${encodePath(file)}`}${anchor}`);
    const up = posix.relative(folder, '.');
    return link(text, encodePath(posix.join(up, base.toRoot, file)) + anchor);
  };
  const evidence = (at: Evidence | undefined): string => {
    if (!at) return '—';
    const place = at.line > 0 ? `${at.file}:${String(at.line)}` : at.file;
    return source(escapeText(place), at.file, at.line);
  };
  return {
    page: (path) => encodePath(posix.relative(folder, path)),
    source,
    evidence,
    evidences: (all, limit = 5) => {
      if (all.length === 0) return '—';
      const shown = all.slice(0, limit).map(evidence);
      if (all.length > limit) shown.push(`and ${String(all.length - limit)} more`);
      return shown.join(', ');
    },
  };
}
