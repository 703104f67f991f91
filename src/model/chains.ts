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
 * the longest are followed first and the rest is left out. Sorted by endpoint, then by the ids of the hops.
 */
export function synchronousChains(
  model: SystemModel,
  { limit = 100 }: { limit?: number } = {},
): readonly SynchronousChain[] {
  const graph = buildGraph(model);
  const gateways = new Set(model.services.filter(({ kind }) => kind === 'gateway').map(({ id }) => id));
  const found = new Map<string, SynchronousChain>();
  for (const start of startingPoints(graph)) {
    for (const hops of longestPaths(start, graph, limit)) {
      const chain = withoutGateway(start, hops, gateways);
      if (chain) found.set(keyOf(chain.endpoint, chain.hops), chain);
    }
  }
  const tails = new Set(
    [...found.values()].flatMap(({ hops }) =>
      hops.slice(1).map((_, i) => keyOf(hops[i]?.toEndpoint ?? '', hops.slice(i + 1))),
    ),
  );
  const whole = [...found].filter(([key]) => !tails.has(key));
  return whole.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, chain]) => chain);
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

/** Endpoints that no other endpoint leads to; of a cycle that nothing leads to, all. Every other path is the tail of one from here. */
function startingPoints({ calls, components }: Graph): readonly string[] {
  const componentOf = new Map(components.flatMap((component) => component.map((node) => [node, component] as const)));
  const entered = new Set<readonly string[]>();
  for (const [from, list] of calls) {
    for (const target of successors(list)) {
      const component = componentOf.get(target);
      if (component && component !== componentOf.get(from)) entered.add(component);
    }
  }
  const free = components.filter((component) => !entered.has(component)).flat();
  return free.filter((node) => calls.has(node)).sort();
}

function longestPaths(start: string, { calls }: Graph, limit: number): readonly (readonly Call[])[] {
  const paths: (readonly Call[])[] = [];
  const passed = new Set<string>([start]);
  const hops: Call[] = [];
  const follow = (endpoint: string): void => {
    const next = (calls.get(endpoint) ?? []).filter((call) => !passed.has(call.toEndpoint ?? ''));
    if (next.length === 0 && hops.length > 0) paths.push([...hops]);
    for (const call of next) {
      if (paths.length >= limit) return;
      hops.push(call);
      if (call.toEndpoint === null) paths.push([...hops]);
      else {
        passed.add(call.toEndpoint);
        follow(call.toEndpoint);
        passed.delete(call.toEndpoint);
      }
      hops.pop();
    }
  };
  follow(start);
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

// With the endpoint: two endpoints of a service may reach the same call, and each waits for it.
function keyOf(endpoint: string, hops: readonly Call[]): string {
  return [endpoint, ...hops.map(({ id }) => id)].join('\n');
}
