import type { Evidence } from '../../model/system.ts';
import type { CodeFact } from '../inventory/unit.ts';
import type { Value } from '../link/values.ts';

/** An endpoint that a schema declares. `file` says which service answers, `at` where it is written. */
export interface ServedEndpoint {
  readonly file: string;
  readonly protocol: 'http' | 'rpc';
  readonly method: string;
  readonly path: readonly Value[];
  readonly at: Evidence;
  readonly handlers: readonly { readonly file: string; readonly f: number }[];
  /** A package of the service answers it. */
  readonly implied: boolean;
}

/** A subscription that a schema declares. */
export interface ServedSubscription {
  readonly file: string;
  readonly broker: string;
  readonly names: readonly Value[];
  readonly evidence: readonly Evidence[];
}

/** Actions to which a gateway forwards requests without code of its own. */
export interface Forward {
  readonly file: string;
  readonly client: string;
  readonly actions: readonly string[];
  readonly at: Evidence;
}

/** What services declare in schemas rather than by calls. */
export interface Served {
  readonly endpoints: readonly ServedEndpoint[];
  readonly subscriptions: readonly ServedSubscription[];
  readonly forwards: readonly Forward[];
  readonly runs: readonly {
    readonly file: string;
    readonly at: Evidence;
    readonly what: CodeFact['what'];
    readonly note: string;
  }[];
}
