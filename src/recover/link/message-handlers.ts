import type { Evidence } from '../../model/system.ts';
import type { Attribution } from './attribution.ts';
import { evidenceOf, type Collected } from './collect.ts';
import type { Evaluator } from './evaluate.ts';
import type { HandlerSet } from './handler-sets.ts';
import type { Reach } from './reach.ts';
import { withWrapped } from './wrapped-functions.ts';

/** The functions (`file#function`) that run when a message comes, by service and by where it subscribes. */
export class MessageHandlers {
  private readonly reached = new Map<string, Set<string>>();

  constructor(evaluator: Evaluator, collected: Collected, attribution: Attribution, reach: Reach) {
    for (const { shape, chain } of collected.messages) {
      const [outer] = chain;
      if (!outer || shape.direction !== 'subscribe') continue;
      const at = evidenceOf(evaluator, outer);
      const handlers = shape.handlers.flatMap((value) => (value.t === 'fn' ? withWrapped(evaluator, value) : []));
      for (const unit of attribution.services(outer))
        for (const { file, f } of handlers) this.add(unit.id, at, reach.from(file, f));
    }
    for (const declared of collected.declared) {
      if (declared.kind !== 'event') continue;
      const at = evidenceOf(evaluator, declared);
      for (const unit of attribution.servicesOfFunction(declared.controller, declared.f))
        this.add(unit.id, at, reach.from(declared.file, declared.f));
    }
  }

  /** All functions that a subscription's handler leads to, itself included; empty when the handler is not known. */
  of(service: string, subscribes: Evidence | undefined): ReadonlySet<string> {
    return (subscribes && this.reached.get(keyOf(service, subscribes))) ?? new Set();
  }

  /** The functions of every handler. */
  sets(): HandlerSet[] {
    return [...this.reached].map(([id, functions]) => ({
      id,
      service: id.slice(0, id.indexOf('|')),
      isMessage: true,
      functions,
    }));
  }

  private add(service: string, at: Evidence, functions: ReadonlySet<string>): void {
    const known = this.reached.get(keyOf(service, at)) ?? new Set<string>();
    for (const one of functions) known.add(one);
    this.reached.set(keyOf(service, at), known);
  }
}

function keyOf(service: string, { file, line, column }: Evidence): string {
  return `${service}|${file}:${line}:${column}`;
}
