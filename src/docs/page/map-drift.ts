import type { DriftState } from '../../model/drift.ts';
import type { DocsContext } from '../docs-context.ts';
import type { PlacedDrift } from '../drift/placed-drift.ts';
import type { Anchors } from './anchors.ts';
import type { Layer, MapEdge } from './map-graph.ts';

/** An arrow of the map about which the sides differ, whether the model has it or not. */
export interface DriftLine {
  readonly from: string;
  readonly to: string;
  readonly layer: Layer;
  readonly state: DriftState;
}

/** Arrows of calls and events that the blueprint and the code do not both have, or guard in different ways, by anchor. */
export function driftLines({ beside }: DocsContext, anchors: Anchors): readonly DriftLine[] {
  return (beside.drift ?? []).flatMap(({ item: { kind, state }, service, other }): DriftLine[] => {
    if (service === null || other === null) return [];
    const [own, callee] = [anchors.service(service), anchors.service(other)];
    if (kind === 'call' || kind === 'edge') return [{ from: own, to: callee, layer: 'sync', state }];
    const channel = anchors.channel(other);
    if (kind === 'publication') return [{ from: own, to: channel, layer: 'async', state }];
    return kind === 'subscription' ? [{ from: channel, to: own, layer: 'async', state }] : [];
  });
}

/** The arrows with what is known of their drift, and those that only the blueprint or telemetry has, between boxes that are drawn. */
export function withDrift(
  edges: readonly MapEdge[],
  drift: readonly DriftLine[],
  drawn: ReadonlySet<string>,
): readonly MapEdge[] {
  const key = ({ from, to, layer }: Pick<DriftLine, 'from' | 'to' | 'layer'>): string => [from, to, layer].join(' ');
  const states = new Map(drift.map((line) => [key(line), line]));
  const known = new Set(edges.map(key));
  const ghosts = [...states].filter(([one, { from, to }]) => !known.has(one) && drawn.has(from) && drawn.has(to));
  return [
    ...edges.map((edge) => ({ ...edge, drift: states.get(key(edge))?.state ?? null })),
    ...ghosts.map(([, { from, to, layer, state }]) => ({ from, to, layer, label: '', drift: state })),
  ];
}

/** Services that only the blueprint has: they are no part of the model, and are drawn all the same. */
export function declaredOnly(drift: readonly PlacedDrift[] | null): readonly string[] {
  return (drift ?? [])
    .filter(({ item }) => item.kind === 'service' && item.state === 'declared-only')
    .map(({ item }) => item.what);
}
