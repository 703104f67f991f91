import { dependencyFlags, type Edge, type Flags } from './dependency-flags.ts';
import { locate, packageNameAt, type LockTree } from './lock-table.ts';

/** A package is asked for that the table does not have in this version. */
export class LockGap extends Error {}

/** What a lockfile keeps of a package.json of ours. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly workspaces?: readonly string[];
  readonly engines?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/**
 * package-lock.json of a generated system, as npm would write it: of the tree exactly what its packages reach, and a link to
 * each workspace. `manifests` are its package.json texts by folder, `''` for the root. Throws LockGap for a dependency that
 * the tree lacks or has in another version.
 */
export function packageLock(manifests: ReadonlyMap<string, string>, tree: LockTree): string {
  const own = new Map([...manifests].map(([folder, text]) => [folder, JSON.parse(text) as Manifest]));
  const root = own.get('');
  if (root === undefined) throw new Error('a lockfile needs the package.json of the root');
  const workspaces = (root.workspaces ?? []).map((folder) => ({ folder, name: nameOf(own, folder) }));
  const folders = new Map(workspaces.map(({ folder, name }) => [`${name}@${own.get(folder)?.version}`, folder]));
  const flags = dependencyFlags((location) => {
    const manifest = own.get(location);
    if (manifest === undefined) return packageEdges(location, tree);
    const links = location === '' ? workspaces.map(({ folder }): Edge => ({ to: folder })) : [];
    return [...links, ...ownEdges(location, manifest, tree, folders)];
  });
  const packages: Record<string, object> = {};
  for (const [folder, manifest] of own) packages[folder] = ownEntry(folder, manifest);
  for (const { folder, name } of workspaces) packages[`node_modules/${name}`] = { resolved: folder, link: true };
  for (const [location, flag] of flags) {
    const known = tree.get(location);
    if (known !== undefined)
      packages[location] = { ...known, resolved: tarball(location, known.version), ...set(flag) };
  }
  const { name, version } = root;
  return `${JSON.stringify(ordered({ name, version, lockfileVersion: 3, requires: true, packages }), null, 2)}\n`;
}

function nameOf(own: ReadonlyMap<string, Manifest>, folder: string): string {
  const manifest = own.get(folder);
  if (manifest === undefined) throw new Error(`the workspace "${folder}" has no package.json`);
  return manifest.name;
}

function ownEntry(
  folder: string,
  { name, version, workspaces, engines, dependencies, devDependencies }: Manifest,
): object {
  const parts = folder.split('/').slice(-2);
  const inferred = parts[0]?.startsWith('@') ? parts.join('/') : parts.at(-1);
  return {
    ...((folder === '' || name !== inferred) && { name }),
    version,
    ...(workspaces && { workspaces }),
    ...(engines && { engines }),
    ...(filled(dependencies) && { dependencies }),
    ...(filled(devDependencies) && { devDependencies }),
  };
}

function filled(record: Readonly<Record<string, string>> | undefined): boolean {
  return record !== undefined && Object.keys(record).length > 0;
}

// `folders`: those of the workspaces, by `name@version`.
function ownEdges(
  folder: string,
  { dependencies = {}, devDependencies = {} }: Manifest,
  tree: LockTree,
  folders: ReadonlyMap<string, string>,
): Edge[] {
  const wanted = [
    ...Object.entries(dependencies).map(([name, version]) => ({ name, version, dev: false })),
    ...Object.entries(devDependencies).map(([name, version]) => ({ name, version, dev: true })),
  ];
  return wanted.map(({ name, version, dev }) => {
    const workspace = folders.get(`${name}@${version}`);
    if (workspace !== undefined) return { to: workspace, dev };
    const to = locate((location) => tree.has(location), folder, name);
    if (to === undefined || tree.get(to)?.version !== version)
      throw new LockGap(`the lock table lacks "${name}" ${version}: run "node scripts/locks.mjs"`);
    return { to, dev };
  });
}

// What stands under "dependencies" too is none of the peers; what is optional wins over both.
function packageEdges(location: string, tree: LockTree): Edge[] {
  const {
    dependencies = {},
    optionalDependencies = {},
    peerDependencies = {},
    peerDependenciesMeta = {},
  } = tree.get(location) ?? {};
  const kinds = new Map<string, Omit<Edge, 'to'>>();
  for (const name of Object.keys(peerDependencies))
    kinds.set(name, { peer: true, optional: peerDependenciesMeta[name]?.optional === true });
  for (const name of Object.keys(dependencies)) kinds.set(name, {});
  for (const name of Object.keys(optionalDependencies)) kinds.set(name, { optional: true });
  return [...kinds].flatMap(([name, kind]) => {
    const to = locate((at) => tree.has(at), location, name);
    return to === undefined ? [] : [{ to, ...kind }];
  });
}

function tarball(location: string, version: string): string {
  const name = packageNameAt(location);
  return `https://registry.npmjs.org/${name}/-/${name.replace(/^@[^/]+\//, '')}-${version}.tgz`;
}

function set(flags: Flags): object {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value));
}

const FIRST = ['name', 'version', 'lockfileVersion', 'resolved', 'integrity', 'requires', 'packages', 'dependencies'];

// npm's order: scalars and lists before objects, in each what is in the list above before the rest, which is alphabetical.
function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const isObject = (each: unknown): boolean => typeof each === 'object' && each !== null && !Array.isArray(each);
  const rank = (key: string): number => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length);
  const entries = Object.entries(value).sort(
    ([a, x], [b, y]) => Number(isObject(x)) - Number(isObject(y)) || rank(a) - rank(b) || collator.compare(a, b),
  );
  return Object.fromEntries(entries.map(([key, each]) => [key, ordered(each)]));
}

const collator = new Intl.Collator('en');
