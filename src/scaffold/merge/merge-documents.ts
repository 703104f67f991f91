import type { Merge, MergeConflict, MergeSide } from './merge.ts';
import { mergeData } from './merge-data.ts';
import { yaml } from './merge-yaml.ts';

/**
 * Merges YAML of one or more documents; of several, those of the same `kind` and name belong together, as in Kubernetes.
 * Undefined when they cannot be told apart or read.
 */
export function mergeDocuments(
  mine: string,
  base: string,
  theirs: string,
  side: MergeSide | undefined,
): Merge | undefined {
  const [ours, before, after] = [split(mine), split(base), split(theirs)];
  if (ours.length === 1 && before.length === 1 && after.length === 1) return mergeData(mine, base, theirs, yaml, side);
  const [mineByName, baseByName, theirsByName] = [named(ours), named(before), named(after)];
  if (mineByName === undefined || baseByName === undefined || theirsByName === undefined) return undefined;
  const texts: string[] = [];
  const conflicts: MergeConflict[] = [];
  for (const [name, text] of mineByName) {
    const [was, now] = [baseByName.get(name), theirsByName.get(name)];
    if (was !== undefined && now === undefined && sameText(text, was)) continue;
    const offset = texts.join('').split('\n').length - 1;
    if (was !== undefined && now === undefined) {
      // The template dropped what the person changed: it stays, and that is said.
      if (side === 'theirs') continue;
      if (side === undefined) conflicts.push(dropped(name, offset));
      texts.push(text);
      continue;
    }
    const merge = was === undefined || now === undefined ? undefined : mergeData(text, was, now, yaml, side);
    if (was !== undefined && merge === undefined) return undefined;
    texts.push(merge?.text ?? text);
    conflicts.push(
      ...(merge?.conflicts ?? []).map((each) => ({ ...each, line: each.line + offset, before: each.before + offset })),
    );
  }
  for (const [name, text] of theirsByName)
    if (!mineByName.has(name) && !baseByName.has(name)) texts.push(separated(text, texts));
  return { text: texts.join(''), conflicts, style: 'values' };
}

function dropped(name: string, offset: number): MergeConflict {
  const value = { path: [name], mine: '"changed"', base: '"as generated"', theirs: null };
  return { line: offset + 1, before: offset + 1, value };
}

/** The documents of a text, each with the separator before it. */
function split(text: string): string[] {
  return text.split(/^(?=---[ \t]*\r?$)/m);
}

function separated(text: string, before: readonly string[]): string {
  const gap = before.length === 0 || before.at(-1)?.endsWith('\n') ? '' : '\n';
  return text.startsWith('---') ? gap + text : `${gap}---\n${text}`;
}

function named(texts: readonly string[]): Map<string, string> | undefined {
  const documents = new Map<string, string>();
  for (const text of texts) {
    const name = nameOf(text);
    if (name === undefined || documents.has(name)) return undefined;
    documents.set(name, text);
  }
  return documents;
}

function nameOf(text: string): string | undefined {
  try {
    const value = yaml.read(text) as { kind?: unknown; metadata?: { name?: unknown } } | null;
    if (value === null) return `empty ${text.trim()}`;
    return `${String(value.kind)} ${String(value.metadata?.name)}`;
  } catch {
    return undefined;
  }
}

function sameText(a: string, b: string): boolean {
  return a.replaceAll('\r\n', '\n').trim() === b.replaceAll('\r\n', '\n').trim();
}
