import { rmSync } from 'node:fs';

/** Removes a file; nothing happens when it is not there. */
export function removeFile(path: string): void {
  rmSync(path, { force: true });
}
