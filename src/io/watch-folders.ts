import { statSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

/** Watches folders, not what lies deeper. */
export interface FolderWatch {
  /** Watches these folders, relative to the root, and no others; those that cannot be watched are left out. */
  readonly watch: (folders: Iterable<string>) => void;
  readonly close: () => void;
}

/** Calls back when something may have changed in one of the folders under a root. */
export function watchFolders(root: string, onChange: () => void): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  const drop = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const add = (folder: string): void => {
    try {
      const watcher = watch(join(root, folder), onChange);
      // A folder that goes away tells so; the folder above it has the change.
      watcher.on('error', () => drop(folder));
      watchers.set(folder, watcher);
    } catch {
      // It went away just now, or the system watches no more: whoever lists the folders again tries again.
    }
  };
  return {
    watch: (folders) => {
      const wanted = new Set(folders);
      for (const folder of watchers.keys()) if (!wanted.has(folder)) drop(folder);
      for (const folder of wanted) if (!watchers.has(folder)) add(folder);
    },
    close: () => [...watchers.keys()].forEach(drop),
  };
}

/** A text that differs when one of the files under a root differs in size or time, or is no longer there. */
export function stateOfFiles(root: string, files: readonly string[]): string {
  return files
    .map((file) => {
      const stats = statSync(join(root, file), { throwIfNoEntry: false });
      return `${file}\0${stats?.size}\0${stats?.mtimeMs}`;
    })
    .join('\n');
}
