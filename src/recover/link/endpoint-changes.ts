import type { HandledEndpoint } from './endpoints.ts';
import type { Effect, Effects } from './effects.ts';
import type { Reach } from './reach.ts';

const CHANGING = /^(?:POST|PUT|PATCH|DELETE)$/;

/** Knows whether an endpoint changes anything, by what its handlers lead to in its own service. */
export class EndpointChanges {
  private readonly handled: ReadonlyMap<string, HandledEndpoint>;
  private readonly effects: Effects;
  private readonly reach: Reach;
  private readonly known = new Map<string, boolean>();

  constructor(handled: readonly HandledEndpoint[], reach: Reach, effects: Effects) {
    this.handled = new Map(handled.map((one) => [one.endpoint.id, one]));
    this.reach = reach;
    this.effects = effects;
  }

  /** False only for an endpoint whose code was followed and reads without writing, telling or calling to change. */
  mayChange(endpoint: string | null): boolean {
    if (endpoint === null) return true;
    const known = this.known.get(endpoint);
    if (known !== undefined) return known;
    const found = this.look(endpoint);
    this.known.set(endpoint, found);
    return found;
  }

  private look(id: string): boolean {
    const one = this.handled.get(id);
    if (!one || one.handlers.length === 0) return true;
    const { service } = one.endpoint;
    const functions = new Set(one.handlers.flatMap(({ file, f }) => [...this.reach.from(file, f)]));
    const done = [...functions].flatMap((name) => this.effects.of(service, name));
    return done.length === 0 || done.some(isActive);
  }
}

/** Whether an effect changes or tells something. */
export function isActive(effect: Effect): boolean {
  if (effect.kind === 'access') return effect.shape.mode === 'write';
  return effect.kind === 'publication' || CHANGING.test(effect.call.method ?? 'POST');
}
