import type { DriftItem, RuntimeEdge } from '../../model/drift.ts';
import type { SystemModel } from '../../model/system.ts';
import { alignNames } from './align-names.ts';
import { findDrift } from './find-drift.ts';

/** A difference between blueprint and code, with what of the recovered model it is about. */
export interface PlacedDrift {
  readonly item: DriftItem;
  /** Id of its service in the recovered model; null for the system and for what only the blueprint has. */
  readonly service: string | null;
  /** Id of the service, or of the channel, at the other end of a call, an event or an edge; null where there is none. */
  readonly other: string | null;
}

/** Drift of a recovered model, placed on it: a service may have another name in the blueprint. */
export function placedDrift(
  declared: SystemModel,
  observed: SystemModel,
  runtime: readonly RuntimeEdge[] = [],
): readonly PlacedDrift[] {
  const ids = new Map(alignNames(declared, observed).services.map(({ name, id }) => [name, id]));
  const names = [...ids.keys()].sort((a, b) => b.length - a.length);
  const channels = new Map(observed.channels.map(({ name, id }) => [name, id]));
  const callee = (what: string): string | undefined => names.find((name) => what.startsWith(`${name} `));
  return findDrift(declared, observed, runtime).items.map((item): PlacedDrift => {
    const { kind, service, what } = item;
    const at = (name: string | undefined): string | null => ids.get(name ?? '') ?? null;
    const other = (): string | null => {
      if (kind === 'call') return at(callee(what));
      if (kind === 'edge') return at(what.split(' → ')[1]?.split(' ')[0]);
      return kind === 'publication' || kind === 'subscription' ? (channels.get(what) ?? null) : null;
    };
    return { item, service: at(service ?? (kind === 'service' ? what : undefined)), other: other() };
  });
}
