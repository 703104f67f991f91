import { strongComponents } from './strong-components.ts';
import type { Call, SystemModel } from './system.ts';

/** A request path: an endpoint, and the calls that it needs one after the other, hop by hop. */
export interface SynchronousChain {
  /** Id of the endpoint where it starts. */
  readonly endpoint: string;
  /** At least one; where several sites call the same endpoint, the first by id stands for them. */
  readonly hops: readonly Call[];
  /** Ids of the services on the path, the endpoint's own first: one more than there are hops. */
  readonly services: readonly string[];
}

/**
 * The longest synchronous request paths, followed per endpoint (handler → call → endpoint → …): none can be extended,
 * and none is the tail of another. A gateway in front is not part of a path; calls that start outside an endpoint
 * (jobs, consumers), calls between modules of one process and a service's calls of itself are not followed. An endpoint
 * is passed once per path, so cycles end. Where a graph is so dense that an endpoint starts more than `limit` paths,
 * the longest are followed first and the rest is left out; once all paths together have very many hops, each further
 * endpoint starts one. Of a large circle that nothing leads to, a few endpoints start paths (see `unfollowedEndpoints`).
 * Sorted by endpoint, then by the ids of the hops.
 */
export function synchronousChains(
  model: SystemModel,
  { limit = 100 }: { limit?: number } = {},
): readonly SynchronousChain[] {
  const graph = buildGraph(model);
  const gateways = new Set(model.services.filter(({ kind }) => kind === 'gateway').map(({ id }) => id));
  const found: Found = { heads: new Map(), tails: new Set(), suffixOf: suffixes() };
  let hopsLeft = MOST_HOPS;
  for (const start of startingPoints(graph).followed) {
    for (const hops of longestPaths(start, graph, hopsLeft > 0 ? limit : 1)) {
      hopsLeft -= hops.length;
      const chain = withoutGateway(start, hops, gateways);
      if (chain) note(chain, found);
    }
  }
  const whole = [...found.heads].filter(([key]) => !found.tails.has(key)).map(([, chain]) => chain);
  return whole.sort(byEndpointAndHops);
}

/**
 * Ids of the endpoints of large circles that start no path of `synchronousChains`, sorted: each of them waits for the same
 * services as those of its circle that do.
 */
export function unfollowedEndpoints(model: SystemModel): readonly string[] {
  return startingPoints(buildGraph(model)).unfollowed;
}

// A path may pass every endpoint of a circle: as many paths as endpoints would be as many hops as their square.
const MOST_STARTS_OF_A_CIRCLE = 20;
// Of all paths together; then there is one path for each start.
const MOST_HOPS = 100_000;

/** Paths by their endpoint and the number of their hops as a whole, and those keys that are the tail of a path. */
interface Found {
  readonly heads: Map<string, SynchronousChain>;
  readonly tails: Set<string>;
  readonly suffixOf: (call: Call, rest: number) => number;
}

function note(chain: SynchronousChain, { heads, tails, suffixOf }: Found): void {
  let suffix = 0;
  for (const [at, call] of [...chain.hops.entries()].reverse()) {
    suffix = suffixOf(call, suffix);
    // With the endpoint: two endpoints of a service may reach the same call, and each waits for it.
    if (at === 0) heads.set(`${suffix} ${chain.endpoint}`, chain);
    else tails.add(`${suffix} ${chain.hops[at - 1]?.toEndpoint ?? ''}`);
  }
}

/** Numbers lists of calls by their first call and the number of the rest (0 for none): the same list, the same number. */
function suffixes(): Found['suffixOf'] {
  const known = new Map<number, Map<string, number>>();
  let last = 0;
  return (call, rest) => {
    const first = known.get(rest) ?? new Map<string, number>();
    known.set(rest, first);
    const number = first.get(call.id) ?? ++last;
    first.set(call.id, number);
    return number;
  };
}

function byEndpointAndHops(a: SynchronousChain, b: SynchronousChain): number {
  if (a.endpoint !== b.endpoint) return a.endpoint < b.endpoint ? -1 : 1;
  const at = a.hops.findIndex((hop, index) => hop.id !== b.hops[index]?.id);
  if (at < 0) return -1;
  return (a.hops[at]?.id ?? '') < (b.hops[at]?.id ?? '') ? -1 : 1;
}

interface Graph {
  /** Calls that an endpoint's handler makes, those that lead furthest first. */
  readonly calls: ReadonlyMap<string, readonly Call[]>;
  /** Sets of endpoints that reach one another; a set comes after all that it leads to. */
  readonly components: readonly (readonly string[])[];
}

