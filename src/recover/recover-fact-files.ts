import type { Recovery } from '../model/recovery.ts';
import type { RecoverOptions } from './recover-system.ts';
import { recoverTrees } from './recover-trees.ts';
import { listFactFiles } from './sources/list-fact-files.ts';
import { readFactFiles } from './sources/read-fact-files.ts';
import { Stopwatch } from './stopwatch.ts';

/**
 * Links the repositories that fact files tell of into one system and gives its observed model; the order of the files does
 * not matter. `paths` are files, folders of them, or patterns. Throws UserError when one of them cannot be used.
 */
export async function recoverFactFiles(paths: readonly string[], options: RecoverOptions = {}): Promise<Recovery> {
  const watch = new Stopwatch(options);
  await watch.phase('reading fact files');
  const repositories = readFactFiles(listFactFiles(paths));
  const [only] = repositories;
  const root = only !== undefined && repositories.length === 1 ? only.name : 'system';
  const recovery = await recoverTrees(repositories, { root, watch });
  options.onStats?.(watch.stats({ ...recovery.model.coverage.files, parsed: 0, cached: 0 }));
  return recovery;
}
