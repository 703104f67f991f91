import { byCodeUnit } from '../util/by-code-unit.ts';

/** A directed edge between two services, with whatever proves it. */
export interface Edge<T> {
  readonly from: string;
  readonly to: string;
  readonly proof: T;
}

/**
 * The cycles of a graph: for every strongly connected set its members, sorted, and its shortest cycle.
 * Of several shortest cycles the one that starts at the smallest name is taken; of several edges the first given.
 */
export function findCycles<T>(edges: readonly Edge<T>[]): { members: string[]; cycle: Edge<T>[] }[] {
  const next = new Map<string, Map<string, Edge<T>>>();
  for (const edge of edges) {
    if (edge.from === edge.to) continue;
    const targets = next.get(edge.from) ?? new Map<string, Edge<T>>();
    if (!targets.has(edge.to)) targets.set(edge.to, edge);
    next.set(edge.from, targets);
  }
  const cycles: { members: string[]; cycle: Edge<T>[] }[] = [];
  for (const members of connectedSets(next)) {
    const inside = new Set(members);
    let best: Edge<T>[] | undefined;
    for (const start of members) {
      const cycle = shortestWayBack(start, next, inside);
      if (cycle && (best === undefined || cycle.length < best.length)) best = cycle;
    }
    if (best) cycles.push({ members, cycle: best });
  }
  return cycles;
}

// Two nodes are in one set when each reaches the other; systems are small, so plain reachability is enough.
function connectedSets<T>(next: ReadonlyMap<string, ReadonlyMap<string, Edge<T>>>): string[][] {
  const nodes = [...next.keys()].sort(byCodeUnit);
  const reach = new Map(nodes.map((node) => [node, reachable(node, next)]));
  const done = new Set<string>();
  const sets: string[][] = [];
  for (const node of nodes) {
    if (done.has(node) || !reach.get(node)?.has(node)) continue;
    const members = nodes.filter((other) => reach.get(node)?.has(other) && reach.get(other)?.has(node));
    for (const member of members) done.add(member);
    sets.push(members);
  }
  return sets;
}

function reachable<T>(start: string, next: ReadonlyMap<string, ReadonlyMap<string, Edge<T>>>): Set<string> {
  const seen = new Set<string>();
  const queue = [start];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    for (const to of next.get(node)?.keys() ?? []) {
      if (!seen.has(to)) queue.push(to);
      seen.add(to);
    }
  }
  return seen;
}

function shortestWayBack<T>(
  start: string,
  next: ReadonlyMap<string, ReadonlyMap<string, Edge<T>>>,
  inside: ReadonlySet<string>,
): Edge<T>[] | undefined {
  let paths: Edge<T>[][] = [[]];
  const seen = new Set<string>();
  while (paths.length > 0) {
    const longer: Edge<T>[][] = [];
    for (const path of paths) {
      const edges = [...(next.get(path.at(-1)?.to ?? start)?.values() ?? [])].sort((a, b) => byCodeUnit(a.to, b.to));
      for (const edge of edges) {
        if (edge.to === start) return [...path, edge];
        if (seen.has(edge.to) || !inside.has(edge.to)) continue;
        seen.add(edge.to);
        longer.push([...path, edge]);
      }
    }
    paths = longer;
  }
  return undefined;
}
