import { assumedAvailability, slowProbability } from '../availability.ts';
import type { Call, SystemModel } from '../system.ts';
import type { Variant } from './apply-change.ts';
import { requestAvailability } from './request-availability.ts';
import { reached, requestTree, type CallsOf } from './request-tree.ts';

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
  /** False where endpoints ask each other in so many ways that not all were followed: hops, calls, typical time and what is slow are then at least this. */
  readonly isWhole: boolean;
  /** False where availability is at least this: something is cached, and too many services are shared. */
  readonly isExact: boolean;
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
function callsByEndpoint(model: SystemModel): CallsOf {
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

function figures(endpoint: string, variant: Variant, callsOf: CallsOf, assumed: Assumptions): RequestFigures {
  const { model, hits } = variant;
  const service = model.endpoints.find(({ id }) => id === endpoint)?.service ?? '';
  const names = new Map(model.services.map(({ id, name }) => [id, name]));
  const { tree, isWhole } = requestTree(endpoint, callsOf, hits);
  const callees = [...reached(endpoint, callsOf)].flatMap((at) =>
    (callsOf.get(at) ?? []).flatMap(({ to }) => to ?? []),
  );
  const needed = [...new Set(callees)].filter((id) => id !== service);
  const { availability, isExact } = requestAvailability(service, endpoint, variant, callsOf, assumed.availability);
  return {
    endpoint,
    needs: needed.map((id) => names.get(id) ?? id).sort(),
    hops: tree.hops,
    calls: tree.calls,
    availability,
    typical: {
      parallel: assumed.latency * (1 + tree.parallel),
      sequential: assumed.latency * (1 + tree.sequential),
    },
    longest: deadlines(callsOf.get(endpoint) ?? []),
    slow: slowProbability(tree.asked, assumed.slow),
    isWhole,
    isExact,
  };
}

// A deadline holds for the whole call, whatever stands behind it: those of the handler's own calls bound the request.
function deadlines(calls: readonly Call[]): RequestFigures['longest'] {
  const known = calls.map(({ policy }) => policy.timeout.ms);
  if (known.includes(null)) return null;
  const ms = known.map(Number);
  return { parallel: Math.max(0, ...ms), sequential: ms.reduce((total, one) => total + one, 0) };
}
