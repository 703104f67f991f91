import { escapeText, link, table } from '../../util/markdown.ts';
import { UserError } from '../../util/user-error.ts';
import { numberText } from './adr-names.ts';
import type { Adr } from './read-adr.ts';
import { successions } from './supersession.ts';

const OPEN = '<!-- adrlog -->';
const CLOSE = '<!-- adrlogstop -->';

/** The records as a Markdown table with links, one row each. */
export function indexTable(records: readonly Adr[]): string {
  const pairs = successions(records);
  const rows = records.map((adr) => [
    link(adr.parts.number === null ? '–' : numberText(adr.parts.number, adr.parts.form ?? undefined), target(adr)),
    escapeText(adr.title),
    adr.state === 'unknown' ? '–' : adr.state,
    adr.date === null ? '–' : escapeText(adr.date.text),
    listed(pairs.filter(({ newer }) => newer === adr).map(({ older }) => older)),
    listed(pairs.filter(({ older }) => older === adr).map(({ newer }) => newer)),
  ]);
  return table(['Number', 'Decision', 'Status', 'Date', 'Supersedes', 'Superseded by'], rows);
}

/**
 * A page with the table between its markers; what stands around them stays, byte for byte. A page without markers gets
 * them at its end, an empty one a heading as well. Throws UserError when only one of the two markers is there.
 */
export function withIndex(page: string, records: readonly Adr[], file: string): string {
  const eol = page.includes('\r\n') ? '\r\n' : '\n';
  const body = records.length === 0 ? 'There are no decisions yet.' : indexTable(records);
  const block = `${OPEN}\n\n${body}\n\n${CLOSE}`.replaceAll('\n', eol);
  const start = page.indexOf(OPEN);
  const end = page.indexOf(CLOSE, Math.max(0, start));
  if (start >= 0 && end >= 0) return page.slice(0, start) + block + page.slice(end + CLOSE.length);
  if (start >= 0 || page.includes(CLOSE)) throw halfMarked(page, start, file);
  if (page.trim() === '') return `# Decisions${eol}${eol}${block}${eol}`;
  return `${page.trimEnd()}${eol}${eol}${block}${eol}`;
}

/** Whether a page has a place for the table. */
export function hasIndex(page: string): boolean {
  return page.includes(OPEN) || page.includes(CLOSE);
}

function halfMarked(page: string, start: number, file: string): UserError {
  const at = start >= 0 ? start : page.indexOf(CLOSE);
  const line = page.slice(0, at).split('\n').length;
  const column = at - page.lastIndexOf('\n', at - 1);
  return new UserError(
    start >= 0 ? `there is no "${CLOSE}" after "${OPEN}"` : `there is no "${OPEN}" before "${CLOSE}"`,
    { where: { file, line, column }, help: 'write both, each on a line of its own; the table goes between them' },
  );
}

function listed(records: readonly Adr[]): string {
  if (records.length === 0) return '–';
  return records
    .map((adr) =>
      link(
        adr.parts.number === null ? escapeText(adr.name) : numberText(adr.parts.number, adr.parts.form ?? undefined),
        target(adr),
      ),
    )
    .join(', ');
}

function target({ name }: Adr): string {
  return encodeURI(name).replaceAll('(', '%28').replaceAll(')', '%29');
}
