import { readdirSync } from 'node:fs';

/** Names of what lies in a folder, sorted by code unit; none when the folder does not exist. */
export function listFolder(path: string): string[] {
  try {
    return readdirSync(path).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
