import type { Call, Endpoint, SystemModel } from './system.ts';

/** A request path: what one endpoint leads through, hop by hop, synchronously. */
export interface SynchronousChain {
  /** Id of the endpoint at which the path starts. */
  readonly endpoint: string;
  readonly hops: readonly Call[];
  /** Ids of the services on the path, the first being the endpoint's own. */
  readonly services: readonly string[];
}

// A path is looked for exactly up to this many steps per endpoint; a denser graph gives the longest path seen until then.
const STEP_BUDGET = 20_000;

/**
 * The longest synchronous path of each endpoint that calls another service, in the order of the endpoints.
 * A path goes on only through the endpoint that a call reaches, and visits no service twice.
 */
export function synchronousChains(model: SystemModel): SynchronousChain[] {
  const endpoints = new Map(model.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const callsOf = new Map<string, Call[]>();
  for (const call of model.calls) {
    if (call.toKind !== 'service' || call.to === null || call.to === call.from) continue;
    for (const id of call.fromEndpoints) callsOf.set(id, [...(callsOf.get(id) ?? []), call]);
  }
  const chains: SynchronousChain[] = [];
  for (const endpoint of model.endpoints) {
    const hops = longestPath(endpoint, callsOf, endpoints);
    if (hops.length === 0) continue;
    chains.push({ endpoint: endpoint.id, hops, services: [endpoint.service, ...hops.map((hop) => hop.to ?? '')] });
  }
  return chains;
}

function longestPath(
  start: Endpoint,
  callsOf: ReadonlyMap<string, readonly Call[]>,
  endpoints: ReadonlyMap<string, Endpoint>,
): readonly Call[] {
  let best: readonly Call[] = [];
  let budget = STEP_BUDGET;
  const visited = new Set([start.service]);
  const path: Call[] = [];
  const follow = (endpoint: string): void => {
    for (const call of callsOf.get(endpoint) ?? []) {
      if (call.to === null || visited.has(call.to) || budget-- <= 0) continue;
      path.push(call);
      visited.add(call.to);
      if (path.length > best.length) best = [...path];
      if (call.toEndpoint !== null && endpoints.has(call.toEndpoint)) follow(call.toEndpoint);
      visited.delete(call.to);
      path.pop();
    }
  };
  follow(start.id);
  return best;
}
