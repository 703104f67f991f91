import type { ClassFact, FileFacts, FunctionFact, Expr } from '../facts/file-facts.ts';
import { ExportIndex, type Origin } from './export-index.ts';
import type { ModuleResolver, ModuleTarget } from './resolve-module.ts';

/** All facts of a repository, with imports resolved to files and exports looked up across files. */
export class Program {
  readonly files: ReadonlyMap<string, FileFacts>;
  private readonly resolver: ModuleResolver;
  private readonly exports: ExportIndex;

  constructor(files: ReadonlyMap<string, FileFacts>, resolver: ModuleResolver) {
    this.files = files;
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

  exportNames(file: string): string[] {
    return this.exports.names(file);
  }

  /** Whether the file's exports are those of a module: names, or `export *`. */
  isModule(file: string): boolean {
    return this.exports.isModule(file);
  }
}
