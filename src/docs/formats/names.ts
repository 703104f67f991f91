import { mermaidIds } from '../../util/mermaid-text.ts';
import { oneLine } from '../../util/markdown.ts';
import { NODE_PREFIX } from '../diagrams/mermaid-flowchart.ts';
import type { GraphNode } from '../diagrams/graph.ts';

const LONGEST = 200;

/**
 * Identifiers for the nodes of a graph, of letters, digits and `_`, none of them a word of any notation. Where `digits` is
 * `last`, they stand at the end alone: not every reader of Structurizr's language takes them anywhere else.
 */
export function nodeNames(
  nodes: readonly GraphNode[],
  digits: 'anywhere' | 'last' = 'anywhere',
): (id: string) => string {
  // Not every reader of these notations takes two `_` in a row.
  const words = (label: string): string =>
    (digits === 'last' ? label.replace(/\d+/g, '_') : label).replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
  const names = mermaidIds(
    nodes.map(({ id, kind, label }) => ({ id, prefix: NODE_PREFIX[kind], label: words(label) || 'unnamed' })),
  );
  return (id) => names.get(id) ?? 'unknown';
}

/** Text on one line without control characters, at most 200 characters; something even when there is nothing. */
export function plainText(text: string): string {
  const line = oneLine(text)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim();
  return [...(line === '' ? 'no name' : line)].slice(0, LONGEST).join('');
}

/** Gives each text its own slug of lower-case letters, digits and `-`, at most 60 characters. */
export function slugs(texts: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const text of texts) {
    const base = slug(text);
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base.slice(0, 56)}-${String(n)}`;
    taken.add(name);
    found.set(text, name);
  }
  return found;
}

function slug(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'unnamed' : name;
}
