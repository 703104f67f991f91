import { basename, resolve } from 'node:path';
import { requireFolder } from '../io/read-text.ts';
import { UserError } from '../util/user-error.ts';
import { CacheFolder } from './cache/cache-folder.ts';
import { extractorVersion } from './cache/extractor-version.ts';
import { FactCache } from './cache/fact-cache.ts';
import type { RecoverOptions } from './recover-system.ts';
import { readTrees } from './recover-trees.ts';
import { DiskTree } from './sources/disk-tree.ts';
import { isRepositoryName, type FactFile } from './sources/fact-file.ts';
import { makeFactFile, RecordingTree } from './sources/make-fact-file.ts';
import { Stopwatch } from './stopwatch.ts';

interface FactOptions extends RecoverOptions {
  /** Name of the repository; that of its folder when left out. */
  readonly name?: string;
  /** Version of this program, which the file tells. */
  readonly version: string;
}

/**
 * Facts of one repository, to be linked with those of others elsewhere. The values of secrets are left out.
 * Throws UserError when `root` is not a readable folder or the name cannot be one.
 */
export async function collectFacts(root: string, options: FactOptions): Promise<FactFile> {
  requireFolder(root);
  const name =
    options.name ??
    basename(resolve(root))
      .replace(/[^\w.@-]+/g, '-')
      .replace(/^[.-]+/, '');
  if (!isRepositoryName(name)) {
    throw new UserError(`"${name}" cannot be the name of a repository`, {
      help: 'give --name with letters, digits, "-", "_", "." and "@", like "orders"',
    });
  }
  const watch = new Stopwatch(options);
  await watch.phase('listing files');
  const tree = new DiskTree(root);
  tree.onProgress((text) => watch.tell(text));
  const folder = options.cache === true ? CacheFolder.open(root) : undefined;
  const cache = folder && new FactCache(folder, extractorVersion());
  if (cache) tree.useCache(cache);
  const recording = new RecordingTree(tree);
  await readTrees([{ name: '', tree: recording }], { root, watch, loadParser: () => tree.loadParser() });
  cache?.save();
  await watch.phase('writing facts');
  const content = makeFactFile(recording, name, options.version);
  const excluded = tree.files.length - recording.sources.size;
  options.onStats?.(watch.stats({ seen: tree.files.length, excluded, ...tree.counts }));
  return content;
}
