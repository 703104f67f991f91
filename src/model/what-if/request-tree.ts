import type { Call } from '../system.ts';
import type { Variant } from './apply-change.ts';

/** The calls that the handler of each endpoint makes to other services, one for each endpoint called. */
export type CallsOf = ReadonlyMap<string, readonly Call[]>;

/** What a request leads to, and what it takes. */
export interface Tree {
  readonly hops: number;
  /** Calls below, repetitions included. */
  readonly calls: number;
  /** Services that are waited for, as a multiple of one service's time; a cached call counts by its misses. */
  readonly parallel: number;
  readonly sequential: number;
  /** Calls that are really made, cached ones counted by their misses. */
  readonly asked: number;
}

/**
 * Calls that are followed for one request. Where endpoints ask each other in circles, each path is another one, and their
 * number doubles with every endpoint: behind this many, the rest is left out, and figures are lower bounds.
 */
const MOST_CALLS = 20_000;

const LEAF: Tree = { hops: 0, calls: 0, parallel: 0, sequential: 0, asked: 0 };

/** Every endpoint that a request to one may reach, itself included. */
export function reached(endpoint: string, callsOf: CallsOf): ReadonlySet<string> {
  const found = new Set([endpoint]);
  for (const at of found)
    for (const { toEndpoint } of callsOf.get(at) ?? []) if (toEndpoint !== null) found.add(toEndpoint);
  return found;
}

/** Whether a request can come back to an endpoint that it has passed. */
export function isCircular(endpoint: string, callsOf: CallsOf): boolean {
  const done = new Set<string>();
  const open = new Set<string>();
  const visit = (at: string): boolean => {
    if (open.has(at)) return true;
    if (done.has(at)) return false;
    open.add(at);
    const isOpen = (callsOf.get(at) ?? []).some(({ toEndpoint }) => toEndpoint !== null && visit(toEndpoint));
    open.delete(at);
    done.add(at);
    return isOpen;
  };
  return visit(endpoint);
}

/** Follows a request along its calls; `isWhole` is false when there were more than can be followed. */
export function requestTree(
  endpoint: string,
  callsOf: CallsOf,
  hits: Variant['hits'],
): { readonly tree: Tree; readonly isWhole: boolean } {
  // Without circles, what an endpoint leads to does not depend on the way to it.
  const known = isCircular(endpoint, callsOf) ? null : new Map<string, Tree>();
  let left = MOST_CALLS;
  const walk = (at: string, passed: ReadonlySet<string>): Tree => {
    const before = known?.get(at);
    if (before) return before;
    const parts: Part[] = [];
    for (const call of callsOf.get(at) ?? []) {
      // An endpoint is passed once per path, so that circles end.
      if (passed.has(call.toEndpoint ?? '')) continue;
      if (left-- <= 0) break;
      const below = call.toEndpoint === null ? LEAF : walk(call.toEndpoint, new Set([...passed, call.toEndpoint]));
      parts.push({ below, misses: 1 - (hits.get(call.id) ?? 0) });
    }
    const tree = joined(parts);
    known?.set(at, tree);
    return tree;
  };
  return { tree: walk(endpoint, new Set([endpoint])), isWhole: left >= 0 };
}

interface Part {
  readonly below: Tree;
  readonly misses: number;
}

function joined(parts: readonly Part[]): Tree {
  const sum = (of: (part: Part) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    hops: Math.max(0, ...parts.map(({ below }) => 1 + below.hops)),
    calls: sum(({ below }) => 1 + below.calls),
    parallel: Math.max(0, ...parts.map(({ below, misses }) => misses * (1 + below.parallel))),
    sequential: sum(({ below, misses }) => misses * (1 + below.sequential)),
    asked: sum(({ below, misses }) => misses * (1 + below.asked)),
  };
}
