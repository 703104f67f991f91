import { posix } from 'node:path';
import { parseJson } from '../../io/json.ts';

/** What an import leads to: a file of the repository, or a package outside it. */
export type ModuleTarget = { readonly file: string } | { readonly pkg: string; readonly sub: string };

/** What module resolution needs to know of a package.json. */
export interface PackageEntry {
  readonly dir: string;
  readonly name: string | undefined;
  /** Values of main, module, types and of every condition in exports ".", in that order. */
  readonly entries: readonly string[];
}

interface PathAliases {
  readonly dir: string;
  /** Folder that bare specifiers may start from. */
  readonly base: string | undefined;
  /** Folder that the targets of `paths` start from. */
  readonly pathsFrom: string;
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
  private readonly byDir = new Map<string, PackageEntry>();
  private readonly byFolder = new Map<string, Map<string, ModuleTarget>>();
  /** The same maps by file, so that asking again costs no path arithmetic. */
  private readonly byFile = new Map<string, Map<string, ModuleTarget>>();

  constructor(files: ReadonlySet<string>, packages: readonly PackageEntry[], configs: ReadonlyMap<string, string>) {
    this.files = files;
    this.packages = new Map(packages.flatMap((entry) => (entry.name ? [[entry.name, entry]] : [])));
    for (const entry of this.packages.values()) if (!this.byDir.has(entry.dir)) this.byDir.set(entry.dir, entry);
    this.dirs = packages.map((entry) => entry.dir).sort((a, b) => b.length - a.length);
    this.aliases = readAliases(configs);
  }

  resolve(from: string, specifier: string): ModuleTarget {
    const known = this.known(from);
    let target = known.get(specifier);
    if (!target) {
      target = this.find(from, specifier);
      known.set(specifier, target);
    }
    return target;
  }

  private known(from: string): Map<string, ModuleTarget> {
    let known = this.byFile.get(from);
    if (!known) {
      const folder = posix.dirname(from);
      known = this.byFolder.get(folder) ?? new Map<string, ModuleTarget>();
      this.byFolder.set(folder, known);
      this.byFile.set(from, known);
    }
    return known;
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
    for (const ending of ENDINGS) {
      const candidate = clean === '.' ? ending.replace(/^\//, '') : clean + ending;
      if (this.files.has(candidate)) return candidate;
    }
    const swapped = /^(.*)\.([cm]?)js(x?)$/.exec(clean);
    if (swapped) {
      for (const ending of [`.${swapped[2] ?? ''}ts`, '.tsx'])
        if (this.files.has(`${swapped[1] ?? ''}${ending}`)) return `${swapped[1] ?? ''}${ending}`;
    }
    const entry = this.byDir.get(clean);
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
          const found = this.file(posix.join(config.pathsFrom, target.replace('*', star)));
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

interface TsConfig {
  readonly extends?: unknown;
  readonly compilerOptions?: { readonly baseUrl?: unknown; readonly paths?: unknown };
}

// `extends` is followed inside the repository only; a circle ends it. What a file does not say, the last parent that does says.
function compilerOptions(
  configs: ReadonlyMap<string, string>,
  file: string,
  seen: ReadonlySet<string>,
): PathAliases | undefined {
  const source = configs.get(file);
  if (source === undefined || seen.has(file)) return undefined;
  const config = parseJson(source).value as TsConfig | null | undefined;
  const dir = posix.dirname(file);
  const inherited = parentsOf(config?.extends)
    .map((parent) => compilerOptions(configs, posix.join(dir, parent), new Set([...seen, file])))
    .filter((options) => options !== undefined);
  const own = config?.compilerOptions;
  const base =
    typeof own?.baseUrl === 'string' ? posix.join(dir, own.baseUrl) : inherited.findLast((one) => one.base)?.base;
  const paths = pathsOf(own?.paths);
  const parent = inherited.findLast((one) => one.paths.length > 0);
  if (paths.length > 0) return { dir, base, pathsFrom: base ?? dir, paths };
  if (parent) return { dir, base, pathsFrom: parent.pathsFrom, paths: parent.paths };
  return base === undefined ? undefined : { dir, base, pathsFrom: base, paths: [] };
}

function parentsOf(value: unknown): string[] {
  return [value]
    .flat()
    .filter((parent): parent is string => typeof parent === 'string' && parent.startsWith('.'))
    .map((parent) => (parent.endsWith('.json') ? parent : `${parent}.json`));
}

// As TypeScript does, names without a star come first, then longer prefixes.
function pathsOf(value: unknown): PathAliases['paths'] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .flatMap(([pattern, targets]: [string, unknown]) => {
      if (!Array.isArray(targets)) return [];
      const [prefix = '', suffix = ''] = pattern.split('*');
      const exact = !pattern.includes('*');
      return [{ prefix, suffix, exact, targets: targets.filter((target) => typeof target === 'string') }];
    })
    .sort((a, b) => Number(b.exact) - Number(a.exact) || b.prefix.length - a.prefix.length);
}
