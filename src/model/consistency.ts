import type { Evidence, Observed } from './evidence.ts';

/** One change that a function makes, and the service that owns what it changes. */
export interface ChangeStep {
  readonly owner: string;
  /** The site in the function, then where the change is made when that is elsewhere. */
  readonly evidence: readonly Evidence[];
}

/** A function, reached from an endpoint, that changes what belongs to two or more services, one after the other. */
export interface DistributedChange {
  readonly service: string;
  /** In the order of the code, one for each owner. */
  readonly steps: readonly ChangeStep[];
  /** What undoes earlier steps, or tells of the failure, when a later one fails. */
  readonly compensation: Observed;
  /** Where the function begins, with its name. */
  readonly evidence: readonly Evidence[];
}

/** What a handler leaves in its process for a later message, or a timer that makes a later step: lost when the process ends. */
export interface ProcessState {
  readonly service: string;
  readonly kind: 'map' | 'timer';
  /** Of the map or list; empty for timers. */
  readonly name: string;
  /** Where it is put, and where it is gone on with. */
  readonly evidence: readonly Evidence[];
}

/** A place where undoing functions are run: one after the other, or again after a failure. */
export interface Compensation {
  readonly service: string;
  /** `forward` in the order in which the steps were done; `endless` when one that fails is tried again for ever. */
  readonly fault: 'forward' | 'endless';
  readonly evidence: readonly Evidence[];
}

/** A service that imports some of a library, with the imports. */
export interface LibraryUse {
  readonly service: string;
  readonly evidence: readonly Evidence[];
}

/** What belongs to a business, in a library that several services import. */
export interface DomainLibrary {
  /** Folder relative to the root. */
  readonly path: string;
  readonly name: string;
  /** Entities, models and functions that read or write a store, each of which several services import. */
  readonly contents: readonly Evidence[];
  readonly users: readonly LibraryUse[];
}
