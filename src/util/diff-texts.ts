import { createTwoFilesPatch, diffLines } from 'diff';

/** The unified diff between two texts of a file, as git shows it; null stands for a file that is not there. Empty without a difference. */
export function diffTexts(path: string, before: string | null, after: string | null): string {
  if (before === after) return '';
  const from = before === null ? '/dev/null' : `a/${path}`;
  const to = after === null ? '/dev/null' : `b/${path}`;
  const patch = createTwoFilesPatch(from, to, before ?? '', after ?? '', undefined, undefined, { context: 3 });
  // The first line is a row of "=" that diff tools do not need.
  return patch.replace(/^=+\n/, '');
}

/** The lines that one text has and the other has not, in order, each with its sign: `- gone`, `+ new`. Empty lines are left out. */
export function changedLines(before: string, after: string): string[] {
  return diffLines(before, after).flatMap(({ added, removed, value }) =>
    added || removed
      ? value.split('\n').flatMap((line) => (line.trim() === '' ? [] : `${added ? '+' : '-'} ${line}`))
      : [],
  );
}
