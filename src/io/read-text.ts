import { readFileSync, statSync } from 'node:fs';
import { UserError } from '../util/user-error.ts';

/** Text of a file that must be there; BOM removed. Throws UserError when it is missing or unreadable. */
export function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new UserError(`${what} cannot be read (${reasonOf(error)})`, { where: { file: path } });
  }
}

/** Makes sure that `path` is a folder. Throws UserError otherwise. */
export function requireFolder(path: string): void {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    throw new UserError(`the folder "${path}" cannot be read (${reasonOf(error)})`, {
      help: 'give the root of the repository, or run the command inside it',
    });
  }
  if (!isFolder) throw new UserError(`"${path}" is a file, not a folder`, { help: 'give the root of the repository' });
}

/** True when `path` is a file (or a link to one). */
export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** True when `path` is a folder (or a link to one). */
export function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Why the system could not read a file, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known: Record<string, string> = {
    ENOENT: 'it does not exist',
    EACCES: 'permission denied',
    EISDIR: 'it is a folder',
    ELOOP: 'its links go in a circle',
  };
  return known[code] ?? (error instanceof Error ? error.message : String(error));
}
