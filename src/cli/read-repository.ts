import type { Recovery } from '../model/recovery.ts';
import { UserError } from '../util/user-error.ts';
import { withProgress } from './progress.ts';

/**
 * Recovers the model of a repository, with a progress line on a terminal.
 * Throws UserError when there is nothing to read in it, so that an empty answer never looks like health.
 */
export async function readRepository(dir: string): Promise<Recovery> {
  const { recoverSystem } = await import('../recover/recover-system.ts');
  const recovery = await withProgress((onProgress) => recoverSystem(dir, { onProgress }));
  const { files } = recovery.model.coverage;
  if (files.seen === 0) {
    const excluded = files.excluded > 0 ? ` but ${files.excluded} files that are tests, generated or vendored` : '';
    throw new UserError(`no JavaScript or TypeScript was found under "${dir}"${excluded}`, {
      help: 'give the root of a repository with Node.js services',
    });
  }
  return recovery;
}
