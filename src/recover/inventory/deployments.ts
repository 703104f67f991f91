import type { ComposeBuild, ComposeService } from '../manifests/compose.ts';
import { isShellScript } from '../manifests/docker-run.ts';
import type { Dockerfile } from '../manifests/dockerfile.ts';
import { baseOf, folderOf, isInside } from '../manifests/paths.ts';
import { imageName } from '../manifests/processes.ts';
import { isAsidePath } from './candidates.ts';
import { effectiveServices, isPreparation, isTestFile, isTestService } from './compose-services.ts';
import {
  backingEngine,
  deployDockerfile,
  draftOfBuild,
  emptyBuild,
  findDockerfile,
  fromDockerfile,
  isTemplate,
} from './builds.ts';
import { entriesOf, templateFolders } from './docker-target.ts';
import { addDraft, draftOf, draftsBelow, type Draft, type Drafts } from './draft.ts';
import { builtAs, draftOfCommand, fitting, rememberBuilt, type Matching } from './matching.ts';
import { engineOf, runtimeOf } from './engines.ts';
import { addKubernetes } from './kubernetes-deployments.ts';
import { moleculerFiles } from './moleculer.ts';
import { opensOf } from './openings.ts';
import { isSource, roleOf } from './role.ts';
import { deployBuilt, deployProcess } from './process-deployments.ts';
import type { BackingImage } from './unit.ts';

/** Matches everything that deploys to what it deploys, making drafts for opaque folders. Gives the infrastructure. */
export function addDeployments(drafts: Drafts): readonly BackingImage[] {
  const { manifests } = drafts;
  const dockerfiles = new Map(manifests.dockerfiles.map((one) => [one.file.toLowerCase(), one]));
  const matching: Matching = { drafts, images: [], built: new Map(), dockerfiles, used: new Set(), later: [] };
  addImageFolders(drafts);
  for (const dockerfile of manifests.dockerfiles) addTemplate(matching, dockerfile);
  // What only tests start comes last: it adds to what is there, and makes nothing a service.
  const isAside = (service: ComposeService): boolean => isAsideIn(manifests.compose, service);
  const services = effectiveServices(manifests.compose).sort((a, b) => Number(isAside(a)) - Number(isAside(b)));
  for (const service of services) if (service.build !== null) deployBuild(matching, service);
  for (const one of manifests.builtImages) {
    const dockerfile = findDockerfile(matching, one.folder, one.dockerfile);
    // A script may be run from another folder than its own: what it builds is told by the Dockerfile alone.
    if (dockerfile === undefined) continue;
    const draft = draftOfBuild(matching, { ...emptyBuild(one.folder, dockerfile), names: [imageName(one.image)] });
    if (draft !== undefined) deployBuilt(matching, draft, imageName(one.image), dockerfile);
  }
  for (const process of manifests.processes) deployProcess(matching, process);
  for (const dockerfile of manifests.dockerfiles)
    if (!matching.used.has(dockerfile.file)) deployDockerfile(matching, dockerfile);
  for (const service of services) if (service.build === null) deployImage(matching, service);
  addKubernetes(matching);
  for (const decide of matching.later) decide();
  return matching.images;
}

// Several folders of one package, each with sources and a Dockerfile of its own, are several programs.
function addImageFolders(drafts: Drafts): void {
  const byOwner = new Map<Draft, Set<string>>();
  for (const { file } of drafts.manifests.dockerfiles) {
    const folder = folderOf(file);
    const owner = draftOf(drafts, folder);
    if (owner === undefined || owner.path === folder || isTestFile(file) || drafts.languages.has(folder)) continue;
    // `infra/docker` holds what images of other folders are made with, also where that is a script.
    if (isTemplate(drafts, folder) || /^(?:\.?docker|infra|deploy(?:ment)?s?|ops)$/.test(baseOf(folder))) continue;
    const hasSources = [...drafts.files].some(
      (one) => one.startsWith(`${folder}/`) && isSource(one) && roleOf(one) === 'production',
    );
    if (hasSources) byOwner.set(owner, (byOwner.get(owner) ?? new Set()).add(folder));
  }
  for (const folders of byOwner.values())
    if (folders.size > 1)
      for (const folder of folders) addDraft(drafts, folder, { isSplit: true, isAside: isAsidePath(folder) });
}

