/** A box of a diagram. Labels are plain text; each notation escapes them. */
export interface GraphNode {
  /** Unique in its graph. */
  readonly id: string;
  readonly kind: 'system' | 'service' | 'datastore' | 'channel' | 'external';
  readonly label: string;
  /** A second, smaller line, or null. */
  readonly detail: string | null;
  /** Drawn with a broken border: its inside was not read. */
  readonly opaque: boolean;
}

/** An arrow: a synchronous call, an asynchronous message, or the use of a datastore. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'sync' | 'async' | 'data';
  readonly label: string;
}

/** What one diagram shows, in no notation. Every edge joins two of its nodes. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** The part of a graph with these nodes and the edges between them that `keep` lets through. */
export function subgraph(graph: Graph, ids: ReadonlySet<string>, keep = (_: GraphEdge): boolean => true): Graph {
  return {
    nodes: graph.nodes.filter((node) => ids.has(node.id)),
    edges: graph.edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to) && keep(edge)),
  };
}

/** Ids of the nodes next to each node, in the order of the edges; a node is not its own neighbour. */
export function neighbours(graph: Graph): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>(graph.nodes.map((node) => [node.id, new Set()]));
  for (const { from, to } of graph.edges) {
    if (from === to) continue;
    found.get(from)?.add(to);
    found.get(to)?.add(from);
  }
  return found;
}
