import type { CallExpression, NewExpression, SourceFile } from 'ts-morph';

/** A piece of text to put into a file at an offset in characters. Fixes only ever add; `end` is where what it replaces ends. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What a fixer makes of a finding: edits and what they do, or the reason why a person has to choose. */
export type FixOutcome =
  { readonly edits: readonly Edit[]; readonly title: string } | { readonly edits?: undefined; readonly reason: string };

/** A call, or the making of an instance, where a finding stands. */
export type Site = CallExpression | NewExpression;

/** What the nearest package.json of a file says that fixes depend on. */
export interface Surroundings {
  /** Node.js and its types know `AbortSignal.timeout` (Node 17.3). */
  readonly hasTimeoutSignal: boolean;
  /** Major version of a dependency as its range begins, undefined when it is not there or not a number. */
  readonly major: (dependency: string) => number | undefined;
}

/** Everything a fixer may look at. */
export interface FixContext {
  readonly source: SourceFile;
  readonly site: Site;
  /** Milliseconds that a fix gives to a call that has no limit. */
  readonly ms: number;
  /** Package (or global) that makes the call, empty for fixes that are not about a call. */
  readonly client: string;
  readonly surroundings: Surroundings;
}

export type Fixer = (context: FixContext) => FixOutcome;

/** An outcome that leaves the code alone. */
export function leave(reason: string): FixOutcome {
  return { reason };
}
