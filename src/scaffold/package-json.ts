import { UserError } from '../util/user-error.ts';

/** Exact versions of what generated services use, from templates/platform/versions.json. */
export interface Versions {
  /** The oldest Node.js that they run on. */
  readonly node: NodeMajor;
  readonly packages: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
}

/** The version of every package of a system, by which they depend on each other. */
export const WORKSPACE_VERSION = '0.1.0';

/** The releases of Node.js that can be generated for, oldest first. */
export const NODE_MAJORS = [20, 22, 24, 26] as const;
export type NodeMajor = (typeof NODE_MAJORS)[number];

/** What the newest versions of a column ask of Node.js, taken together. */
export const ENGINES: Readonly<Record<NodeMajor, string>> = {
  20: '^20.19.0 || ^22.13.0 || >=24.0.0',
  22: '^22.19.0 || ^24.0.0 || >=26.0.0',
  24: '^24.0.0 || >=26.0.0',
  26: '>=26.0.0',
};

/** The newest release that can be generated for and that is no newer than this one; the oldest for anything older. */
export function nodeMajorFor(major: number): NodeMajor {
  return NODE_MAJORS.findLast((each) => each <= major) ?? NODE_MAJORS[0];
}

/** Reads the newest versions that run on a release of Node.js: a column of the table says what differs from the one before. */
export function parseVersions(text: string, node: NodeMajor): Versions {
  const table: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(text);
  let packages: Versions['packages'] = {};
  let overrides: Versions['overrides'] = {};
  for (const major of NODE_MAJORS.filter((each) => each <= node)) {
    packages = { ...packages, ...table[`node${major}`] };
    overrides = table[`node${major}Overrides`] ?? overrides;
  }
  return { node, packages, overrides };
}

/** The packages that TypeScript sources import, sorted; `node:` modules and relative files are none. */
export function importedPackages(texts: Iterable<string>): string[] {
  const names = new Set<string>();
  for (const text of texts)
    for (const [, specifier = ''] of text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)'([^'\n]+)'/g)) {
      if (specifier.startsWith('.') || specifier.startsWith('node:')) continue;
      names.add(
        specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    }
  return [...names].sort();
}

// What others need beside them although nobody imports it.
const COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  '@nestjs/core': ['reflect-metadata', 'rxjs'],
  // Its packages have to share one copy; others bring an older one to where it would be found.
  '@temporalio/worker': ['protobufjs'],
};

/** package.json of one service: depends on exactly what its sources import. */
export function servicePackageJson(
  service: {
    system: string;
    name: string;
    has: { redrive: boolean; projections: boolean; unpark: boolean; sagas: boolean };
  },
  sources: Iterable<string>,
  versions: Versions,
): string {
  const imported = importedPackages(sources);
  const dependencies = [...imported, ...imported.flatMap((name) => COMPANIONS[name] ?? [])].sort();
  const types = dependencies.map((name) => `@types/${name}`).filter((name) => name in versions.packages);
  return json({
    name: `@${service.system}/${service.name}`,
    version: WORKSPACE_VERSION,
    private: true,
    type: 'module',
    engines: { node: ENGINES[versions.node] },
    scripts: {
      build: 'tsc -p tsconfig.build.json',
      typecheck: 'tsc',
      test: 'vitest run',
      start: 'node dist/main.js',
      ...(service.has.redrive && { redrive: 'node dist/redrive.js' }),
      ...(service.has.projections && { rebuild: 'node dist/rebuild.js' }),
      ...(service.has.unpark && { unpark: 'node dist/unpark.js' }),
      ...(service.has.sagas && { sagas: 'node dist/manage-sagas.js' }),
    },
    dependencies: pins(dependencies, versions),
    devDependencies: pins(['@types/node', ...types, 'typescript', 'vitest'].sort(), versions),
  });
}

/** package.json of one library: what it exports is what was built of it. */
export function libraryPackageJson(name: string, versions: Versions): string {
  return json({
    name,
    version: WORKSPACE_VERSION,
    private: true,
    type: 'module',
    engines: { node: ENGINES[versions.node] },
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    scripts: { build: 'tsc -b tsconfig.build.json', typecheck: 'tsc', test: 'vitest run' },
    devDependencies: pins(['@types/node', 'typescript', 'vitest'], versions),
  });
}

/** package.json of the root: libraries and services as npm workspaces. */
export function rootPackageJson(
  system: string,
  paths: readonly string[],
  has: { chaos: boolean },
  versions: Versions,
): string {
  return json({
    name: system,
    version: '0.1.0',
    private: true,
    type: 'module',
    engines: { node: ENGINES[versions.node] },
    workspaces: paths,
    scripts: {
      build: `tsc -b ${paths.map((path) => `${path}/tsconfig.build.json`).join(' ')}`,
      typecheck: `tsc -b ${paths.join(' ')}`,
      lint: 'oxlint --deny-warnings',
      format: 'prettier --write .',
      'format:check': 'prettier --check .',
      test: 'vitest run',
      check: 'npm run build && npm run typecheck && npm run lint && npm run format:check && npm test',
      dev: 'npm run build && node dev.mjs',
      ...(has.chaos && { chaos: 'npm run build && node chaos.mjs' }),
    },
    devDependencies: pins(['oxlint', 'prettier', 'typescript', 'vitest'], versions),
    ...(Object.keys(versions.overrides).length > 0 && { overrides: versions.overrides }),
  });
}

function pins(names: readonly string[], versions: Versions): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const version = versions.packages[name];
      if (version === undefined) throw new UserError(`the templates import "${name}", whose version is not pinned`);
      return [name, version];
    }),
  );
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
