import type { Evidence } from './system.ts';

/** Which of the three sides have a thing: the blueprint, the code, what was seen at run time. */
export type DriftState = 'declared-only' | 'observed-only' | 'runtime-only' | 'changed';

export type DriftKind =
  'service' | 'endpoint' | 'call' | 'publication' | 'subscription' | 'table' | 'library' | 'bus' | 'edge';

/** What of a thing changed, where both sides have it. */
export type DriftAttribute =
  'name' | 'kind' | 'path' | 'port' | 'endpoint' | 'event' | 'owner' | 'timeout' | 'retries' | 'breaker' | 'broker';

/** One thing about which the sides do not agree. */
export interface DriftItem {
  readonly state: DriftState;
  readonly kind: DriftKind;
  /** Name of the service that it is about; null for the system, and for a library itself. */
  readonly service: string | null;
  /** What it is, in words that do not depend on ids: `POST /orders`, `payment POST /charges`, `order.created`. */
  readonly what: string;
  /** For `changed` alone. */
  readonly attribute: DriftAttribute | null;
  /** The value of each side, for `changed`: `3000 ms`, `none`, `nats`. */
  readonly declared: string | null;
  readonly observed: string | null;
  /** Places in the blueprint. */
  readonly inBlueprint: readonly Evidence[];
  /** Places in code, or in the file with what was seen at run time. */
  readonly inCode: readonly Evidence[];
}

/** What a side could not decide: it is told, and is no drift. */
export interface Undecided {
  readonly kind: DriftKind;
  readonly service: string;
  readonly what: string;
  readonly why: string;
  readonly inBlueprint: readonly Evidence[];
}

/** What was held against each other, and what came of it; lists in a fixed order. */
export interface Drift {
  readonly items: readonly DriftItem[];
  readonly undecided: readonly Undecided[];
  /** Edges that are declared or in the code and were not seen at run time; empty without runtime data. They may only be rare. */
  readonly unseen: readonly { readonly from: string; readonly to: string }[];
}

/** An endpoint as telemetry names it: its method and its route, parameters in any form. */
export interface Operation {
  readonly method: string;
  readonly path: string;
}

/** One service asking or telling another, as seen at run time. */
export interface RuntimeEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'call' | 'messaging' | 'datastore' | 'unknown';
  /** What was asked for, by the route of the server; null where telemetry does not tell. */
  readonly operation: Operation | null;
  /** Requests or messages that were seen. */
  readonly count: number;
  readonly evidence: readonly Evidence[];
}
