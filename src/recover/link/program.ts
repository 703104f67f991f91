import type { ClassFact, FileFacts, FunctionFact, Expr } from '../facts/file-facts.ts';

/** What an import leads to: a file of the repository, or a package outside it. */
export type ModuleTarget = { readonly file: string } | { readonly pkg: string; readonly sub: string };

/** Says where an import specifier leads. */
export interface Resolver {
  resolve(from: string, specifier: string): ModuleTarget;
}

/** All facts of a repository, with imports resolved to files and exports looked up across files. */
export class Program {
  readonly files: ReadonlyMap<string, FileFacts>;
  private readonly resolver: Resolver;
  private readonly exportTables = new Map<string, Map<string, Expr[]>>();

  constructor(files: ReadonlyMap<string, FileFacts>, resolver: Resolver) {
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
