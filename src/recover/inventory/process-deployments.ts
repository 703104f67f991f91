import type { StartedProcess } from '../manifests/started-process.ts';
import { draftOfBuild, emptyBuild, findDockerfile, fromDockerfile } from './builds.ts';
import { addDraft, draftOf, type Deployment, type Draft } from './draft.ts';
import type { Dockerfile } from '../manifests/dockerfile.ts';
import { handlerFile } from './handler-sources.ts';
import { rememberBuilt, type Matching } from './matching.ts';

/** Matches a process of a Procfile, PM2, serverless or platform file to what it starts. */
export function deployProcess(matching: Matching, process: StartedProcess): void {
  if (process.kind === 'serverless') return deployFunctions(matching, process);
  const dockerfile =
    process.kind === 'image' || (process.kind === 'run' && process.command === null)
      ? findDockerfile(matching, process.folder, process.dockerfile)
      : undefined;
  if (process.kind === 'image' || dockerfile !== undefined) {
    const draft = draftOfBuild(matching, { ...emptyBuild(process.folder, dockerfile), names: [process.name] });
    if (draft === undefined) return;
    deployBuilt(matching, draft, process.name, dockerfile);
    if (process.kind === 'run') draft.deploys.push(deploymentOf(process));
    return;
  }
  // What a command starts was attached as a start before, wherever its entry lies.
  const { file, line } = process.evidence;
  const started = [...matching.drafts.byPath.values()].filter((draft) =>
    draft.starts.some((start) => start.file === file && start.line === line),
  );
  const run = process.kind === 'run' && started.length === 0 ? runDraft(matching, process) : undefined;
  for (const draft of run === undefined ? started : [run]) draft.deploys.push(deploymentOf(process));
}

/** Remembers the image that a draft is built into, and deploys it by its Dockerfile. */
export function deployBuilt(matching: Matching, draft: Draft, image: string, dockerfile: Dockerfile | undefined): void {
  rememberBuilt(matching, draft.path, image, draft);
  if (dockerfile === undefined || draft.deploys.some((one) => one.file === dockerfile.file)) return;
  draft.deploys.push(fromDockerfile(dockerfile));
}

// Functions belong to the packages that hold their handlers; without a package, to the folder of the file that declares them.
function deployFunctions({ drafts }: Matching, process: StartedProcess): void {
  const owners = new Set<Draft>();
  for (const handler of process.handlers) {
    const entry = handlerFile(drafts.files, handler);
    const owner = entry === undefined ? undefined : draftOf(drafts, entry);
    owner?.entries.add(entry ?? '');
    if (owner !== undefined) owners.add(owner);
    else if (entry !== undefined) {
      const draft = addDraft(drafts, process.folder, { language: entry.endsWith('.py') ? 'python' : 'node' });
      draft.entries.add(entry);
      owners.add(draft);
    }
  }
  const fallback = owners.size === 0 ? draftOf(drafts, process.folder) : undefined;
  if (fallback !== undefined) owners.add(fallback);
  for (const owner of owners) owner.deploys.push(deploymentOf(process));
}

function runDraft({ drafts }: Matching, process: StartedProcess): Draft | undefined {
  const language = drafts.languages.get(process.folder);
  if (drafts.byPath.has(process.folder) || language === undefined) return draftOf(drafts, process.folder);
  return addDraft(drafts, process.folder, { language });
}

function deploymentOf(process: StartedProcess): Deployment {
  return {
    kind: process.kind === 'serverless' ? 'function' : 'process',
    file: process.file,
    evidence: process.evidence,
    hostNames: process.hostNames,
    ports: process.ports,
    publishedPorts: [],
    environment: process.environment,
    probes: [],
    isStatic: false,
    isTest: false,
  };
}
