import { isDeepStrictEqual } from 'node:util';
import type { Merge, MergeConflict, MergeSide } from './merge.ts';
import { mergeLines } from './merge-lines.ts';
import { mergeValues, type Change, type ValuePath } from './merge-values.ts';

/** How to read and edit one language of data. Both may throw for a text that they cannot take. */
export interface DataFormat {
  /** The value of a text, or undefined when it is not of this language. */
  readonly read: (text: string) => unknown;
  readonly apply: (text: string, change: Change) => string;
  /** 1-based line of the key at a path, or of the nearest parent that is there. */
  readonly lineOf: (text: string, path: ValuePath) => number;
}

/**
 * Merges data by what it says. The person's text stays as it is but for the places that the template changed; where lines
 * merge to the same data, they are taken, for the comments of both. Undefined when one of the three cannot be read or edited.
 */
export function mergeData(
  mine: string,
  base: string,
  theirs: string,
  format: DataFormat,
  side: MergeSide | undefined,
): Merge | undefined {
  const [ours, before, after] = [mine, base, theirs].map((text) => attempt(() => format.read(text)));
  if (ours === undefined || before === undefined || after === undefined) return undefined;
  const { value, changes, conflicts } = mergeValues(ours, before, after, side);
  const reads = (text: string | undefined): text is string =>
    text !== undefined &&
    isDeepStrictEqual(
      attempt(() => format.read(text)),
      value,
    );
  const found = (text: string): MergeConflict[] =>
    conflicts.map((conflict) => ({
      line: format.lineOf(text, conflict.path),
      before: format.lineOf(mine, conflict.path),
      value: {
        path: conflict.path,
        mine: json(conflict.mine),
        base: json(conflict.base),
        theirs: json(conflict.theirs),
      },
    }));
  const byLines = mergeLines(mine, base, theirs, { code: false, side: conflicts.length > 0 ? 'ours' : undefined });
  if (byLines.conflicts.length === 0 && reads(byLines.text))
    return { text: byLines.text, conflicts: found(byLines.text), style: 'values' };
  const byValues = attempt(() => changes.reduce((text, change) => format.apply(text, change), mine));
  return reads(byValues) ? { text: byValues, conflicts: found(byValues), style: 'values' } : undefined;
}

function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
