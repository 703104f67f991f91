import type { Expr, FileFacts } from '../facts/file-facts.ts';
import type { ModuleTarget } from './resolve-module.ts';

/** Where an exported name comes from: expressions of a file, the whole of a CommonJS file, or a package. */
export type Origin =
  | { readonly k: 'own'; readonly file: string; readonly exprs: readonly Expr[] }
  /** `module.exports = …`; where that cannot be said, what the file's `export *` lead to. */
  | {
      readonly k: 'whole';
      readonly file: string;
      readonly exprs: readonly Expr[];
      readonly otherwise: readonly Origin[];
    }
  | { readonly k: 'package'; readonly pkg: string; readonly sub: string };

type Table = ReadonlyMap<string, readonly Expr[]>;

const NOTHING: readonly never[] = [];

/**
 * Finds the files that a name comes from through `export *`. Barrels that re-export each other make a dense graph: it is
 * walked once for each name that is asked of a file, and only on the ways that lead to somebody who exports the name.
 */
export class ExportIndex {
  private readonly files: ReadonlyMap<string, FileFacts>;
  private readonly target: (from: string, specifier: string) => ModuleTarget;
  private readonly tables = new Map<string, Table>();
  private readonly stars = new Map<string, readonly ModuleTarget[]>();
  private readonly found = new Map<string, Map<string, readonly Origin[]>>();
  private readonly leading = new Map<string, ReadonlySet<string>>();
  private graph: StarGraph | undefined;

  constructor(files: ReadonlyMap<string, FileFacts>, target: (from: string, specifier: string) => ModuleTarget) {
    this.files = files;
    this.target = target;
  }

  /** Expressions that a file itself exports under a name. */
  own(file: string, name: string): readonly Expr[] {
    return this.table(file).get(name) ?? NOTHING;
  }

  /** The names that a file itself exports. */
  names(file: string): string[] {
    return [...this.table(file).keys()].filter((name) => name !== '*' && name !== '=');
  }

  /** Whether the file's exports are those of a module: names, or `export *`. */
  isModule(file: string): boolean {
    const table = this.table(file);
    return table.size > (table.has('=') ? 1 : 0);
  }

  /** Everything that a name of a file may come from; the order is that of the files' exports. */
  origins(file: string, name: string): readonly Origin[] {
    const names = this.found.get(file) ?? new Map<string, readonly Origin[]>();
    this.found.set(file, names);
    let origins = names.get(name);
    if (!origins) {
      origins = this.only(file, name) ?? this.collect(file, name, new Set());
      names.set(name, origins);
    }
    return origins;
  }

  // Most names are exported by one file: no way to it can be cut short, so that being led to it is enough.
  private only(file: string, name: string): readonly Origin[] | undefined {
    this.graph ??= this.starGraph();
    const [only, ...more] = this.graph.exporters.get(name) ?? NOTHING;
    if (name === 'default' || more.length > 0 || this.graph.leadingToOpen.has(file)) return undefined;
    if (only === undefined || !this.leadingTo(name).has(file)) return NOTHING;
    return [{ k: 'own', file: only, exprs: this.own(only, name) }];
  }

  private collect(file: string, name: string, seen: Set<string>): readonly Origin[] {
    seen.add(file);
    const own = this.own(file, name);
    if (own.length > 0) return [{ k: 'own', file, exprs: own }];
    const whole = this.own(file, '=');
    // `export *` leaves out the default.
    const through = name === 'default' ? NOTHING : this.throughStars(file, name, seen);
    return whole.length > 0 ? [{ k: 'whole', file, exprs: whole, otherwise: through }] : through;
  }

  private throughStars(file: string, name: string, seen: Set<string>): readonly Origin[] {
    const targets = this.starsOf(file);
    if (targets.length === 0) return NOTHING;
    const leading = this.leadingTo(name);
    return targets.flatMap((target): readonly Origin[] => {
      if (!('file' in target)) return [{ k: 'package', ...target }];
      return seen.has(target.file) || !leading.has(target.file) ? NOTHING : this.collect(target.file, name, seen);
    });
  }

  // Files from which somebody who exports the name, or may, can be reached.
  private leadingTo(name: string): ReadonlySet<string> {
    let files = this.leading.get(name);
    if (!files) {
      this.graph ??= this.starGraph();
      const { importers, exporters, open } = this.graph;
      files = upwards([...(exporters.get(name) ?? NOTHING), ...open], importers);
      this.leading.set(name, files);
    }
    return files;
  }

  private starGraph(): StarGraph {
    const importers = new Map<string, string[]>();
    const exporters = new Map<string, string[]>();
    const open: string[] = [];
    for (const file of this.files.keys()) {
      const table = this.table(file);
      const targets = this.starsOf(file);
      for (const target of targets) if ('file' in target) add(importers, target.file, file);
      for (const name of table.keys()) add(exporters, name, file);
      if (table.has('=') || targets.some((target) => !('file' in target))) open.push(file);
    }
    return { importers, exporters, open, leadingToOpen: upwards(open, importers) };
  }

  private starsOf(file: string): readonly ModuleTarget[] {
    let targets = this.stars.get(file);
    if (!targets) {
      targets = this.own(file, '*')
        .flatMap((expr) => (expr.k === 'mod' ? [this.target(file, expr.s)] : []))
        .filter((target) => !('file' in target) || this.files.has(target.file));
      this.stars.set(file, targets);
    }
    return targets;
  }

  private table(file: string): Table {
    let table = this.tables.get(file);
    if (!table) {
      const made = new Map<string, Expr[]>();
      for (const { name, value } of this.files.get(file)?.exports ?? []) add(made, name, value);
      table = made;
      this.tables.set(file, table);
    }
    return table;
  }
}

interface StarGraph {
  readonly importers: ReadonlyMap<string, readonly string[]>;
  readonly exporters: ReadonlyMap<string, readonly string[]>;
  /** Files that may export any name: CommonJS modules, and those that re-export a whole package. */
  readonly open: readonly string[];
  /** Those, and the files that re-export them. */
  readonly leadingToOpen: ReadonlySet<string>;
}

function upwards(from: readonly string[], importers: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set(from);
  const queue = [...from];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const importer of importers.get(at) ?? NOTHING) {
      if (seen.has(importer)) continue;
      seen.add(importer);
      queue.push(importer);
    }
  }
  return seen;
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