function addTemplate(matching: Matching, dockerfile: Dockerfile): void {
  const { drafts } = matching;
  const context = folderOf(dockerfile.file);
  const starters = entriesOf(drafts, emptyBuild(context, dockerfile), context);
  for (const { folder, entries } of templateFolders(drafts, dockerfile)) {
    const draft = addDraft(drafts, folder, { isSplit: true, isAside: isAsidePath(folder) });
    for (const entry of [...entries, ...starters]) draft.entries.add(entry);
    draft.deploys.push(fromDockerfile(dockerfile));
    matching.used.add(dockerfile.file);
  }
}

// `docker compose -f infra/compose.yml --project-directory .`, or a context `${PWD}`: paths begin where it is run.
function asRun(matching: Matching, file: string, build: ComposeBuild): ComposeBuild {
  const own = `${folderOf(file)}/`;
  const atRoot = build.dockerfile?.startsWith(own) === true ? build.dockerfile.slice(own.length) : undefined;
  if (atRoot === undefined || build.dockerfile === null || !isInside(build.context, folderOf(file))) return build;
  if (findDockerfile(matching, build.context, build.dockerfile) || !findDockerfile(matching, '.', atRoot)) return build;
  return { ...build, context: build.context.slice(own.length) || '.', dockerfile: atRoot };
}

function deployBuild(matching: Matching, service: ComposeService): void {
  if (service.build === null) return;
  const build = asRun(matching, service.file, service.build);
  const dockerfile = findDockerfile(matching, build.context, build.dockerfile);
  if (dockerfile !== undefined) matching.used.add(dockerfile.file);
  const engine = backingEngine(dockerfile, build.target);
  if (engine !== undefined) {
    matching.images.push(backing(service, engine, service.image ?? engine));
    return;
  }
  const draft = draftOfBuild(matching, {
    context: build.context,
    dockerfile,
    target: build.target,
    args: build.args,
    command: service.entrypoint ?? service.command,
    names: [service.name, ...(service.containerName === null ? [] : [service.containerName])],
    evidence: build.evidence,
  });
  if (draft === undefined) return;
  if (service.image !== null) rememberBuilt(matching, service.file, imageName(service.image), draft);
  deploy(matching, draft, service, dockerfile);
}

function deployImage(matching: Matching, service: ComposeService): void {
  const { drafts } = matching;
  const image = service.image ?? service.name;
  const engine = engineOf(image);
  const mounted = runtimeOf(image) === undefined ? undefined : mountedDraft(matching, service);
  const known =
    mounted ??
    (engine === undefined
      ? draftOfCommand(matching, service.entrypoint ?? service.command ?? '', service.evidence)
      : undefined) ??
    (engine === undefined
      ? (builtAs(matching, service.file, imageName(image)) ?? startedAs(drafts, service, imageName(image)))
      : undefined);
  if (known !== undefined) deploy(matching, known, service, undefined);
  else if (runtimeOf(image) === undefined) matching.images.push(backing(service, engine ?? imageName(image), image));
}

// Somebody else's image may be called nearly as the library that talks to it: what nothing starts must have the image's very name.
function startedAs(drafts: Drafts, service: ComposeService, image: string): Draft | undefined {
  const found = fitting(drafts, [image, service.name], service.file);
  const isLibrary = found?.ownPackage !== undefined && found.starts.length === 0 && found.deploys.length === 0;
  return isLibrary && !found.names.includes(image) ? undefined : found;
}

