/** One commit, as the history tells it. Times are in seconds since 1970. */
export interface Commit {
  readonly time: number;
  readonly author: { readonly name: string; readonly email: string };
  readonly subject: string;
  /** It joins two lines of work: what it changes stands in other commits already. */
  readonly isMerge: boolean;
  /** Files that it changed, relative to the folder that is looked at; none for a merge. */
  readonly files: readonly string[];
}

/** A name that somebody gave to a commit, with the time of that commit. */
export interface Tag {
  readonly name: string;
  readonly time: number;
}

/** The history of a folder. It is walked, not kept: the newest commit first, each handed out once. */
export interface History {
  readonly newest: number;
  readonly oldest: number;
  readonly commits: number;
  readonly tags: readonly Tag[];
  /** Commits from `since` on (seconds since 1970); all when left out. */
  readonly walk: (since?: number) => AsyncIterable<Commit>;
}

/** Why there is no history to look at, and what would bring it. */
export interface NoHistory {
  readonly missing: string;
  readonly remedy: string;
}
