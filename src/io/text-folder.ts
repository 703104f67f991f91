import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../util/user-error.ts';
import { readText } from './read-text.ts';

/**
 * Texts of the files in `folder` (and in the given folders in it, not deeper) whose name has an extension:
 * path with forward slashes → text. A folder that is not there has none.
 * Throws UserError when a link or a folder has such a name, or a file cannot be read.
 */
export function readTextFolder(
  folder: string,
  { subfolders, extension }: { subfolders: readonly string[]; extension: string },
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const inner of ['', ...subfolders]) {
    const path = join(folder, inner);
    if (inner !== '') refuseLink(path);
    for (const entry of entries(path)) {
      if (!entry.endsWith(extension)) continue;
      const file = join(path, entry);
      refuseLink(file);
      texts.set(inner === '' ? entry : `${inner}/${entry}`, readText(file, 'the file'));
    }
  }
  return texts;
}

/** Makes sure that what is written to `path` stays under `root`, whatever links stand on the way. Throws UserError otherwise. */
export function requireInside(root: string, path: string): void {
  let there = resolve(path);
  while (!exists(there) && dirname(there) !== there) there = dirname(there);
  const way = relative(realpathSync(root), realpathOf(there));
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
    throw new UserError(`"${path}" leads out of "${root}" through a link`, {
      help: 'remove the link, or name the folder to write to with --out',
    });
  }
}

function realpathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    throw new UserError(`"${path}" is a link that leads nowhere`, { help: 'remove the link' });
  }
}

function entries(path: string): readonly string[] {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    const why = error instanceof Error && 'code' in error && error.code === 'ENOTDIR' ? 'it is a file' : String(error);
    throw new UserError(`the folder "${path}" cannot be read (${why})`, { help: 'choose another folder with --out' });
  }
}

function refuseLink(path: string): void {
  if (exists(path) && lstatSync(path).isSymbolicLink()) {
    throw new UserError('a link stands where a file is to be written', {
      where: { file: path },
      help: 'remove it, or choose another folder with --out',
    });
  }
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
