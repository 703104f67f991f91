import { Graphviz } from '@hpcc-js/wasm-graphviz';

/** A box to be placed; sizes in pixels. */
export interface Sized {
  readonly anchor: string;
  readonly width: number;
  readonly height: number;
}

/** Two anchors to be joined. A line of weight 0 goes where the boxes are and moves none; those of weight 2 matter most. */
export interface Joined {
  readonly from: string;
  readonly to: string;
  readonly weight: 0 | 1 | 2;
}

export type Point = readonly [x: number, y: number];

/** Where everything is, in pixels from the upper left corner; middles for boxes, points of cubic curves for lines. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Point>;
  /** In the order of the lines given; the tip is where the arrowhead ends. */
  readonly lines: readonly { readonly curve: readonly Point[]; readonly tip: Point }[];
}

interface Drawn {
  readonly bb: string;
  readonly objects?: readonly { readonly name: string; readonly pos: string }[];
  readonly edges?: readonly { readonly n: string; readonly pos: string }[];
}

const GAP = 22;
// What the part of a screen with the map is like.
const SCREEN = { width: 860, height: 760 };

// Boxes and lines together. With more, the layout would take minutes: then only the most important lines have a say, and
// when these are too many, boxes stand in rows.
const LARGE = 480;

/**
 * Places boxes and lines without a browser, the same for the same input: in layers from left to right or from top to bottom,
 * whichever fills a screen better. Boxes that no strong line touches stand in rows below.
 */
export async function mapLayout(boxes: readonly Sized[], lines: readonly Joined[]): Promise<Layout> {
  const linked = linkedBy(boxes, lines);
  const strong = boxes.filter(({ anchor }) => linked.has(anchor));
  const alone = boxes.filter(({ anchor }) => !linked.has(anchor));
  const graphviz = await Graphviz.load();
  const between = lines.filter(({ from, to }) => linked.has(from) && linked.has(to));
  const inGraph = strong.length + between.length > LARGE ? between.filter(({ weight }) => weight === 2) : between;
  const choices = (['LR', 'TB'] as const).map((direction) =>
    read(graphviz.layout(source(strong, inGraph, direction), 'json', 'dot'), strong, inGraph),
  );
  const [best] = choices.toSorted((a, b) => scale(b) - scale(a));
  const graph = best ?? { width: 0, height: 0, boxes: new Map(), lines: [] };
  const top = graph.height === 0 ? 0 : graph.height + 2 * GAP;
  const rows = inRows(alone, Math.max(graph.width, SCREEN.width, widthOfRows(alone, top)), top);
  const places = new Map([...graph.boxes, ...rows.places]);
  const drawn = new Map(inGraph.map((line, index) => [line, graph.lines[index]]));
  return {
    width: Math.max(graph.width, rows.width),
    height: Math.max(graph.height, rows.bottom),
    boxes: places,
    lines: lines.map((line) => drawn.get(line) ?? straight(places.get(line.from), places.get(line.to))),
  };
}

// The boxes that the layout places: those at the ends of lines that have a say.
function linkedBy(boxes: readonly Sized[], lines: readonly Joined[]): ReadonlySet<string> {
  const [some, few] = [1, 2].map((least) => {
    const counting = lines.filter(({ weight }) => weight >= least);
    return { size: counting.length, ends: new Set(counting.flatMap(({ from, to }) => [from, to])) };
  });
  if (some && boxes.length + some.size <= LARGE) return some.ends;
  return few && few.ends.size + few.size <= LARGE ? few.ends : new Set();
}

function scale({ width, height }: Layout): number {
  return Math.min(SCREEN.width / Math.max(width, 1), SCREEN.height / Math.max(height, 1));
}

// No text goes in: names are drawn later, and cannot disturb the layout.
function source(boxes: readonly Sized[], lines: readonly Joined[], direction: 'LR' | 'TB'): string {
  const names = new Map(boxes.map(({ anchor }, index) => [anchor, `n${String(index)}`]));
  return [
    'digraph {',
    `  graph [rankdir=${direction}, nodesep=0.28, ranksep=${direction === 'LR' ? '0.9' : '0.7'}, pad=0, margin=0, mclimit=2]`,
    '  node [shape=box, fixedsize=true, label=""]',
    '  edge [arrowhead=normal, arrowsize=0.8]',
    ...boxes.map(
      ({ anchor, width, height }) =>
        `  ${names.get(anchor) ?? ''} [width=${(width / 72).toFixed(3)}, height=${(height / 72).toFixed(3)}]`,
    ),
    ...lines.map(
      ({ from, to, weight }, index) =>
        `  ${names.get(from) ?? ''} -> ${names.get(to) ?? ''} [n="${String(index)}"${weight === 0 ? ', constraint=false' : ''}]`,
    ),
    '}',
  ].join('\n');
}

function read(json: string, boxes: readonly Sized[], lines: readonly Joined[]): Layout {
  const { bb, objects = [], edges = [] } = JSON.parse(json) as Drawn;
  const [, , width = 0, height = 0] = bb.split(',').map(Number);
  const point = (text: string): Point => {
    const [x = 0, y = 0] = text.split(',').map(Number);
    return [x, height - y];
  };
  const curves = new Map(edges.map(({ n, pos }) => [n, pos]));
  return {
    width,
    height,
    boxes: new Map(objects.map(({ name, pos }) => [boxes[Number(name.slice(1))]?.anchor ?? '', point(pos)])),
    lines: lines.map((_, index) => {
      const parts = (curves.get(String(index)) ?? '').split(' ');
      const curve = parts.filter((part) => part !== '' && !/^[es],/.test(part)).map(point);
      const tip = parts.find((part) => part.startsWith('e,'));
      return { curve, tip: tip === undefined ? (curve.at(-1) ?? [0, 0]) : point(tip.slice(2)) };
    }),
  };
}

// So that what is above and the rows together have the shape of a screen.
function widthOfRows(boxes: readonly Sized[], top: number): number {
  const area = boxes.reduce((sum, { width, height }) => sum + (width + GAP) * (height + GAP), 0);
  const ratio = SCREEN.height / SCREEN.width;
  return (top + Math.sqrt(top * top + 4 * ratio * area)) / (2 * ratio);
}

function inRows(
  boxes: readonly Sized[],
  most: number,
  top: number,
): { places: ReadonlyMap<string, Point>; width: number; bottom: number } {
  const places = new Map<string, Point>();
  let [x, y, width, bottom] = [0, top, 0, top];
  for (const box of boxes) {
    if (x > 0 && x + box.width > most) [x, y] = [0, bottom + GAP];
    places.set(box.anchor, [x + box.width / 2, y + box.height / 2]);
    x += box.width + GAP;
    width = Math.max(width, x - GAP);
    bottom = Math.max(bottom, y + box.height);
  }
  return { places, width, bottom: boxes.length === 0 ? 0 : bottom };
}

function straight(from: Point = [0, 0], to: Point = [0, 0]): Layout['lines'][number] {
  return { curve: [from, from, to, to], tip: to };
}
