import type { DriftState } from '../../model/drift.ts';
import type { Severity } from '../../model/finding.ts';
import { SEVERITIES } from '../../model/finding.ts';
import { containerGraph, serviceNodeId } from '../diagrams/system-graph.ts';
import type { Graph, GraphEdge, GraphNode } from '../diagrams/graph.ts';
import type { DocsContext } from '../docs-context.ts';
import { deployedBeside, groupBy } from '../docs-context.ts';
import type { Anchors } from './anchors.ts';
import { declaredOnly, driftLines, withDrift } from './map-drift.ts';

/** What can be shown or hidden on the map. */
export type Layer = 'sync' | 'async' | 'data' | 'deployment';

/** A box of the map, which leads to the part of the page with this id. */
export interface MapNode {
  readonly anchor: string;
  readonly kind: GraphNode['kind'] | 'infrastructure';
  readonly label: string;
  readonly detail: string;
  readonly opaque: boolean;
  /** Shown only with this layer; null for always. */
  readonly layer: Layer | null;
  /** Errors and warnings. */
  readonly findings: number;
  readonly worst: Severity | null;
  /** Open to the outside of the system. */
  readonly exposed: boolean;
  /** Differences between blueprint and code. */
  readonly drift: number;
  /** It stands in the blueprint alone. */
  readonly isDeclaredOnly: boolean;
}

/** An arrow of the map between two anchors. */
export interface MapEdge {
  readonly from: string;
  readonly to: string;
  readonly layer: Layer;
  readonly label: string;
  /** How blueprint and code differ about it; null where they do not, and where nobody compared. */
  readonly drift: DriftState | null;
}

export interface MapGraph {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** True when there are so many boxes that what belongs to a single service is left to its canvas, and names stand alone. */
  readonly shortened: boolean;
}

// With more boxes, names are too small to be read before somebody zooms.
const MOST_BOXES = 60;

/** What the map shows: services and the outside, channels, datastores, and what is deployed with them. */
export function mapGraph(context: DocsContext, anchors: Anchors): MapGraph {
  const whole = containerGraph(context);
  const shortened = whole.nodes.length > MOST_BOXES;
  const graph = shortened ? shortGraph(whole) : whole;
  const anchorOf = anchorOfNode(anchors);
  const nodes = graph.nodes.map((node) => mapNode(context, node, anchorOf));
  const edges = graph.edges.map(({ from, to, kind, label }) => ({
    from: anchorOf(from),
    to: anchorOf(to),
    layer: kind,
    label,
    drift: null,
  }));
  const missing = declaredOnly(context.beside.drift).map(missingService);
  const { startOrders } = context.model.deployment;
  const starts = groupBy(startOrders, ({ service, after }) => JSON.stringify([service, after]));
  return {
    nodes: [
      ...nodes,
      ...missing,
      ...deployedBeside(context.model).map(({ engine, names }, index): MapNode => {
        const base = { ...PLAIN, layer: 'deployment' as const };
        const anchor = `infrastructure-${String(index + 1)}`;
        return { ...base, anchor, kind: 'infrastructure', label: names[0] ?? engine, detail: engine };
      }),
    ],
    edges: [
      ...withDrift(edges, driftLines(context, anchors), new Set(nodes.map(({ anchor }) => anchor))),
      ...[...starts.values()].flatMap(([order]): MapEdge[] => {
        const known = order && context.services.has(order.service) && context.services.has(order.after);
        if (!known) return [];
        const [from, to] = [anchors.service(order.service), anchors.service(order.after)];
        return [{ from, to, layer: 'deployment', label: 'starts after', drift: null }];
      }),
    ],
    shortened,
  };
}

const PLAIN = { opaque: false, findings: 0, worst: null, exposed: false, drift: 0, isDeclaredOnly: false } as const;

function missingService(name: string, index: number): MapNode {
  const anchor = `missing-${String(index + 1)}`;
  return { ...PLAIN, anchor, kind: 'service', label: name, detail: 'declared only', layer: null, isDeclaredOnly: true };
}

// Stores that several services open stay, because that is what an overview has to show; and channels that would be more
// arrows than they are themselves.
function shortGraph({ nodes, edges }: Graph): Graph {
  const touching = groupBy(
    edges.flatMap((edge) => [
      { edge, node: edge.from },
      { edge, node: edge.to },
    ]),
    ({ node }) => node,
  );
  const stays = ({ id, kind }: GraphNode): boolean => {
    const all = (touching.get(id) ?? []).map(({ edge }) => edge);
    if (kind === 'datastore') return all.length > 1;
    const senders = all.filter(({ to }) => to === id).length;
    const receivers = all.length - senders;
    return kind !== 'channel' || senders * receivers > senders + receivers || all.length < 2;
  };
  const kept = new Set(nodes.filter(stays).map(({ id }) => id));
  const passed = edges.filter(({ from, to }) => !kept.has(from) && kept.has(to));
  const direct = passed.flatMap(({ from: channel, to }) =>
    edges
      .filter((edge) => edge.to === channel && kept.has(edge.from))
      .map(({ from }): GraphEdge => ({
        from,
        to,
        kind: 'async',
        label: nodes.find(({ id }) => id === channel)?.label ?? '',
      })),
  );
  return {
    nodes: nodes.filter(({ id }) => kept.has(id)),
    edges: [...edges.filter(({ from, to }) => kept.has(from) && kept.has(to)), ...direct],
  };
}

/** Gives the anchor of a node of a graph by its id. */
function anchorOfNode(anchors: Anchors): (id: string) => string {
  return (id) => {
    const space = id.indexOf(' ');
    const [kind, rest] = [id.slice(0, space), id.slice(space + 1)];
    if (kind === 'service') return anchors.service(rest);
    if (kind === 'channel') return anchors.channel(rest);
    return kind === 'datastore' ? anchors.datastore(rest) : anchors.external(rest);
  };
}

function mapNode(context: DocsContext, node: GraphNode, anchorOf: (id: string) => string): MapNode {
  const service = [...context.services.keys()].find((id) => serviceNodeId(id) === node.id);
  // Hints would put a badge on nearly every box.
  const all = service === undefined ? [] : (context.findings.get(service) ?? []);
  const findings = all.filter(({ severity }) => severity !== 'info');
  const { exposures } = context.model.deployment;
  const layer = { channel: 'async', datastore: 'data' } as const;
  return {
    anchor: anchorOf(node.id),
    kind: node.kind,
    label: node.label,
    detail: node.detail ?? '',
    opaque: node.opaque,
    layer: node.kind === 'channel' || node.kind === 'datastore' ? layer[node.kind] : null,
    findings: findings.length,
    worst: SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity)) ?? null,
    exposed: exposures.some((exposure) => exposure.service === service),
    drift: service === undefined ? 0 : (context.drift.get(service) ?? []).length,
    isDeclaredOnly: false,
  };
}
