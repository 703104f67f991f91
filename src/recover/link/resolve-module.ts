import { posix } from 'node:path';
import { ts } from 'ts-morph';
import type { ModuleTarget } from './program.ts';

/** What module resolution needs to know of a package.json. */
export interface PackageEntry {
  readonly dir: string;
  readonly name: string | undefined;
  /** Values of main, module, types and of every condition in exports ".", in that order. */
  readonly entries: readonly string[];
}

interface PathAliases {
  readonly dir: string;
  readonly base: string | undefined;
  readonly paths: readonly {
    readonly prefix: string;
    readonly suffix: string;
    readonly exact: boolean;
    readonly targets: readonly string[];
  }[];
}

const ENDINGS = [
  '',
  '.ts',
  '.tsx',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.mts',
  '.cts',
  '.json',
  '/index.ts',
  '/index.tsx',
  '/index.js',
  '/index.mjs',
  '/index.cjs',
];

/** Resolves import specifiers as Node and TypeScript would, but only inside the repository and without touching the disk. */
export class ModuleResolver {
  private readonly files: ReadonlySet<string>;
  private readonly packages: Map<string, PackageEntry>;
  private readonly dirs: readonly string[];
  private readonly aliases: readonly PathAliases[];
  private readonly cache = new Map<string, ModuleTarget>();

  constructor(files: ReadonlySet<string>, packages: readonly PackageEntry[], configs: ReadonlyMap<string, string>) {
    this.files = files;
    this.packages = new Map(packages.flatMap((entry) => (entry.name ? [[entry.name, entry]] : [])));
    this.dirs = packages.map((entry) => entry.dir).sort((a, b) => b.length - a.length);
    this.aliases = readAliases(configs);
  }

  resolve(from: string, specifier: string): ModuleTarget {
    const key = `${posix.dirname(from)}|${specifier}`;
    let target = this.cache.get(key);
    if (!target) {
      target = this.find(from, specifier);
      this.cache.set(key, target);
    }
    return target;
  }

  private find(from: string, specifier: string): ModuleTarget {
    if (specifier.startsWith('node:')) return { pkg: specifier.slice(5), sub: '' };
    if (specifier.startsWith('.') || specifier.startsWith('/')) {
      const file = this.file(posix.join(posix.dirname(from), specifier));
      return file === undefined ? { pkg: specifier, sub: '' } : { file };
    }
    const aliased = this.alias(from, specifier);
    if (aliased !== undefined) return { file: aliased };
    const [pkg, sub] = splitSpecifier(specifier);
    const entry = this.packages.get(pkg);
    if (entry) {
      const file = this.inPackage(entry, sub);
      if (file !== undefined) return { file };
    }
    const rooted = this.fromPackageRoot(from, specifier);
    return rooted === undefined ? { pkg, sub } : { file: rooted };
  }

