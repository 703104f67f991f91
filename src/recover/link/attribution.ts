import type { Unit } from '../inventory/unit.ts';
import type { CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import type { Reach } from './reach.ts';
import type { Value } from './values.ts';

/** Decides which service a piece of code runs in. Code of a library runs in the services that call it, else in those that import it. */
export class Attribution {
  private readonly evaluator: Evaluator;
  private readonly reach: Reach;
  private readonly ownerOf: (file: string) => Unit | undefined;
  private readonly importers = new Map<string, Set<string>>();
  private readonly cache = new Map<string, readonly Unit[]>();

  constructor(evaluator: Evaluator, reach: Reach, ownerOf: (file: string) => Unit | undefined) {
    this.evaluator = evaluator;
    this.reach = reach;
    this.ownerOf = ownerOf;
    for (const [file, facts] of evaluator.program.files) {
      for (const specifier of facts.imports) {
        const target = evaluator.program.target(file, specifier);
        if (!('file' in target)) continue;
        const known = this.importers.get(target.file);
        if (known) known.add(file);
        else this.importers.set(target.file, new Set([file]));
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
        value.parts.every((part) => part.p !== 'text' || part.at.file === '' || this.mayBeOf(unit, part.at.file)),
    );
    return mine.some((value) => value.t === 'text') ? mine : values;
  }

  private mayBeOf(unit: Unit, file: string): boolean {
    const service = this.service(file);
    return service === undefined || service.id === unit.id;
  }

  /** Services in which a call site runs. */
  services(ref: CallRef): readonly Unit[] {
    const own = this.service(ref.file);
    if (own) return [own];
    const fn = this.evaluator.program.facts(ref.file).calls[ref.c]?.fn ?? -1;
    return this.servicesOfFunction(ref.file, fn);
  }

  servicesOfFunction(file: string, f: number): readonly Unit[] {
    const own = this.service(file);
    if (own) return [own];
    const cacheKey = `${file}#${f}`;
    let units = this.cache.get(cacheKey);
    if (!units) {
      units = f < 0 ? [] : this.callingServices(file, f);
      if (units.length === 0) units = this.importingServices(file);
      this.cache.set(cacheKey, units);
    }
    return units;
  }

  private callingServices(file: string, f: number): Unit[] {
    const found = new Map<string, Unit>();
    for (const key of this.reach.to(file, f)) {
      const unit = this.service(key.slice(0, key.lastIndexOf('#')));
      if (unit) found.set(unit.id, unit);
    }
    return sorted(found);
  }

  private importingServices(file: string): Unit[] {
    const found = new Map<string, Unit>();
    const seen = new Set([file]);
    const queue = [file];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const importer of this.importers.get(at) ?? []) {
        if (seen.has(importer)) continue;
        seen.add(importer);
        const unit = this.service(importer);
        if (unit) found.set(unit.id, unit);
        else queue.push(importer);
      }
    }
    return sorted(found);
  }
}

function sorted(units: ReadonlyMap<string, Unit>): Unit[] {
  return [...units.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
