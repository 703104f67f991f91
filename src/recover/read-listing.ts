import { requireFolder } from '../io/read-text.ts';
import { parsePackageJson, type PackageJson } from './manifests/package-json.ts';
import { productionSources } from './read-facts.ts';
import { DiskTree } from './sources/disk-tree.ts';

/** The files of a repository, for whoever does not ask what the code says: nothing is parsed but package.json. */
export interface Listing {
  /** Every file, sorted. */
  readonly files: readonly string[];
  /** Production source files. */
  readonly sources: readonly string[];
  readonly packages: readonly PackageJson[];
  /** Text of a file; null when it cannot be read. */
  readonly read: (file: string) => string | null;
}

/** Lists a repository. Throws UserError when `root` is not a readable folder. */
export function readListing(root: string): Listing {
  requireFolder(root);
  const tree = new DiskTree(root);
  const read = (file: string): string | null => {
    try {
      return tree.read(file);
    } catch {
      return null;
    }
  };
  const packages = tree.files
    .filter((file) => /(?:^|\/)package\.json$/.test(file))
    .flatMap((file) => parsePackageJson(file, read(file) ?? '').facts ?? []);
  return { files: tree.files, sources: productionSources(tree, []), packages, read };
}
