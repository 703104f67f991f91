import type { ServiceKind } from '../../model/system.ts';
import { baseOf, folderOf, isInside } from '../manifests/paths.ts';
import { addCandidates, packagesByFolder } from './candidates.ts';
import { addDeployments } from './deployments.ts';
import { draftOf, runsOf, type Draft, type Drafts } from './draft.ts';
import { languageOfFile } from './engines.ts';
import type { ReadFile } from './manifest-reader.ts';
import { readManifests } from './read-manifests.ts';
import { isSource, roleAmong } from './role.ts';
import { rootFolder, systemName } from './system-name.ts';
import { environmentOf } from './unit-environment.ts';
import type { Inventory, Unit } from './unit.ts';
import { unscoped } from './names.ts';

export type { CodeFact, Inventory, Unit } from './unit.ts';

/**
 * Finds the services and libraries of a repository from its manifests alone; `settleServices` decides with what the code does.
 * `files` are those of the walk, relative to `root`; each manifest among them is read once.
 * `repositoryOf` names the repository of a path where there are several.
 */
export function takeInventory(
  root: string,
  files: readonly string[],
  read: ReadFile,
  repositoryOf: (path: string) => string = () => '',
): Inventory {
  const { manifests, gaps } = readManifests(files, read, repositoryOf);
  const languages = languagesOf(files);
  const drafts: Drafts = { files: new Set(files), manifests, byPath: new Map(), languages, repositoryOf };
  addCandidates(drafts);
  const images = addDeployments(drafts);
  const dialects = nodeLanguages(drafts);
  const packages = packagesByFolder(drafts);
  const sorted = [...drafts.byPath.values()]
    .filter((draft) => !draft.isAside)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const named = sorted.map((draft) => ({ draft, name: nameOf(draft, root) }));
  const ids = idsOf(named);
  const drafted = named.map(({ draft, name }) =>
    toUnit(drafts, draft, { name, id: ids.get(draft) ?? name, languages: dialects, packages }),
  );
  const units = drafted.map((unit) => withoutBorrowedNames(unit, drafted));
  return {
    name: systemName(root, manifests.packages),
    units,
    manifests,
    images,
    gaps,
    ownerOf: ownership(units),
  };
}

function languagesOf(files: readonly string[]): Map<string, string> {
  const languages = new Map<string, string>();
  for (const file of files) {
    const language = languageOfFile(baseOf(file));
    if (language !== undefined && !languages.has(folderOf(file))) languages.set(folderOf(file), language);
  }
  return languages;
}

/** TypeScript or JavaScript by what most production files of a draft are written in. */
function nodeLanguages(drafts: Drafts): ReadonlyMap<Draft, string> {
  const counts = new Map<Draft, number>();
  for (const file of drafts.files) {
    if (!isSource(file)) continue;
    const role = roleAmong(drafts.files, file);
    if (role !== 'production' && role !== 'browser') continue;
    const draft = draftOf(drafts, file);
    if (draft !== undefined) counts.set(draft, (counts.get(draft) ?? 0) + (/tsx?$/.test(file) ? 1 : -1));
  }
  return new Map([...counts].map(([draft, balance]) => [draft, balance > 0 ? 'typescript' : 'javascript']));
}

interface Naming {
  readonly name: string;
  readonly id: string;
  readonly languages: ReadonlyMap<Draft, string>;
  readonly packages: ReturnType<typeof packagesByFolder>;
}

function toUnit(drafts: Drafts, draft: Draft, { name, id, languages, packages }: Naming): Unit {
  const { deploys } = draft;
  const isNode = draft.language === 'node';
  const isStatic = deploys.some((one) => one.isStatic) && isNode;
  const isBrowser = draft.isBrowser || isStatic;
  const probes = deploys.filter((one) => !one.isTest).flatMap((one) => one.probes);
  const packageName = draft.ownPackage?.name ?? null;
  return {
    id,
    name,
    path: draft.path,
    repository: drafts.repositoryOf(draft.path),
    kind: kindOf(draft, isBrowser),
    language: !isNode ? draft.language : isBrowser ? 'browser' : (languages.get(draft) ?? 'javascript'),
    packageJson: nearestPackage(packages, draft.path),
    evidence: whyUnit(draft),
    hostNames: unique(
      [...deploys.flatMap((one) => one.hostNames), name, ...(packageName === null ? [] : [unscoped(packageName)])],
      String,
    ),
    ports: unique(
      deploys.flatMap((one) => [...one.ports, ...one.publishedPorts]),
      String,
    ),
    publishedPorts: unique(
      deploys.flatMap((one) => one.publishedPorts),
      String,
    ),
    environment: environmentOf(drafts, draft),
    health:
      probes.length > 0
        ? { state: 'present', evidence: unique(probes, (one) => `${one.file}:${one.line}`) }
        : { state: deploys.length > 0 ? 'absent' : 'unknown', evidence: [] },
    entryFiles: [...draft.entries].sort(),
    deployedBy: unique(
      deploys.filter((one) => !one.isTest).map((one) => one.file),
      String,
    ),
    jobs: draft.jobs,
    isStarted: draft.starts.length > 0,
    frameworks: [...draft.frameworks].sort(),
    runs: runsOf(deploys),
    isSplit: draft.isSplit,
  };
}

