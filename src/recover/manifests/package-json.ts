import type { CoverageGap, Evidence } from '../../model/system.ts';

/** A value with its place. */
export interface Located<T> {
  readonly value: T;
  readonly evidence: Evidence;
}

/** What a package.json says about what is started and what is used. */
export interface PackageJson {
  readonly file: string;
  /** Folder relative to the root; `.` for the root. */
  readonly folder: string;
  readonly name: string | null;
  readonly private: boolean;
  readonly type: string | null;
  readonly scripts: ReadonlyMap<string, Located<string>>;
  /** dependencies, peerDependencies and optionalDependencies: name → version. */
  readonly dependencies: ReadonlyMap<string, string>;
  readonly devDependencies: ReadonlyMap<string, string>;
  /** Glob patterns of workspaces; empty when there are none. */
  readonly workspaces: readonly string[];
  readonly main: string | null;
  readonly bin: readonly string[];
  readonly evidence: Evidence;
}

/** Facts of one manifest, and what in it was not understood. */
export interface Parsed<T> {
  readonly facts: T;
  readonly gaps: readonly CoverageGap[];
}
