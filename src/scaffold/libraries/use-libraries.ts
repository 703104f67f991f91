import { posix } from 'node:path';
import { WORKSPACE_VERSION } from '../package-json.ts';
import type { ServiceView } from '../views/service-view.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The files of a service (by path relative to its folder) as they are when it uses libraries: package.json depends on them,
 * and the compiler is told of them, so that they are built before the service.
 */
export function useLibraries(
  { path, libraries }: Pick<ServiceView, 'path' | 'libraries'>,
  files: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  if (libraries.length === 0) return files;
  const references = libraries.map((library) => ({
    path: `${posix.relative(path, library.path)}/tsconfig.build.json`,
  }));
  const packages = Object.fromEntries(libraries.map((library) => [library.package, WORKSPACE_VERSION]));
  const used = new Map(files);
  const edit = (file: string, change: (json: Json) => Json): void => {
    const text = files.get(file);
    if (text !== undefined) used.set(file, `${JSON.stringify(change(JSON.parse(text) as Json), null, 2)}\n`);
  };
  for (const file of ['tsconfig.json', 'tsconfig.build.json']) edit(file, (json) => ({ ...json, references }));
  edit('package.json', (json) => withPackages(json, packages));
  return used;
}

function withPackages(json: Json, packages: Readonly<Record<string, string>>): Json {
  const all = Object.entries({ ...(json['dependencies'] as Record<string, string>), ...packages });
  const scripts = json['scripts'] as Record<string, string>;
  return {
    ...json,
    // Only a build by references builds what it refers to.
    scripts: { ...scripts, build: 'tsc -b tsconfig.build.json', typecheck: 'tsc -b' },
    dependencies: Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
