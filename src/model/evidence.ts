/** The place in a file that proves a fact. Lines and columns are 1-based; `file` is relative to the root, with forward slashes. */
export interface Evidence {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What stands there, in a few words; the steps by which a value was resolved come as further evidence. */
  readonly note?: string;
}

/** A fact that was looked for: `present` and `absent` are certain, `unknown` means that the files do not say. */
export interface Observed {
  readonly state: 'present' | 'absent' | 'unknown';
  readonly evidence: readonly Evidence[];
}
