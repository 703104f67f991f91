import { assumedAvailability, replicatedAvailability, slowProbability } from '../availability.ts';
import type { Call, SystemModel } from '../system.ts';
import type { Variant } from './apply-change.ts';

/** What is assumed of every service. */
export interface Assumptions {
  /** Share of time for which one replica of a service answers. */
  readonly availability: number;
  /** Milliseconds that a service takes by itself. */
  readonly latency: number;
  /** Share of answers of a service that are slow. */
  readonly slow: number;
}

export const assumptions: Assumptions = { availability: assumedAvailability, latency: 50, slow: 0.01 };

/** A request to one endpoint, and what it needs; times in milliseconds. */
export interface RequestFigures {
  readonly endpoint: string;
  /** Names of the services that it needs besides its own, sorted. */
  readonly needs: readonly string[];
  /** Hops of its longest path. */
  readonly hops: number;
  /** Calls that it leads to, directly or through others. */
  readonly calls: number;
  readonly availability: number;
  /** Typical time: with the calls of each handler at the same time, and one after the other. */
  readonly typical: { readonly parallel: number; readonly sequential: number };
  /** The longest that its own calls may take by their deadlines, in the same two ways; null where one has none. */
  readonly longest: { readonly parallel: number; readonly sequential: number } | null;
  /** Probability that it is slow because one of the services that it asks is. */
  readonly slow: number;
}

/** Figures of all endpoints that lead to a call, sorted by id. */
export function requestFigures(variant: Variant, assumed: Assumptions = assumptions): readonly RequestFigures[] {
  const callsOf = callsByEndpoint(variant.model);
  return variant.model.endpoints
    .filter(({ id }) => callsOf.has(id))
    .map(({ id }) => figures(id, variant, callsOf, assumed))
    .sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1));
}

/** The calls that the handler of each endpoint makes to other services, one for each endpoint called. */
function callsByEndpoint(model: SystemModel): ReadonlyMap<string, readonly Call[]> {
  const found = new Map<string, Map<string, Call>>();
  for (const call of model.calls) {
    if (call.to === null || call.to === call.from) continue;
    for (const endpoint of call.fromEndpoints) {
      const own = found.get(endpoint) ?? new Map<string, Call>();
      const target = call.toEndpoint ?? call.to;
      if (!own.has(target)) own.set(target, call);
      found.set(endpoint, own);
    }
  }
  return new Map([...found].map(([endpoint, own]) => [endpoint, [...own.values()]]));
}

type CallsOf = ReadonlyMap<string, readonly Call[]>;

function figures(endpoint: string, variant: Variant, callsOf: CallsOf, assumed: Assumptions): RequestFigures {
  const { model, hits } = variant;
  const service = model.endpoints.find(({ id }) => id === endpoint)?.service ?? '';
  const names = new Map(model.services.map(({ id, name }) => [id, name]));
  const tree = walk(endpoint, callsOf, new Set([endpoint]), hits);
  const needed = [...new Set(tree.services)].filter((id) => id !== service);
  return {
    endpoint,
    needs: needed.map((id) => names.get(id) ?? id).sort(),
    hops: tree.hops,
    calls: tree.services.length,
    availability: availability(service, endpoint, variant, callsOf, assumed.availability),
    typical: {
      parallel: assumed.latency * (1 + tree.parallel),
      sequential: assumed.latency * (1 + tree.sequential),
    },
    longest: deadlines(callsOf.get(endpoint) ?? []),
    slow: slowProbability(tree.asked, assumed.slow),
  };
}

interface Tree {
  /** Services of all calls below, repetitions included. */
  readonly services: readonly string[];
  readonly hops: number;
  /** Services that are waited for, as a multiple of one service's time; a cached call counts by its misses. */
  readonly parallel: number;
  readonly sequential: number;
  /** Calls that are really made, cached ones counted by their misses. */
  readonly asked: number;
}

