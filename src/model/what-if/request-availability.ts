import { replicatedAvailability } from '../availability.ts';
import type { Variant } from './apply-change.ts';
import { isCircular, reached, type CallsOf } from './request-tree.ts';

/** Services that several paths of a request need are settled one way, then the other: above this number the rest counts as independent. */
const MOST_SHARED = 12;
/** Steps of that arithmetic for one request among circles; behind them every service that is needed has to be up, cached or not. */
const MOST_STEPS = 50_000;

/**
 * Probability that a request succeeds, when services fail independently of each other: each service that it needs counts once,
 * however many paths lead to it (Treynor et al., "The Calculus of Service Availability", ACM Queue 2017). A cached call needs
 * its callee only for the misses: services that several paths share are then settled by conditioning on them. `isExact` is
 * false where that would be too much; the figure is a lower bound then.
 */
export function requestAvailability(
  service: string,
  endpoint: string,
  { hits, replicas }: Variant,
  callsOf: CallsOf,
  each: number,
): { readonly availability: number; readonly isExact: boolean } {
  const up = (id: string): number => replicatedAvailability(each, replicas.get(id) ?? 1);
  const calls = [...reached(endpoint, callsOf)].flatMap((at) => callsOf.get(at) ?? []);
  const needed = new Set([service, ...calls.flatMap(({ to }) => to ?? [])]);
  const allUp = [...needed].reduce((product, id) => product * up(id), 1);
  if (!calls.some(({ id }) => (hits.get(id) ?? 0) > 0)) return { availability: allUp, isExact: true };
  const repeated = sharedServices(endpoint, callsOf).filter((id) => id !== service);
  const shared = repeated.slice(0, MOST_SHARED);
  const isInCircles = isCircular(endpoint, callsOf);
  let left = isInCircles ? MOST_STEPS : Infinity;
  type State = ReadonlyMap<string, boolean>;
  const succeeds = (at: string, state: State, passed: ReadonlySet<string>, known: Map<string, number>): number => {
    let product = isInCircles ? 1 : (known.get(at) ?? 1);
    if (known.has(at)) return product;
    for (const call of callsOf.get(at) ?? []) {
      if (call.to === null || passed.has(call.toEndpoint ?? '')) continue;
      if (left-- <= 0) return 0;
      const next = isInCircles ? new Set([...passed, call.toEndpoint ?? '']) : passed;
      const settled = state.get(call.to);
      const own = settled === undefined ? up(call.to) : Number(settled);
      const answers = own * (call.toEndpoint === null ? 1 : succeeds(call.toEndpoint, state, next, known));
      const cached = hits.get(call.id) ?? 0;
      product *= cached + (1 - cached) * answers;
    }
    if (!isInCircles) known.set(at, product);
    return product;
  };
  // Whoever answers the request is up, or there is nothing to ask: it is settled from the start.
  const condition = (rest: readonly string[], state: State): number => {
    const [first, ...others] = rest;
    if (first === undefined) return succeeds(endpoint, state, new Set([endpoint]), new Map());
    const [works, fails] = [true, false].map((is) => condition(others, new Map([...state, [first, is]])));
    return up(first) * (works ?? 0) + (1 - up(first)) * (fails ?? 0);
  };
  const availability = up(service) * condition(shared, new Map([[service, true]]));
  return left < 0 ? { availability: allUp, isExact: false } : { availability, isExact: repeated.length <= MOST_SHARED };
}

/** Services that a request asks along several ways, sorted: called from several places, or from an endpoint that is. */
function sharedServices(endpoint: string, callsOf: CallsOf): readonly string[] {
  const calls = [...reached(endpoint, callsOf)].flatMap((at) => callsOf.get(at) ?? []);
  const isTwice = (one: string | null, at: number, all: readonly (string | null)[]): boolean =>
    one !== null && all.indexOf(one) !== at;
  const entered = new Set(calls.map(({ toEndpoint }) => toEndpoint).filter(isTwice));
  const below = [...entered].flatMap((at) => [...reached(at ?? '', callsOf)]);
  const behind = [...new Set(below)].flatMap((at) => (callsOf.get(at) ?? []).map(({ to }) => to));
  const twice = calls.map(({ to }) => to).filter(isTwice);
  return [...new Set([...twice, ...behind].flatMap((id) => id ?? []))].sort();
}
