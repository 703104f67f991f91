import { mergeData } from './merge-data.ts';
import { mergeDocuments } from './merge-documents.ts';
import { json } from './merge-json.ts';
import { mergeLineSet } from './merge-line-set.ts';
import { mergeLines } from './merge-lines.ts';
import type { Merge, MergeSide } from './merge.ts';

/**
 * Merges the changes from `base` to `mine` (a person's) with those from `base` to `theirs` (the template's), in the way that
 * suits the file: JSON and YAML by what they say, files of patterns as sets of lines, anything else line by line.
 * `side` settles conflicts instead of telling them.
 */
export function mergeFile(
  path: string,
  texts: { readonly mine: string; readonly base: string; readonly theirs: string },
  side?: MergeSide,
): Merge {
  const bom = texts.mine.startsWith('\uFEFF') ? '\uFEFF' : '';
  const mine = texts.mine.slice(bom.length);
  const { base, theirs } = texts;
  const merge = mergeByName(path.slice(path.lastIndexOf('/') + 1), mine, base, theirs, side);
  return { ...merge, text: bom + merge.text };
}

function mergeByName(name: string, mine: string, base: string, theirs: string, side: MergeSide | undefined): Merge {
  if (/^\..+ignore$/.test(name)) return mergeLineSet(mine, base, theirs);
  // npm install mends a lock file from package.json, where versions in conflict are told already.
  const settled = /^(package-lock|npm-shrinkwrap)\.json$/.test(name) ? 'ours' : side;
  if (name.endsWith('.json')) return mergeData(mine, base, theirs, json, settled) ?? whole(mine, base, theirs, settled);
  if (/\.ya?ml$/.test(name)) return mergeDocuments(mine, base, theirs, side) ?? whole(mine, base, theirs, side);
  return mergeLines(mine, base, theirs, { code: /\.[cm]?[jt]sx?$/.test(name), side });
}

/** For data that cannot be read: lines where they merge, and otherwise the person's text, since markers would break it further. */
function whole(mine: string, base: string, theirs: string, side: MergeSide | undefined): Merge {
  const merge = mergeLines(mine, base, theirs, { code: false, side });
  if (merge.conflicts.length === 0) return { ...merge, style: 'values' };
  const conflicts = merge.conflicts.map(({ before }) => ({ line: before, before }));
  return { text: mine, conflicts, style: 'values' };
}
