import type { Exposure } from '../../model/deployment.ts';
import type { Evidence } from '../../model/system.ts';
import type { Named } from '../manifests/compose-values.ts';
import type { EnvironmentEntry } from '../manifests/facts.ts';
import type { PackageJson } from '../manifests/package-json.ts';
import { baseOf, folderOf, isInside } from '../manifests/paths.ts';
import { unscoped } from './names.ts';
import type { Manifests, UnitRun } from './unit.ts';

/** A unit in the making: collects what manifests say about one folder (or file). */
export interface Draft {
  readonly path: string;
  /** `node`, or another language's name. */
  readonly language: string;
  /** The package.json of this very folder. */
  readonly ownPackage: PackageJson | undefined;
  /** Names by which a deployment may mean it. */
  readonly names: string[];
  /** A workspace's configuration says that it is a library. */
  readonly isLibrary: boolean;
  isBrowser: boolean;
  /** Tests, documentation sites, generators: never a service, whatever starts it. */
  readonly isAside: boolean;
  /** One of several programs of a package, so that the package itself is no service unless it starts and listens too. */
  readonly isSplit: boolean;
  readonly starts: Evidence[];
  /** Start scripts that only serve files to a browser. */
  readonly bundlers: Evidence[];
  /** Frameworks that start it with a server of their own: `next`, `strapi`. */
  readonly frameworks: Set<string>;
  readonly deploys: Deployment[];
  /** Where a cluster is told to run it once, or at times. */
  readonly jobs: Evidence[];
  readonly entries: Set<string>;
  /** Names that deployments give it, the best first. */
  readonly titles: string[];
}

/** One way in which a draft is run: a compose service, a Kubernetes container, a Dockerfile of its own, … */
export interface Deployment {
  /** `dockerfile` is weak: an image that nothing in the repository runs. */
  readonly kind: 'compose' | 'kubernetes' | 'dockerfile' | 'process' | 'function';
  readonly file: string;
  readonly evidence: Evidence;
  readonly hostNames: readonly string[];
  readonly ports: readonly number[];
  readonly publishedPorts: readonly number[];
  readonly environment: readonly EnvironmentEntry[];
  readonly probes: readonly Evidence[];
  /** Served by nginx or a similar server: the built files of a front end. */
  readonly isStatic: boolean;
  /** Started only by test or CI configuration: its values say nothing about the system. */
  readonly isTest: boolean;
  /** Ways in from outside of the system. */
  readonly opens?: readonly Opening[];
  /** Host names of what has to be started before it, and where that is said. */
  readonly after?: readonly Named[];
}

/** Where a deployment lets requests in from outside. */
export type Opening = Omit<Exposure, 'service'>;

/** All drafts, and what is needed to make and find them. */
export interface Drafts {
  readonly files: ReadonlySet<string>;
  readonly manifests: Manifests;
  readonly byPath: Map<string, Draft>;
  /** Folders with a project file of another language than JavaScript, by that language. */
  readonly languages: ReadonlyMap<string, string>;
  /** Name of the repository that a path lies in; empty where there is only one. */
  readonly repositoryOf: (path: string) => string;
}

/** How manifests run a draft, tests left out. */
export function runsOf(deploys: readonly Deployment[]): UnitRun[] {
  return deploys
    .filter((one) => !one.isTest)
    .map(({ file, hostNames, opens = [], after = [], evidence }) => ({ file, hostNames, opens, after, evidence }));
}

/** Adds a draft unless its path has one. */
export function addDraft(
  drafts: Drafts,
  path: string,
  details: Partial<Omit<Draft, 'path' | 'names'>> & { names?: readonly string[] },
): Draft {
  const known = drafts.byPath.get(path);
  if (known !== undefined) {
    known.names.push(...(details.names ?? []).filter((name) => !known.names.includes(name)));
    return known;
  }
  const { names = [], ...rest } = details;
  const own = path === '.' ? [] : [baseOf(path).replace(/(?:\.service)?\.[cm]?[jt]s$/, '')];
  const draft: Draft = {
    path,
    language: 'node',
    ownPackage: undefined,
    isLibrary: false,
    isBrowser: false,
    isAside: false,
    isSplit: false,
    starts: [],
    bundlers: [],
    frameworks: new Set(),
    deploys: [],
    jobs: [],
    entries: new Set(),
    titles: [],
    ...rest,
    names: [...own, ...names.map(unscoped)],
  };
  drafts.byPath.set(path, draft);
  return draft;
}

/** The draft with the longest path that `path` lies in. */
export function draftOf(drafts: Drafts, path: string): Draft | undefined {
  for (let at = path; ; at = folderOf(at)) {
    const found = drafts.byPath.get(at);
    if (found !== undefined) return found;
    if (at === '.') return undefined;
  }
}

/** Drafts strictly below a folder that something could deploy. */
export function draftsBelow(drafts: Drafts, folder: string): Draft[] {
  return [...drafts.byPath.values()].filter(
    (draft) => draft.path !== folder && isInside(draft.path, folder) && !draft.isAside,
  );
}
