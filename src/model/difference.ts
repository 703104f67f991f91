import type { Evidence } from './system.ts';

/** What a difference is about. */
export type DifferenceKind =
  'service' | 'endpoint' | 'call' | 'channel' | 'publication' | 'subscription' | 'datastore' | 'table';

/** Something that only one of two models has. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Name of the service that it belongs to; null for a channel. */
  readonly service: string | null;
  /** What it is, in words that do not depend on ids: `POST /orders`, `payment POST /charges`, `order.created`. */
  readonly what: string;
  readonly evidence: readonly Evidence[];
}
