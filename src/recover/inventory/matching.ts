import type { Dockerfile } from '../manifests/dockerfile.ts';
import { resolvePath } from '../manifests/paths.ts';
import type { Draft, Drafts } from './draft.ts';
import type { Evidence } from '../../model/system.ts';
import { packagesByFolder } from './candidates.ts';
import { draftOf } from './draft.ts';
import { handlerFile } from './handler-sources.ts';
import { bestFit } from './names.ts';
import { startsOfCommand } from './starts.ts';
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

/**
 * The draft whose entry a container's command names, where one image holds several programs: `node dist/apps/orders/main.js`.
 * Undefined when it names none of several.
 */
export function draftOfCommand({ drafts }: Matching, command: string, evidence: Evidence): Draft | undefined {
  // A package's script is that of the package in the image, wherever that stands here.
  if (command === '' || /^(?:npm|yarn|pnpm|npx)\b/.test(command)) return undefined;
  const relative = command.replaceAll(/(^|\s)\/(?:usr\/src\/app|app|opt\/app|home\/node\/app|srv)\//g, '$1');
  const owners = new Set(
    startsOfCommand(drafts.files, packagesByFolder(drafts), '.', relative, evidence).flatMap(
      ({ entry: direct, started }) => {
        const path = started.kind === 'node' ? resolvePath('.', started.entry.replace(/\.[cm]?js$/, '')) : null;
        const entry = direct ?? (path === null ? undefined : handlerFile(drafts.files, path));
        const owner = entry === undefined ? undefined : draftOf(drafts, entry);
        return owner === undefined || owner.path === '.' || owner.isAside ? [] : [owner];
      },
    ),
  );
  const [owner] = owners;
  return owners.size === 1 ? owner : undefined;
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
