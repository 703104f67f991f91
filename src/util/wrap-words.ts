import { oneLine } from './markdown.ts';

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
 * Control characters, by which a name could play with the terminal, are taken out.
 */
export function wrapWords(words: readonly Word[], width: number, first = '', rest = ''): string[] {
  const lines: Word[][] = [[]];
  let length = first.length;
  for (const { text, paint } of words) {
    const word = { text: oneLine(text), ...(paint && { paint }) };
    const line = lines.at(-1) ?? [];
    const space = line.length === 0 ? 0 : 1;
    if (space === 1 && length + space + word.text.length > width) {
      lines.push([word]);
      length = rest.length + word.text.length;
    } else {
      line.push(word);
      length += space + word.text.length;
    }
  }
  return lines.map((line, index) => (index === 0 ? first : rest) + paintRuns(line));
}

// Neighbors of one paint are painted together, so that the text between two escape sequences stays readable.
function paintRuns(line: readonly Word[]): string {
  const runs: { texts: string[]; paint: Word['paint'] }[] = [];
  for (const { text, paint } of line) {
    const last = runs.at(-1);
    if (last && last.paint === paint) last.texts.push(text);
    else runs.push({ texts: [text], paint });
  }
  return runs.map(({ texts, paint = (text: string) => text }) => paint(texts.join(' '))).join(' ');
}
