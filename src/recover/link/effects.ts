import type { Call, Evidence } from '../../model/system.ts';
import type { AccessShape } from '../libraries/recogniser.ts';
import type { Attribution } from './attribution.ts';
import type { CallRef } from './callers.ts';
import { evidenceOf, type Collected } from './collect.ts';
import type { Evaluator } from './evaluate.ts';
import { key } from './reach.ts';
import { joinTexts } from './texts.ts';

/** Something that a service does to the world outside its process, at a site in its code. */
export type Effect =
  | { readonly kind: 'access'; readonly ref: CallRef; readonly inner: CallRef; readonly shape: AccessShape }
  | { readonly kind: 'call'; readonly ref: CallRef; readonly call: Call }
  | { readonly kind: 'publication'; readonly ref: CallRef; readonly names: readonly string[] };

/** What functions do, for each service that runs them. */
export class Effects {
  private readonly byService = new Map<string, Map<string, Effect[]>>();
  private readonly evaluator: Evaluator;

  constructor(evaluator: Evaluator, collected: Collected, attribution: Attribution, calls: readonly Call[]) {
    this.evaluator = evaluator;
    for (const { shape, chain } of collected.accesses) {
      const [ref] = chain;
      const inner = chain.at(-1);
      if (!ref || !inner) continue;
      for (const unit of attribution.services(ref)) this.add(unit.id, { kind: 'access', ref, inner, shape });
    }
    for (const { shape, chain } of collected.messages) {
      const [ref] = chain;
      if (!ref || shape.direction !== 'publish') continue;
      for (const unit of attribution.services(ref))
        this.add(unit.id, { kind: 'publication', ref, names: joinTexts(shape.names) });
    }
    const sites = new Sites(evaluator);
    for (const call of calls) {
      const ref = sites.at(call.evidence[0]);
      if (ref) this.add(call.from, { kind: 'call', ref, call });
    }
  }

  /** What a function itself does when it runs in a service; functions are named by `file#function`. */
  of(service: string, functionKey: string): readonly Effect[] {
    return this.byService.get(service)?.get(functionKey) ?? [];
  }

  /** Everything that a service does. */
  ofService(service: string): readonly Effect[] {
    return [...(this.byService.get(service)?.values() ?? [])].flat();
  }

  /** The function in which an effect stands, as `file#function`. */
  functionOf({ ref }: Effect): string {
    return key(ref.file, this.evaluator.program.facts(ref.file).calls[ref.c]?.fn ?? -1);
  }

  private add(service: string, effect: Effect): void {
    const functions = this.byService.get(service) ?? new Map<string, Effect[]>();
    this.byService.set(service, functions);
    const at = this.functionOf(effect);
    functions.set(at, [...(functions.get(at) ?? []), effect]);
  }
}

/** The place of an effect as evidence. */
export function effectAt(evaluator: Evaluator, { ref }: Effect, note: string): Evidence {
  return evidenceOf(evaluator, { file: ref.file, c: ref.c }, note);
}

// From where a call stands to its index in the facts.
class Sites {
  private readonly files = new Map<string, Map<string, number>>();
  private readonly evaluator: Evaluator;

  constructor(evaluator: Evaluator) {
    this.evaluator = evaluator;
  }

  at(site: Evidence | undefined): CallRef | undefined {
    if (!site || !this.evaluator.program.files.has(site.file)) return undefined;
    let known = this.files.get(site.file);
    if (!known) {
      const { calls } = this.evaluator.program.facts(site.file);
      known = new Map(calls.map(({ line, column }, c) => [`${line}:${column}`, c]));
      this.files.set(site.file, known);
    }
    const c = known.get(`${site.line}:${site.column}`);
    return c === undefined ? undefined : { file: site.file, c };
  }
}
