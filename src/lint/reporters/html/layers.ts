/** A box of a graph, in pixels. */
export interface LayoutNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
}

/** An edge cut into steps from one layer to the next; the ids between its ends stand for the edge where it passes a layer. */
export interface Chain {
  readonly ids: readonly string[];
  /** True when it runs against the layers: its first id is where the edge ends. */
  readonly reversed: boolean;
}

export interface Layers {
  readonly layers: readonly (readonly string[])[];
  /** In the order of the edges given. */
  readonly chains: readonly Chain[];
  readonly sizes: ReadonlyMap<string, { readonly width: number; readonly height: number }>;
}

/** What an edge takes of a layer that it passes; nodes are higher. */
export const PASSING_HEIGHT = 8;

/** Puts every node into a layer behind those that it is reached from; edges that would close a circle are turned round for that. */
export function makeLayers(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Layers {
  const { turned, forward, rank } = rankNodes(nodes, edges);
  const layers: string[][] = [];
  const sizes = new Map<string, { width: number; height: number }>();
  const put = (id: string, layer: number, size: { width: number; height: number }): void => {
    (layers[layer] ??= []).push(id);
    sizes.set(id, size);
  };
  for (const { id, width, height } of nodes) put(id, rank.get(id) ?? 0, { width, height });
  const chains = forward.map(({ from, to }, index): Chain => {
    const ids = [from];
    for (let layer = (rank.get(from) ?? 0) + 1; layer < (rank.get(to) ?? 0); layer++) {
      const id = `passing ${index} ${layer}`;
      put(id, layer, { width: 0, height: PASSING_HEIGHT });
      ids.push(id);
    }
    return { ids: [...ids, to], reversed: turned.has(index) };
  });
  return { layers, chains, sizes };
}

/** Over how many borders between layers all edges together would run: what a layout costs, and how full the picture would be. */
export function countSteps(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): number {
  const { forward, rank } = rankNodes(nodes, edges);
  return forward.reduce((sum, { from, to }) => sum + (rank.get(to) ?? 0) - (rank.get(from) ?? 0), 0);
}

interface Ranked {
  /** Indexes of the edges that are turned round. */
  readonly turned: ReadonlySet<number>;
  readonly forward: readonly LayoutEdge[];
  readonly rank: ReadonlyMap<string, number>;
}

function rankNodes(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Ranked {
  const turned = edgesOfCircles(nodes, edges);
  const forward = edges.map(({ from, to }, index) => (turned.has(index) ? { from: to, to: from } : { from, to }));
  return { turned, forward, rank: ranks(nodes, forward) };
}

// Depth first, from nodes that call more than they are called; an edge back into the current path closes a circle.
function edgesOfCircles(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): ReadonlySet<number> {
  const leaving = new Map<string, number[]>();
  const balance = new Map<string, number>();
  for (const [index, { from, to }] of edges.entries()) {
    leaving.set(from, [...(leaving.get(from) ?? []), index]);
    balance.set(from, (balance.get(from) ?? 0) + 1);
    balance.set(to, (balance.get(to) ?? 0) - 1);
  }
  const turned = new Set<number>();
  const state = new Map<string, 'open' | 'done'>();
  const visit = (id: string): void => {
    state.set(id, 'open');
    for (const index of leaving.get(id) ?? []) {
      const to = edges[index]?.to ?? id;
      if (state.get(to) === 'open') turned.add(index);
      else if (!state.has(to)) visit(to);
    }
    state.set(id, 'done');
  };
  const starts = [...nodes].sort((a, b) => (balance.get(b.id) ?? 0) - (balance.get(a.id) ?? 0));
  for (const { id } of starts) if (!state.has(id)) visit(id);
  return turned;
}

function ranks(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Map<string, number> {
  const rank = new Map(nodes.map(({ id }) => [id, 0]));
  for (let moved = true; moved;) {
    moved = false;
    for (const { from, to } of edges) {
      const least = (rank.get(from) ?? 0) + 1;
      if ((rank.get(to) ?? 0) >= least) continue;
      rank.set(to, least);
      moved = true;
    }
  }
  // Who is called by nobody stands right before the first that it calls.
  const called = new Set(edges.map(({ to }) => to));
  for (const { id } of nodes) {
    const next = edges.filter(({ from }) => from === id).map(({ to }) => rank.get(to) ?? 0);
    if (!called.has(id) && next.length > 0) rank.set(id, Math.min(...next) - 1);
  }
  return rank;
}
