import type { Commit } from '../../model/history.ts';

/** How parts of a repository changed, alone and together, in some time. */
export interface Changes {
  /** Commits that changed files, merges not among them. */
  readonly commits: number;
  /** Commits that were left out because they changed more files than one piece of work does. */
  readonly large: number;
  /** Commits that were left out because they went through more parts than one piece of work does. */
  readonly sweeping: number;
  readonly parts: ReadonlyMap<string, PartChanges>;
  /** Of commits that changed any part: how many changed two or more. */
  readonly touching: number;
  readonly joint: number;
}

/** The commits that changed one part. */
export interface PartChanges {
  readonly commits: number;
  /** Those that changed another part as well. */
  readonly joint: number;
  /** The same by the other part's name. */
  readonly with: ReadonlyMap<string, number>;
  /** Changes of files, one for each file and commit. */
  readonly churn: number;
}

/** More files than this are a move, a format or an upgrade, and say nothing about what belongs together. */
export const LARGEST_COMMIT = 50;
/** More parts than this are a sweep through the whole: an upgrade, a rename, a new convention. */
export const MOST_PARTS = 5;

interface Counting {
  commits: number;
  joint: number;
  churn: number;
  readonly with: Map<string, number>;
}

/** Counts commits by part, as they come; what is kept grows with pairs of parts, not with the history. */
export class ChangeCounter {
  private readonly partOf: (file: string) => string | undefined;
  private readonly largest: number;
  private readonly parts = new Map<string, Counting>();
  private readonly totals = { commits: 0, large: 0, sweeping: 0, touching: 0, joint: 0 };

  /** `partOf` names the part of a file; undefined for files that belong to none, or to all. */
  constructor(partOf: (file: string) => string | undefined, largest = LARGEST_COMMIT) {
    this.partOf = partOf;
    this.largest = largest;
  }

  add({ files, isMerge }: Commit): void {
    if (isMerge || files.length === 0) return;
    this.totals.commits++;
    if (files.length > this.largest) {
      this.totals.large++;
      return;
    }
    const touched = new Map<string, number>();
    for (const file of files) {
      const part = this.partOf(file);
      if (part !== undefined) touched.set(part, (touched.get(part) ?? 0) + 1);
    }
    if (touched.size === 0) return;
    if (touched.size > MOST_PARTS) {
      this.totals.sweeping++;
      return;
    }
    this.totals.touching++;
    if (touched.size > 1) this.totals.joint++;
    for (const [part, churn] of touched) this.count(part, churn, touched);
  }

  result(): Changes {
    return { ...this.totals, parts: this.parts };
  }

  private count(part: string, churn: number, touched: ReadonlyMap<string, number>): void {
    const counting = this.parts.get(part) ?? { commits: 0, joint: 0, churn: 0, with: new Map<string, number>() };
    this.parts.set(part, counting);
    counting.commits++;
    counting.churn += churn;
    if (touched.size > 1) counting.joint++;
    for (const other of touched.keys())
      if (other !== part) counting.with.set(other, (counting.with.get(other) ?? 0) + 1);
  }
}
