import { parseYaml, type YamlText } from '../../io/yaml.ts';
import { UserError } from '../../util/user-error.ts';
import { numberText, parseAdrName, type AdrName } from './adr-names.ts';
import { namesIn, referencesIn, stateOf, type AdrState, type Reference } from './adr-status.ts';
import { readMarkdown, sectionLines, type Heading, type Markdown, type Said } from './markdown-lines.ts';

/** `madr`: Context and Problem Statement, Decision Outcome. `nygard`: Status, Context, Decision, Consequences. */
export type AdrFormat = 'madr' | 'nygard' | 'other';

/** Where a record says something in a line of its own: what stands there, and how. */
export interface Stated extends Said {
  readonly kind: 'front matter' | 'section' | 'line';
}

/** A record of a decision, as far as its file tells; nothing of it is required. */
export interface Adr {
  /** Path, for messages. */
  readonly file: string;
  /** Name in its folder. */
  readonly name: string;
  readonly parts: AdrName;
  readonly text: string;
  readonly markdown: Markdown;
  readonly format: AdrFormat;
  /** Without a number in front of it; made of the file's name when there is no heading. */
  readonly title: string;
  readonly heading: Heading | null;
  readonly status: Stated | null;
  readonly state: AdrState;
  readonly date: Stated | null;
  /** What it supersedes and what it is superseded by, as it says itself. */
  readonly references: readonly Reference[];
  readonly options: readonly Said[];
  readonly chosen: Said | null;
  /** The fields in front, or the mistake for which they cannot be read; null without front matter. */
  readonly fields: { readonly yaml: YamlText } | { readonly mistake: UserError } | null;
}

/** Reads one record. Never throws: what is wrong with it is for `lintAdrs` to say. */
export function readAdr(file: string, name: string, text: string): Adr {
  const markdown = readMarkdown(text);
  const heading = markdown.headings.find(({ level }) => level === 1) ?? null;
  const fields = readFields(file, markdown);
  const parts = parseAdrName(name) ?? { number: null, slug: name, form: null };
  const status = fieldOf(fields, 'status') ?? statusSection(markdown) ?? leadLine(markdown, 'status');
  const references = findReferences(markdown, fields, status);
  const state = status === null ? 'unknown' : stateOf(status.text);
  return {
    file,
    name,
    parts,
    text,
    markdown,
    fields,
    heading,
    status,
    references,
    format: formatOf(markdown),
    title: heading === null || heading.text.trim() === '' ? wordsOf(parts) : withoutNumber(heading.text),
    state,
    date: fieldOf(fields, 'date') ?? leadLine(markdown, 'date'),
    options: findOptions(markdown),
    chosen: findChosen(markdown),
  };
}

/** How people call a record: `ADR-0007`; its file's name when it has no number. */
export function adrLabel({ parts, name }: Adr): string {
  return parts.number === null ? name : `ADR-${numberText(parts.number, parts.form ?? undefined)}`;
}

/** Whether a file without a number reads like a record all the same. */
export function looksLikeAdr({ status, format }: Adr): boolean {
  return status !== null || format === 'madr';
}

/** The heading of a part, by its text whatever the capitals. */
export function headingNamed({ headings }: Markdown, ...names: readonly string[]): Heading | undefined {
  return headings.find(({ text }) => names.includes(plainText(text).toLowerCase()));
}

