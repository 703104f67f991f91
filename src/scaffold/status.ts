import type { ExistingFile } from './plan.ts';
import { sha256, type Owner, type Recorded } from './manifest.ts';

/**
 * How a generated file stands: `clean` as generated; `edited` by a person; `merged`, as the last merge left it; `ejected`,
 * the person's own; `missing`, though it should be there; `outdated`, the blueprint or the templates give something else by
 * now; `conflict`, waiting to be settled; `orphan`, edited, but generated no longer.
 */
export type FileState = 'clean' | 'edited' | 'merged' | 'ejected' | 'missing' | 'outdated' | 'conflict' | 'orphan';

/** The states in the order in which they are told. */
export const STATES = [
  'conflict',
  'outdated',
  'missing',
  'orphan',
  'edited',
  'merged',
  'ejected',
  'clean',
] as const satisfies readonly FileState[];

/** The states that somebody has to do something about. */
export const DRIFT: readonly FileState[] = ['conflict', 'outdated', 'missing', 'orphan'];

export interface FileStatus {
  readonly path: string;
  readonly state: FileState;
  /** Undefined for a file that is to be generated for the first time. */
  readonly owner: Owner | undefined;
}

export interface StatusInput {
  readonly record: Recorded;
  readonly files: ReadonlyMap<string, ExistingFile>;
  /** Files that a pending update left in conflict. */
  readonly conflicts: ReadonlySet<string>;
  /** What the blueprint and the templates give; undefined when neither changed since they were recorded. */
  readonly output: ReadonlyMap<string, string> | undefined;
}

/** The state of every generated file, sorted by path. Hashes alone tell what was edited; nothing is parsed. */
export function fileStates({ record, files, conflicts, output }: StatusInput): FileStatus[] {
  const states = [...record.files].map(([path, recorded]): FileStatus => {
    const { owner } = recorded;
    const of = (state: FileState): FileStatus => ({ path, state, owner });
    if (conflicts.has(path)) return of('conflict');
    if (owner === 'user') return of('ejected');
    const found = files.get(path);
    const text = found !== undefined && 'text' in found ? sha256(found.text) : undefined;
    const isEdited = text !== recorded.sha256;
    if (owner === 'orphan') return of(found === undefined || !isEdited ? 'outdated' : 'orphan');
    const now = output?.get(path);
    if (output !== undefined && now === undefined) return of(isEdited && found !== undefined ? 'orphan' : 'outdated');
    if (now !== undefined && sha256(now) !== recorded.sha256) return of('outdated');
    if (found === undefined) return of('missing');
    if (!isEdited) return of('clean');
    return of(text !== undefined && text === recorded.written ? 'merged' : 'edited');
  });
  for (const path of output?.keys() ?? [])
    if (!record.files.has(path) && !files.has(path)) states.push({ path, state: 'missing', owner: undefined });
  return states.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** How many files are in each state. */
export function countStates(states: readonly FileStatus[]): Record<FileState, number> {
  const count = (state: FileState): number => states.filter((each) => each.state === state).length;
  return {
    clean: count('clean'),
    edited: count('edited'),
    merged: count('merged'),
    ejected: count('ejected'),
    missing: count('missing'),
    outdated: count('outdated'),
    conflict: count('conflict'),
    orphan: count('orphan'),
  };
}
