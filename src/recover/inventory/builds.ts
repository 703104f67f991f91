import { finalStage, isDockerfile, type Dockerfile } from '../manifests/dockerfile.ts';
import { baseOf, folderOf, isInside, joinPath } from '../manifests/paths.ts';
import { imageName } from '../manifests/processes.ts';
import { isAsidePath } from './candidates.ts';
import { isTestFile } from './compose-services.ts';
import { targetOf, type Build } from './docker-target.ts';
import { addDraft, draftOf, type Deployment, type Draft, type Drafts } from './draft.ts';
import { engineOf, runtimeOf } from './engines.ts';
import type { Matching } from './matching.ts';
import { isSource, roleOf } from './role.ts';

/** Deploys a Dockerfile that nothing else builds, unless it packs no program of this repository. */
export function deployDockerfile(matching: Matching, dockerfile: Dockerfile): void {
  const stage = finalStage(dockerfile);
  if (stage === undefined || isTestFile(dockerfile.file)) return;
  const hasContent = dockerfile.stages.some((one) => one.copies.length > 0);
  if (
    !hasContent ||
    (stage.command === null &&
      stage.entrypoint === null &&
      stage.expose.length === 0 &&
      runtimeOf(stage.base) === undefined)
  )
    return;
  const folder = folderOf(dockerfile.file);
  const own = draftOf(matching.drafts, folder);
  const context =
    matching.drafts.byPath.has(folder) || matching.drafts.languages.has(folder) || own === undefined
      ? folder
      : own.path;
  if (isTemplate(matching.drafts, folder) || isBeside(matching.drafts, context, dockerfile)) return;
  const draft = draftOfBuild(matching, emptyBuild(context, dockerfile));
  draft?.deploys.push(fromDockerfile(dockerfile));
}

/** True for a folder in the sources of a package that has an image of its own: what is there, it writes for others. */
export function isTemplate(drafts: Drafts, folder: string): boolean {
  const outer = [...drafts.byPath.values()].find(
    ({ path, ownPackage }) => ownPackage !== undefined && path !== '.' && isInside(folder, joinPath(path, 'src')),
  );
  return outer !== undefined && drafts.files.has(joinPath(outer.path, 'Dockerfile'));
}

// In a package of Node's, but not about it: an image for another language, or for a package without a line of code.
function isBeside(drafts: Drafts, context: string, dockerfile: Dockerfile): boolean {
  if (drafts.byPath.get(context)?.language !== 'node' || folderOf(dockerfile.file) === context) return false;
  const stage = finalStage(dockerfile);
  const runtime = stage && runtimeOf(stage.base);
  if (runtime !== undefined && runtime !== 'node') return true;
  return ![...drafts.files].some((file) => isInside(file, context) && isSource(file) && roleOf(file) === 'production');
}

/** The draft of a build's target; made when it is an opaque folder. Undefined for tests and for builds of nothing that is here. */
export function draftOfBuild(matching: Matching, build: Build): Draft | undefined {
  const { drafts } = matching;
  if (backingEngine(build.dockerfile, build.target) !== undefined) return undefined;
  const target = targetOf(drafts, build);
  if (isAsidePath(target.path) || isAsidePath(baseOf(target.path))) return undefined;
  const known = drafts.byPath.get(target.path);
  if (known?.isAside === true) return undefined;
  const language = languageOf(matching, target.path, build);
  if (known === undefined && (language === undefined || (target.path === '.' && language !== 'node'))) return undefined;
  if (known === undefined ? holdsToolsOnly(build) : isScriptsOfPackage(drafts, known)) return undefined;
  if (
    known === undefined &&
    (roleOf(joinPath(target.path, 'index.js')) === 'tooling' ||
      (target.entries.length === 0 && !hasSources(drafts, target.path, language)))
  )
    return undefined;
  const inPackage =
    draftOf(drafts, target.path)?.ownPackage !== undefined && drafts.languages.get(target.path) === undefined;
  const draft =
    known ??
    addDraft(drafts, target.path, { language: language ?? 'unknown', isSplit: inPackage && language === 'node' });
  for (const entry of target.entries) draft.entries.add(entry);
  return draft;
}

