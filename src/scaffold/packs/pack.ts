import type { VariableValue } from '../../blueprint/blueprint.ts';

/** The file of a pack that tells its variables, packages and hooks; it may be missing. */
export const PACK_FILE = 'templates.yaml';

/** A variable that templates of a pack speak of. */
export interface VariableSpec {
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean';
  readonly description: string;
  /** Undefined: a value has to be given. */
  readonly default: VariableValue | undefined;
  /** Allowed values; none for any. */
  readonly enum: readonly VariableValue[];
  /** Regular expression that texts have to match as a whole. */
  readonly pattern: string | undefined;
}

/** A program to run after files were written, as its words: no shell reads them. */
export type Hook = readonly string[];

/** Templates of the user's own: a folder, or an installed package. */
export interface Pack {
  /** As the blueprint names it. */
  readonly source: string;
  /** Its folder, as a path to read from. */
  readonly folder: string;
  readonly variables: readonly VariableSpec[];
  /** Exact versions of npm packages that its code imports. */
  readonly packages: Readonly<Record<string, string>>;
  readonly hooks: readonly Hook[];
  /** Texts by path below the folder. */
  readonly files: ReadonlyMap<string, string>;
}
