import type { Plan } from './plan.ts';

/** A folder whose files are generated under another name from now on, and the edited files that stay behind in it. */
export interface Rename {
  readonly from: string;
  readonly to: string;
  /** Old and new path of each edited file. */
  readonly left: readonly (readonly [string, string])[];
}

/** Folders that a plan leaves with edits in them while it makes most of their files anew in another folder, sorted. */
export function likelyRenames({ operations, manifest, previous }: Plan): Rename[] {
  const pathsOf = (kind: string): string[] => operations.flatMap((each) => (each.kind === kind ? [each.path] : []));
  const isNewOrphan = (path: string): boolean =>
    manifest.files.get(path)?.owner === 'orphan' && previous?.files.get(path)?.owner !== 'orphan';
  const orphans = pathsOf('skip').filter(isNewOrphan);
  const created = pathsOf('create');
  const moves = [...orphans, ...pathsOf('delete')].flatMap((path) => created.flatMap((to) => moveOf(path, to) ?? []));
  return [...new Set(orphans.flatMap((path) => moves.filter((move) => move.path === path).map(({ from }) => from)))]
    .sort()
    .flatMap((from) => {
      const own = moves.filter((move) => move.from === from);
      const count = (to: string): number => own.filter((move) => move.to === to).length;
      const [best, next] = [...new Set(own.map(({ to }) => to))].sort((a, b) => count(b) - count(a));
      // Two folders that took as much of it are no answer.
      if (best === undefined || (next !== undefined && count(next) === count(best))) return [];
      const left = own.filter((move) => move.to === best && orphans.includes(move.path));
      return [{ from, to: best, left: left.map(({ path, now }) => [path, now] as const) }];
    });
}

interface Move {
  readonly path: string;
  readonly now: string;
  readonly from: string;
  readonly to: string;
}

// One folder has another name; what lies below may be named after it.
function moveOf(path: string, now: string): Move | undefined {
  const [before, after] = [path.split('/'), now.split('/')];
  const at = before.findIndex((part, index) => part !== after[index]);
  const [old, fresh] = [before[at], after[at]];
  if (old === undefined || fresh === undefined || at === before.length - 1) return undefined;
  const rest = before.slice(at + 1).join('/');
  if (after.slice(at + 1).join('/') !== rest && after.slice(at + 1).join('/') !== rest.replaceAll(old, fresh))
    return undefined;
  const folder = (parts: readonly string[]): string => parts.slice(0, at + 1).join('/');
  return { path, now, from: folder(before), to: folder(after) };
}
