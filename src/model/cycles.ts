import { strongComponents } from './strong-components.ts';
import type { Call, Publication, Subscription, SystemModel } from './system.ts';

/** Services that reach one another, and the shortest way round. */
export interface Cycle<Edge> {
  /** All services of the set, sorted by id. */
  readonly services: readonly string[];
  /** The shortest cycle: one edge per step; it starts at its first service by id. */
  readonly edges: readonly Edge[];
}

/** One service's event reaching another: what is published on a channel is received. */
export interface EventEdge {
  readonly from: string;
  readonly to: string;
  readonly channel: string;
  readonly publication: Publication;
  readonly subscription: Subscription;
}

/** Sets of services that call one another synchronously, each with its shortest cycle. A service's calls of itself do not count. */
export function synchronousCycles(model: SystemModel): readonly Cycle<Call>[] {
  const edges = model.calls.flatMap((call) => (call.to === null ? [] : [{ from: call.from, to: call.to, edge: call }]));
  return cycles(edges);
}

/** Sets of services that wait for one another's events, each with its shortest cycle. */
export function eventCycles(model: SystemModel): readonly Cycle<EventEdge>[] {
  const edges = model.publications.flatMap((publication) =>
    model.subscriptions
      .filter(({ channel }) => channel === publication.channel)
      .map((subscription) => {
        const { service: from, channel } = publication;
        const to = subscription.service;
        return { from, to, edge: { from, to, channel, publication, subscription } };
      }),
  );
  return cycles(edges);
}

interface Arrow<Edge> {
  readonly from: string;
  readonly to: string;
  readonly edge: Edge;
}

function cycles<Edge>(arrows: readonly Arrow<Edge>[]): readonly Cycle<Edge>[] {
  const graph = new Map<string, Map<string, Edge>>();
  for (const { from, to, edge } of arrows) {
    const targets = graph.get(from) ?? new Map<string, Edge>();
    if (from !== to && !targets.has(to)) targets.set(to, edge);
    graph.set(from, targets);
  }
  const successors = (node: string): readonly string[] => [...(graph.get(node)?.keys() ?? [])].sort();
  const components = strongComponents([...graph.keys()].sort(), successors).filter(({ length }) => length > 1);
  return components
    .map((component) => [...component].sort())
    .sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))
    .map((services) => ({ services, edges: edgesOf(shortestCycle(services, successors), graph) }));
}

function edgesOf<Edge>(
  cycle: readonly string[],
  graph: ReadonlyMap<string, ReadonlyMap<string, Edge>>,
): readonly Edge[] {
  return cycle.flatMap((from, index) => {
    const edge = graph.get(from)?.get(cycle[(index + 1) % cycle.length] ?? '');
    return edge === undefined ? [] : [edge];
  });
}

/** Nodes of the shortest cycle inside a strongly connected set; the first by id among equals. */
function shortestCycle(
  services: readonly string[],
  successors: (node: string) => readonly string[],
): readonly string[] {
  const members = new Set(services);
  let best: readonly string[] = [];
  for (const start of services) {
    const cycle = cycleThrough(start, members, successors);
    if (cycle.length > 0 && (best.length === 0 || cycle.length < best.length)) best = cycle;
    if (best.length === 2) break;
  }
  return best;
}

function cycleThrough(
  start: string,
  members: ReadonlySet<string>,
  successors: (node: string) => readonly string[],
): readonly string[] {
  const cameFrom = new Map<string, string | null>([[start, null]]);
  const queue = [start];
  for (const node of queue) {
    for (const next of successors(node)) {
      if (next === start) return pathTo(node, cameFrom);
      if (!members.has(next) || cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return [];
}

function pathTo(node: string, cameFrom: ReadonlyMap<string, string | null>): readonly string[] {
  const path: string[] = [];
  for (let at: string | null | undefined = node; at; at = cameFrom.get(at)) path.unshift(at);
  return path;
}
