import { diff3Merge, diffIndices } from 'node-diff3';

/** What turns a person's list into the merged one; each index counts after the steps before it. */
type Step =
  | { readonly kind: 'remove'; readonly index: number }
  | { readonly kind: 'insert'; readonly index: number; readonly value: unknown };

/**
 * Merges three lists, item by item. Where both sides changed the same stretch, an `ordered` list is in conflict (undefined);
 * in any other, items that the template dropped go, and those that it added follow the person's.
 */
export function mergeSequence(
  mine: readonly unknown[],
  base: readonly unknown[],
  theirs: readonly unknown[],
  ordered: boolean,
): { items: unknown[]; steps: Step[] } | undefined {
  const keys = { mine: mine.map(key), base: base.map(key), theirs: theirs.map(key) };
  const merged: string[] = [];
  for (const { ok, conflict } of diff3Merge(keys.mine, keys.base, keys.theirs)) {
    if (ok) merged.push(...ok);
    if (conflict === undefined) continue;
    if (ordered || !conflict.a.every((each) => isScalar(each)) || !conflict.b.every((each) => isScalar(each)))
      return undefined;
    const { a, o, b } = conflict;
    merged.push(...a.filter((each) => !o.includes(each) || b.includes(each)));
    merged.push(...b.filter((each) => !o.includes(each) && !a.includes(each)));
  }
  const items = merged.map((each) => JSON.parse(each) as unknown);
  return { items, steps: stepsTo(keys.mine, merged) };
}

function stepsTo(from: readonly string[], to: readonly string[]): Step[] {
  const steps: Step[] = [];
  // From the end, so that indexes of what comes later in the list stay true.
  for (const { buffer1, buffer2Content } of diffIndices([...from], [...to]).toReversed()) {
    const [start, length] = buffer1;
    for (let i = 0; i < length; i++) steps.push({ kind: 'remove', index: start });
    for (const [i, each] of buffer2Content.entries())
      steps.push({ kind: 'insert', index: start + i, value: JSON.parse(each) as unknown });
  }
  return steps;
}

function key(item: unknown): string {
  return JSON.stringify(item) ?? 'null';
}

function isScalar(text: string): boolean {
  return !/^[[{]/.test(text);
}
