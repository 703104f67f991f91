import { writeAll } from '../io/write-all.ts';
import { STATE_FOLDER, readExisting, textAt } from './existing.ts';
import { formatManifest } from './manifest.ts';

/** Records files as a person's own: from then on they are never written. Gives those that were not so before. */
export function ejectFiles(root: string, paths: readonly string[]): string[] {
  const { manifest } = readExisting(root, []);
  if (manifest === undefined) return [];
  const files = new Map(manifest.files);
  const ejected = paths.filter((path) => {
    const record = files.get(path);
    if (record === undefined || record.owner === 'user') return false;
    files.set(path, { ...record, owner: 'user' });
    return true;
  });
  const changes = formatManifest({ ...manifest, files }).flatMap(({ path, text }) => {
    const before = textAt(root, path) ?? null;
    return before === text ? [] : [{ path, before, text }];
  });
  writeAll(root, STATE_FOLDER, changes);
  return ejected;
}
