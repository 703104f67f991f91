import { UserError } from '../../util/user-error.ts';
import { headingNamed, type Adr, type Stated } from './read-adr.ts';
import type { MarkdownLine } from './markdown-lines.ts';

/** A piece of text to put in the place of what stands between two offsets. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The record's text with another status; every other byte stays. Throws UserError when it states none. */
export function withStatus(adr: Adr, status: string): string {
  const stated = requireStatus(adr);
  return applyEdits(adr.text, [statusEdit(adr, stated, fitting(stated, status))]);
}

/** The text of the older record once the newer one has taken its place; nothing is said twice. */
export function withSuccessor(older: Adr, newer: Adr, label: string): string {
  const stated = requireStatus(older);
  const edits: Edit[] = [];
  const says = older.references.some((each) => each.kind === 'superseded by' && means(each, newer));
  if (stated.kind === 'front matter') {
    if (older.state !== 'superseded') edits.push(statusEdit(older, stated, `superseded by ${label}`));
    if (!linksTo(older, newer)) edits.push(noteEdit(older, `Superseded by ${linkTo(newer)}.`));
  } else if (!says) {
    const link = stated.kind === 'line' ? `[${label}](${newer.name})` : linkTo(newer);
    edits.push(statusEdit(older, stated, fitting(stated, `superseded by ${link}`)));
  }
  return applyEdits(older.text, edits);
}

/** The text of the newer record, with a sentence about the record whose place it takes; nothing is said twice. */
export function withPredecessor(newer: Adr, older: Adr, label: string): string {
  if (newer.references.some((each) => each.kind === 'supersedes' && means(each, older))) return newer.text;
  const { status } = newer;
  if (status === null || status.kind === 'front matter') {
    return applyEdits(newer.text, [noteEdit(newer, `Supersedes ${linkTo(older)}.`)]);
  }
  const line = lineOf(newer, status.line);
  const end = line.start + line.text.length;
  const lead = /^\s*[*+-]\s+/.exec(line.text)?.[0];
  const eol = eolOf(newer.text);
  const text =
    status.kind === 'line' && lead !== undefined
      ? `${eol}${lead}Supersedes: [${label}](${older.name})`
      : `${eol}${eol}Supersedes ${linkTo(older)}`;
  return applyEdits(newer.text, [{ start: end, end, text }]);
}

function requireStatus({ status, file, format }: Adr): Stated {
  if (status) return status;
  throw new UserError('the record states no status that could be changed', {
    where: { file, line: 1, column: 1 },
    help:
      format === 'nygard' ? 'write a part "## Status"' : 'write "status: proposed" between two lines "---" at its top',
  });
}

// Front matter writes the words small; the others as they did before.
function fitting({ kind, text }: Stated, status: string): string {
  const capital = kind === 'section' || (kind === 'line' && /^[^\p{L}]*\p{Lu}/u.test(text));
  return capital ? `${status.charAt(0).toUpperCase()}${status.slice(1)}` : status;
}

function statusEdit(adr: Adr, stated: Stated, status: string): Edit {
  const line = lineOf(adr, stated.line);
  const start = line.start + stated.column - 1;
  const rest = line.text.slice(stated.column - 1);
  const length =
    stated.kind === 'front matter'
      ? (/^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|.*?(?=\s+#|\s*$))/.exec(rest)?.[0].length ?? rest.length)
      : rest.trimEnd().length;
  return { start, end: start + length, text: status };
}

// A note stands first under "More Information", or in such a part at the end.
function noteEdit(adr: Adr, note: string): Edit {
  const eol = eolOf(adr.text);
  const heading = headingNamed(adr.markdown, 'more information', 'links', 'notes');
  if (heading === undefined) {
    const end = adr.text.trimEnd().length;
    return { start: end, end, text: `${eol}${eol}## More Information${eol}${eol}${note}` };
  }
  const line = lineOf(adr, heading.line);
  const start = line.start + line.text.length;
  return { start, end: start, text: `${eol}${eol}${note}` };
}

function lineOf(adr: Adr, number: number): MarkdownLine {
  const line = adr.markdown.lines[number - 1];
  if (line === undefined) throw new Error(`${adr.file} has no line ${String(number)}`);
  return line;
}

function linkTo({ title, name, parts, format }: Adr): string {
  const text = format === 'nygard' && parts.number !== null ? `${String(parts.number)}. ${title}` : title;
  return `[${text.replaceAll(/[[\]]/g, '')}](${encodeURI(name)})`;
}

function linksTo(adr: Adr, other: Adr): boolean {
  return adr.references.some((each) => each.kind === 'superseded by' && each.file === other.name);
}

function means({ file, number }: Adr['references'][number], { name, parts }: Adr): boolean {
  return file === null ? number === parts.number : file === name;
}

function eolOf(text: string): string {
  return /\r\n/.test(text) ? '\r\n' : '\n';
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const { start, end, text: piece } of edits.toSorted((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + piece + result.slice(end);
  }
  return result;
}
