import { expect, test } from 'vitest';
import { graphSvg } from '../../../../src/lint/reporters/html/graph-svg.ts';
import type { GraphEdge, GraphNode } from '../../../../src/lint/reporters/html/service-graph.ts';
import { shopResult } from '../../../support/shop-result.ts';

const [finding] = shopResult().findings;

function node(index: number): GraphNode {
  const id = `service ${index}`;
  return { id, kind: 'service', name: id, detail: 'service', service: String(index), opaque: false, findings: [] };
}

function edge(from: number, to: number, found = false): GraphEdge {
  const findings = found ? [finding!] : [];
  return { from: `service ${from}`, to: `service ${to}`, kind: 'call', title: '1 call', findings };
}

test('what nobody could follow is left out, what has findings stays, and the number is given', () => {
  const nodes = Array.from({ length: 60 }, (_, index) => node(index));
  const all = nodes.flatMap((_, from) =>
    nodes.flatMap((__, to) => (to > from ? [edge(from, to, to === from + 1)] : [])),
  );
  const { svg, hidden } = graphSvg({ nodes, edges: all, hidden: 0 });
  expect(svg.match(/class="edge /g)).toHaveLength(59);
  expect(hidden).toBe(all.length - 59);
});

test('where findings alone are too many, the nodes are left', () => {
  const nodes = Array.from({ length: 60 }, (_, index) => node(index));
  const all = nodes.flatMap((_, from) => nodes.flatMap((__, to) => (to > from ? [edge(from, to, true)] : [])));
  const { svg, hidden } = graphSvg({ nodes, edges: all, hidden: 0 });
  expect(hidden).toBe(all.length);
  expect(svg.match(/class="node /g)).toHaveLength(60);
});

test('badges of edges between the same nodes stand apart', () => {
  const nodes = [node(1), node(2)];
  const { svg } = graphSvg({ nodes, edges: [edge(1, 2, true), edge(2, 1, true)], hidden: 0 });
  const places = [...svg.matchAll(/class="spot".*?<rect x="([\d.-]+)" y="([\d.-]+)"/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);
  const [[x1 = 0, y1 = 0] = [], [x2 = 0, y2 = 0] = []] = places;
  expect(places).toHaveLength(2);
  expect(Math.abs(x1 - x2) >= 17 || Math.abs(y1 - y2) >= 17).toBe(true);
});
