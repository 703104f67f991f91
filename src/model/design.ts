import type { Evidence } from './evidence.ts';

/** A step of a declared saga; `do` and `undo` are operations (`inventory.reserve`). */
interface DesignStep {
  readonly do: string;
  readonly undo: string | null;
  readonly pivot: boolean;
  /** True when it only reads, so that there is nothing to undo. */
  readonly reads: boolean;
  readonly evidence: Evidence;
}

export interface DesignSaga {
  readonly service: string;
  readonly name: string;
  readonly steps: readonly DesignStep[];
}

/** A public prefix of a gateway. */
export interface DesignRoute {
  readonly service: string;
  readonly prefix: string;
  readonly to: string;
  /** Ids of the endpoints that can be reached through it. */
  readonly reaches: readonly string[];
  /** Milliseconds for a whole request. */
  readonly timeout: number;
  readonly evidence: Evidence;
}

/** A declared call that is made again when it fails. */
export interface DesignRetry {
  readonly service: string;
  readonly to: string;
  readonly method: string;
  readonly path: string;
  /** Attempts after the first. */
  readonly retries: number;
  /** Whether the called endpoint tells a repeated request from a new one. */
  readonly keyed: boolean;
  readonly evidence: Evidence;
}

/** An event that a service publishes in a version, or reads up to one. */
export interface DesignEvent {
  readonly service: string;
  readonly type: string;
  readonly use: 'publishes' | 'subscribes';
  readonly version: number;
  readonly evidence: Evidence;
}

/** What a blueprint declares that a system model has no place for. */
export interface Design {
  readonly sagas: readonly DesignSaga[];
  readonly routes: readonly DesignRoute[];
  readonly retries: readonly DesignRetry[];
  /** Of generated services: what others publish, and in which version, nobody declares. */
  readonly events: readonly DesignEvent[];
  /** Ids of calls whose failure leaves an answer: parts that are not required, calls with a fallback. */
  readonly optionalCalls: readonly string[];
}
