/** A row of a Markdown table: one cell of finished Markdown per column. */
export type Row = readonly string[];

// A character in this set means something to Markdown, to HTML or to a table cell, wherever it stands.
const SPECIAL = /[\\`*[\]<>|~&$]/g;

/**
 * Plain text made safe for a paragraph, a table cell, a heading or a link's text: it shows as it is, whatever it holds.
 * Characters with a meaning become entities, so that the result has no HTML and no line break.
 */
export function escapeText(text: string): string {
  const line = oneLine(text)
    .replace(SPECIAL, entity)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '&#95;')
    // At the start of a line these would open a list, a heading or a rule.
    .replace(/^[-+=#]/, entity)
    .replace(/^(\d+)([.)])/, (_, digits: string, mark: string) => digits + entity(mark))
    // GitHub would turn these into a link or a picture.
    .replace(/!(?=&#91;)/g, '&#33;')
    .replace(/:\/\//g, '&#58;//')
    .replace(/\b(www)\./gi, '$1&#46;')
    .replace(/@/g, '&#64;');
  return line === '' ? '&#8203;' : line;
}

/**
 * A name, path or address in code font. Text that a code span cannot hold in a table cell (a pipe, a backtick)
 * is written as escaped text instead.
 */
export function code(text: string): string {
  const line = oneLine(text).trim();
  if (line === '' || /[`|]/.test(line)) return escapeText(line);
  return `\`${line}\``;
}

/** `[text](target)`; `label` is finished Markdown, `target` a finished URL. */
export function link(label: string, target: string): string {
  return `[${label}](${target})`;
}

/** A Markdown table, or the empty string without rows. */
export function table(head: Row, rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const line = (cells: Row): string => `| ${cells.map((cell) => (cell === '' ? ' ' : cell)).join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}

/** Blocks joined by empty lines; empty blocks are left out. */
export function blocks(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

/** A bulleted list, or the empty string without items. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** A fenced Mermaid diagram. */
export function mermaid(source: string): string {
  return `\`\`\`mermaid\n${source}\n\`\`\``;
}

/** `1 call`, `2 calls`, `no calls`; `plural` when it is not the word with an s. */
export function count(n: number, word: string, plural = `${word}s`): string {
  return `${n === 0 ? 'no' : String(n)} ${n === 1 ? word : plural}`;
}

/** Everything on one line: control characters and line breaks become spaces, halves of characters the replacement sign. */
export function oneLine(text: string): string {
  return (
    text
      .replace(/\p{Cs}/gu, '\u{FFFD}')
      .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
      // Invisible marks that turn the direction of text could make a name read as another one.
      .replace(/[\u202A-\u202E\u2066-\u2069]/g, '')
  );
}

function entity(character: string): string {
  const named: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };
  return named[character] ?? `&#${String(character.codePointAt(0))};`;
}
