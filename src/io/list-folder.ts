import { readdirSync } from 'node:fs';
import { byCodeUnit } from '../util/by-code-unit.ts';

/** Names of what lies in a folder, sorted by code unit; none when the folder does not exist. */
export function listFolder(path: string): string[] {
  try {
    return readdirSync(path).toSorted(byCodeUnit);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
