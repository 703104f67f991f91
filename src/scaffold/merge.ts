import { diff3Merge } from 'node-diff3';

/** Result of a three-way merge: clean text, or text with markers and the 1-based lines of `mine` where both sides changed. */
export type Merge =
  | { readonly clean: true; readonly text: string }
  | { readonly clean: false; readonly text: string; readonly lines: readonly number[] };

/** Merges the changes from `base` to `mine` (a person's) with those from `base` to `theirs` (the template's), line by line. */
export function mergeTexts(mine: string, base: string, theirs: string): Merge {
  const crlf = mine.includes('\r\n');
  const regions = diff3Merge(lines(mine), lines(base), lines(theirs), { excludeFalseConflicts: true });
  const out: string[] = [];
  const conflicts: number[] = [];
  for (const region of regions) {
    if (region.ok) out.push(...region.ok);
    if (region.conflict) {
      const { a, aIndex, o, b } = region.conflict;
      conflicts.push(aIndex + 1);
      out.push('<<<<<<< yours', ...a, '||||||| generated before', ...o, '=======', ...b, '>>>>>>> generated');
    }
  }
  const text = out.join(crlf ? '\r\n' : '\n');
  return conflicts.length === 0 ? { clean: true, text } : { clean: false, text, lines: conflicts };
}

function lines(text: string): string[] {
  return text.replaceAll('\r\n', '\n').split('\n');
}
