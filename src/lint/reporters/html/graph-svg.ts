import { SEVERITIES, type Finding, type Severity } from '../../../model/finding.ts';
import { count } from '../../wording.ts';
import { badgePlaces } from './badge-places.ts';
import { escapeHtml } from '../../../util/escape-html.ts';
import { layeredLayout, routePath, type Point } from './layered-layout.ts';
import { countSteps } from './layers.ts';
import { worst, type GraphEdge, type GraphNode, type ServiceGraph } from './service-graph.ts';
import { fitText, textWidth } from '../../../util/text-width.ts';

const HEIGHT = 46;
const PADDING = 14;
const MARGIN = 16;
const LONGEST_NAME = 240;
const GAP = 16;
const GRID_WIDTH = 900;
const MOST_STEPS = 6000;

interface Box {
  readonly node: GraphNode;
  readonly name: string;
  readonly detail: string;
  readonly width: number;
}

/** A graph drawn: `svg` without styles of its own, whose nodes and badges are buttons for the script of the page, and the width it was drawn at. */
export interface Drawing {
  readonly svg: string;
  readonly width: number;
  /** Edges that are left out because nobody could follow so many. */
  readonly hidden: number;
}

/** Draws the graph; nodes without edges stand in rows below the others. */
export function graphSvg(graph: ServiceGraph): Drawing {
  const boxes = graph.nodes.map(boxOf);
  const sizes = boxes.map(({ node, width }) => ({ id: node.id, width, height: HEIGHT }));
  const choices = [graph.edges, graph.edges.filter(({ findings }) => findings.length > 0)];
  const edges = choices.find((some) => countSteps(sizes, some) <= MOST_STEPS) ?? [];
  const linked = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const alone = boxes.filter(({ node }) => !linked.has(node.id));
  const layout = layeredLayout(
    sizes.filter(({ id }) => linked.has(id)),
    edges,
  );
  const grid = gridOf(alone, Math.max(layout.width, GRID_WIDTH), layout.height === 0 ? 0 : layout.height + 2 * GAP);
  const places = new Map([...layout.nodes, ...grid.places]);
  const width = Math.ceil(Math.max(layout.width, grid.width) + 2 * MARGIN);
  const height = Math.ceil(Math.max(layout.height, grid.bottom) + 2 * MARGIN);
  const svg = [
    `<svg class="graph" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="Calls between services">`,
    `<defs>${['plain', ...SEVERITIES].map(arrowhead).join('')}</defs>`,
    ...edgesSvg(
      edges,
      layout.routes,
      boxes.map((box) => nodeSvg(box, places.get(box.node.id) ?? [0, 0])),
      corners(boxes, places),
    ),
    '</svg>',
  ].join('\n');
  return { svg, width, hidden: graph.edges.length - edges.length };
}

// Lines below nodes below badges; marked lines above the others.
function edgesSvg(
  edges: readonly GraphEdge[],
  routes: readonly (readonly Point[])[],
  nodes: readonly string[],
  taken: readonly Point[],
): string[] {
  const drawn = edges
    .map((edge, index) => ({ edge, route: routes[index] ?? [], severity: worst(edge.findings) }))
    .sort((a, b) => rank(a.severity) - rank(b.severity));
  const marked = drawn.filter(({ edge, severity }) => severity !== null && edge.kind !== 'data');
  const places = badgePlaces(
    marked.map(({ route }) => route),
    taken,
  );
  return [
    ...drawn.map(({ edge, route, severity }) => lineSvg(edge, route, severity)),
    ...nodes,
    ...marked.map(({ edge, severity }, index) => spotSvg(edge, severity, places[index] ?? null)),
  ];
}

// Where the badges of nodes are.
function corners(boxes: readonly Box[], places: ReadonlyMap<string, Point>): Point[] {
  return boxes
    .filter(({ node }) => node.findings.length > 0)
    .map(({ node, width }) => {
      const [x, y] = places.get(node.id) ?? [0, 0];
      return [x + width / 2 - 4, y - HEIGHT / 2 + 2];
    });
}

function boxOf(node: GraphNode): Box {
  const name = fitText(node.name, LONGEST_NAME);
  const detail = fitText(node.detail, LONGEST_NAME, 0.85);
  const width = Math.ceil(Math.max(72, textWidth(name, 1.06), textWidth(detail, 0.85)) + 2 * PADDING);
  return { node, name, detail, width };
}

