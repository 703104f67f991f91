import { escapeHtml as t } from '../../util/escape-html.ts';
import { count, oneLine } from '../../util/markdown.ts';
import { fitText, textWidth } from '../../util/text-width.ts';
import { mapLayout, type Layout, type Point } from './map-layout.ts';
import type { MapEdge, MapGraph, MapNode } from './map-graph.ts';

const PADDING = 16;
const MARGIN = 24;
const WIDEST = 210;
const LID = 6;
const LAYERS = ['sync', 'async', 'data', 'deployment'] as const;
const WEIGHTS = { sync: 2, async: 1, data: 1, deployment: 0 } as const;
const DRIFT_WORDS = {
  'declared-only': 'declared, and not in the code',
  'observed-only': 'not declared',
  'runtime-only': 'seen at run time alone',
  changed: 'differs from the blueprint',
} as const;
const LINE_WORDS = { sync: 'calls', async: 'sends to', data: 'uses', deployment: 'starts after' } as const;

interface Box {
  readonly node: MapNode;
  readonly name: string;
  readonly detail: string;
  readonly width: number;
  readonly height: number;
}

/** The map as SVG without styles of its own. Boxes are links to their parts of the page, lines lie below boxes. */
export async function mapSvg({ nodes, edges, shortened }: MapGraph): Promise<string> {
  const boxes = nodes.map((node) => boxOf(node, shortened));
  const layout = await mapLayout(
    boxes.map(({ node, width, height }) => ({ anchor: node.anchor, width, height })),
    edges.map(({ from, to, layer }) => ({ from, to, weight: WEIGHTS[layer] })),
  );
  const names = new Map(nodes.map(({ anchor, label }) => [anchor, label]));
  const width = Math.ceil(layout.width + 2 * MARGIN);
  const height = Math.ceil(layout.height + 2 * MARGIN);
  return [
    `<svg id="graph" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" role="group" aria-label="Map of the system" preserveAspectRatio="xMidYMid meet">`,
    `<defs>${LAYERS.map(arrowhead).join('')}${arrowhead('path')}${arrowhead('drift')}</defs>`,
    '<g id="lines" aria-hidden="true">',
    ...edges.map((edge, index) => lineSvg(edge, layout.lines[index], names)),
    '</g>',
    '<g id="boxes">',
    ...boxes.map((box) => boxSvg(box, layout.boxes.get(box.node.anchor) ?? [0, 0])),
    '</g>',
    '</svg>',
  ].join('\n');
}

// Of many boxes only names are drawn, and larger: they are looked at from further away.
function boxOf(node: MapNode, isShort: boolean): Box {
  const scale = isShort ? 1.3 : 1.06;
  const name = fitText(oneLine(node.label).trim() || 'no name', WIDEST * scale, scale);
  const detail = isShort ? '' : fitText(oneLine(node.detail).trim(), WIDEST, 0.85);
  const width = Math.ceil(
    Math.max(84, textWidth(name, scale), textWidth(detail, 0.85)) + (isShort ? 1.2 : 2) * PADDING,
  );
  return { node, name, detail, width, height: isShort ? 36 : 48 };
}

function lineSvg(
  { from, to, layer, label, drift }: MapEdge,
  line: Layout['lines'][number] | undefined,
  names: ReadonlyMap<string, string>,
): string {
  if (!line || line.curve.length === 0) return '';
  const words = `${names.get(from) ?? ''} ${LINE_WORDS[layer]} ${names.get(to) ?? ''}${label === '' ? '' : `: ${label}`}${drift === null ? '' : ` (${DRIFT_WORDS[drift]})`}`;
  const [start, ...rest] = line.curve;
  const path = `M${xy(start ?? [0, 0])}C${rest.map(xy).join(' ')}L${xy(line.tip)}`;
  const head = layer === 'data' ? '' : ` marker-end="url(#head-${layer})"`;
  return `<g class="line ${layer}${drift === null ? '' : ` drift ${drift}`}" data-from="${t(from)}" data-to="${t(to)}"><title>${t(words)}</title><path class="stroke" d="${path}"${head}/></g>`;
}

function boxSvg({ node, name, detail, width, height }: Box, [x, y]: Point): string {
  const { anchor, kind, layer, worst, findings, exposed, opaque, drift, isDeclaredOnly } = node;
  const classes = [
    'box',
    kind,
    layer === null ? '' : `on-${layer}`,
    opaque ? 'opaque' : '',
    isDeclaredOnly ? 'missing' : '',
  ]
    .filter(Boolean)
    .join(' ');
  const said = [
    `${kind === 'external' ? 'outside system' : kind} ${node.label}`,
    node.detail,
    kind === 'service' && findings > 0 ? count(findings, 'finding') : '',
    exposed ? 'open to the outside' : '',
    drift > 0 ? `${count(drift, 'difference')} from the blueprint` : '',
  ];
  const label = t(said.filter((part) => part !== '').join(', '));
  const [left, top] = [x - width / 2, y - height / 2];
  // Below the lid, where a box has one.
  const middle = kind === 'datastore' ? y + LID / 2 + 1 : y;
  return [
    `<a class="${classes}" href="#${anchor}" data-node="${anchor}" data-x="${round(x)}" data-y="${round(y)}"><title>${label}</title>`,
    shape(kind, [left, top], [width, height]),
    `<text class="name${detail === '' ? ' alone' : ''}" x="${round(x)}" y="${round(middle + (detail === '' ? 5 : -3))}">${t(name)}</text>`,
    detail === '' ? '' : `<text class="detail" x="${round(x)}" y="${round(middle + 13)}">${t(detail)}</text>`,
    exposed
      ? `<path class="door" d="M${xy([left - 13, y - 6])}l8 6l-8 6z"><title>open to the outside</title></path>`
      : '',
    badge(findings, worst, [left + width - 6, top + 1]),
    badge(drift, drift > 0 ? 'drift' : null, [left + width - 6, top + height - 1], '±'),
    '</a>',
  ].join('');
}

function shape(kind: MapNode['kind'], [left, top]: Point, [width, height]: Point): string {
  if (kind === 'datastore') {
    const [x, y, bend] = [round(left), round(top + LID), LID];
    const half = round(width / 2);
    const body = `M${x} ${y}a${half} ${bend} 0 0 1 ${width} 0v${height - 2 * LID}a${half} ${bend} 0 0 1 ${-width} 0z`;
    return `<path class="shape" d="${body}"/><path class="lid" d="M${x} ${y}a${half} ${bend} 0 0 0 ${width} 0"/>`;
  }
  const round8 = { channel: height / 2, infrastructure: 0, external: 0, system: 8, service: 8 }[kind];
  return `<rect class="shape" x="${round(left)}" y="${round(top)}" width="${width}" height="${height}" rx="${round8}"/>`;
}

function badge(findings: number, worst: string | null, [x, y]: Point, sign = ''): string {
  if (worst === null) return '';
  const text = `${sign}${findings > 99 ? '99+' : String(findings)}`;
  const width = 11 + 7 * text.length;
  return (
    `<g class="badge ${worst}"><rect x="${round(x - width / 2)}" y="${round(y - 9)}" width="${width}" height="18" rx="9"/>` +
    `<text x="${round(x)}" y="${round(y + 4)}">${text}</text></g>`
  );
}

function arrowhead(name: string): string {
  return (
    `<marker id="head-${name}" class="head ${name}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="9" markerHeight="9" ` +
    'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z"/></marker>'
  );
}

function xy([x, y]: Point): string {
  return `${round(x)},${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
