import type { Recovery } from '../model/recovery.ts';
import { UserError } from '../util/user-error.ts';
import type { EditedFiles } from '../recover/sources/disk-tree.ts';
import type { Stats } from '../recover/stopwatch.ts';
import { withProgress } from './progress.ts';
import type { RecoveryFlags } from './recovery-options.ts';

/**
 * Recovers the model of a repository, or of the repositories that fact files tell of, with a progress line on a terminal.
 * Throws UserError when there is nothing to read, so that an empty answer never looks like health.
 */
export async function readRepository(dir: string, flags: RecoveryFlags): Promise<Recovery> {
  const recovery = await recoverRepository(dir, flags);
  const { files } = recovery.model.coverage;
  if (files.seen === 0) {
    const excluded = files.excluded > 0 ? ` but ${files.excluded} files that are tests, generated or vendored` : '';
    const where = flags.facts === undefined ? `under "${dir}"` : 'in the fact files';
    throw new UserError(`no JavaScript or TypeScript was found ${where}${excluded}`, {
      help: 'give the root of a repository with Node.js services',
    });
  }
  return recovery;
}

/** The same, also when nothing is found; with `edited`, of the repository with these files. */
export async function recoverRepository(dir: string, flags: RecoveryFlags, edited?: EditedFiles): Promise<Recovery> {
  const onStats = flags.stats ? await statsPrinter() : undefined;
  return withProgress(async (onProgress) => {
    const options = { onProgress, cache: flags.cache, ...(onStats && { onStats }), ...(edited && { edited }) };
    if (flags.facts !== undefined) {
      const { recoverFactFiles } = await import('../recover/recover-fact-files.ts');
      return recoverFactFiles(flags.facts, options);
    }
    const { recoverSystem } = await import('../recover/recover-system.ts');
    return recoverSystem(dir, options);
  });
}

/** Prints what took how long on standard error. */
export async function statsPrinter(): Promise<(stats: Stats) => void> {
  const { statsText } = await import('./stats-text.ts');
  return (stats) => process.stderr.write(statsText(stats));
}
