import type { Layers } from './layers.ts';

const SWEEPS = 16;

type Order = readonly (readonly string[])[];

/** Orders the nodes of each layer so that few edges cross: each moves to the middle of its neighbors, back and forth; the best order counts. */
export function orderLayers({ layers, chains }: Layers): Order {
  const steps = chains.flatMap(({ ids }) => ids.slice(1).map((to, index) => [ids[index] ?? '', to] as const));
  const before = neighbors(steps.map(([from, to]) => [to, from]));
  const after = neighbors(steps);
  let order = layers.map((layer) => [...layer]);
  let best: Order = order;
  let fewest = crossings(order, after);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const forward = sweep % 2 === 0;
    order = sweepOnce(order, forward ? before : after, forward);
    const found = crossings(order, after);
    if (found >= fewest) continue;
    fewest = found;
    best = order;
  }
  return best;
}

type Neighbors = ReadonlyMap<string, readonly string[]>;

function neighbors(pairs: readonly (readonly [string, string])[]): Neighbors {
  const found = new Map<string, string[]>();
  for (const [from, to] of pairs) {
    const list = found.get(from);
    if (list) list.push(to);
    else found.set(from, [to]);
  }
  return found;
}

function sweepOnce(order: Order, next: Neighbors, forward: boolean): string[][] {
  const result = order.map((layer) => [...layer]);
  const indexes = forward ? result.keys() : [...result.keys()].reverse();
  let fixed = new Map<string, number>();
  for (const index of indexes) {
    const layer = result[index] ?? [];
    const middle = (id: string, own: number): number => {
      const places = (next.get(id) ?? []).flatMap((other) => fixed.get(other) ?? []);
      return places.length === 0 ? own : places.reduce((sum, place) => sum + place, 0) / places.length;
    };
    const sorted = layer
      .map((id, own) => ({ id, own, middle: middle(id, own) }))
      .sort((a, b) => a.middle - b.middle || a.own - b.own)
      .map(({ id }) => id);
    result[index] = sorted;
    fixed = new Map(sorted.map((id, place) => [id, place]));
  }
  return result;
}

function crossings(order: Order, after: Neighbors): number {
  let sum = 0;
  for (const [index, layer] of order.entries()) {
    const places = new Map(order[index + 1]?.map((id, place) => [id, place]));
    const seen = new Tally(places.size);
    for (const id of layer) {
      const ends = (after.get(id) ?? []).flatMap((to) => places.get(to) ?? []);
      for (const end of ends) sum += seen.above(end);
      for (const end of ends) seen.add(end);
    }
  }
  return sum;
}

/** Counts numbers below `size` so that adding one, and asking how many are above one, take few steps (a Fenwick tree). */
class Tally {
  readonly #sums: number[];
  #all = 0;

  constructor(size: number) {
    this.#sums = Array.from({ length: size + 1 }, () => 0);
  }

  add(place: number): void {
    this.#all++;
    for (let at = place + 1; at < this.#sums.length; at += at & -at) this.#sums[at] = (this.#sums[at] ?? 0) + 1;
  }

  above(place: number): number {
    let upTo = 0;
    for (let at = place + 1; at > 0; at -= at & -at) upTo += this.#sums[at] ?? 0;
    return this.#all - upTo;
  }
}
