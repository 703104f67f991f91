/** A word of a text that is laid out, and how to paint it once its place is known. */
export interface Word {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** The words of a plain text, all painted alike; a number stays with its unit. */
export function wordsOf(text: string, paint?: (text: string) => string): Word[] {
  return text
    .split(/(?<!\d)\s+|\s+(?!(?:ms|s|min|%)(?:\W|$))/)
    .filter(Boolean)
    .map((word) => (paint ? { text: word, paint } : { text: word }));
}

/**
 * Lays words out in lines of at most `width` columns; the first line begins with `first`, the others with `rest`.
 * A word that is longer than a line stands on a line of its own, uncut, so that paths stay clickable.
 */
export function wrapWords(words: readonly Word[], width: number, first = '', rest = ''): string[] {
  const lines: string[] = [];
  let line = first;
  let length = first.length;
  let empty = true;
  for (const { text, paint = (plain: string) => plain } of words) {
    if (!empty && length + 1 + text.length > width) {
      lines.push(line);
      [line, length, empty] = [rest, rest.length, true];
    }
    line += `${empty ? '' : ' '}${paint(text)}`;
    length += text.length + (empty ? 0 : 1);
    empty = false;
  }
  return [...lines, line];
}
