import type { Evidence } from '../../model/system.ts';
import { finalStage } from '../manifests/dockerfile.ts';
import type { PackageJson } from '../manifests/package-json.ts';
import { baseOf, folderOf, isInside, joinPath, resolvePath } from '../manifests/paths.ts';
import { addDraft, draftOf, type Draft, type Drafts } from './draft.ts';
import { programFolder } from './entry-files.ts';
import { isBrowserPackage, isRenderingPackage, isServerPackage } from './package-kinds.ts';
import { roleOf } from './role.ts';
import { startsOfCommand, startsOfPackage, type Start } from './starts.ts';

const ASIDE =
  /^(?:@docusaurus\/core|vuepress|vitepress|nextra|fumadocs-(?:core|ui)|@astrojs\/starlight|electron|vscode|typedoc|plop|hygen|yeoman-generator|react-native|expo)$/;

// Folders of one package's several processes: an API and its workers are one service.
const PROCESS_FOLDER =
  /^(?:api|apis|worker|workers|server|servers|job|jobs|cron|crons|queue|queues|scheduler|schedulers|consumer|consumers|producer|producers|listener|listeners|subscriber|subscribers|web|app|application|bin|cli|cmd|core|common|shared|lib|utils?|src|dist|build|main|http|grpc|rest|graphql|socket|sockets|ws|websocket|index|process|processes|start|startup|bootstrap|config|client|clients|frontend|front|public|scripts?|tools?|dev|local|test|tests|daemon|daemons|tasks?|background|entrypoints?|entry|functions|handlers?|lambda|lambdas|infrastructure|infra|interfaces?|presentation|services?)$/i;

/** Drafts of packages, workspace projects, and folders of one package that separate commands start. */
export function addCandidates(drafts: Drafts): void {
  const { manifests, files } = drafts;
  for (const pkg of manifests.packages) addPackage(drafts, pkg);
  for (const project of manifests.projects) {
    if (isAsidePath(project.folder)) continue;
    const draft = addDraft(drafts, project.folder, {
      names: [project.name],
      language: drafts.languages.get(project.folder) ?? 'node',
      isLibrary: project.type === 'library',
      isBrowser: project.browser,
    });
    if (project.type === 'library') continue;
    draft.starts.push(project.evidence);
    if (project.entry !== null && files.has(project.entry)) draft.entries.add(project.entry);
  }
  const starts = allStarts(drafts);
  addSplits(drafts, starts);
  addImageFolders(drafts);
  for (const start of starts) attachStart(drafts, start);
  // A development server for a browser and no program of its own, whatever packages are installed.
  for (const draft of drafts.byPath.values())
    if (draft.bundlers.length > 0 && draft.entries.size === 0) draft.isBrowser = true;
}

/** Packages by folder. */
export function packagesByFolder(drafts: Drafts): ReadonlyMap<string, PackageJson> {
  return new Map(drafts.manifests.packages.map((pkg) => [pkg.folder, pkg]));
}

function addPackage(drafts: Drafts, pkg: PackageJson): void {
  const dependencies = [...pkg.dependencies.keys()];
  const all = [...dependencies, ...pkg.devDependencies.keys()];
  const isServer = all.some((name) => isServerPackage(name));
  const other = drafts.languages.get(pkg.folder);
  const isNode = isServer || other === undefined || pkg.scripts.has('start');
  addDraft(drafts, pkg.folder, {
    names: pkg.name === null ? [] : [pkg.name],
    ownPackage: pkg,
    language: isNode ? 'node' : other,
    isBrowser: all.some(isBrowserPackage) && !isServer && !all.some(isRenderingPackage),
    isAside: isAsidePath(pkg.folder) || isDocumentation(pkg.folder, all) || all.some((name) => ASIDE.test(name)),
  });
}

// A site of documentation, whatever renders it.
function isDocumentation(folder: string, dependencies: readonly string[]): boolean {
  return (
    /(?:^|\/)(?:docs|documentation|storybook)$/.test(folder) &&
    dependencies.some((name) => isBrowserPackage(name) || isRenderingPackage(name))
  );
}

/** True for a folder of tests, mocks or load generators: what it starts is no part of the system. */
export function isAsidePath(folder: string): boolean {
  return (
    roleOf(joinPath(folder, 'index.js')) === 'test' ||
    /[-_.](?:tests?|playground|sandbox|scratch)$/.test(baseOf(folder))
  );
}

interface Placed extends Start {
  readonly folder: string;
}

