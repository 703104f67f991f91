import { join } from 'node:path';
import { lookAt } from '../io/read-tree.ts';
import { requireInside, rollBackInterrupted } from '../io/write-all.ts';
import { BASE_PATH, MANIFEST_PATH, parseManifest, parseRecord, type Recorded } from './manifest.ts';
import { PENDING_PATH, parsePending, type Pending } from './pending.ts';
import type { Existing, ExistingFile } from './plan.ts';

/** The folder, relative to the blueprint, where archwright keeps what it records. */
export const STATE_FOLDER = '.archwright';

/** The tree below `root`, as far as a plan for these files has to know it. Throws UserError for a path that leads outside. */
export function readExisting(root: string, paths: Iterable<string>): Existing {
  const manifest = parseManifest(textAt(root, MANIFEST_PATH), textAt(root, BASE_PATH));
  return { manifest, files: lookAtAll(root, [...paths, ...(manifest?.files.keys() ?? [])]) };
}

/** What lies at each of these paths, where anything does. Throws UserError for a path that leads outside. */
export function lookAtAll(root: string, paths: Iterable<string>): Map<string, ExistingFile> {
  const files = new Map<string, ExistingFile>();
  for (const path of new Set(paths)) {
    requireInside(root, path);
    const found = lookAt(join(root, path));
    if (found !== undefined) files.set(path, found);
  }
  return files;
}

/** The record of what was generated, without the texts; undefined where nothing was. */
export function readRecord(root: string): Recorded | undefined {
  return parseRecord(textAt(root, MANIFEST_PATH));
}

/** The update that left conflicts and waits to be continued or aborted, if there is one. A run that was killed half way is undone first. */
export function readPending(root: string): Pending | undefined {
  rollBackInterrupted(root, STATE_FOLDER);
  const text = textAt(root, PENDING_PATH);
  return text === undefined ? undefined : parsePending(text);
}

/** The text of a file below root; undefined for anything else. */
export function textAt(root: string, path: string): string | undefined {
  const found = lookAt(join(root, path));
  return found !== undefined && 'text' in found ? found.text : undefined;
}
