/** The checks of `archwright adr lint`, by name. */
export type AdrCheck =
  | 'file-name'
  | 'front-matter'
  | 'status'
  | 'date'
  | 'duplicate-number'
  | 'number-gap'
  | 'missing-heading'
  | 'empty-section'
  | 'template-text'
  | 'chosen-option'
  | 'broken-link'
  | 'one-way-supersede'
  | 'superseded-by-nothing'
  | 'supersede-cycle'
  | 'contradiction';

/** Something wrong with a record, at a place in it; lines and columns count from 1. An `info` is no reason to fail. */
export interface AdrFinding {
  readonly check: AdrCheck;
  readonly severity: 'error' | 'info';
  readonly message: string;
  readonly help: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Takes a finding from a check; without a place, the beginning of the file is meant. */
export type Report = (
  check: AdrCheck,
  file: string,
  at: { readonly line: number; readonly column: number } | null,
  message: string,
  help: string,
  severity?: AdrFinding['severity'],
) => void;