// An image into which nothing is copied and that starts nothing is one to build in: whoever runs it says with what.
function holdsToolsOnly({ dockerfile }: Build): boolean {
  const { stages = [] } = dockerfile ?? {};
  return (
    stages.length > 0 &&
    stages.every(
      ({ copies, command, entrypoint, expose }) =>
        copies.length === 0 && command === null && entrypoint === null && expose.length === 0,
    )
  );
}

// `orders/scripts/translations` with a package.json of its own that starts nothing: run by hand, also in a container.
function isScriptsOfPackage(drafts: Drafts, { path, starts }: Draft): boolean {
  if (starts.length > 0 || roleOf(joinPath(path, 'index.js')) !== 'tooling') return false;
  return [...drafts.byPath.values()].some(
    (one) => one.ownPackage !== undefined && one.path !== '.' && one.path !== path && isInside(path, one.path),
  );
}

// A folder of Dockerfiles for other folders packs nothing itself.
function hasSources(drafts: Drafts, folder: string, language: string | undefined): boolean {
  if (drafts.languages.has(folder)) return true;
  for (const file of drafts.files) {
    if (!isInside(file, folder)) continue;
    if (language === 'node' ? isSource(file) : !isDockerfile(file) && !/\.(?:md|dockerignore|sh|ya?ml)$/.test(file))
      return true;
  }
  return false;
}

/** The infrastructure that an image extends: its build adds configuration or data to a database, a broker, … */
export function backingEngine(dockerfile: Dockerfile | undefined, target: string | null): string | undefined {
  const stage = dockerfile && finalStage(dockerfile, target);
  const engine = stage && engineOf(stage.base);
  return engine === 'os' || engine === 'proxy' ? undefined : engine;
}

function languageOf({ drafts }: Matching, path: string, { dockerfile }: Build): string | undefined {
  const told = drafts.languages.get(path);
  if (told !== undefined) return told;
  const bases = dockerfile?.stages.map((stage) => stage.base).reverse() ?? [];
  const runtime = bases.map(runtimeOf).find((one) => one !== undefined);
  const last = bases[0];
  if (last === undefined) return runtime;
  const engine = engineOf(last);
  return engine === 'proxy' && runtime === undefined
    ? imageName(last)
    : (runtime ?? (engine === 'os' ? 'unknown' : imageName(last)));
}

/** What an image tells by itself. */
export function fromDockerfile(dockerfile: Dockerfile): Deployment {
  const stage = finalStage(dockerfile);
  return {
    kind: 'dockerfile',
    file: dockerfile.file,
    evidence: dockerfile.evidence,
    hostNames: [],
    ports: stage?.expose ?? [],
    publishedPorts: [],
    environment: stage?.environment ?? [],
    probes: stage?.healthcheck ? [stage.healthcheck] : [],
    isStatic: stage !== undefined && engineOf(stage.base) === 'proxy',
    isTest: false,
  };
}

/** The Dockerfile of a build, whatever the case of its name. */
export function findDockerfile(matching: Matching, context: string, dockerfile: string | null): Dockerfile | undefined {
  const path = dockerfile ?? (context === '.' ? 'Dockerfile' : `${context}/Dockerfile`);
  const found = matching.dockerfiles.get(path.toLowerCase());
  if (found !== undefined) matching.used.add(found.file);
  return found;
}

/** A build of which only the context is told. */
export function emptyBuild(context: string, dockerfile: Dockerfile | undefined): Build {
  const evidence = dockerfile?.evidence ?? { file: context, line: 0, column: 0 };
  return { context, dockerfile, target: null, args: {}, command: null, names: [], evidence };
}
