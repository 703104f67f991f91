import type { Design } from './design.ts';
import type { SystemModel } from './system.ts';

/** A comment `archwright-ignore …` in a source file; `text` is what follows the keyword, up to the end of the line or comment. */
export interface IgnoreComment {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** Who works on a system, as far as its history tells. */
export interface People {
  /** Authors of the last year before the newest commit, robots left out. */
  readonly authors: number;
  /** Owners that CODEOWNERS names: persons and teams. */
  readonly owners: readonly string[];
}

/** What is known besides the code. Where one is missing, rules that need it say nothing. */
export interface Beside {
  /** The model of the blueprint. */
  readonly declared?: SystemModel;
  readonly people?: People;
  /** What the blueprint declares beyond its model; there when the blueprint itself is judged. */
  readonly design?: Design;
}

/** What reading a repository gives: the observed model, and the comments by which people silence findings. */
export interface Recovery {
  readonly model: SystemModel;
  readonly ignores: readonly IgnoreComment[];
  readonly beside?: Beside;
}
