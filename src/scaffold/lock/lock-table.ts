import type { NodeMajor } from '../package-json.ts';

/** What a lockfile says about one version of a package, beside where it lies and who needs it. */
export interface LockedPackage {
  readonly version: string;
  readonly integrity: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly engines?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** Every package that a generated system may have, by where npm puts it (`node_modules/a/node_modules/b`). */
export type LockTree = ReadonlyMap<string, LockedPackage>;

/** templates/platform/locks.json: what is known of each `name@version`, and a tree for each release of Node.js. */
export interface LockTable {
  readonly packages: Readonly<Record<string, Omit<LockedPackage, 'version'>>>;
  /** By `node20`, `node22`, …: versions by location; a column says what differs from the one before, null for what is gone. */
  readonly trees: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
}

/** The tree of one release of Node.js, whose columns are given oldest first. */
export function lockTree(table: LockTable, columns: readonly NodeMajor[]): LockTree {
  const versions: Record<string, string | null> = {};
  for (const column of columns) Object.assign(versions, table.trees[`node${column}`]);
  const tree = new Map<string, LockedPackage>();
  for (const [location, version] of Object.entries(versions)) {
    if (version === null) continue;
    const known = table.packages[`${packageNameAt(location)}@${version}`];
    if (known === undefined) throw new Error(`the lock table lacks "${location}" ${version}`);
    // npm 10, which comes with Node.js 20 and 22, does not write "libc", and would take it out again.
    const { libc: _libc, ...withoutLibc } = known;
    const npm10 = (columns.at(-1) ?? 0) < 24;
    tree.set(location, { version, ...(npm10 ? withoutLibc : known) } as LockedPackage);
  }
  return tree;
}

/** `node_modules/a/node_modules/@b/c` → `@b/c` */
export function packageNameAt(location: string): string {
  return location.slice(location.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Where Node.js finds a package from a folder (`''` is the root), or undefined when it is not in the tree. */
export function locate(has: (location: string) => boolean, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = parentFolder(folder)) {
    const location = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (has(location)) return location;
    if (folder === '') return undefined;
  }
}

// The folder whose node_modules comes next: the package around this one, else the folders above, which hold none but the root.
function parentFolder(folder: string): string {
  const nested = folder.lastIndexOf('/node_modules/');
  return nested < 0 ? '' : folder.slice(0, nested);
}
