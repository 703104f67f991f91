import type { CoverageGap } from '../../model/system.ts';
import type { SourceFacts } from '../facts/source-facts.ts';

/** Everything that recovery asks of one repository, wherever it lies: on the disk, or in a fact file. */
export interface SourceTree {
  /** Paths relative to the root, with forward slashes, sorted. */
  readonly files: readonly string[];
  /** What could not be listed. */
  readonly gaps: readonly CoverageGap[];
  /** Text of a manifest, without BOM. Throws when it cannot be read. */
  read(file: string): string;
  /** Facts of a source file or an imported JSON file. Throws when it cannot be read. */
  facts(file: string): SourceFacts;
}

/** Thrown where facts have to be made before the parser was loaded; who catches it loads the parser and begins again. */
export class ParserMissing extends Error {}
