import type { Graph, GraphEdge, GraphNode } from '../diagrams/graph.ts';
import { nodeNames, plainText } from './names.ts';

const SHAPES: Readonly<Record<GraphNode['kind'], string>> = {
  system: 'rectangle',
  service: 'rectangle',
  datastore: 'cylinder',
  channel: 'queue',
  external: 'package',
};

/** A graph in the language of D2. */
export function d2(graph: Graph, title: string): string {
  const name = nodeNames(graph.nodes);
  const external = new Set(graph.nodes.filter(({ kind }) => kind === 'external').map(({ id }) => id));
  const at = (id: string): string => (external.has(id) ? name(id) : `system.${name(id)}`);
  const node = (each: GraphNode, indent: string): string =>
    `${indent}${name(each.id)}: ${nodeText(each)} { shape: ${SHAPES[each.kind]}${each.opaque ? '; style.stroke-dash: 4' : ''} }`;
  return [
    'direction: right',
    `system: ${quoted(title)} {`,
    ...graph.nodes.filter(({ id }) => !external.has(id)).map((each) => node(each, '  ')),
    '}',
    ...graph.nodes.filter(({ id }) => external.has(id)).map((each) => node(each, '')),
    ...graph.edges.map((edge) => `${at(edge.from)} ${arrow(edge)} ${at(edge.to)}${edgeText(edge)}`),
    '',
  ].join('\n');
}

function nodeText({ label, detail }: GraphNode): string {
  return quoted(detail === null ? label : `${label} (${detail})`);
}

function arrow({ kind }: GraphEdge): string {
  return kind === 'data' ? '--' : '->';
}

function edgeText({ kind, label }: GraphEdge): string {
  const text = label === '' ? '' : `: ${quoted(label)}`;
  return kind === 'async' ? `${text === '' ? ':' : text} { style.stroke-dash: 4 }` : text;
}

// In single quotes nothing is substituted; a quote is written twice.
function quoted(text: string): string {
  return `'${plainText(text).replaceAll("'", "''").replaceAll('\\', '/')}'`;
}
