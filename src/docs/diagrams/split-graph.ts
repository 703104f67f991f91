import { neighbours, subgraph, type Graph } from './graph.ts';

/** Above this number of boxes a diagram cannot be read on a page. */
export const MOST_NODES = 30;

/**
 * A graph as diagrams of at most `most` nodes each: whole when it is small enough, else by connected part (small parts share
 * a diagram), and a part that is too large by regions. A region shows its own nodes and the nodes next to them, so every
 * edge is in at least one diagram. Nodes that nothing touches come last.
 */
export function splitGraph(graph: Graph, most = MOST_NODES): readonly Graph[] {
  if (graph.nodes.length === 0) return [];
  if (graph.nodes.length <= most) return [graph];
  const next = neighbours(graph);
  const parts = connectedParts(graph, next);
  const large = parts.filter((part) => part.length > most);
  const small = parts.filter((part) => part.length <= most);
  const connected = small.filter((part) => part.length > 1);
  const alone = small.filter((part) => part.length === 1);
  return [
    ...large.flatMap((part) => regions(graph, part, next, most)),
    ...[...packed(connected, most), ...packed(alone, most)].map((ids) => subgraph(graph, new Set(ids))),
  ];
}

/** A node with its neighbours and the edges that touch it, as diagrams of at most `most` nodes. */
export function neighbourhood(graph: Graph, id: string, most = MOST_NODES): readonly Graph[] {
  const around = [...(neighbours(graph).get(id) ?? [])];
  const chunks = around.length === 0 ? [[]] : chunked(around, most - 1);
  return chunks.map((chunk, index) =>
    subgraph(graph, new Set([id, ...chunk]), ({ from, to }) =>
      // An edge from the node to itself is shown once.
      from === to ? from === id && index === 0 : from === id || to === id,
    ),
  );
}

function connectedParts(graph: Graph, next: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const seen = new Set<string>();
  const parts: string[][] = [];
  for (const { id } of graph.nodes) {
    if (seen.has(id)) continue;
    const part: string[] = [id];
    seen.add(id);
    for (const node of part) {
      for (const other of next.get(node) ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        part.push(other);
      }
    }
    parts.push(part);
  }
  return parts;
}

function packed(parts: readonly (readonly string[])[], most: number): readonly (readonly string[])[] {
  const boxes: string[][] = [];
  for (const part of parts) {
    const last = boxes.at(-1);
    if (last && last.length + part.length <= most) last.push(...part);
    else boxes.push([...part]);
  }
  return boxes;
}

// Grown from the busiest node that has no region yet, so that what talks most to each other stands together.
function regions(
  graph: Graph,
  part: readonly string[],
  next: ReadonlyMap<string, ReadonlySet<string>>,
  most: number,
): readonly Graph[] {
  const degree = (id: string): number => next.get(id)?.size ?? 0;
  const waiting = new Set([...part].sort((a, b) => degree(b) - degree(a) || (a < b ? -1 : 1)));
  const found: Graph[] = [];
  for (const seed of waiting) {
    waiting.delete(seed);
    if (degree(seed) >= most) {
      found.push(...neighbourhood(graph, seed, most));
      continue;
    }
    const inside = new Set([seed]);
    let shown = around(inside, next);
    for (;;) {
      const best = nextMember(inside, shown, waiting, next, most);
      if (best === undefined) break;
      inside.add(best);
      waiting.delete(best);
      shown = around(inside, next);
    }
    found.push(subgraph(graph, shown, ({ from, to }) => inside.has(from) || inside.has(to)));
  }
  return withoutRepeats(found);
}

function nextMember(
  inside: ReadonlySet<string>,
  shown: ReadonlySet<string>,
  waiting: ReadonlySet<string>,
  next: ReadonlyMap<string, ReadonlySet<string>>,
  most: number,
): string | undefined {
  let best: string | undefined;
  let bestTies = 0;
  for (const candidate of [...shown].filter((id) => waiting.has(id)).sort()) {
    const ties = [...(next.get(candidate) ?? [])].filter((id) => inside.has(id)).length;
    if (ties > bestTies && around(new Set([...inside, candidate]), next).size <= most) {
      [best, bestTies] = [candidate, ties];
    }
  }
  return best;
}

function around(inside: ReadonlySet<string>, next: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  return new Set([...inside].flatMap((id) => [id, ...(next.get(id) ?? [])]));
}

// A region around a leaf repeats what the region of its neighbour has shown.
function withoutRepeats(graphs: readonly Graph[]): readonly Graph[] {
  const shown = new Set<string>();
  return graphs.filter(({ edges }) => {
    const keys = edges.map(({ kind, from, to }) => JSON.stringify([kind, from, to]));
    const isNew = keys.some((key) => !shown.has(key));
    for (const key of keys) shown.add(key);
    return isNew;
  });
}

function chunked<T>(items: readonly T[], size: number): readonly T[][] {
  const chunks: T[][] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}
