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
