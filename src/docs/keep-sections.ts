import { UserError } from '../util/user-error.ts';

// A marker stands alone on its line; anywhere else it is text.
const OPEN = /^\s*<!-- archwright:keep(?: (.*?))? -->\s*$/;
const CLOSE = /^\s*<!-- \/archwright:keep -->\s*$/;
const HEADING = /^#{1,6} /;

interface Section {
  readonly name: string;
  /** The lines between the markers. */
  readonly body: readonly string[];
  /** The nearest heading above it, or null. */
  readonly heading: string | null;
}

/**
 * A freshly generated page with the hand-written sections of the page that it replaces: each in the place of the same name,
 * else at the end of the part that has the heading it stood under, else at the end of the page.
 * Throws UserError, with the line in `file`, when a section of the old page is not closed, has no name, or has one twice.
 */
export function withKeptSections(fresh: string, old: string, file: string): string {
  const kept = sections(old, file);
  const waiting = new Map(kept.map((section) => [section.name, section]));
  const lines: string[] = [];
  let skipping = false;
  for (const line of fresh.split('\n')) {
    const name = OPEN.exec(line)?.[1];
    const section = name === undefined ? undefined : waiting.get(name);
    if (CLOSE.test(line)) skipping = false;
    if (!skipping) lines.push(line);
    if (section) {
      lines.push(...section.body);
      waiting.delete(section.name);
      skipping = true;
    }
  }
  for (const section of waiting.values()) {
    if (section.body.every((line) => line.trim() === '')) continue;
    lines.splice(placeFor(section, lines), 0, ...rendered(section));
  }
  return lines.join('\n');
}

function sections(text: string, file: string): readonly Section[] {
  const found = new Map<string, Section>();
  const lines = text.split(/\r?\n/);
  let heading: string | null = null;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (HEADING.test(line)) heading = line;
    const open = OPEN.exec(line);
    if (!open) continue;
    const name = open[1]?.trim() ?? '';
    const where = { file, line: at + 1, column: 1 };
    const help = 'write <!-- archwright:keep some-name --> before it and <!-- /archwright:keep --> after it';
    if (name === '') throw new UserError('a section to keep has no name', { where, help });
    if (found.has(name)) throw new UserError(`two sections to keep are named "${name}"`, { where, help });
    const end = lines.findIndex((other, index) => index > at && (CLOSE.test(other) || OPEN.test(other)));
    if (end < 0 || !CLOSE.test(lines[end] ?? '')) {
      throw new UserError(`the section to keep "${name}" is not closed`, { where, help });
    }
    found.set(name, { name, body: lines.slice(at + 1, end), heading });
    at = end;
  }
  return [...found.values()];
}

function rendered({ name, body }: Section): readonly string[] {
  return [`<!-- archwright:keep ${name} -->`, ...body, '<!-- /archwright:keep -->', ''];
}

// Generated pages have no fenced code with lines that look like a heading, but a kept section may.
function placeFor({ heading }: Section, lines: readonly string[]): number {
  let inKept = false;
  let from = -1;
  for (const [at, line] of lines.entries()) {
    if (OPEN.test(line)) {
      // The first place of the page's own, after the part with the heading, ends that part too.
      if (from >= 0 && !inKept && line === '<!-- archwright:keep notes -->') return at;
      inKept = true;
    }
    if (CLOSE.test(line)) inKept = false;
    if (inKept || !HEADING.test(line)) continue;
    if (from >= 0) return at;
    if (line === heading) from = at;
  }
  const notes = lines.indexOf('<!-- archwright:keep notes -->');
  return notes < 0 ? lines.length : notes;
}
