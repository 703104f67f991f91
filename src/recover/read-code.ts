import { requireFolder } from '../io/read-text.ts';
import { CacheFolder } from './cache/cache-folder.ts';
import { extractorVersion } from './cache/extractor-version.ts';
import { FactCache } from './cache/fact-cache.ts';
import { isDataFile } from './facts/data-files.ts';
import { usesOf, type FileUse } from './file-uses.ts';
import type { PackageJson } from './manifests/package-json.ts';
import type { RecoverOptions } from './recover-system.ts';
import { readTrees } from './recover-trees.ts';
import { DiskTree } from './sources/disk-tree.ts';
import { Stopwatch } from './stopwatch.ts';

/** A production source file and its length. */
export interface CodeFile {
  readonly file: string;
  readonly lines: number;
}

/** What a repository is made of: everything that is there, its own production code, and who imports whom. */
export interface Code {
  /** Every file, sorted. */
  readonly listed: readonly string[];
  readonly files: readonly CodeFile[];
  readonly packages: readonly PackageJson[];
  readonly uses: readonly FileUse[];
}

/** Reads which file imports which. Nothing is executed. Throws UserError when `root` is not a readable folder. */
export async function readCode(root: string, options: RecoverOptions = {}): Promise<Code> {
  requireFolder(root);
  const watch = new Stopwatch(options);
  await watch.phase('reading imports');
  const tree = new DiskTree(root);
  const folder = options.cache === true ? CacheFolder.open(root) : undefined;
  if (folder) tree.useCache(new FactCache(folder, extractorVersion()));
  const { inventory, read } = await readTrees([{ name: '', tree }], {
    root,
    watch,
    loadParser: () => tree.loadParser(),
  });
  const facts = [...read.facts.values()]
    .filter(({ file }) => !isDataFile(file))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  return {
    listed: tree.files,
    files: facts.map(({ file, lines }) => ({ file, lines })),
    packages: inventory.manifests.packages,
    uses: facts.flatMap((one) => usesOf(one, read.resolver)),
  };
}
