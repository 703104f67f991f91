import type { Graph, GraphEdge, GraphNode } from '../diagrams/graph.ts';
import { nodeNames, plainText } from './names.ts';

const SHAPES: Readonly<Record<GraphNode['kind'], string>> = {
  system: 'box',
  service: 'box',
  datastore: 'cylinder',
  channel: 'cds',
  external: 'component',
};

const FILLS: Readonly<Record<GraphNode['kind'], string>> = {
  system: '#dbeafe',
  service: '#dbeafe',
  datastore: '#fef3c7',
  channel: '#dcfce7',
  external: '#f3f4f6',
};

/** A graph in Graphviz's language: calls solid, messages dashed, data without an arrowhead, the outside beside the system's box. */
export function dot(graph: Graph, title: string): string {
  const name = nodeNames(graph.nodes);
  const inside = graph.nodes.filter(({ kind }) => kind !== 'external');
  const outside = graph.nodes.filter(({ kind }) => kind === 'external');
  return [
    `digraph ${quoted(title)} {`,
    '  graph [rankdir=LR, fontname="Helvetica", nodesep=0.4, ranksep=1.1, pad=0.3]',
    '  node [fontname="Helvetica", fontsize=11, style="filled,rounded", color="#475569", margin="0.2,0.1"]',
    '  edge [fontname="Helvetica", fontsize=9, color="#475569", fontcolor="#334155"]',
    `  subgraph cluster_system {`,
    `    label=${quoted(title)}; color="#94a3b8"; style=rounded`,
    ...inside.map((node) => `    ${name(node.id)} ${nodeAttributes(node)}`),
    '  }',
    ...outside.map((node) => `  ${name(node.id)} ${nodeAttributes(node)}`),
    ...graph.edges.map((edge) => `  ${name(edge.from)} -> ${name(edge.to)} ${edgeAttributes(edge)}`),
    '}',
    '',
  ].join('\n');
}

function nodeAttributes({ kind, label, detail, opaque }: GraphNode): string {
  const text = detail === null ? quoted(label) : `"${escaped(label)}\\n${escaped(detail)}"`;
  const style = kind === 'service' || kind === 'system' ? 'filled,rounded' : 'filled';
  return `[label=${text}, shape=${SHAPES[kind]}, fillcolor="${FILLS[kind]}", style="${opaque ? `${style},dashed` : style}"]`;
}

function edgeAttributes({ kind, label }: GraphEdge): string {
  const style = { sync: 'style=solid', async: 'style=dashed', data: 'style=solid, arrowhead=none' }[kind];
  return label === '' ? `[${style}]` : `[${style}, label=${quoted(label)}]`;
}

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

function escaped(text: string): string {
  return plainText(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}
