import { posix } from 'node:path';
import { readAliases, type PathAliases } from './path-aliases.ts';
import { targetsOf } from './subpath-targets.ts';

/** What an import leads to: a file of the repository, or a package outside it. */
export type ModuleTarget = { readonly file: string } | { readonly pkg: string; readonly sub: string };

/** What module resolution needs to know of a package.json. */
export interface PackageEntry {
  readonly dir: string;
  readonly name: string | undefined;
  /** Values of main, module, types and of every condition in exports ".", in that order. */
  readonly entries: readonly string[];
  /** Targets by subpath (`./bus`, `./events/*`) and by internal name (`#config`, `#lib/*`). */
  readonly exports?: ReadonlyMap<string, readonly string[]>;
  readonly imports?: ReadonlyMap<string, readonly string[]>;
}

/** What stands before a document's path in the name of the package that its generated clients are taken for. */
export const OPENAPI = 'openapi:';

interface Generated {
  readonly missing: (path: string) => string | undefined;
  readonly kept: (file: string) => string | undefined;
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

const BUILD_FOLDER = /^(\.\/)?(dist|lib|build|out)\//;

/** Resolves import specifiers as Node and TypeScript would, but only inside the repository and without touching the disk. */
export class ModuleResolver {
  private readonly files: ReadonlySet<string>;
  private readonly packages: Map<string, PackageEntry>;
  /** The folders of all packages, the longest first. */
  readonly dirs: readonly string[];
  private readonly aliases: readonly PathAliases[];
  private readonly generated: Generated | undefined;
  private readonly withImports: readonly PackageEntry[];
  private readonly byDir = new Map<string, PackageEntry>();
  private readonly byFolder = new Map<string, Map<string, ModuleTarget>>();
  /** The same maps by file, so that asking again costs no path arithmetic. */
  private readonly byFile = new Map<string, Map<string, ModuleTarget>>();

  /** `generated` names the OpenAPI document that a module is generated from. */
  constructor(
    files: ReadonlySet<string>,
    packages: readonly PackageEntry[],
    configs: ReadonlyMap<string, string>,
    generated?: Generated,
  ) {
    this.files = files;
    this.generated = generated;
    this.packages = new Map(packages.flatMap((entry) => (entry.name ? [[entry.name, entry]] : [])));
    for (const entry of this.packages.values()) if (!this.byDir.has(entry.dir)) this.byDir.set(entry.dir, entry);
    this.dirs = packages.map((entry) => entry.dir).sort((a, b) => b.length - a.length);
    this.withImports = packages
      .filter((entry) => (entry.imports?.size ?? 0) > 0)
      .sort((a, b) => (b.dir === '.' ? 0 : b.dir.length) - (a.dir === '.' ? 0 : a.dir.length));
    this.aliases = readAliases(configs);
  }

  resolve(from: string, specifier: string): ModuleTarget {
    const known = this.known(from);
    let target = known.get(specifier);
    if (!target) {
      target = this.find(from, specifier);
      const client = 'file' in target ? this.generated?.kept(target.file) : undefined;
      if (client !== undefined && !from.startsWith(`${client}/`)) target = { pkg: `${OPENAPI}${client}`, sub: '' };
      known.set(specifier, target);
    }
    return target;
  }

  /** The folder of the package that a file is part of. */
  packageOf(file: string): string {
    return this.dirs.find((dir) => dir === '.' || file.startsWith(`${dir}/`)) ?? '.';
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
      const path = posix.join(posix.dirname(from), specifier);
      const file = this.file(path);
      return file === undefined ? (this.generatedFrom([path]) ?? { pkg: specifier, sub: '' }) : { file };
    }
    const aliased = this.alias(from, specifier);
    if (aliased !== undefined) return { file: aliased };
    const internal = this.withImports.length > 0 ? this.internal(from, specifier) : undefined;
    if (internal !== undefined) return { file: internal };
    const [pkg, sub] = splitSpecifier(specifier);
    const entry = this.packages.get(pkg);
    if (entry) {
      const file = this.inPackage(entry, sub);
      if (file !== undefined) return { file };
    }
    const rooted = this.fromPackageRoot(from, specifier);
    if (rooted !== undefined) return { file: rooted };
    const paths = entry
      ? [sub, `src/${sub}`, ...(sub ? [] : entry.entries)].map((path) => posix.join(entry.dir, path))
      : this.aliasedPaths(from, specifier);
    return this.generatedFrom(paths) ?? { pkg, sub };
  }

  // What is generated when the project is built stands for the document that it is generated from.
  private generatedFrom(paths: readonly string[]): ModuleTarget | undefined {
    const document = paths.map((path) => this.generated?.missing(path)).find((found) => found !== undefined);
    return document === undefined ? undefined : { pkg: `${OPENAPI}${document}`, sub: '' };
  }

  /** The file that a path without ending means; `.js` may stand for `.ts`. */
  file(path: string): string | undefined {
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
    // Build output can be committed beside the TypeScript that it was made from.
    const written = (path: string): string | undefined => {
      const source = at(path.replace(BUILD_FOLDER, 'src/').replace(/\.d\.ts$/, ''));
      return BUILD_FOLDER.test(path) && source !== undefined && /\.[cm]?tsx?$/.test(source) ? source : undefined;
    };
    for (const target of sub ? targetsOf(entry.exports, `./${sub}`) : []) {
      const found = written(target) ?? at(target) ?? at(target.replace(BUILD_FOLDER, 'src/').replace(/\.d\.ts$/, ''));
      if (found !== undefined) return found;
    }
    if (sub) return at(sub) ?? at(`src/${sub}`) ?? at(sub.replace(/^(dist|lib|build)\//, 'src/'));
    for (const path of entry.entries) {
      const found =
        written(path) ??
        at(path) ??
        at(path.replace(BUILD_FOLDER, 'src/').replace(/\.d\.ts$/, '')) ??
        at(path.replace(BUILD_FOLDER, '').replace(/\.d\.ts$/, ''));
      if (found !== undefined) return found;
    }
    return at('src/index') ?? at('index') ?? at('lib/index') ?? at('src/main') ?? at('src');
  }

  // `#config` of the nearest package above the file, or an alias that it gives a folder.
  private internal(from: string, specifier: string): string | undefined {
    const inside = (dir: string): boolean => dir === '.' || from.startsWith(`${dir}/`);
    for (const entry of this.withImports.filter((one) => inside(one.dir)))
      for (const target of targetsOf(entry.imports, specifier)) {
        const path = target.startsWith('.') ? posix.join(entry.dir, target) : '';
        const found =
          path === ''
            ? undefined
            : (this.file(path) ?? this.file(path.replace(/(^|\/)(dist|lib|build|out)\//, '$1src/')));
        if (found !== undefined) return found;
      }
    return undefined;
  }

  private alias(from: string, specifier: string): string | undefined {
    for (const path of this.aliasedPaths(from, specifier)) {
      const found = this.file(path);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private aliasedPaths(from: string, specifier: string): string[] {
    const found: string[] = [];
    for (const config of this.aliases) {
      if (config.dir !== '.' && !from.startsWith(`${config.dir}/`)) continue;
      for (const { prefix, suffix, exact, targets } of config.paths) {
        if (exact ? specifier !== prefix : !specifier.startsWith(prefix) || !specifier.endsWith(suffix)) continue;
        const star = specifier.slice(prefix.length, specifier.length - suffix.length);
        for (const target of targets) found.push(posix.join(config.pathsFrom, target.replace('*', star)));
      }
      if (config.base !== undefined) found.push(posix.join(config.base, specifier));
    }
    return found;
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
