import type { Evidence } from '../../model/system.ts';
import { encodePath } from '../../util/encode-path.ts';
import type { ReportContext } from './reporter.ts';

type Site = Pick<Evidence, 'file' | 'line'>;

/** A file as a CI system knows it: relative to the working directory, which is the root of the repository there. */
export function ciPath(file: string, { prefix }: Pick<ReportContext, 'prefix'>): string {
  return prefix === '' ? file : `${prefix}/${file}`;
}

/** The address of a line on the web, or null when nothing is linked. */
export function siteUrl(site: Site, context: Pick<ReportContext, 'prefix' | 'sourceUrl'>): string | null {
  if (context.sourceUrl === null) return null;
  const anchor = site.line > 0 ? `#L${site.line}` : '';
  return `${context.sourceUrl}/${encodePath(ciPath(site.file, context))}${anchor}`;
}

/** `orders/src/http.ts:4:26`, or the file alone where the whole file is meant. */
export function placeText({ file, line, column }: Evidence): string {
  return line > 0 ? `${file}:${line}:${column}` : file;
}
