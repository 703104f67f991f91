import type { Dockerfile } from '../manifests/dockerfile.ts';
import type { Draft, Drafts } from './draft.ts';
import { bestFit } from './names.ts';
import type { BackingImage } from './unit.ts';

/** What is known while deployments are matched to drafts. */
export interface Matching {
  readonly drafts: Drafts;
  readonly images: BackingImage[];
  /** Drafts by the name of the image that is built from them. */
  readonly built: Map<string, Draft>;
  readonly dockerfiles: ReadonlyMap<string, Dockerfile>;
  /** Dockerfiles that something builds. */
  readonly used: Set<string>;
  /** What can only be decided when everything else is matched. */
  readonly later: (() => void)[];
}

/** The draft that one of several names means. */
export function fitting(drafts: Drafts, names: readonly string[]): Draft | undefined {
  const all = [...drafts.byPath.values()].filter((draft) => !draft.isLibrary);
  for (const name of names) {
    const found = bestFit(name, all, (draft) => [...draft.names, ...draft.titles]);
    if (found !== undefined) return found.isAside ? undefined : found;
  }
  return undefined;
}
