import type { Merge } from './merge.ts';

/**
 * Merges files that are sets of lines, such as .gitignore: what the template added comes behind the line that it follows
 * there, what it dropped goes. Nothing in them can be in conflict.
 */
export function mergeLineSet(mine: string, base: string, theirs: string): Merge {
  const end = mine.includes('\r\n') ? '\r\n' : '\n';
  const [ours, before, after] = [lines(mine), lines(base), lines(theirs)];
  const dropped = new Set(before.filter((line) => line !== '' && !after.includes(line)));
  const out = ours.filter((line) => !dropped.has(line));
  for (const [index, line] of after.entries()) {
    if (line === '' || before.includes(line) || out.includes(line)) continue;
    const previous = after.slice(0, index).findLast((each) => each !== '' && out.includes(each));
    const last = out.at(-1) === '' ? out.length - 1 : out.length;
    out.splice(previous === undefined ? last : out.indexOf(previous) + 1, 0, line);
  }
  return { text: out.join(end), conflicts: [], style: 'markers' };
}

function lines(text: string): string[] {
  return text.replaceAll('\r\n', '\n').split('\n');
}
