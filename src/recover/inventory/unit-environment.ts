import { startedBy } from '../manifests/command.ts';
import { isExample } from '../manifests/dotenv.ts';
import type { EnvironmentEntry } from '../manifests/facts.ts';
import { baseOf, folderOf, isInside } from '../manifests/paths.ts';
import { draftOf, type Draft, type Drafts } from './draft.ts';

/**
 * Configuration of a draft: what its deployments set, what its scripts set, then dotenv files, the nearest first and examples last.
 * What only tests use is left out.
 */
export function environmentOf(drafts: Drafts, draft: Draft): EnvironmentEntry[] {
  const deployed = draft.deploys.filter((one) => !one.isTest).flatMap((one) => one.environment);
  const scripts = [...(draft.ownPackage?.scripts ?? [])].flatMap(([name, { value, evidence }]) =>
    draft.starts.some((start) => start.line === evidence.line && start.file === evidence.file)
      ? startedBy(value).flatMap((started) =>
          started.kind === 'node'
            ? Object.entries(started.environment).map(([key, one]) => ({
                name: key,
                value: one.includes('$') ? null : one,
                environment: `script:${evidence.file}#${name}`,
                evidence,
              }))
            : [],
        )
      : [],
  );
  return [...deployed, ...scripts, ...dotenvOf(drafts, draft)];
}

function dotenvOf(drafts: Drafts, draft: Draft): EnvironmentEntry[] {
  const files = new Map<string, EnvironmentEntry[]>();
  for (const entry of drafts.manifests.dotenv) {
    const { file } = entry.evidence;
    // `PAYMENT_URL=` in an example is a line to be filled in: what code falls back to holds until then.
    if (entry.value === '' && isExample(file)) continue;
    const list = files.get(file);
    if (list !== undefined) list.push(entry);
    else if (concerns(drafts, draft, file)) files.set(file, [entry]);
  }
  return [...files]
    .sort(([a], [b]) => rank(draft, a) - rank(draft, b) || (a < b ? -1 : 1))
    .flatMap(([, entries]) => entries);
}

// Its own files, and those of the folders that it lies in: a program is often started from the root.
function concerns(drafts: Drafts, draft: Draft, file: string): boolean {
  if (/(?:^|[.-])(?:test|e2e|ci)(?:[.-]|$)/.test(baseOf(file).replace(/^\.?env/, ''))) return false;
  return draftOf(drafts, file) === draft || isInside(draft.path, folderOf(file));
}

function rank(draft: Draft, file: string): number {
  const distance = isInside(folderOf(file), draft.path)
    ? 0
    : draft.path.split('/').length - (folderOf(file) === '.' ? 0 : folderOf(file).split('/').length);
  const plain = /^\.?env$/.test(baseOf(file)) ? 0 : 1;
  return (isExample(file) ? 1000 : 0) + distance * 10 + plain;
}
