import { MOST_NODES } from '../diagrams/split-graph.ts';
import type { Graph } from '../diagrams/graph.ts';
import { mermaidFlowchart } from '../diagrams/mermaid-flowchart.ts';
import { blocks, mermaid } from '../../util/markdown.ts';

/** How to read a container diagram. */
export const LEGEND =
  'Solid arrows are synchronous calls, dashed arrows messages, lines without an arrowhead the use of a datastore. ' +
  'A broken border marks what was not understood inside.';

/** The diagrams of a graph that was split, numbered and with a word on why when there are several. */
export function flowcharts(graphs: readonly Graph[], boundary: string | null): string {
  const drawn = graphs.map((graph) => mermaid(mermaidFlowchart(graph, boundary)));
  if (drawn.length < 2) return blocks(...drawn);
  const total = String(drawn.length);
  return blocks(
    `In ${total} parts, because more than ${String(MOST_NODES)} boxes in one picture cannot be read.`,
    ...drawn.flatMap((diagram, index) => [`Part ${String(index + 1)} of ${total}:`, diagram]),
  );
}
