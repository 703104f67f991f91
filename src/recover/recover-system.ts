import { resolve } from 'node:path';
import { requireFolder } from '../io/read-text.ts';
import type { Recovery } from '../model/recovery.ts';
import { CacheFolder } from './cache/cache-folder.ts';
import { extractorVersion } from './cache/extractor-version.ts';
import { FactCache } from './cache/fact-cache.ts';
import { keepModelBefore, rememberedModel, rememberModel } from './cache/model-cache.ts';
import { DiskTree, type EditedFiles } from './sources/disk-tree.ts';
import { Stopwatch, type Stats } from './stopwatch.ts';

export interface RecoverOptions {
  /** Called with a short text when a phase begins; for progress on a terminal. */
  readonly onProgress?: (phase: string) => void;
  /** Keep facts and the model in `.archwright/cache` under the root, and use those of earlier runs. The result is the same. */
  readonly cache?: boolean;
  /** Files that stand for those on the disk: the repository as it would be, or as it was. */
  readonly edited?: EditedFiles;
  /** Called at the end with what took how long. */
  readonly onStats?: (stats: Stats) => void;
}

/**
 * Reads a repository and gives its observed model. Nothing of the repository is executed; nothing is written but the cache.
 * Throws UserError when `root` is not a readable folder.
 */
export async function recoverSystem(root: string, options: RecoverOptions = {}): Promise<Recovery> {
  requireFolder(root);
  const watch = new Stopwatch(options);
  await watch.phase('listing files');
  const tree = new DiskTree(root, options.edited);
  const folder = options.cache === true ? CacheFolder.open(root) : undefined;
  const isEdited = (options.edited?.size ?? 0) > 0;
  const recovery =
    folder === undefined ? await recover(tree, root, watch) : await recoverCached(tree, root, watch, folder, isEdited);
  options.onStats?.(watch.stats({ ...recovery.model.coverage.files, ...tree.counts }));
  return recovery;
}

async function recoverCached(
  tree: DiskTree,
  root: string,
  watch: Stopwatch,
  folder: CacheFolder,
  isEdited: boolean,
): Promise<Recovery> {
  await watch.phase('comparing with the last run');
  const version = extractorVersion();
  const listing = tree.digest(JSON.stringify([version, root, resolve(root), tree.files, tree.gaps]));
  for (const slot of isEdited ? (['model-edited', 'model-before'] as const) : (['model'] as const)) {
    const known = rememberedModel(folder, slot, listing, (file) => tree.hashOf(file));
    if (known !== undefined) return known;
  }
  const cache = new FactCache(folder, version);
  tree.useCache(cache);
  const recovery = await recover(tree, root, watch, async () => {
    await watch.phase('writing the cache');
    // The cache forgets what a run did not ask for.
    if (!isEdited) {
      cache.save();
      keepModelBefore(folder);
    }
  });
  await watch.phase('remembering the model');
  rememberModel(folder, isEdited ? 'model-edited' : 'model', { listing, reads: tree.reads() }, recovery);
  return recovery;
}

async function recover(
  tree: DiskTree,
  root: string,
  watch: Stopwatch,
  onRead: () => Promise<void> = async () => {},
): Promise<Recovery> {
  const { recoverTrees } = await import('./recover-trees.ts');
  tree.onProgress((text) => watch.tell(text));
  return recoverTrees([{ name: '', tree }], { root, watch, loadParser: () => tree.loadParser(), onRead });
}
