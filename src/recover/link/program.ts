import type { ClassFact, FileFacts, FunctionFact, Expr } from '../facts/file-facts.ts';
import { ExportIndex, type Origin } from './export-index.ts';
import type { ModuleTarget } from './resolve-module.ts';

/** Says where an import specifier leads. */
export interface Resolver {
  resolve(from: string, specifier: string): ModuleTarget;
  /** The folder of the package that a file is part of. */
  packageOf(file: string): string;
  /** The folders of all packages. */
  readonly dirs: readonly string[];
  /** The file that a path from the root means, with or without its ending. */
  file(path: string): string | undefined;
}

/** All facts of a repository, with imports resolved to files and exports looked up across files. */
export class Program {
  readonly files: ReadonlyMap<string, FileFacts>;
  private readonly resolver: Resolver;
  private readonly exports: ExportIndex;
  private assigned: Set<string> | undefined;

  /** Files whose exported plugin fastify-cli starts. */
  readonly plugins: readonly string[];

  constructor(files: ReadonlyMap<string, FileFacts>, resolver: Resolver, plugins: readonly string[] = []) {
    this.files = files;
    this.plugins = plugins.filter((file) => files.has(file));
    this.resolver = resolver;
    this.exports = new ExportIndex(files, (from, specifier) => resolver.resolve(from, specifier));
  }

  facts(file: string): FileFacts {
    const facts = this.files.get(file);
    if (!facts) throw new Error(`no facts of ${file}`);
    return facts;
  }

  fn(file: string, f: number): FunctionFact | undefined {
    return this.files.get(file)?.functions[f];
  }

  cls(file: string, c: number): ClassFact | undefined {
    return this.files.get(file)?.classes[c];
  }

  /** Names of members that are assigned from outside of their object: `service.eager = true`. */
  get assignedNames(): ReadonlySet<string> {
    this.assigned ??= new Set(
      [...this.files.values()].flatMap(({ assignments }) =>
        assignments.flatMap(({ target }) => (target.k === 'get' ? [target.n] : [])),
      ),
    );
    return this.assigned;
  }

  /** Where an import specifier written in `from` leads. */
  target(from: string, specifier: string): ModuleTarget {
    return this.resolver.resolve(from, specifier);
  }

  /** Expressions that a file itself exports under a name. */
  exported(file: string, name: string): readonly Expr[] {
    return this.exports.own(file, name);
  }

  /** Everything that an exported name may come from, through `export *`. */
  origins(file: string, name: string): readonly Origin[] {
    return this.exports.origins(file, name);
  }

  /** The folder of the package that a file is part of. */
  packageOf(file: string): string {
    return this.resolver.packageOf(file);
  }

  /** The folders of all packages. */
  packageDirs(): readonly string[] {
    return this.resolver.dirs;
  }

  /** The file that a path from the root means, with or without its ending. */
  fileAt(path: string): string | undefined {
    const file = this.resolver.file(path);
    return file !== undefined && this.files.has(file) ? file : undefined;
  }

  exportNames(file: string): string[] {
    return this.exports.names(file);
  }

  /** Whether the file's exports are those of a module: names, or `export *`. */
  isModule(file: string): boolean {
    return this.exports.isModule(file);
  }
}
