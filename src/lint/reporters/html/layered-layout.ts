import { makeLayers, type LayoutEdge, type LayoutNode, type Layers } from './layers.ts';
import { orderLayers } from './order-layers.ts';
import { placeLayers, type Placed } from './place-layers.ts';

export type Point = readonly [x: number, y: number];

/** A drawn graph: middles of nodes, and a way for each edge from the border of its start to that of its end. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: ReadonlyMap<string, Point>;
  /** In the order of the edges given; points with horizontal tangents. */
  readonly routes: readonly (readonly Point[])[];
}

/**
 * Lays a graph out from left to right in layers, after Sugiyama: circles are opened, nodes stand as far left as their
 * callers allow, few edges cross, and each edge leaves a node at a place of its own. Every node needs an edge; pure.
 */
export function layeredLayout(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Layout {
  const layers = makeLayers(nodes, edges);
  const { placed, width, height } = placeLayers(orderLayers(layers), layers);
  const middles = nodes.map(({ id }): [string, Point] => [id, [placed.get(id)?.x ?? 0, placed.get(id)?.y ?? 0]]);
  return { width, height, nodes: new Map(middles), routes: drawRoutes(layers, placed) };
}

/** A smooth line through the points of a route, as the `d` of an SVG path. */
export function routePath(points: readonly Point[]): string {
  const [start, ...rest] = points;
  if (!start) return '';
  let [x, y] = start;
  const parts = [`M${round(x)} ${round(y)}`];
  for (const [nextX, nextY] of rest) {
    const middle = round((x + nextX) / 2);
    parts.push(`C${middle} ${round(y)} ${middle} ${round(nextY)} ${round(nextX)} ${round(nextY)}`);
    [x, y] = [nextX, nextY];
  }
  return parts.join('');
}

function drawRoutes({ chains, sizes }: Layers, placed: ReadonlyMap<string, Placed>): Point[][] {
  const ports = portOffsets(chains, sizes, placed);
  return chains.map(({ ids, reversed }, index) => {
    const points = ids.flatMap((id, place): Point[] => {
      const node = placed.get(id);
      if (!node) return [];
      const { x, y, left, right } = node;
      const half = (sizes.get(id)?.width ?? 0) / 2;
      if (place === 0) return [[x + half, y + (ports.get(`${index} out`) ?? 0)]];
      if (place === ids.length - 1) return [[x - half, y + (ports.get(`${index} in`) ?? 0)]];
      // Straight while it passes the nodes of a layer, so that it does not cut their corners.
      return [
        [left, y],
        [right, y],
      ];
    });
    return reversed ? points.reverse() : points;
  });
}

interface Port {
  readonly key: string;
  /** How far away the other end stands, to sort by. */
  readonly towards: number;
}

// The edges at one side of a node are spread over it in the order of their other ends.
function portOffsets(
  chains: Layers['chains'],
  sizes: Layers['sizes'],
  placed: ReadonlyMap<string, Placed>,
): ReadonlyMap<string, number> {
  const sides = new Map<string, Port[]>();
  const add = (id: string | undefined, side: 'in' | 'out', next: string | undefined, index: number): void => {
    const key = `${side} ${id ?? ''}`;
    const port = { key: `${index} ${side}`, towards: placed.get(next ?? '')?.y ?? 0 };
    sides.set(key, [...(sides.get(key) ?? []), port]);
  };
  for (const [index, { ids }] of chains.entries()) {
    add(ids[0], 'out', ids[1], index);
    add(ids.at(-1), 'in', ids.at(-2), index);
  }
  const offsets = new Map<string, number>();
  for (const [side, ports] of sides) {
    const height = (sizes.get(side.slice(side.indexOf(' ') + 1))?.height ?? 0) * 0.8;
    const sorted = [...ports].sort((a, b) => a.towards - b.towards);
    for (const [place, { key }] of sorted.entries()) {
      offsets.set(key, ((place + 1) / (sorted.length + 1) - 0.5) * height);
    }
  }
  return offsets;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
