import type { ClassFact, FileFacts, FunctionFact, Expr } from '../facts/file-facts.ts';
import type { ModuleResolver } from './resolve-module.ts';

/** What an import leads to: a file of the repository, or a package outside it. */
export type ModuleTarget = { readonly file: string } | { readonly pkg: string; readonly sub: string };

/** All facts of a repository, with imports resolved to files and exports looked up across files. */
export class Program {
  readonly files: ReadonlyMap<string, FileFacts>;
  private readonly resolver: ModuleResolver;
  private readonly exportTables = new Map<string, Map<string, Expr[]>>();

  constructor(files: ReadonlyMap<string, FileFacts>, resolver: ModuleResolver) {
    this.files = files;
    this.resolver = resolver;
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

  /** Expressions that a file itself exports under a name; `export *` is in `stars`. */
  exported(file: string, name: string): readonly Expr[] {
    return this.exportTable(file).get(name) ?? [];
  }

  /** Specifiers of the file's `export * from`. */
  stars(file: string): string[] {
    return (this.exportTable(file).get('*') ?? []).flatMap((expr) => (expr.k === 'mod' ? [expr.s] : []));
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
    return [...this.exportTable(file).keys()].filter((name) => name !== '*' && name !== '=');
  }

  private exportTable(file: string): Map<string, Expr[]> {
    let table = this.exportTables.get(file);
    if (!table) {
      table = new Map();
      for (const { name, value } of this.files.get(file)?.exports ?? []) {
        const known = table.get(name);
        if (known) known.push(value);
        else table.set(name, [value]);
      }
      this.exportTables.set(file, table);
    }
    return table;
  }
}
