import type { LintResult } from '../engine.ts';
import type { Sources } from '../span.ts';

/** How to paint parts of a text for people; a palette that returns its argument gives plain text. */
export interface Palette {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly info: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** What a reporter may need besides the result. */
export interface ReportContext {
  readonly palette: Palette;
  /** Columns of the terminal. */
  readonly width: number;
  readonly sources: Sources;
  /** Version of Archwright. */
  readonly version: string;
  /** Folder of the analysed root as seen from the working directory, in front of every path that a CI system reads; '' when they are the same. */
  readonly prefix: string;
  /** URL of the folder that paths begin at, such as `https://github.com/acme/shop/blob/<commit>`; null when nothing is linked. */
  readonly sourceUrl: string | null;
}

/** Turns a result into text that ends with a line break, or into nothing. Pure. */
export type Reporter = (result: LintResult, context: ReportContext) => string;

const plain = (text: string): string => text;

/** Paints nothing. */
export const plainPalette: Palette = { error: plain, warning: plain, info: plain, strong: plain, dim: plain };
