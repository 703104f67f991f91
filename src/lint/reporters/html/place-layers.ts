import { PASSING_HEIGHT, type Layers } from './layers.ts';

const NODE_GAP = 22;
// Between two edges that pass a layer side by side.
const LINE_GAP = 4;
const LAYER_GAP = 96;
const PASSES = 12;

/** Where a node's middle stands, and between which lines its layer lies. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly left: number;
  readonly right: number;
}

/** Gives every node of ordered layers a place: layers from left to right, and in each the nodes as near to their neighbors as their order allows. */
export function placeLayers(
  order: readonly (readonly string[])[],
  { chains, sizes }: Layers,
): { placed: Map<string, Placed>; width: number; height: number } {
  const heightOf = (id: string): number => sizes.get(id)?.height ?? 0;
  const steps = chains.flatMap(({ ids }) => ids.slice(1).map((to, index) => [ids[index] ?? '', to] as const));
  const next = new Map<string, string[]>();
  for (const [from, to] of steps) {
    next.set(from, [...(next.get(from) ?? []), to]);
    next.set(to, [...(next.get(to) ?? []), from]);
  }
  let middles = new Map<string, number>();
  for (const layer of order) for (const [id, y] of separate(layer, () => 0, heightOf)) middles.set(id, y);
  for (let pass = 0; pass < PASSES; pass++) {
    const moved = new Map(middles);
    for (const layer of pass % 2 === 0 ? order : [...order].reverse()) {
      const wish = (id: string): number => mean((next.get(id) ?? []).map((other) => moved.get(other) ?? 0));
      for (const [id, y] of separate(layer, wish, heightOf)) moved.set(id, y);
    }
    middles = moved;
  }
  return withColumns(order, middles, sizes);
}

function withColumns(
  order: readonly (readonly string[])[],
  middles: ReadonlyMap<string, number>,
  sizes: Layers['sizes'],
): { placed: Map<string, Placed>; width: number; height: number } {
  let [top, bottom] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [id, y] of middles) {
    const half = (sizes.get(id)?.height ?? 0) / 2;
    top = Math.min(top, y - half);
    bottom = Math.max(bottom, y + half);
  }
  const placed = new Map<string, Placed>();
  let left = 0;
  for (const layer of order) {
    const right = left + layer.reduce((widest, id) => Math.max(widest, sizes.get(id)?.width ?? 0), 0);
    for (const id of layer) placed.set(id, { x: (left + right) / 2, y: (middles.get(id) ?? 0) - top, left, right });
    left = right + LAYER_GAP;
  }
  return { placed, width: Math.max(0, left - LAYER_GAP), height: middles.size === 0 ? 0 : bottom - top };
}

/** The places nearest to the wishes (least squares) that keep the order and the distance: neighbors that collide move as one block. */
function separate(
  layer: readonly string[],
  wish: (id: string) => number,
  heightOf: (id: string) => number,
): Map<string, number> {
  const blocks: { sum: number; size: number }[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const [index, id] of layer.entries()) {
    const before = layer[index - 1];
    if (before !== undefined) offset += (heightOf(before) + heightOf(id)) / 2 + gap(heightOf(before), heightOf(id));
    offsets.push(offset);
    let block = { sum: wish(id) - offset, size: 1 };
    for (let last = blocks.at(-1); last && last.sum / last.size > block.sum / block.size; last = blocks.at(-1)) {
      block = { sum: block.sum + last.sum, size: block.size + last.size };
      blocks.pop();
    }
    blocks.push(block);
  }
  const starts = blocks.flatMap(({ sum, size }) => Array.from({ length: size }, () => sum / size));
  return new Map(layer.map((id, index) => [id, (starts[index] ?? 0) + (offsets[index] ?? 0)]));
}

function gap(above: number, below: number): number {
  return above <= PASSING_HEIGHT && below <= PASSING_HEIGHT ? LINE_GAP : NODE_GAP;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
