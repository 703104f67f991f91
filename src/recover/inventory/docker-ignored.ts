import { folderOf, joinPath } from '../manifests/paths.ts';

/**
 * Source files that a `.dockerignore` names one by one beside a Dockerfile: they are kept out of the image on purpose, as manual clients are.
 * Patterns are passed over: they often leave out all sources of a build that was made before.
 */
export function keptOutOfImages(files: readonly string[], read: (file: string) => string): ReadonlySet<string> {
  const known = new Set(files);
  const found = new Set<string>();
  for (const file of files) {
    if (!/(^|\/)\.dockerignore$/.test(file) || !known.has(joinPath(folderOf(file), 'Dockerfile'))) continue;
    for (const line of read(file).split(/\r?\n/)) {
      const name = line.trim().replace(/^\.?\//, '');
      if (/^[\w./-]+\.[cm]?[jt]s$/.test(name)) found.add(joinPath(folderOf(file), name));
    }
  }
  return found;
}