// An endpoint is passed once per path, so that cycles end.
function walk(endpoint: string, callsOf: CallsOf, passed: ReadonlySet<string>, hits: Variant['hits']): Tree {
  const parts = (callsOf.get(endpoint) ?? [])
    .filter(({ toEndpoint }) => !passed.has(toEndpoint ?? ''))
    .map((call) => {
      const below =
        call.toEndpoint === null ? LEAF : walk(call.toEndpoint, callsOf, new Set([...passed, call.toEndpoint]), hits);
      return { call, below, misses: 1 - (hits.get(call.id) ?? 0) };
    });
  const sum = (of: (part: (typeof parts)[number]) => number): number =>
    parts.reduce((total, part) => total + of(part), 0);
  return {
    services: parts.flatMap(({ call, below }) => [call.to ?? '', ...below.services]),
    hops: Math.max(0, ...parts.map(({ below }) => 1 + below.hops)),
    parallel: Math.max(0, ...parts.map(({ below, misses }) => misses * (1 + below.parallel))),
    sequential: sum(({ below, misses }) => misses * (1 + below.sequential)),
    asked: sum(({ below, misses }) => misses * (1 + below.asked)),
  };
}

const LEAF: Tree = { services: [], hops: 0, parallel: 0, sequential: 0, asked: 0 };

// A deadline holds for the whole call, whatever stands behind it: those of the handler's own calls bound the request.
function deadlines(calls: readonly Call[]): RequestFigures['longest'] {
  const known = calls.map(({ policy }) => policy.timeout.ms);
  if (known.includes(null)) return null;
  const ms = known.map(Number);
  return { parallel: Math.max(0, ...ms), sequential: ms.reduce((total, one) => total + one, 0) };
}

/** Services that several paths of a request need are settled one way, then the other: above this number the rest counts as independent. */
const MOST_SHARED = 12;

/**
 * Probability that a request succeeds, when services fail independently of each other: each service that it needs counts once,
 * however many paths lead to it (Treynor et al., "The Calculus of Service Availability", ACM Queue 2017). A cached call needs
 * its callee only for the misses. Exact: services that several paths share are settled by conditioning on them.
 */
function availability(
  service: string,
  endpoint: string,
  { hits, replicas }: Variant,
  callsOf: CallsOf,
  each: number,
): number {
  const up = (id: string): number => replicatedAvailability(each, replicas.get(id) ?? 1);
  const all = walk(endpoint, callsOf, new Set([endpoint]), hits).services;
  const repeated = [...new Set(all.filter((id, at) => all.indexOf(id) !== at || id === service))].sort();
  const shared = repeated.filter((id) => id !== service).slice(0, MOST_SHARED);
  const succeeds = (at: string, state: ReadonlyMap<string, boolean>, passed: ReadonlySet<string>): number => {
    let product = 1;
    for (const call of callsOf.get(at) ?? []) {
      if (call.to === null || passed.has(call.toEndpoint ?? '')) continue;
      const next = new Set([...passed, call.toEndpoint ?? '']);
      const settled = state.get(call.to);
      const own = settled === undefined ? up(call.to) : Number(settled);
      const answers = own * (call.toEndpoint === null ? 1 : succeeds(call.toEndpoint, state, next));
      const cached = hits.get(call.id) ?? 0;
      product *= cached + (1 - cached) * answers;
    }
    return product;
  };
  // Whoever answers the request is up, or there is nothing to ask: it is settled from the start.
  const condition = (rest: readonly string[], state: ReadonlyMap<string, boolean>): number => {
    const [first, ...others] = rest;
    if (first === undefined) return succeeds(endpoint, state, new Set([endpoint]));
    const [works, fails] = [true, false].map((is) => condition(others, new Map([...state, [first, is]])));
    return up(first) * (works ?? 0) + (1 - up(first)) * (fails ?? 0);
  };
  return up(service) * condition(shared, new Map([[service, true]]));
}
