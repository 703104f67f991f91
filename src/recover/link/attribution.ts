import type { Evidence } from '../../model/system.ts';
import type { CallFact } from '../facts/file-facts.ts';
import type { Unit } from '../inventory/unit.ts';
import { isInside } from '../manifests/paths.ts';
import type { CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import { liveCode } from './live-code.ts';
import { LentFiles } from './lent-files.ts';
import type { Reach } from './reach.ts';
import type { CodeNode } from './code-nodes.ts';
import { References } from './references.ts';
import { runtimeImports } from './runtime-imports.ts';
import type { Value } from './values.ts';

/** Decides which service a piece of code runs in. Code of a library runs in the services that call it, else in those that import it. */
export class Attribution {
  private readonly evaluator: Evaluator;
  private readonly reach: Reach;
  private readonly ownerOf: (file: string) => Unit | undefined;
  private readonly importers = new Map<string, Set<string>>();
  /** Programs of a package that are started on their own, by the package's own unit. */
  private readonly programs = new Map<string, readonly Unit[]>();
  private readonly cache = new Map<string, readonly Unit[]>();
  private readonly candidates: readonly Unit[];
  private readonly lent: LentFiles;
  private live: readonly (readonly [Unit, ReadonlySet<CodeNode>])[] | undefined;
  readonly references: References;

  constructor(
    evaluator: Evaluator,
    reach: Reach,
    ownerOf: (file: string) => Unit | undefined,
    services: readonly Unit[],
  ) {
    this.evaluator = evaluator;
    this.references = new References(evaluator);
    this.reach = reach;
    this.ownerOf = ownerOf;
    this.lent = new LentFiles(evaluator.program, ownerOf);
    this.candidates = [...services].sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const unit of services) {
      const inside = services.filter((one) => one.isSplit && one.path !== unit.path && isInside(one.path, unit.path));
      if (inside.length > 0) this.programs.set(unit.id, inside);
    }
    for (const [file, facts] of evaluator.program.files) {
      for (const specifier of runtimeImports(facts)) {
        const target = evaluator.program.target(file, specifier);
        if (!('file' in target)) continue;
        this.importers.set(target.file, (this.importers.get(target.file) ?? new Set()).add(file));
      }
    }
  }

  /** The service that a file belongs to, or undefined for libraries and loose files. */
  service(file: string): Unit | undefined {
    const unit = this.ownerOf(file);
    return unit && unit.kind !== 'library' ? unit : undefined;
  }

  /**
   * Of several possible texts, those that were not written in another service: shared code that each service configures
   * for itself is all of them only when nobody looks from inside one.
   */
  own(unit: Unit, values: readonly Value[]): readonly Value[] {
    if (values.length < 2) return values;
    const mine = values.filter(
      (value) =>
        value.t !== 'text' ||
        value.parts.every((part) => part.p !== 'text' || part.at.file === '' || this.mayBeOf(unit, part.at)),
    );
    return mine.some((value) => value.t === 'text') ? mine : values;
  }

  private mayBeOf(unit: Unit, at: Evidence): boolean {
    const service = this.service(at.file);
    return service === undefined ? this.mayRun(unit, at) : service.id === unit.id;
  }

  // What a library's client gives its base class is of the services that make this client.
  private mayRun(unit: Unit, at: Evidence): boolean {
    const around = this.evaluator.program.files.get(at.file)?.calls.find((call) => call.fn >= 0 && isAround(call, at));
    if (!around) return true;
    const [, live] = this.liveIn().find(([{ id }]) => id === unit.id) ?? [];
    return live?.has(this.references.nodes.function(at.file, around.fn)) !== false;
  }

  /**
   * Whether nobody gets to a function: nobody calls it or is handed it, and nobody loads its file, which is not one that the
   * service starts. Of functions of a cloud, and of what frameworks load by its name, nothing is said.
   */
  isIdle(unit: Unit, file: string, f: number): boolean {
    const { callers, program } = this.evaluator;
    if (f < 0 || !callers || unit.kind === 'function' || !unit.entryFiles.some((one) => program.files.has(one)))
      return false;
    if (this.importers.has(file) || unit.entryFiles.includes(file) || (program.fn(file, f)?.cls ?? -1) >= 0)
      return false;
    return callers.of(file, f).length + callers.passedTo(file, f).length === 0;
  }

  /** Services in which a call site runs. */
  services(ref: CallRef): readonly Unit[] {
    const own = this.service(ref.file);
    if (own && !this.isShared(ref.file, own)) return [own];
    const fn = this.evaluator.program.facts(ref.file).calls[ref.c]?.fn ?? -1;
    const node = this.references.caller(ref.file, ref.c);
    // Whoever loads a file runs its body; what decorators and fields of a class call is of those that use the class.
    if (!own && node.kind === 'class') return this.liveIn().flatMap(([unit, live]) => (live.has(node) ? [unit] : []));
    return this.servicesOfFunction(ref.file, fn);
  }

  servicesOfFunction(file: string, f: number): readonly Unit[] {
    const own = this.service(file);
    const shared = own !== undefined && this.isShared(file, own);
    if (own && !shared) return [own];
    const cacheKey = `${file}#${f}`;
    let units = this.cache.get(cacheKey);
    if (!units) {
      units = f < 0 ? [] : this.callingServices(file, f, own);
      if (!own) units = this.running(file, f, units);
      else if (this.lent.has(file, own)) units = this.running(file, f, units).filter((unit) => unit.id !== own.id);
      else {
        if (units.length === 0) units = this.importingServices(file, own);
        units = this.withOwn(file, own, units);
      }
      this.cache.set(cacheKey, units);
    }
    return units;
  }

  // Of several programs of one package, each runs what it reaches of the package's other code; others run what it lends.
  private isShared(file: string, own: Unit): boolean {
    if (this.lent.has(file, own)) return true;
    return (this.programs.get(own.id)?.length ?? 0) > 0 && !own.isSplit && own.path !== file;
  }

  // The package's own program runs its code too, unless it is all the others in one: then they stand for it.
  private withOwn(file: string, own: Unit, units: readonly Unit[]): readonly Unit[] {
    // A file that nothing imports and nothing starts runs nowhere.
    if (units.length === 0) return this.importers.has(file) || own.entryFiles.includes(file) ? [own] : [];
    const programs = this.programs.get(own.id) ?? [];
    const others = new Set(programs.flatMap((unit) => unit.entryFiles));
    const entries = own.entryFiles.filter((entry) => !others.has(entry));
    const reached = this.importedFrom(entries);
    const isAll = [...reached].some(
      (one) => programs.some((unit) => this.ownerOf(one)?.id === unit.id) || loadsComputed(this.evaluator, one),
    );
    return reached.has(file) && !isAll ? [...units, own] : units;
  }

  private importedFrom(entries: readonly string[]): Set<string> {
    const seen = new Set(entries.filter((entry) => this.evaluator.program.files.has(entry)));
    const queue = [...seen];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const specifier of runtimeImports(this.evaluator.program.facts(at))) {
        const target = this.evaluator.program.target(at, specifier);
        if (!('file' in target) || seen.has(target.file) || !this.evaluator.program.files.has(target.file)) continue;
        seen.add(target.file);
        queue.push(target.file);
      }
    }
    return seen;
  }

  // Of the services whose calls lead to code of a library, those that can run it; without known callers, all that can.
  private running(file: string, f: number, calling: readonly Unit[]): readonly Unit[] {
    const node = this.references.nodes.function(file, f);
    const running = this.liveIn().flatMap(([unit, live]) => (live.has(node) ? [unit] : []));
    const both = calling.filter((unit) => running.some((one) => one.id === unit.id));
    return both.length > 0 ? both : calling.length > 0 ? calling : running;
  }

  private liveIn(): readonly (readonly [Unit, ReadonlySet<CodeNode>])[] {
    if (this.live) return this.live;
    const { program } = this.evaluator;
    const files = new Map<string, string[]>();
    for (const file of program.files.keys()) {
      const id = this.service(file)?.id;
      if (id !== undefined) push(files, id, file);
    }
    // Programs of one package may begin in a file of the package.
    const begun = (unit: Unit): string[] => unit.entryFiles.filter((file) => program.files.has(file));
    this.live = this.candidates.map((unit) => {
      const own = new Set([...(files.get(unit.id) ?? []), ...begun(unit)]);
      return [unit, liveCode(this.references, [...own])] as const;
    });
    return this.live;
  }

  private callingServices(file: string, f: number, own: Unit | undefined): Unit[] {
    const found = new Map<string, Unit>();
    const other = (key: string): Unit | undefined => {
      const unit = this.service(key.slice(0, key.lastIndexOf('#')));
      return unit?.id === own?.id ? undefined : unit;
    };
    // A shared function that calls what a service gave it runs in that service, not in all that use the function.
    for (const key of this.reach.to(file, f, (at) => other(at) !== undefined)) {
      const unit = other(key);
      if (unit) found.set(unit.id, unit);
      // What shared code does when it is loaded happens in all that load it.
      else if (key.endsWith('#-1'))
        for (const one of this.importingServices(key.slice(0, -3), own)) found.set(one.id, one);
    }
    return sorted(found);
  }

  private importingServices(file: string, own: Unit | undefined): Unit[] {
    const found = new Map<string, Unit>();
    const started = (at: string): void => {
      for (const unit of own ? (this.programs.get(own.id) ?? []) : [])
        if (unit.entryFiles.includes(at)) found.set(unit.id, unit);
    };
    started(file);
    const seen = new Set([file]);
    const queue = [file];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const importer of this.importers.get(at) ?? []) {
        if (seen.has(importer)) continue;
        seen.add(importer);
        started(importer);
        const unit = this.service(importer);
        if (unit && unit.id !== own?.id) found.set(unit.id, unit);
        else queue.push(importer);
      }
    }
    return sorted(found);
  }
}

// `import(path)` and `require(path)` of a computed path may load any of the programs.
function loadsComputed(evaluator: Evaluator, file: string): boolean {
  return evaluator.program
    .facts(file)
    .calls.some(({ callee }) => callee.k === 'global' && (callee.n === 'import' || callee.n === 'require'));
}

function isAround({ line, column, endLine, endColumn }: CallFact, at: Evidence): boolean {
  const isBehind = at.line > line || (at.line === line && at.column >= column);
  return isBehind && (at.line < endLine || (at.line === endLine && at.column < endColumn));
}

function sorted(units: ReadonlyMap<string, Unit>): Unit[] {
  return [...units.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
