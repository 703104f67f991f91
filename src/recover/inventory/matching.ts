import type { Dockerfile } from '../manifests/dockerfile.ts';
import type { Draft, Drafts } from './draft.ts';
import { bestFit } from './names.ts';
import type { BackingImage } from './unit.ts';

/** What is known while deployments are matched to drafts. */
export interface Matching {
  readonly drafts: Drafts;
  readonly images: BackingImage[];
  /** Drafts by repository and name of the image that is built from them; null where several are. */
  readonly built: Map<string, Draft | null>;
  readonly dockerfiles: ReadonlyMap<string, Dockerfile>;
  /** Dockerfiles that something builds. */
  readonly used: Set<string>;
  /** What can only be decided when everything else is matched. */
  readonly later: (() => void)[];
}

/** The draft that one of several names in a manifest means: of the manifest's own repository, else of another. */
export function fitting(drafts: Drafts, names: readonly string[], manifest: string): Draft | undefined {
  const own = drafts.repositoryOf(manifest);
  const all = [...drafts.byPath.values()].filter((draft) => !draft.isLibrary);
  const here = all.filter((draft) => drafts.repositoryOf(draft.path) === own);
  const found = fittingOf(here, names);
  return found ?? (here.length < all.length ? fittingOf(all, names) : undefined);
}

function fittingOf(all: readonly Draft[], names: readonly string[]): Draft | undefined {
  for (const name of names) {
    const found = bestFit(name, all, (draft) => [...draft.names, ...draft.titles]);
    if (found !== undefined) return found.isAside ? undefined : found;
  }
  return undefined;
}

/** Keeps that a manifest builds an image of a draft. */
export function rememberBuilt({ built, drafts }: Matching, manifest: string, image: string, draft: Draft): void {
  built.set(`${drafts.repositoryOf(manifest)}|${image}`, draft);
  const elsewhere = built.get(`|${image}`);
  // The same name in two repositories tells a third one nothing.
  built.set(`|${image}`, elsewhere === undefined || elsewhere === draft ? draft : null);
}

/** The draft that an image is built of, in the manifest's own repository, else in another. */
export function builtAs({ built, drafts }: Matching, manifest: string, image: string): Draft | undefined {
  return built.get(`${drafts.repositoryOf(manifest)}|${image}`) ?? built.get(`|${image}`) ?? undefined;
}
