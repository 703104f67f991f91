import { oneLine } from './markdown.ts';

const LONGEST_LABEL = 60;

// Besides signs: what Markdown reads as emphasis, as a list, or as the start of an address.
const SYNTAX = /[^\p{L}\p{N}\p{M} ./(),_…×→-]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|^-|^\d(?=\d*[.)])|(?<=www)\./giu;

/**
 * Text for a label of any Mermaid diagram: on one line, at most 60 characters, with every character that Mermaid, its
 * Markdown or HTML could read as syntax written as one of Mermaid's entities (`#34;`).
 */
export function mermaidText(text: string): string {
  return shortened(oneLine(text).trim() || 'no name').replace(
    SYNTAX,
    (character) => `#${String(character.codePointAt(0))};`,
  );
}

/**
 * Ids for Mermaid by the ids of the things: the prefix, `_` and what is left of the label when only letters and digits stay;
 * numbered when two are the same.
 */
export function mermaidIds(
  names: readonly { readonly id: string; readonly prefix: string; readonly label: string }[],
): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const ids = new Map<string, string>();
  for (const { id, prefix, label } of names) {
    const base = `${prefix}_${label.replace(/[^A-Za-z0-9]+/g, '_').slice(0, LONGEST_LABEL)}`;
    let candidate = base;
    for (let n = 2; taken.has(candidate); n++) candidate = `${base}_${String(n)}`;
    taken.add(candidate);
    ids.set(id, candidate);
  }
  return ids;
}

function shortened(text: string): string {
  const characters = [...text];
  if (characters.length <= LONGEST_LABEL) return text;
  return `${characters.slice(0, LONGEST_LABEL - 1).join('')}…`;
}
