/** Whose version a conflict is settled for: a person's (`ours`) or the template's (`theirs`). */
export type MergeSide = 'ours' | 'theirs';

/** A place where both sides changed the same thing. */
export interface MergeConflict {
  /** 1-based line of the merged text. */
  readonly line: number;
  /** 1-based line of the person's text. */
  readonly before: number;
  /** In data: the path of the value, and what each side says it is, as JSON; null for a value that is not there. */
  readonly value?: {
    readonly path: readonly (string | number)[];
    readonly mine: string | null;
    readonly base: string | null;
    readonly theirs: string | null;
  };
}

/** What became of three texts. In lines, conflicts stand between markers; in data, the person's value stands and the text can be read. */
export interface Merge {
  readonly text: string;
  readonly conflicts: readonly MergeConflict[];
  readonly style: 'markers' | 'values';
}
