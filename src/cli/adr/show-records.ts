import { join } from 'node:path';
import { adrGraph } from '../../advise/adr/adr-graph.ts';
import { hasIndex, withIndex } from '../../advise/adr/adr-index.ts';
import { numberText } from '../../advise/adr/adr-names.ts';
import { adrNamed, requireAdrFolder } from '../../advise/adr/read-adr-folder.ts';
import type { Adr } from '../../advise/adr/read-adr.ts';
import { successions, type Succession } from '../../advise/adr/supersession.ts';
import { isFile } from '../../io/read-text.ts';
import { readExact } from '../../io/read-exact.ts';
import { writeFileAtomic } from '../../io/write-file.ts';
import { count, oneLine } from '../../util/markdown.ts';
import { UserError } from '../../util/user-error.ts';
import { style } from '../terminal.ts';
import { folderOf, type FolderFlags } from './write-records.ts';

/** `adr list`: number, title, status, date and what it supersedes, one line each. */
export function listRecords(flags: FolderFlags & { readonly json?: true; readonly status?: string }): number {
  const folder = folderOf(flags);
  const all = requireAdrFolder(folder);
  const pairs = successions(all);
  const records = all.filter(({ state }) => flags.status === undefined || state === flags.status);
  if (flags.json === true) {
    const data = { schemaVersion: 1, folder, decisions: records.map((adr) => plainRecord(adr, pairs)) };
    process.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
    return 0;
  }
  if (records.length === 0) {
    process.stdout.write(`No ${flags.status ?? ''}${flags.status === undefined ? '' : ' '}decisions in ${folder}.\n`);
    return 0;
  }
  process.stdout.write(`${tableText(records.map((adr) => row(adr, pairs)))}\n${count(records.length, 'decision')}\n`);
  return 0;
}

/** `adr show`: the record as it is, or what it says as data. */
export function showRecord(word: string, flags: FolderFlags & { readonly json?: true }): number {
  const records = requireAdrFolder(folderOf(flags));
  const adr = adrNamed(records, word);
  const text = flags.json
    ? `${JSON.stringify({ schemaVersion: 1, ...plainRecord(adr, successions(records)), text: adr.text }, null, 2)}\n`
    : adr.text;
  process.stdout.write(text);
  return 0;
}

/** `adr index`: writes the table of records into README.md or index.md of the folder; with `check` only looks. */
export function indexRecords(flags: FolderFlags & { readonly check?: true }): number {
  const folder = folderOf(flags);
  const records = requireAdrFolder(folder);
  const file = indexFile(folder);
  const page = isFile(file) ? readExact(file) : '';
  if (page === undefined) throw new UserError('the page is no text in UTF-8', { where: { file } });
  const fresh = withIndex(page, records, file);
  if (fresh === page) {
    process.stdout.write(`${file} is up to date: ${count(records.length, 'decision')}\n`);
    return 0;
  }
  if (flags.check === true) {
    process.stdout.write(`${file} is ${page === '' ? 'missing' : 'stale'}: run "archwright adr index"\n`);
    return 1;
  }
  writeFileAtomic(file, fresh);
  process.stdout.write(`${file}: ${count(records.length, 'decision')}\n`);
  return 0;
}

/** `adr graph`: which record took the place of which, as Mermaid. */
export function graphRecords(flags: FolderFlags): number {
  process.stdout.write(adrGraph(requireAdrFolder(folderOf(flags))));
  return 0;
}

// The page that has the markers; else the one that is there.
function indexFile(folder: string): string {
  const pages = ['README.md', 'index.md'].map((name) => join(folder, name)).filter(isFile);
  return pages.find((page) => hasIndex(readExact(page) ?? '')) ?? pages[0] ?? join(folder, 'README.md');
}

function plainRecord(adr: Adr, pairs: readonly Succession[]): Record<string, unknown> {
  const { parts, name, file, title, state, status, date, format } = adr;
  return {
    number: parts.number,
    title,
    status: state,
    statusText: status?.text ?? null,
    date: date?.text ?? null,
    format,
    name,
    file: file.replaceAll('\\', '/'),
    supersedes: pairs.filter(({ newer }) => newer === adr).map(({ older }) => older.name),
    supersededBy: pairs.filter(({ older }) => older === adr).map(({ newer }) => newer.name),
  };
}

function row(adr: Adr, pairs: readonly Succession[]): readonly string[] {
  const number = (each: Adr): string =>
    each.parts.number === null ? each.name : numberText(each.parts.number, each.parts.form ?? undefined);
  return [
    adr.parts.number === null ? '–' : number(adr),
    adr.title,
    adr.state,
    adr.date?.text ?? '–',
    pairs
      .filter(({ newer }) => newer === adr)
      .map(({ older }) => number(older))
      .join(', ') || '–',
  ].map(oneLine);
}

const HEAD = ['Number', 'Title', 'Status', 'Date', 'Supersedes'];

function tableText(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((word, index) => Math.max(word.length, ...rows.map((cells) => cells[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  return [style.strong(line(HEAD)), ...rows.map(line)].join('\n');
}
