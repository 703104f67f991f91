import { relative, resolve, sep } from 'node:path';
import { requireInside } from '../io/write-all.ts';

/** Paths that a person gave, relative to the blueprint or to where they stand, as the record writes them. */
export function recordedPaths(root: string, given: readonly string[], known?: ReadonlySet<string>): string[] {
  return given.map((path) => {
    const [fromRoot, fromHere] = [resolve(root, path), resolve(path)].map((target) =>
      relative(root, target).split(sep).join('/'),
    );
    const found =
      known !== undefined && fromHere !== undefined && !isKnown(fromRoot, known) && isKnown(fromHere, known);
    const chosen = found ? fromHere : (fromRoot ?? path);
    requireInside(root, chosen);
    return chosen;
  });
}

function isKnown(path: string | undefined, known: ReadonlySet<string>): boolean {
  return path !== undefined && (known.has(path) || [...known].some((each) => each.startsWith(`${path}/`)));
}
