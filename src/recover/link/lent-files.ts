import type { Unit } from '../inventory/unit.ts';
import type { Program } from './program.ts';
import { runtimeImports } from './runtime-imports.ts';

/**
 * Files that services lend to others: a client of its own that a service exports, say. Others import them, and the
 * service's own program does not. Where it is not known what starts the service, whatever nothing imports may be its program.
 */
export class LentFiles {
  private readonly program: Program;
  private readonly ownerOf: (file: string) => Unit | undefined;
  private readonly imports = new Map<string, readonly string[]>();
  private readonly byUnit = new Map<string, ReadonlySet<string>>();
  private gates: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  constructor(program: Program, ownerOf: (file: string) => Unit | undefined) {
    this.program = program;
    this.ownerOf = ownerOf;
  }

  has(file: string, own: Unit): boolean {
    let lent = this.byUnit.get(own.id);
    if (lent === undefined) {
      lent = this.lentBy(own);
      this.byUnit.set(own.id, lent);
    }
    return lent.has(file);
  }

  private lentBy(own: Unit): ReadonlySet<string> {
    const gates = this.gatesOf(own);
    if (gates.size === 0) return new Set();
    const known = own.entryFiles.filter((file) => this.program.files.has(file));
    const entries = known.length > 0 ? known : this.tops(own);
    if (entries.length === 0) return new Set();
    const run = this.closure(entries);
    const outside = this.closure([...gates].filter((file) => !run.has(file)));
    return new Set([...outside].filter((file) => !run.has(file) && this.ownerOf(file)?.id === own.id));
  }

  /** Files of a service that nothing imports: its program begins in one of them. */
  private tops(own: Unit): readonly string[] {
    const files = [...this.program.files.keys()].filter((file) => this.ownerOf(file)?.id === own.id);
    const imported = new Set([...this.program.files.keys()].flatMap((file) => this.importsOf(file)));
    return files.filter((file) => !imported.has(file));
  }

  /** Files of a service that are imported from outside of it. */
  private gatesOf(own: Unit): ReadonlySet<string> {
    this.gates ??= this.findGates();
    return this.gates.get(own.id) ?? new Set();
  }

  private findGates(): ReadonlyMap<string, ReadonlySet<string>> {
    const gates = new Map<string, Set<string>>();
    for (const file of this.program.files.keys()) {
      const from = this.ownerOf(file)?.id;
      for (const target of this.importsOf(file)) {
        const to = this.ownerOf(target);
        if (to === undefined || to.kind === 'library' || to.id === from) continue;
        const known = gates.get(to.id);
        if (known) known.add(target);
        else gates.set(to.id, new Set([target]));
      }
    }
    return gates;
  }

  private closure(files: readonly string[]): ReadonlySet<string> {
    const reached = new Set(files);
    for (const file of reached) for (const target of this.importsOf(file)) reached.add(target);
    return reached;
  }

  /** What a file imports that is more than types. */
  private importsOf(file: string): readonly string[] {
    let targets = this.imports.get(file);
    if (targets === undefined) {
      const facts = this.program.files.get(file);
      targets = (facts ? runtimeImports(facts) : []).flatMap((specifier) => {
        const target = this.program.target(file, specifier);
        return 'file' in target && this.program.files.has(target.file) ? [target.file] : [];
      });
      this.imports.set(file, targets);
    }
    return targets;
  }
}
