import { basename, resolve } from 'node:path';
import type { PackageJson } from '../manifests/package-json.ts';
import { unscoped } from './names.ts';

// Names that templates give, and that say of a package only where it stands.
const TELLS_NOTHING =
  /^(?:root|mono-?repo|workspaces?|project|app|api|server|backend|main|src|source|code|package|template|boilerplate|example|test|temp)$/i;

/** Name of the folder that `root` leads to, however it is written; empty for the root of a disk. */
export function rootFolder(root: string): string {
  return basename(resolve(root));
}

/**
 * What a system is called: as the package in its root is, because that is the same in every clone, else as its folder.
 */
export function systemName(root: string, packages: readonly PackageJson[]): string {
  const own = unscoped(packages.find(({ folder }) => folder === '.')?.name ?? '');
  return own === '' || TELLS_NOTHING.test(own) ? rootFolder(root) || 'system' : own;
}
