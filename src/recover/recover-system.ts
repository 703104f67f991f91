import type { Recovery } from '../model/recovery.ts';

export interface RecoverOptions {
  /** Called with a short text when a phase begins; for progress on a terminal. */
  readonly onProgress?: (phase: string) => void;
}

/**
 * Reads a repository and gives its observed model. Nothing of the repository is executed, nothing is written.
 * Throws UserError when `root` is not a readable folder.
 */
export async function recoverSystem(root: string, _options: RecoverOptions = {}): Promise<Recovery> {
  await Promise.resolve();
  throw new Error(`recoverSystem(${root}) is not there yet`);
}