function buildGraph(model: SystemModel): Graph {
  const endpoints = new Set(model.endpoints.map(({ id }) => id));
  const modules = new Set(model.services.filter(({ kind }) => kind === 'module').map(({ id }) => id));
  const outgoing = new Map<string, Map<string, Call>>();
  for (const call of model.calls) {
    if (call.to === null || call.to === call.from || (modules.has(call.from) && modules.has(call.to))) continue;
    const target = call.toEndpoint ?? `service ${call.to}`;
    for (const from of call.fromEndpoints) {
      if (!endpoints.has(from)) continue;
      const targets = outgoing.get(from) ?? new Map<string, Call>();
      if (!targets.has(target)) targets.set(target, call);
      outgoing.set(from, targets);
    }
  }
  const calls = new Map([...outgoing].map(([from, targets]) => [from, [...targets.values()]]));
  const components = strongComponents([...endpoints].sort(), (node) => successors(calls.get(node)));
  const reach = depths(components, calls);
  for (const list of calls.values()) {
    list.sort((a, b) => depthOf(b, reach) - depthOf(a, reach) || (a.id < b.id ? -1 : 1));
  }
  return { calls, components };
}

function successors(calls: readonly Call[] = []): readonly string[] {
  return calls.flatMap((call) => call.toEndpoint ?? []);
}

/** How many hops can follow an endpoint; inside a cycle an upper bound. */
function depths(
  components: readonly (readonly string[])[],
  calls: ReadonlyMap<string, readonly Call[]>,
): ReadonlyMap<string, number> {
  const reach = new Map<string, number>();
  for (const component of components) {
    let depth = 0;
    for (const call of component.flatMap((node) => calls.get(node) ?? []))
      depth = Math.max(depth, depthOf(call, reach) + 1);
    for (const node of component) reach.set(node, depth + component.length - 1);
  }
  return reach;
}

function depthOf(call: Call, reach: ReadonlyMap<string, number>): number {
  return call.toEndpoint === null ? 0 : (reach.get(call.toEndpoint) ?? 0);
}

/** Endpoints that no other endpoint leads to; of a circle that nothing leads to, all or a few. Every other path is the tail of one from here. */
function startingPoints({ calls, components }: Graph): {
  readonly followed: readonly string[];
  readonly unfollowed: readonly string[];
} {
  const componentOf = new Map(components.flatMap((component) => component.map((node) => [node, component] as const)));
  const entered = new Set<readonly string[]>();
  for (const [from, list] of calls) {
    for (const target of successors(list)) {
      const component = componentOf.get(target);
      if (component && component !== componentOf.get(from)) entered.add(component);
    }
  }
  const free = components
    .filter((component) => !entered.has(component))
    .map((component) => component.filter((node) => calls.has(node)).sort());
  return {
    followed: free.flatMap((component) => component.slice(0, MOST_STARTS_OF_A_CIRCLE)).sort(),
    unfollowed: free.flatMap((component) => component.slice(MOST_STARTS_OF_A_CIRCLE)).sort(),
  };
}

// Without recursion, so that a path as long as a system is wide does not exhaust the stack.
function longestPaths(start: string, { calls }: Graph, limit: number): readonly (readonly Call[])[] {
  const paths: (readonly Call[])[] = [];
  const passed = new Set<string>([start]);
  const hops: Call[] = [];
  const open = (endpoint: string): Call[] => {
    const next = (calls.get(endpoint) ?? []).filter((call) => !passed.has(call.toEndpoint ?? ''));
    if (next.length === 0 && hops.length > 0) paths.push([...hops]);
    return next.reverse();
  };
  const rest = [open(start)];
  for (let calling = rest.at(-1); calling !== undefined && paths.length < limit; calling = rest.at(-1)) {
    const call = calling.pop();
    if (call === undefined) {
      rest.pop();
      const left = hops.pop();
      if (left?.toEndpoint) passed.delete(left.toEndpoint);
      continue;
    }
    if (call.toEndpoint === null) {
      paths.push([...hops, call]);
      continue;
    }
    hops.push(call);
    passed.add(call.toEndpoint);
    rest.push(open(call.toEndpoint));
  }
  return paths;
}

function withoutGateway(
  start: string,
  hops: readonly Call[],
  gateways: ReadonlySet<string>,
): SynchronousChain | undefined {
  let endpoint: string | null = start;
  let first = 0;
  while (first < hops.length && gateways.has(hops[first]?.from ?? '')) {
    endpoint = hops[first]?.toEndpoint ?? null;
    first++;
  }
  const rest = hops.slice(first);
  const [head] = rest;
  if (endpoint === null || !head) return undefined;
  return { endpoint, hops: rest, services: [head.from, ...rest.flatMap(({ to }) => to ?? [])] };
}
