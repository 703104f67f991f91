import type { CoverageGap } from '../../model/system.ts';
import type { SourceTree } from './source-tree.ts';

/** A repository among others; its name stands in front of its paths, unless it is empty: then the repository is alone. */
export interface Repository {
  readonly name: string;
  readonly tree: SourceTree;
}

/** Several repositories as one tree of files: each is a folder that has its name. */
export interface JoinedRepositories {
  readonly members: readonly Repository[];
  readonly files: readonly string[];
  readonly gaps: readonly CoverageGap[];
  read(file: string): string;
  /** Name of the repository that a path lies in; empty where there is only one. */
  repositoryOf(this: void, path: string): string;
}

/** Joins repositories; their order does not matter. */
export function joinRepositories(repositories: readonly Repository[]): JoinedRepositories {
  const members = [...repositories].sort((a, b) => (a.name < b.name ? -1 : 1));
  const byName = new Map(members.map((one) => [one.name, one]));
  const isAlone = byName.has('');
  const repositoryOf = (path: string): string => (isAlone ? '' : (path.split('/', 1)[0] ?? ''));
  return {
    members,
    files: members.flatMap(({ name, tree }) => tree.files.map((file) => inRepository(name, file))),
    gaps: members.flatMap(({ name, tree }) => tree.gaps.map((gap) => ({ ...gap, file: inRepository(name, gap.file) }))),
    read: (file) => {
      const name = repositoryOf(file);
      const member = byName.get(name);
      if (member === undefined) throw new Error(`no repository has ${file}`);
      return member.tree.read(isAlone ? file : file.slice(name.length + 1));
    },
    repositoryOf,
  };
}

/** A path of a repository as all repositories together see it. */
export function inRepository(name: string, path: string): string {
  if (name === '') return path;
  return path === '.' ? name : `${name}/${path}`;
}
