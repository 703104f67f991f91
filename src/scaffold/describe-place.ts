import type { MergeConflict } from './merge/merge.ts';

/** What a conflict is about, for a person. */
export function describePlace({ value }: MergeConflict, style: 'markers' | 'values'): string {
  if (value === undefined)
    return style === 'markers'
      ? 'you and the template changed the same lines'
      : 'both sides changed it, and it cannot be read';
  const { path, mine, base, theirs } = value;
  const say = (side: string | null): string =>
    side === null ? 'none' : side.length > 60 ? `${side.slice(0, 57)}...` : side;
  return `"${path.join('.')}" is ${say(mine)} (yours), generated ${say(theirs)}, before ${say(base)}`;
}
