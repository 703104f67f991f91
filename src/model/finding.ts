import type { Evidence } from './system.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Every severity, the worst first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** That a mechanical fix may be possible, and what it has to know. Whether it is, the code at the place decides. */
export interface FixHint {
  readonly kind: 'timeout' | 'shutdown-hooks' | 'retry-bound';
  /** Package (or global) that makes the call. */
  readonly client?: string;
  /** Milliseconds to write. */
  readonly ms?: number;
}

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
  /** There when `archwright lint --fix` may mend it. */
  readonly fix?: FixHint;
}