// `image: node:20` with `volumes: ./orders:/app` runs what is mounted.
function mountedDraft(matching: Matching, service: ComposeService): Draft | undefined {
  const mounts = service.volumes.filter(
    ({ target }) => service.workingDir === null || service.workingDir.startsWith(target),
  );
  const [mount] = mounts.filter(
    ({ source }) => matching.drafts.byPath.has(source) || matching.drafts.languages.has(source) || source === '.',
  );
  if (mount === undefined) return undefined;
  const names = [service.name];
  const inner = service.workingDir?.slice(mount.target.length).replace(/^\//, '') ?? '';
  const context = inner === '' ? mount.source : `${mount.source === '.' ? '' : `${mount.source}/`}${inner}`;
  return draftOfBuild(matching, {
    ...emptyBuild(context, undefined),
    command: service.command,
    names,
    evidence: service.evidence,
  });
}

function deploy(
  matching: Matching,
  draft: Draft,
  service: ComposeService,
  dockerfile: Dockerfile | undefined,
  isDecided = false,
): void {
  const file = moleculerFiles(matching.drafts, draft, service.environment);
  if (file.several && !isDecided) {
    // One process that runs what others run alone is another way to deploy the same units.
    matching.later.push(() => {
      if (!draftsBelow(matching.drafts, draft.path).some((one) => one.isSplit))
        deploy(matching, draft, service, dockerfile, true);
    });
    return;
  }
  const unit = file.path === undefined ? draft : addDraft(matching.drafts, file.path, { isSplit: true });
  if (file.path !== undefined) unit.entries.add(file.path);
  unit.titles.push(service.name);
  const image = dockerfile && fromDockerfile(dockerfile);
  const environment = `${isShellScript(service.file) ? 'docker' : 'compose'}:${service.file}`;
  const served = service.ports.filter(({ target }) => isServed(target));
  unit.deploys.push({
    kind: 'compose',
    file: service.file,
    evidence: service.build?.evidence ?? service.evidence,
    hostNames: [...hostNamesOf(service), ...appIdsOf(matching, service)],
    ports: [...served.map((port) => port.target), ...service.expose, ...(image?.ports ?? [])].filter(isServed),
    publishedPorts: served.flatMap((port) => port.published ?? []),
    environment: [...service.environment, ...(image?.environment ?? []).map((entry) => ({ ...entry, environment }))],
    probes:
      service.healthcheck !== null ? [service.healthcheck] : service.healthcheckDisabled ? [] : (image?.probes ?? []),
    isStatic: image?.isStatic ?? false,
    isTest: isAsideIn(matching.drafts.manifests.compose, service),
    opens: opensOf(matching.drafts, service),
    after: service.dependsOn,
  });
}

// What prepares a database for others is no more a service than what tests them.
function isAsideIn(all: readonly ComposeService[], service: ComposeService): boolean {
  return isTestService(service) || isPreparation(service, all);
}

// Where a debugger waits, no request is answered.
function isServed(port: number): boolean {
  return port !== 9229;
}

function hostNamesOf(service: ComposeService): string[] {
  return [service.name, service.containerName, service.hostname, ...service.aliases].filter((name) => name !== null);
}

// A Dapr sidecar that shares a service's network is called by its own name for that service.
function appIdsOf(matching: Matching, service: ComposeService): string[] {
  return matching.drafts.manifests.compose
    .filter((one) => one.file === service.file && one.networkMode === `service:${service.name}`)
    .flatMap((one) => /-app-id[= ]["']?([\w-]+)/.exec(one.command ?? '')?.[1] ?? []);
}

function backing(service: ComposeService, engine: string, image: string): BackingImage {
  return {
    engine,
    image,
    hostNames: [...new Set(hostNamesOf(service))],
    ports: service.ports.flatMap((port) => [port.target, port.published ?? []].flat()),
    environment: service.environment,
    evidence: service.evidence,
  };
}