  /** The file that a path without ending means; `.js` may stand for `.ts`. */
  private file(path: string): string | undefined {
    const clean = posix.normalize(path).replace(/\/$/, '').replace(/^\.\//, '');
    for (const ending of ENDINGS) if (this.files.has(clean + ending)) return clean + ending;
    const swapped = /^(.*)\.([cm]?)js(x?)$/.exec(clean);
    if (swapped) {
      for (const ending of [`.${swapped[2] ?? ''}ts`, '.tsx'])
        if (this.files.has(`${swapped[1] ?? ''}${ending}`)) return `${swapped[1] ?? ''}${ending}`;
    }
    const entry = this.dirs.includes(clean)
      ? [...this.packages.values()].find((candidate) => candidate.dir === clean)
      : undefined;
    return entry ? this.inPackage(entry, '') : undefined;
  }

  // Entries often point at build output; the source beside it is what we read.
  private inPackage(entry: PackageEntry, sub: string): string | undefined {
    const at = (path: string): string | undefined =>
      posix.normalize(posix.join(entry.dir, path)) === entry.dir ? undefined : this.file(posix.join(entry.dir, path));
    if (sub) return at(sub) ?? at(`src/${sub}`) ?? at(sub.replace(/^(dist|lib|build)\//, 'src/'));
    for (const path of entry.entries) {
      const found =
        at(path) ??
        at(path.replace(/^(\.\/)?(dist|lib|build|out)\//, 'src/').replace(/\.d\.ts$/, '')) ??
        at(path.replace(/^(\.\/)?(dist|lib|build|out)\//, '').replace(/\.d\.ts$/, ''));
      if (found !== undefined) return found;
    }
    return at('src/index') ?? at('index') ?? at('lib/index') ?? at('src/main') ?? at('src');
  }

  private alias(from: string, specifier: string): string | undefined {
    for (const config of this.aliases) {
      if (config.dir !== '.' && !from.startsWith(`${config.dir}/`)) continue;
      for (const { prefix, suffix, exact, targets } of config.paths) {
        if (exact ? specifier !== prefix : !specifier.startsWith(prefix) || !specifier.endsWith(suffix)) continue;
        const star = specifier.slice(prefix.length, specifier.length - suffix.length);
        for (const target of targets) {
          const found = this.file(posix.join(config.base ?? config.dir, target.replace('*', star)));
          if (found !== undefined) return found;
        }
      }
      if (config.base !== undefined) {
        const found = this.file(posix.join(config.base, specifier));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  // `src/config` and `@/config` are common without any configuration that we can see.
  private fromPackageRoot(from: string, specifier: string): string | undefined {
    const dir = this.dirs.find((candidate) => candidate === '.' || from.startsWith(`${candidate}/`)) ?? '.';
    if (/^(src|app|lib)\//.test(specifier)) return this.file(posix.join(dir, specifier));
    if (/^[@~#]\//.test(specifier))
      return this.file(posix.join(dir, 'src', specifier.slice(2))) ?? this.file(posix.join(dir, specifier.slice(2)));
    return undefined;
  }
}

function splitSpecifier(specifier: string): [string, string] {
  const parts = specifier.split('/');
  const length = specifier.startsWith('@') ? 2 : 1;
  return [parts.slice(0, length).join('/'), parts.slice(length).join('/')];
}

function readAliases(configs: ReadonlyMap<string, string>): PathAliases[] {
  const found: PathAliases[] = [];
  for (const file of [...configs.keys()].sort()) {
    const options = compilerOptions(configs, file, new Set());
    if (options) found.push(options);
  }
  return found.sort((a, b) => (b.dir === '.' ? 0 : b.dir.length) - (a.dir === '.' ? 0 : a.dir.length));
}

// `extends` is followed inside the repository only; a circle ends it.
function compilerOptions(
  configs: ReadonlyMap<string, string>,
  file: string,
  seen: Set<string>,
): PathAliases | undefined {
  const source = configs.get(file);
  if (source === undefined || seen.has(file)) return undefined;
  seen.add(file);
  const { config } = ts.parseConfigFileTextToJson(file, source) as {
    config?: { extends?: unknown; compilerOptions?: { baseUrl?: unknown; paths?: unknown } };
  };
  const dir = posix.dirname(file);
  const base =
    typeof config?.compilerOptions?.baseUrl === 'string' ? posix.join(dir, config.compilerOptions.baseUrl) : undefined;
  const paths = Object.entries((config?.compilerOptions?.paths ?? {}) as Record<string, unknown>).flatMap(
    ([pattern, targets]) => {
      if (!Array.isArray(targets)) return [];
      const [prefix = '', suffix = ''] = pattern.split('*');
      const strings = targets.filter((target): target is string => typeof target === 'string');
      return [{ prefix, suffix: pattern.includes('*') ? suffix : '', exact: !pattern.includes('*'), targets: strings }];
    },
  );
  if (base !== undefined || paths.length > 0) return { dir, base, paths };
  const parents = [config?.extends]
    .flat()
    .filter((parent): parent is string => typeof parent === 'string' && parent.startsWith('.'));
  for (const parent of parents) {
    const path = posix.join(dir, parent.endsWith('.json') ? parent : `${parent}.json`);
    const inherited = compilerOptions(configs, path, seen);
    if (inherited) return { ...inherited, dir, base: inherited.base ?? inherited.dir };
  }
  return undefined;
}
