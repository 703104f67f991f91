import type { SystemModel } from './system.ts';

/** A comment `archwright-ignore …` in a source file; `text` is what follows the keyword, up to the end of the line or comment. */
export interface IgnoreComment {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** What reading a repository gives: the observed model, and the comments by which people silence findings. */
export interface Recovery {
  readonly model: SystemModel;
  readonly ignores: readonly IgnoreComment[];
}
