import { isDeepStrictEqual } from 'node:util';
import type { MergeSide } from './merge.ts';
import { mergeScript } from './merge-script.ts';
import { mergeSequence } from './merge-sequence.ts';

/** Keys and indexes that lead to a value. */
export type ValuePath = readonly (string | number)[];

/** One step from a person's data to the merged data. Steps are taken in order; `insert` is into a list, `after` the key that a new one follows. */
export type Change =
  | { readonly kind: 'set'; readonly path: ValuePath; readonly value: unknown; readonly after: string | undefined }
  | { readonly kind: 'insert'; readonly path: ValuePath; readonly value: unknown }
  | { readonly kind: 'remove'; readonly path: ValuePath };

/** A value that both sides changed, each in its own way; undefined where there is none. */
export interface ValueConflict {
  readonly path: ValuePath;
  readonly mine: unknown;
  readonly base: unknown;
  readonly theirs: unknown;
}

export interface MergedValue {
  readonly value: unknown;
  readonly changes: readonly Change[];
  readonly conflicts: readonly ValueConflict[];
}

/** Merges three data, key by key and item by item. Where both sides changed a value it is mine, unless `side` says otherwise. */
export function mergeValues(mine: unknown, base: unknown, theirs: unknown, side: MergeSide | undefined): MergedValue {
  const merger: Merger = { side, changes: [], conflicts: [] };
  return { value: merge([], mine, base, theirs, undefined, merger), ...merger };
}

interface Merger {
  readonly side: MergeSide | undefined;
  readonly changes: Change[];
  readonly conflicts: ValueConflict[];
}

function merge(
  path: ValuePath,
  mine: unknown,
  base: unknown,
  theirs: unknown,
  after: string | undefined,
  merger: Merger,
): unknown {
  if (isDeepStrictEqual(theirs, base) || isDeepStrictEqual(mine, theirs)) return mine;
  if (isMap(mine) && isMap(theirs) && (isMap(base) || base === undefined))
    return mergeMaps(path, mine, base ?? {}, theirs, merger);
  const list = mergeLists(path, mine, base, theirs, merger);
  if (list !== undefined) return list;
  const put = (value: unknown): unknown => {
    if (value === undefined) merger.changes.push({ kind: 'remove', path });
    else merger.changes.push({ kind: 'set', path, value, after });
    return value;
  };
  if (isDeepStrictEqual(mine, base)) return put(theirs);
  const script = path.at(-2) === 'scripts' ? mergeScript(mine, base, theirs) : undefined;
  if (script !== undefined) return put(script);
  if (merger.side === 'theirs') return put(theirs);
  if (merger.side === undefined) merger.conflicts.push({ path, mine, base, theirs });
  return mine;
}

function mergeMaps(
  path: ValuePath,
  mine: Record<string, unknown>,
  base: Record<string, unknown>,
  theirs: Record<string, unknown>,
  merger: Merger,
): Record<string, unknown> {
  const merged: [string, unknown][] = [];
  const order = Object.keys(theirs);
  for (const key of new Set([...Object.keys(mine), ...order])) {
    const before = order.slice(0, Math.max(0, order.indexOf(key)));
    const after = before.findLast((each) => Object.hasOwn(mine, each) || !Object.hasOwn(base, each));
    const value = merge([...path, key], own(mine, key), own(base, key), own(theirs, key), after, merger);
    if (value !== undefined) merged.push([key, value]);
  }
  return Object.fromEntries(merged);
}

function mergeLists(
  path: ValuePath,
  mine: unknown,
  base: unknown,
  theirs: unknown,
  merger: Merger,
): unknown[] | undefined {
  if (!Array.isArray(mine) || !Array.isArray(theirs) || (base !== undefined && !Array.isArray(base))) return undefined;
  const named = mergeNamed(path, mine, (base as unknown[] | undefined) ?? [], theirs, merger);
  if (named !== undefined) return named;
  const merged = mergeSequence(mine, (base as unknown[] | undefined) ?? [], theirs, isOrdered(path));
  if (merged === undefined) return undefined;
  for (const step of merged.steps)
    merger.changes.push(
      step.kind === 'remove'
        ? { kind: 'remove', path: [...path, step.index] }
        : { kind: 'insert', path: [...path, step.index], value: step.value },
    );
  return merged.items;
}

/** Lists of things with names, such as containers and variables of Kubernetes, are maps by name. */
function mergeNamed(
  path: ValuePath,
  mine: readonly unknown[],
  base: readonly unknown[],
  theirs: readonly unknown[],
  merger: Merger,
): unknown[] | undefined {
  const [ours, before, after] = [byName(mine), byName(base), byName(theirs)];
  if (ours === undefined || before === undefined || after === undefined) return undefined;
  const items: unknown[] = [];
  for (const [name, item] of ours) {
    const value = merge([...path, items.length], item, before.get(name), after.get(name), undefined, merger);
    if (value !== undefined) items.push(value);
  }
  for (const [name, item] of after) {
    if (ours.has(name)) continue;
    const was = before.get(name);
    if (was !== undefined && isDeepStrictEqual(was, item)) continue;
    if (was !== undefined && merger.side !== 'theirs') {
      if (merger.side === undefined) merger.conflicts.push({ path, mine: undefined, base: was, theirs: item });
      continue;
    }
    merger.changes.push({ kind: 'insert', path: [...path, items.length], value: item });
    items.push(item);
  }
  return items;
}

function byName(items: readonly unknown[]): Map<string, unknown> | undefined {
  const named = new Map<string, unknown>();
  for (const item of items) {
    const name = isMap(item) ? item['name'] : undefined;
    if (typeof name !== 'string' || named.has(name)) return undefined;
    named.set(name, item);
  }
  return named;
}

// The words of a command line mean nothing out of their order.
function isOrdered(path: ValuePath): boolean {
  return ['command', 'args', 'entrypoint', 'test'].includes(String(path.at(-1)));
}

function own(map: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
