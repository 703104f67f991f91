import { posix } from 'node:path';

/** Folder of a file, `.` for the root. */
export function folderOf(file: string): string {
  return posix.dirname(file);
}

/** Last segment of a path. */
export function baseOf(path: string): string {
  return posix.basename(path);
}

/** `path` as seen from `folder`, relative to the root (`.` for the root itself); null when it leads out of the root. */
export function resolvePath(folder: string, path: string): string | null {
  if (/^(?:\/|~|[A-Za-z]:[\\/])/.test(path) || path.includes('${')) return null;
  const joined = posix.normalize(posix.join(folder, path.replaceAll('\\', '/'))).replace(/\/+$/, '');
  return joined === '..' || joined.startsWith('../') ? null : joined === '' ? '.' : joined;
}

/** True when `path` is `folder` or lies below it. */
export function isInside(path: string, folder: string): boolean {
  return folder === '.' || path === folder || path.startsWith(`${folder}/`);
}

/** `folder/name`, or `name` in the root. */
export function joinPath(folder: string, name: string): string {
  return folder === '.' ? name : name === '.' ? folder : `${folder}/${name}`;
}
