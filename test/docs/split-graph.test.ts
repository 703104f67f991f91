import { describe, expect, test } from 'vitest';
import type { Graph, GraphEdge } from '../../src/docs/diagrams/graph.ts';
import { neighbourhood, splitGraph } from '../../src/docs/diagrams/split-graph.ts';

/** A graph from pairs: `a-b` is an edge, `c` a node alone. */
function graph(...words: readonly string[]): Graph {
  const names = new Set(words.flatMap((word) => word.split('-')));
  return {
    nodes: [...names].map((id) => ({ id, kind: 'service', label: id, detail: null, opaque: false })),
    edges: words
      .filter((word) => word.includes('-'))
      .map((word): GraphEdge => {
        const [from = '', to = ''] = word.split('-');
        return { from, to, kind: 'sync', label: '' };
      }),
  };
}

function shown(parts: readonly Graph[]): readonly string[] {
  return parts.map(({ nodes, edges }) => {
    const ends = edges.map(({ from, to }) => `${from}-${to}`);
    return `${nodes.map(({ id }) => id).join(' ')} | ${ends.join(' ')}`.trim();
  });
}

test('a small graph stays whole', () => {
  const small = graph('a-b', 'c');
  expect(splitGraph(small, 3)).toEqual([small]);
  expect(splitGraph(graph(), 3)).toEqual([]);
});

test('parts that nothing joins share pictures; what stands alone comes last', () => {
  expect(shown(splitGraph(graph('x', 'a-b', 'c-d', 'e-f', 'y'), 4))).toEqual([
    'a b c d | a-b c-d',
    'e f | e-f',
    'x y |',
  ]);
});

describe.each([
  ['a chain', Array.from({ length: 40 }, (_, n) => `n${String(n)}-n${String(n + 1)}`)],
  ['a star', Array.from({ length: 40 }, (_, n) => `hub-n${String(n)}`)],
  [
    'a star with rays that are joined',
    [...Array.from({ length: 40 }, (_, n) => `hub-n${String(n)}`), 'n1-n2', 'n5-n30'],
  ],
  [
    'a ring with a call to itself',
    [...Array.from({ length: 12 }, (_, n) => `n${String(n)}-n${String((n + 1) % 12)}`), 'n3-n3'],
  ],
  [
    'everything with everything',
    Array.from({ length: 49 }, (_, n) => `n${String(n % 7)}-n${String(Math.floor(n / 7))}`),
  ],
])('%s', (_, words) => {
  const whole = graph(...words);
  const parts = splitGraph(whole, 6);

  test('has no part that is too large', () => {
    expect(Math.max(...parts.map(({ nodes }) => nodes.length))).toBeLessThanOrEqual(6);
  });

  test('loses no node and no edge', () => {
    const ends = ({ edges }: Graph): readonly string[] => edges.map(({ from, to }) => `${from}-${to}`);
    expect(new Set(parts.flatMap(({ nodes }) => nodes.map(({ id }) => id))).size).toBe(whole.nodes.length);
    expect(new Set(parts.flatMap(ends))).toEqual(new Set(ends(whole)));
  });

  test('adds nothing by a part that repeats others', () => {
    const all = parts.map(({ edges }) => new Set(edges));
    const repeats = all.filter((edges, index) => {
      const before = new Set(all.slice(0, index).flatMap((other) => [...other]));
      return [...edges].every((edge) => before.has(edge));
    });
    expect(repeats).toEqual([]);
  });
});

test('the surroundings of a node are what touches it, without the edges between its neighbours', () => {
  expect(shown(neighbourhood(graph('a-b', 'c-a', 'b-c', 'b-d', 'a-a'), 'a'))).toEqual(['a b c | a-b c-a a-a']);
  expect(shown(neighbourhood(graph('a-b', 'a-c', 'd-a', 'a-a'), 'a', 3))).toEqual(['a b c | a-b a-c a-a', 'a d | d-a']);
  expect(shown(neighbourhood(graph('a-b', 'z'), 'z'))).toEqual(['z |']);
});
