import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The texts of all files below a folder, by path relative to it with forward slashes, sorted. Links are not followed. */
export function readTree(folder: string): Map<string, string> {
  const texts = new Map<string, string>();
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.isFile()) texts.set(entry.name, readFileSync(join(folder, entry.name), 'utf8'));
    if (entry.isDirectory())
      for (const [path, text] of readTree(join(folder, entry.name))) texts.set(`${entry.name}/${path}`, text);
  }
  return texts;
}

/** What lies at a path: its text, what else it is (a folder, a link, bytes that are no text), or undefined for nothing. */
export function lookAt(path: string): { text: string } | { other: string } | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.isSymbolicLink()) return { other: 'a symbolic link' };
  if (stats.isDirectory()) return { other: 'a folder' };
  if (!stats.isFile()) return { other: 'something that is no file' };
  const bytes = readFileSync(path);
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? { text } : { other: 'a binary file' };
}

/** Permissions of a file; undefined when there is none. */
export function fileMode(path: string): number | undefined {
  const mode = lstatSync(path, { throwIfNoEntry: false })?.mode;
  return mode === undefined ? undefined : mode & 0o777;
}
