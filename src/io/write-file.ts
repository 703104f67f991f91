import { existsSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../util/user-error.ts';

/** Writes a file whole or not at all: to a neighbour first, then renamed into place. Folders are made as needed. Throws UserError when it cannot be written. */
export function writeFileAtomic(path: string, text: string | Uint8Array, mode?: number): void {
  explained(path, () => stage(path, text, mode).commit());
}

/**
 * Writes several files: none is touched before the text of each lies beside its place.
 * Throws UserError for one that cannot be written.
 */
export function writeFilesAtomic(files: readonly { readonly path: string; readonly text: string }[]): void {
  const staged: Staged[] = [];
  try {
    for (const { path, text } of files) staged.push(explained(path, () => stage(path, text)));
    for (const { path, commit } of staged) explained(path, commit);
  } finally {
    for (const { discard } of staged) discard();
  }
}

interface Staged {
  readonly path: string;
  readonly commit: () => void;
  /** Removes what is left of a write that was not committed. */
  readonly discard: () => void;
}

function stage(path: string, text: string | Uint8Array, mode?: number): Staged {
  const kind = kindOf(path);
  if (kind === 'folder') throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
  const options = mode === undefined ? {} : { mode };
  // A pipe or /dev/stdout cannot be replaced, and must not be.
  if (kind === 'device') return { path, commit: () => writeFileSync(path, text, options), discard: () => undefined };
  const target = kind === 'file' ? realpathSync(path) : path;
  makeFolder(dirname(target));
  const temporary = `${target}.${process.pid}.tmp`;
  const discard = (): void => rmSync(temporary, { force: true });
  const orDiscard = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      discard();
      throw error;
    }
  };
  orDiscard(() => writeFileSync(temporary, text, options));
  return { path, commit: () => orDiscard(() => renameSync(temporary, target)), discard };
}

// Step by step: where the system says that a new folder's parent is not there although it is (/proc), Node's own recursion never ends.
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process was faster.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

function kindOf(path: string): 'nothing' | 'file' | 'folder' | 'device' {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return 'nothing';
  return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'device';
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ENOENT: 'its folder cannot be made',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'the name is too long',
};

/** Does something with a file; what stands in the way of it is a UserError that names the file. */
export function explained<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const errorCode = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = REASONS[errorCode];
    if (reason === undefined) throw error;
    throw new UserError(`"${path}" cannot be written (${reason})`, { help: 'name another file' });
  }
}
