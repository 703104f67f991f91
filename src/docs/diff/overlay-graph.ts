import type { SystemModel } from '../../model/system.ts';
import { mermaidIds } from '../../util/mermaid-text.ts';
import { docsContext } from '../docs-context.ts';
import type { Graph, GraphEdge, GraphNode } from '../diagrams/graph.ts';
import { edgeArrow, nodeShape, NODE_PREFIX } from '../diagrams/mermaid-flowchart.ts';
import { splitGraph } from '../diagrams/split-graph.ts';
import { containerGraph, serviceNodeId } from '../diagrams/system-graph.ts';
import type { ModelDiff } from './diff-models.ts';

/** What became of a part of the picture. */
export type Mark = 'added' | 'removed' | 'changed' | 'same';

/** Two states of a system in one picture: every node and edge that either has, with what became of it. */
export interface Overlay {
  readonly graph: Graph;
  readonly nodes: ReadonlyMap<string, Mark>;
  /** By {@link edgeKey}. */
  readonly edges: ReadonlyMap<string, Mark>;
}

/**
 * Draws two states of a system as one, only what the change touches and what stands next to it. `changedNodes` are the
 * ids of nodes (`service orders`) in which something is different.
 */
export function overlay(before: SystemModel, after: SystemModel, changedNodes: ReadonlySet<string>): Overlay {
  const [was, is] = [graphOf(before), graphOf(after)];
  const nodes = new Map<string, Mark>();
  for (const { id } of was.nodes) nodes.set(id, 'removed');
  for (const { id } of is.nodes) {
    if (!nodes.has(id)) nodes.set(id, 'added');
    else nodes.set(id, changedNodes.has(id) ? 'changed' : 'same');
  }
  const earlier = new Map(was.edges.map((edge) => [edgeKey(edge), edge.label]));
  const later = new Set(is.edges.map(edgeKey));
  const edges = new Map<string, Mark>();
  for (const edge of was.edges) if (!later.has(edgeKey(edge))) edges.set(edgeKey(edge), 'removed');
  for (const edge of is.edges) {
    const label = earlier.get(edgeKey(edge));
    edges.set(edgeKey(edge), label === undefined ? 'added' : label === edge.label ? 'same' : 'changed');
  }
  const all: Graph = {
    nodes: [...is.nodes, ...was.nodes.filter(({ id }) => nodes.get(id) === 'removed')],
    edges: [...is.edges, ...was.edges.filter((edge) => edges.get(edgeKey(edge)) === 'removed')],
  };
  return { graph: touched(all, nodes, edges), nodes, edges };
}

/** Ids of the nodes of services in which something is different, however small. */
export function changedNodes({ facts }: ModelDiff, { services }: SystemModel): ReadonlySet<string> {
  const names = new Set(facts.map(({ service }) => service));
  return new Set(services.filter(({ name }) => names.has(name)).map(({ id }) => serviceNodeId(id)));
}

/** An edge without its label. */
export function edgeKey({ from, to, kind }: GraphEdge): string {
  return JSON.stringify([from, to, kind]);
}

function graphOf(model: SystemModel): Graph {
  return containerGraph(docsContext(model, { source: { kind: 'none' }, availability: 1, command: '' }));
}

function touched(graph: Graph, nodes: Overlay['nodes'], edges: Overlay['edges']): Graph {
  const own = new Set(graph.nodes.filter(({ id }) => nodes.get(id) !== 'same').map(({ id }) => id));
  const shown = graph.edges.filter(
    (edge) => edges.get(edgeKey(edge)) !== 'same' || (own.has(edge.from) && own.has(edge.to)),
  );
  const ids = new Set([...own, ...shown.flatMap(({ from, to }) => [from, to])]);
  return { nodes: graph.nodes.filter(({ id }) => ids.has(id)), edges: shown };
}

const COLORS = {
  added: { stroke: '#1a7f37', style: 'stroke-width:2px' },
  removed: { stroke: '#cf222e', style: 'stroke-width:2px,stroke-dasharray: 4 4' },
  changed: { stroke: '#9a6700', style: 'stroke-width:2px' },
} as const;

const SIGNS = { added: '+ ', removed: '− ', changed: '± ', same: '' } as const;

/** An overlay as Mermaid, split when it is too large: a sign in front of each label tells the same as the colours. */
export function mermaidOverlay({ graph, nodes, edges }: Overlay): readonly string[] {
  return splitGraph(graph).map((part) => drawn(part, nodes, edges));
}

function drawn(graph: Graph, nodes: Overlay['nodes'], edges: Overlay['edges']): string {
  const ids = mermaidIds(graph.nodes.map(({ id, kind, label }) => ({ id, prefix: NODE_PREFIX[kind], label })));
  const idOf = (id: string): string => ids.get(id) ?? '';
  const sign = (node: GraphNode): GraphNode => ({
    ...node,
    label: `${SIGNS[nodes.get(node.id) ?? 'same']}${node.label}`,
  });
  const lines = [
    'flowchart LR',
    ...graph.nodes.map((node) => `  ${idOf(node.id)}${nodeShape(sign(node))}`),
    ...graph.edges.map((edge) => {
      const label = `${SIGNS[edges.get(edgeKey(edge)) ?? 'same']}${edge.label}`.trim();
      return `  ${idOf(edge.from)} ${edgeArrow({ ...edge, label })} ${idOf(edge.to)}`;
    }),
  ];
  for (const mark of ['added', 'removed', 'changed'] as const) {
    const { stroke, style } = COLORS[mark];
    const marked = graph.nodes.filter(({ id }) => nodes.get(id) === mark).map(({ id }) => idOf(id));
    const links = graph.edges.flatMap((edge, index) => (edges.get(edgeKey(edge)) === mark ? [String(index)] : []));
    if (marked.length > 0)
      lines.push(`  classDef ${mark} stroke:${stroke},${style}`, `  class ${marked.join(',')} ${mark}`);
    if (links.length > 0) lines.push(`  linkStyle ${links.join(',')} stroke:${stroke},${style}`);
  }
  return lines.join('\n');
}