/** Text without emphasis and links. */
export function plainText(text: string): string {
  return text
    .replaceAll(/\[([^[\]]*)\](?:\([^()]*\))?/g, '$1')
    .replaceAll(/[*_`]/g, '')
    .trim();
}

function readFields(file: string, { frontMatter }: Markdown): Adr['fields'] {
  if (frontMatter === null) return null;
  // The line of the fence stays, empty, so that positions are those of the file.
  const text = `\n${frontMatter.map((line) => line.text).join('\n')}\n`;
  try {
    return { yaml: parseYaml(file, text) };
  } catch (error) {
    if (error instanceof UserError) return { mistake: error };
    throw error;
  }
}

function fieldOf(fields: Adr['fields'], name: string): Stated | null {
  if (fields === null || 'mistake' in fields) return null;
  const { value } = fields.yaml;
  if (typeof value !== 'object' || value === null) return null;
  const [key, found]: [string, unknown] = Object.entries(value).find(([each]) => each.toLowerCase() === name) ?? [
    '',
    '',
  ];
  if (typeof found !== 'string' || found.trim() === '') return null;
  const { line, column } = fields.yaml.where([key]);
  return { text: found.trim(), line, column, kind: 'front matter' };
}

// A section may say "Accepted" and then what it supersedes; what stands first counts, unless it is superseded since.
function statusSection(markdown: Markdown): Stated | null {
  const heading = headingNamed(markdown, 'status');
  if (heading === undefined) return null;
  const lines = sectionLines(markdown, heading).filter((line) => line.kind === 'prose' && line.text.trim() !== '');
  const said = lines.map((line): Stated => {
    const mark = /^\s*(?:[*+-]\s+)?/.exec(line.text)?.[0].length ?? 0;
    return { text: line.text.slice(mark).trim(), line: line.number, column: mark + 1, kind: 'section' };
  });
  return (
    said.find((each) => stateOf(each.text) === 'superseded') ??
    said.find((each) => stateOf(each.text) !== 'unknown') ??
    said.find((each) => referencesIn(each.text, each.line).length === 0) ??
    null
  );
}

// `* Status: accepted`, `**Date:** 2024-05-01`, before the first part begins.
function leadLine({ lines, headings }: Markdown, name: string): Stated | null {
  const end = headings.find(({ level }) => level > 1)?.line ?? Infinity;
  const pattern = new RegExp(String.raw`^(\s*(?:[*+-]\s+)?[*_]*${name}[*_]*\s*:\s*[*_]*\s*)(\S.*?)\s*$`, 'i');
  for (const { text, number, kind } of lines) {
    if (number >= end || kind !== 'prose') continue;
    const [, lead, value] = pattern.exec(text) ?? [];
    if (lead !== undefined && value !== undefined)
      return { text: value, line: number, column: lead.length + 1, kind: 'line' };
  }
  return null;
}

const RELATION_FIELDS: Readonly<Record<string, Reference['kind']>> = {
  supersedes: 'supersedes',
  'superseded-by': 'superseded by',
  superseded_by: 'superseded by',
  supersededby: 'superseded by',
};

function findReferences(markdown: Markdown, fields: Adr['fields'], status: Stated | null): Reference[] {
  const inText = markdown.lines
    .filter(({ kind, number }) => kind === 'prose' && number !== status?.line)
    .flatMap(({ text, number }) => referencesIn(text, number));
  const by = /^.*?\bsuperse?c?eded by\b/i.exec(status?.text ?? '')?.[0].length;
  const inStatus =
    status && by !== undefined
      ? namesIn(status.text.slice(by), 'superseded by', status.line, status.column + by)
      : status
        ? referencesIn(status.text, status.line)
        : [];
  return [...inStatus, ...fieldReferences(fields), ...inText];
}

function fieldReferences(fields: Adr['fields']): Reference[] {
  if (fields === null || 'mistake' in fields) return [];
  const { value } = fields.yaml;
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, said]: [string, unknown]) => {
    const kind = RELATION_FIELDS[key.toLowerCase()];
    if (kind === undefined) return [];
    const { line, column } = fields.yaml.where([key]);
    return [said].flat().flatMap((each) => namesIn(String(each ?? ''), kind, line, column));
  });
}

function formatOf(markdown: Markdown): AdrFormat {
  if (headingNamed(markdown, 'context and problem statement', 'decision outcome')) return 'madr';
  return headingNamed(markdown, 'context', 'decision', 'status') ? 'nygard' : 'other';
}

function findOptions(markdown: Markdown): Said[] {
  const heading = headingNamed(markdown, 'considered options');
  if (heading === undefined) return [];
  return sectionLines(markdown, heading).flatMap(({ text, number, kind }) => {
    const [, mark, option] = kind === 'prose' ? (/^( {0,1}(?:[*+-]|\d+[.)])\s+)(\S.*?)\s*$/.exec(text) ?? []) : [];
    return mark === undefined || option === undefined ? [] : [{ text: option, line: number, column: mark.length + 1 }];
  });
}

const CHOSEN =
  /chosen option:\s*[*_]*(?:["“](.+?)["”](?=[*_]*\s*(?:,?\s*because|[,.;]|$))|(.+?)(?=,?\s+because\b|[.;]|$))/i;

function findChosen({ lines }: Markdown): Said | null {
  for (const { text, number, kind } of lines) {
    const match = kind === 'prose' ? CHOSEN.exec(text) : null;
    const chosen = match?.[1] ?? match?.[2];
    if (match && chosen !== undefined)
      return { text: chosen, line: number, column: match.index + match[0].lastIndexOf(chosen) + 1 };
  }
  return null;
}

function withoutNumber(title: string): string {
  return title.replace(/^(?:ADR[-_ ]?#?\d+\s*[.:–—-]\s*|#?\d+[.:]\s+)(?=\S)/i, '').trim();
}

function wordsOf({ slug }: AdrName): string {
  return slug.replaceAll(/[-_]+/g, ' ').trim() || 'untitled';
}
