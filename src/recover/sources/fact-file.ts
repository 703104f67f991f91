import type { CoverageGap } from '../../model/system.ts';
import type { FileFacts } from '../facts/file-facts.ts';
import type { Problem } from '../facts/source-facts.ts';

/** Raised when what a fact file holds means something else than before: files of another format are refused. */
export const FACTS_FORMAT = 1;

/** Facts of one source file, without its path. */
export type PathlessFacts = Omit<FileFacts, 'file'>;

/** Everything that recovery needs of one repository, so that it can be linked with others elsewhere. */
export interface FactFile {
  readonly kind: 'archwright-facts';
  readonly schemaVersion: typeof FACTS_FORMAT;
  readonly tool: { readonly name: 'archwright'; readonly version: string };
  /** Name of the repository: the first part of every path where several are linked. */
  readonly repository: string;
  /** Paths of all files, relative to the root, sorted. */
  readonly files: readonly string[];
  /** What could not be listed. */
  readonly gaps: readonly CoverageGap[];
  /** Texts of deployment files and configuration, without the values of secrets. */
  readonly manifests: Readonly<Record<string, string>>;
  /** Facts of the source files that run in production, and of JSON files that they import. */
  readonly sources: Readonly<
    Record<string, { readonly facts: PathlessFacts | null; readonly problem: Problem | null }>
  >;
  /** Why files that should have been read could not be. */
  readonly unreadable: Readonly<Record<string, { readonly code: string; readonly message: string }>>;
}

/** What a repository can be called: one part of a path. */
export function isRepositoryName(name: string): boolean {
  return /^[A-Za-z0-9@_][A-Za-z0-9@_.-]*$/.test(name);
}