function whyUnit({ deploys, starts, ownPackage }: Draft): Unit['evidence'] {
  const sites = [...deploys.map((one) => one.evidence), ...starts, ...(ownPackage ? [ownPackage.evidence] : [])];
  return unique(sites, (one) => `${one.file}:${one.line}`);
}

// Copied package.json files carry the name of another service.
function withoutBorrowedNames(unit: Unit, all: readonly Unit[]): Unit {
  const borrowed =
    unit.packageJson?.folder === unit.path && unit.packageJson.name !== null
      ? unscoped(unit.packageJson.name)
      : undefined;
  const isBorrowed =
    borrowed !== undefined &&
    borrowed !== unit.name &&
    all.some(
      (one) =>
        one.id !== unit.id &&
        one.repository === unit.repository &&
        (one.name === borrowed || one.packageJson?.name === unit.packageJson?.name),
    );
  return isBorrowed ? { ...unit, hostNames: unit.hostNames.filter((host) => host !== borrowed) } : unit;
}

function kindOf(draft: Draft, isBrowser: boolean): ServiceKind | 'library' {
  if (isBrowser) return 'frontend';
  if (draft.language !== 'node') {
    if (/^(?:traefik|kong|envoy|haproxy|apisix|krakend|tyk|nginx|openresty|caddy)/.test(draft.language))
      return 'gateway';
    return draft.deploys.some((one) => !one.isTest) ? 'service' : 'library';
  }
  const isFunction = draft.deploys.some((one) => one.kind === 'function');
  if (isFunction) return 'function';
  return !draft.isLibrary && (draft.deploys.some((one) => !one.isTest) || draft.starts.length > 0)
    ? 'service'
    : 'library';
}

// A folder's name is what people call a service, unless it says only where code lies.
function nameOf(draft: Draft, root: string): string {
  const [title] = draft.titles;
  const base = baseOf(draft.path).replace(/(?:\.service)?\.[cm]?[jt]s$/, '');
  const isTelling =
    draft.path !== '.' && !/^(?:src|app|source|server|backend|nginx|docker|code|main|functions)$/.test(base);
  if (isTelling) return base;
  const packageName = draft.ownPackage?.name ?? null;
  return (
    title ??
    (packageName !== null && packageName !== '' ? unscoped(packageName) : draft.path === '.' ? rootFolder(root) : base)
  );
}

interface Named {
  readonly draft: Draft;
  readonly name: string;
}

function idsOf(named: readonly Named[]): ReadonlyMap<Draft, string> {
  const byName = new Map<string, Named[]>();
  for (const one of named) {
    const same = byName.get(one.name);
    if (same) same.push(one);
    else byName.set(one.name, [one]);
  }
  return new Map([...byName.values()].flatMap((same) => same.map((one) => [one.draft, idOf(one, same)])));
}

function idOf({ draft, name }: Named, same: readonly Named[]): string {
  if (same.length === 1) return name;
  // The first segment in which the paths differ tells them apart: `blog/users`, `conduit/users`.
  const segments = draft.path.split('/');
  for (const segment of segments) {
    const id = segment === name ? name : `${segment}/${name}`;
    if (
      segment !== baseOf(draft.path) &&
      same.filter((one) => one.draft.path.split('/').includes(segment)).length === 1
    )
      return id;
  }
  return draft.path === '.' ? name : draft.path;
}

function nearestPackage(packages: ReturnType<typeof packagesByFolder>, path: string): Unit['packageJson'] {
  for (let at = path; ; at = folderOf(at)) {
    const pkg = packages.get(at);
    if (pkg !== undefined || at === '.') return pkg;
  }
}

function ownership(units: readonly Unit[]): Inventory['ownerOf'] {
  const byPath = new Map(units.map((unit) => [unit.path, unit]));
  const starters = new Map<string, Unit | null>();
  for (const unit of units) for (const entry of unit.entryFiles) starters.set(entry, starters.has(entry) ? null : unit);
  return (file) => {
    const starter = starters.get(file);
    let owner: Unit | undefined;
    for (let at = file; owner === undefined; at = folderOf(at)) {
      owner = byPath.get(at);
      if (at === '.') break;
    }
    // Only a file outside of every unit that is one of several, such as a shared starter, goes to whom it starts.
    return starter !== null &&
      starter !== undefined &&
      (owner === undefined || (starter.isSplit && isInside(starter.path, owner.path)))
      ? starter
      : owner;
  };
}

function unique<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = keyOf(item);
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
