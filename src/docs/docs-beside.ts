import type { Evidence } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import type { PlacedDrift } from './drift/placed-drift.ts';

/** A record of a decision, as far as documents need it. */
export interface DecisionRecord {
  /** `ADR-0007`, or the name of its file. */
  readonly label: string;
  readonly title: string;
  /** `proposed`, `accepted`, … or `unknown`. */
  readonly state: string;
  readonly date: string | null;
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  /** Labels of the records that it took the place of, and that took its place. */
  readonly supersedes: readonly string[];
  readonly supersededBy: readonly string[];
  /** What a reader sees of it, line by line; headings of the first level are titles. */
  readonly lines: readonly { readonly number: number; readonly text: string; readonly isTitle: boolean }[];
}

/** A step of a declared saga: the operation that does it, and the one that undoes it. */
interface SagaStep {
  /** Id of the service that does it. */
  readonly service: string;
  readonly request: string;
  readonly undo: string | null;
  /** Milliseconds. */
  readonly timeout: number;
  /** Once it is done nothing is undone. */
  readonly pivot: boolean;
}

/** A saga that the blueprint declares. */
export interface DeclaredSaga {
  readonly name: string;
  /** Id of the service that starts it. */
  readonly service: string;
  readonly style: string;
  readonly steps: readonly SagaStep[];
  readonly evidence: Evidence;
}

/** What documents tell besides the model. Null says that nobody looked, which is not the same as nothing found. */
export interface DocsBeside {
  readonly findings: readonly Finding[] | null;
  readonly decisions: readonly DecisionRecord[] | null;
  readonly sagas: readonly DeclaredSaga[];
  /** What blueprint and code say differently. */
  readonly drift: readonly PlacedDrift[] | null;
}

/** When nobody looked at anything but the model. */
export const NOTHING_BESIDE: DocsBeside = { findings: null, decisions: null, sagas: [], drift: null };
