import type { Evidence } from './system.ts';

export type Severity = 'error' | 'warning' | 'info';

/** One violation of a rule, at a site. `column`, `endLine` and `endColumn` are 1-based; the end is exclusive. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** Id of the service that the site belongs to. */
  readonly service: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly evidence: readonly Evidence[];
  /** Stable identity that survives moved lines. */
  readonly fingerprint: string;
  /** What to do, in one or two sentences. */
  readonly help: string;
}
