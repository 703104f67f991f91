import type { EnvironmentEntry } from '../manifests/facts.ts';
import { folderOf, isInside, joinPath } from '../manifests/paths.ts';
import type { Draft, Drafts } from './draft.ts';

/**
 * The service file that a Moleculer node runs alone: its runner loads the files that the variable `SERVICES` names in the folder `SERVICEDIR`
 * (https://moleculer.services/docs/0.14/runner). `several` when one node runs more than one of the files that other nodes run alone.
 */
export function moleculerFiles(
  drafts: Drafts,
  draft: Draft,
  environment: readonly EnvironmentEntry[],
): { readonly path: string | undefined; readonly several: boolean } {
  const value = (name: string): string | undefined =>
    environment.find((entry) => entry.name === name)?.value ?? undefined;
  const names = (value('SERVICES') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const pkg = draft.ownPackage;
  if (names.length === 0 || pkg?.dependencies.has('moleculer') !== true) return { path: undefined, several: false };
  const folder = joinPath(pkg.folder, value('SERVICEDIR')?.replace(/^\.?\/|\/$/g, '') ?? 'services');
  const found = names.map((name) => fileOf(drafts.files, folder, name));
  if (names.length > 1) return { path: undefined, several: found.every((file) => file !== undefined) };
  // The only service file of a package is what that package is.
  const isOnly = found[0] !== undefined && !hasOther(drafts.files, found[0], pkg.folder);
  return { path: isOnly ? undefined : found[0], several: false };
}

function hasOther(files: ReadonlySet<string>, file: string, folder: string): boolean {
  return [...files].some((one) => one !== file && isInside(one, folder) && /\.service\.[cm]?[jt]s$/.test(one));
}

function fileOf(files: ReadonlySet<string>, folder: string, name: string): string | undefined {
  const bare = name.replace(/^\.?\//, '').replace(/(?:\.service)?(?:\.[cm]?[jt]s)?$/, '');
  const ends = [
    '.service.ts',
    '.service.js',
    '.service.mjs',
    '.service.cjs',
    '.ts',
    '.js',
    '.mjs',
    '.cjs',
    '/index.ts',
    '/index.js',
  ];
  for (const base of [
    folder,
    folderOf(folder) === '.'
      ? `src/${folder}`
      : joinPath(folderOf(folder), `src/${folder.slice(folder.lastIndexOf('/') + 1)}`),
  ]) {
    const found = ends.map((end) => `${base}/${bare}${end}`).find((file) => files.has(file));
    if (found !== undefined) return found.replace(/\/index\.[jt]s$/, '');
  }
  return undefined;
}