function allStarts(drafts: Drafts): Placed[] {
  const { manifests, files } = drafts;
  const packages = packagesByFolder(drafts);
  const starts: Placed[] = manifests.packages.flatMap((pkg) =>
    startsOfPackage(files, pkg).map((start) => ({ ...start, folder: pkg.folder })),
  );
  const add = (folder: string, command: string | null, evidence: Evidence): void => {
    if (command === null) return;
    for (const start of startsOfCommand(files, packages, folder, command, evidence)) starts.push({ ...start, folder });
  };
  for (const one of manifests.processes) add(one.folder, one.command, one.evidence);
  for (const service of manifests.compose) {
    const mounted = service.volumes.find(({ source }) => source === '.' || packages.has(source))?.source;
    const folder = service.build?.context ?? mounted;
    if (folder !== undefined) add(folder, service.command ?? service.entrypoint, service.evidence);
  }
  for (const dockerfile of manifests.dockerfiles) {
    const stage = finalStage(dockerfile);
    const command = stage?.command ?? stage?.entrypoint;
    if (command !== null && command !== undefined && !command.value.includes('$'))
      add(folderOf(dockerfile.file), command.value, command.evidence);
  }
  return starts;
}

// A folder of a package is a unit of its own when at least two commands start programs in different folders that are named for what they do.
function addSplits(drafts: Drafts, starts: readonly Placed[]): void {
  const byOwner = new Map<Draft, Map<string, Placed>>();
  for (const start of starts) {
    if (start.entry === undefined) continue;
    const owner = draftOf(drafts, start.entry);
    const folder = programFolder(start.entry);
    if (owner === undefined || owner.path === folder || !isInside(folder, owner.path)) continue;
    const inside = owner.path === '.' ? folder : folder.slice(owner.path.length + 1);
    if (inside.split('/').includes('dist')) continue;
    const folders = byOwner.get(owner) ?? new Map<string, Placed>();
    folders.set(folder, start);
    byOwner.set(owner, folders);
  }
  for (const folders of byOwner.values()) {
    const paths = [...folders.keys()].filter(
      (path) => ![...folders.keys()].some((other) => other !== path && isInside(path, other)),
    );
    const named = paths.filter((path) => !PROCESS_FOLDER.test(baseOf(path)));
    if (named.length < 2) continue;
    const parents = new Set(named.map(folderOf));
    for (const path of paths.filter((one) => parents.has(folderOf(one)))) {
      addDraft(drafts, path, { isAside: isAsidePath(path), isSplit: true });
    }
  }
}

// An image that packs one folder of a package, and starts a file of it, is a program beside the package's own code.
function addImageFolders(drafts: Drafts): void {
  for (const dockerfile of drafts.manifests.dockerfiles) {
    const folder = folderOf(dockerfile.file);
    const stage = finalStage(dockerfile);
    const owner = draftOf(drafts, folder);
    const command = stage?.command ?? stage?.entrypoint;
    if (!command || owner?.ownPackage === undefined || owner.path === folder || owner.path === '.') continue;
    if (PROCESS_FOLDER.test(baseOf(folder)) || owner.ownPackage.scripts.has('start')) continue;
    const sources = dockerfile.stages.flatMap(({ copies }) => copies.flatMap((copy) => copy.sources));
    const isOwn = (source: string): boolean =>
      isInside(joinPath('.', source), folder) || isInside(joinPath(owner.path, source), folder);
    if (sources.length === 0 || !sources.every(isOwn)) continue;
    const entry = sources
      .map((source) => joinPath(folder, baseOf(source)))
      .find((file) => drafts.files.has(file) && command.value.includes(baseOf(file)));
    if (entry === undefined) continue;
    addDraft(drafts, folder, { isAside: isAsidePath(folder), isSplit: true }).entries.add(entry);
  }
}

function attachStart(drafts: Drafts, { started, entry, evidence, folder }: Placed): void {
  if (started.kind === 'project') {
    const named =
      started.project === null
        ? undefined
        : [...drafts.byPath.values()].find(
            (draft) =>
              draft.names.includes(started.project ?? '') &&
              drafts.repositoryOf(draft.path) === drafts.repositoryOf(folder),
          );
    const draft = named ?? draftOf(drafts, folder);
    draft?.starts.push(evidence);
    const main =
      draft &&
      ['src/main.ts', 'src/main.js'].map((file) => joinPath(draft.path, file)).find((file) => drafts.files.has(file));
    if (main !== undefined) draft?.entries.add(main);
    return;
  }
  const draft = draftOf(drafts, entry ?? folder);
  if (draft === undefined) return;
  if (started.kind === 'pm2' && resolvePath(folder, started.config) === null) return;
  draft.starts.push(evidence);
  if (started.kind === 'browser') draft.bundlers.push(evidence);
  if (started.kind === 'framework') draft.frameworks.add(started.tool);
  if (entry !== undefined) draft.entries.add(entry);
}
