import type { Graph, GraphEdge, GraphNode } from './graph.ts';
import { mermaidIds, mermaidText } from '../../util/mermaid-text.ts';

/** What the id of a node begins with, by its kind: a name alone may be a word of Mermaid's. */
export const NODE_PREFIX = { system: 's', service: 's', datastore: 'd', channel: 'c', external: 'x' } as const;

/**
 * A graph as Mermaid's `flowchart LR`: calls solid, messages dashed, data without an arrowhead, datastores as cylinders,
 * what was not read with a broken border. With `boundary`, everything but the outside stands in a box of that name.
 */
export function mermaidFlowchart(graph: Graph, boundary: string | null): string {
  const names = graph.nodes.map(({ id, kind, label }) => ({ id, prefix: NODE_PREFIX[kind], label }));
  const ids = mermaidIds(names);
  const inside = graph.nodes.filter(({ kind }) => kind !== 'external');
  const outside = graph.nodes.filter(({ kind }) => kind === 'external');
  const node = (each: GraphNode): string => `${ids.get(each.id) ?? ''}${nodeShape(each)}`;
  const lines = ['flowchart LR'];
  if (boundary !== null && inside.length > 0) {
    lines.push(
      `  subgraph b_system["${mermaidText(boundary)}"]`,
      // Without it, Mermaid turns a box that no arrow leaves upright.
      '    direction LR',
      ...inside.map((each) => `    ${node(each)}`),
      '  end',
    );
  } else {
    lines.push(...inside.map((each) => `  ${node(each)}`));
  }
  lines.push(...outside.map((each) => `  ${node(each)}`));
  for (const edge of graph.edges)
    lines.push(`  ${ids.get(edge.from) ?? ''} ${edgeArrow(edge)} ${ids.get(edge.to) ?? ''}`);
  const opaque = graph.nodes.filter((each) => each.opaque).map(({ id }) => ids.get(id) ?? '');
  if (opaque.length > 0) lines.push('  classDef opaque stroke-dasharray: 5 5', `  class ${opaque.join(',')} opaque`);
  return lines.join('\n');
}

/** A node's brackets with its escaped text. */
export function nodeShape({ kind, label, detail }: GraphNode): string {
  const text = detail === null ? mermaidText(label) : `${mermaidText(label)}<br/>${mermaidText(detail)}`;
  const [open, close] = {
    system: ['[', ']'],
    service: ['[', ']'],
    datastore: ['[(', ')]'],
    channel: ['([', '])'],
    external: ['[[', ']]'],
  }[kind];
  return `${open ?? ''}"${text}"${close ?? ''}`;
}

/** An edge's line with its escaped label. */
export function edgeArrow({ kind, label }: GraphEdge): string {
  const line = { sync: '-->', async: '-.->', data: '---' }[kind];
  return label === '' ? line : `${line}|"${mermaidText(label)}"|`;
}