// Nodes that nothing leads to or from stand in rows below the rest.
function gridOf(
  boxes: readonly Box[],
  most: number,
  top: number,
): { places: Map<string, Point>; width: number; bottom: number } {
  const places = new Map<string, Point>();
  let [x, y, width] = [0, top, 0];
  for (const { node, width: own } of boxes) {
    if (x > 0 && x + own > most) [x, y] = [0, y + HEIGHT + GAP];
    places.set(node.id, [x + own / 2, y + HEIGHT / 2]);
    x += own + GAP;
    width = Math.max(width, x - GAP);
  }
  return { places, width, bottom: boxes.length === 0 ? 0 : y + HEIGHT };
}

function nodeSvg({ node, name, detail, width }: Box, [x, y]: Point): string {
  const left = x - width / 2;
  const top = y - HEIGHT / 2;
  const severity = worst(node.findings);
  const said = node.findings.length === 0 ? 'no findings' : count(node.findings.length, 'finding');
  const label = escapeHtml(`${node.name}, ${node.detail}${node.kind === 'outside' ? '' : `, ${said}`}`);
  const classes = ['node', node.kind, severity ?? '', node.opaque ? 'opaque' : ''].filter(Boolean).join(' ');
  const filter =
    node.service === null
      ? severity !== null && `data-findings="${ids(node.findings)}" data-title="${escapeHtml(node.name)}"`
      : `data-service="${escapeHtml(node.service)}"`;
  const button = filter ? ` tabindex="0" role="button" aria-label="${label}" ${filter}` : '';
  return [
    `<g class="${classes}" data-node="${escapeHtml(node.id)}"${button}><title>${label}</title>`,
    `<rect x="${round(left)}" y="${round(top)}" width="${width}" height="${HEIGHT}" rx="${node.kind === 'store' ? 20 : 7}"/>`,
    `<text class="name" x="${round(x)}" y="${round(y - 3)}">${escapeHtml(name)}</text>`,
    `<text class="detail" x="${round(x)}" y="${round(y + 13)}">${escapeHtml(detail)}</text>`,
    badgeSvg(node.findings.length, severity, [left + width - 4, top + 2]),
    '</g>',
  ].join('');
}

function lineSvg(edge: GraphEdge, route: readonly Point[], severity: Severity | null): string {
  const classes = ['edge', edge.kind, severity ?? ''].filter(Boolean).join(' ');
  const head = edge.kind === 'data' ? '' : ` marker-end="url(#arrow-${severity ?? 'plain'})"`;
  const path = routePath(route);
  // A wide line that nobody sees makes a thin one easy to point at.
  const lines = `<path class="reach" d="${path}"/><path class="line" d="${path}"${head}/>`;
  return `<g class="${classes}" ${ends(edge)}><title>${edgeTitle(edge)}</title>${lines}</g>`;
}

function spotSvg(edge: GraphEdge, severity: Severity | null, place: Point | null): string {
  if (place === null) return '';
  const title = edgeTitle(edge);
  const label = `${title}, ${count(edge.findings.length, 'finding')}`;
  const button = `tabindex="0" role="button" aria-label="${label}" data-findings="${ids(edge.findings)}" data-title="${title}"`;
  const badge = badgeSvg(edge.findings.length, severity, place);
  return `<g class="spot" ${ends(edge)} ${button}><title>${label}</title>${badge}</g>`;
}

function ends({ from, to }: GraphEdge): string {
  return `data-from="${escapeHtml(from)}" data-to="${escapeHtml(to)}"`;
}

function ids(findings: readonly Finding[]): string {
  return escapeHtml(findings.map(({ fingerprint }) => fingerprint).join(' '));
}

function edgeTitle({ from, to, title }: GraphEdge): string {
  const name = (id: string): string => id.slice(id.indexOf(' ') + 1);
  return escapeHtml(`${name(from)} → ${name(to)}: ${title}`);
}

function badgeSvg(findings: number, severity: Severity | null, [x, y]: Point): string {
  if (severity === null) return '';
  const text = findings > 99 ? '99+' : String(findings);
  const width = 10 + 7 * text.length;
  return (
    `<g class="badge ${severity}"><rect x="${round(x - width / 2)}" y="${round(y - 8.5)}" width="${width}" height="17" rx="8.5"/>` +
    `<text x="${round(x)}" y="${round(y + 4)}">${text}</text></g>`
  );
}

function arrowhead(name: string): string {
  return (
    `<marker id="arrow-${name}" class="head ${name}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" ` +
    'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z"/></marker>'
  );
}

function rank(severity: Severity | null): number {
  return severity === null ? 0 : SEVERITIES.length - SEVERITIES.indexOf(severity);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
