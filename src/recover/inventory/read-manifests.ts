import type { CoverageGap } from '../../model/system.ts';
import { parseAzureFunction } from '../manifests/azure-functions.ts';
import { looksLikeFunctions, parseCdk, parseCloudFormation } from '../manifests/cloudformation.ts';
import { isCompose, looksLikeCompose } from '../manifests/compose.ts';
import { isShellScript, parseDockerCommands, parseTiltfile } from '../manifests/docker-run.ts';
import { isDockerfile, parseDockerfile } from '../manifests/dockerfile.ts';
import { isDotenv, parseDotenv } from '../manifests/dotenv.ts';
import type { EnvironmentEntry } from '../manifests/facts.ts';
import type { KubernetesFile } from '../manifests/kubernetes-facts.ts';
import { linkKubernetes, looksLikeKubernetes, parseKubernetes } from '../manifests/kubernetes.ts';
import { keptClients } from '../manifests/kept-clients.ts';
import { isNginx, parseNginx } from '../manifests/nginx.ts';
import { isAsyncApi, parseAsyncApi } from '../manifests/asyncapi.ts';
import { isOpenApi, parseOpenApi } from '../manifests/openapi.ts';
import { parsePackageJson } from '../manifests/package-json.ts';
import { baseOf, folderOf, isInside, joinPath } from '../manifests/paths.ts';
import { parsePrisma } from '../manifests/prisma.ts';
import { isPlatform, parsePlatform } from '../manifests/platforms.ts';
import { isPm2, parsePm2 } from '../manifests/pm2.ts';
import { parseProcfile, parseSkaffold } from '../manifests/processes.ts';
import { isServerless, parseServerless } from '../manifests/serverless.ts';
import { parseProto } from '../manifests/proto.ts';
import { parseNestCli, parseNx } from '../manifests/workspaces.ts';
import { withSources } from './handler-sources.ts';
import { chartOf } from './charts.ts';
import { exampleFolders } from './examples.ts';
import { aboveOf, keep, loaderOf, textOf, type ReadFile, type Reader } from './manifest-reader.ts';
import { readCompose, readReferenced, withEnvFiles } from './read-compose.ts';
import { roleOf } from './role.ts';
import type { Manifests } from './unit.ts';

/** Reads every manifest among `files` once. A file that cannot be read or understood is a gap. */
export function readManifests(
  files: readonly string[],
  read: ReadFile,
  repositoryOf: (path: string) => string = () => '',
): { manifests: Manifests; gaps: CoverageGap[] } {
  const reader: Reader = {
    files: new Set(files),
    read,
    gaps: [],
    found: {
      packages: [],
      projects: [],
      compose: [],
      dockerfiles: [],
      builtImages: [],
      kubernetes: [],
      processes: [],
      prisma: [],
      protos: [],
      openApi: [],
      asyncApi: [],
      proxies: [],
      dotenv: [],
    },
    environments: new Map(),
    charts: new Map(),
    values: new Map(),
    composed: new Set(),
    templates: [],
    unnamed: [],
  };
  const examples = exampleFolders(files);
  const relevant = files.filter((file) => !isForeign(file) && !examples.some((folder) => isInside(file, folder)));
  for (const file of relevant) if (isDotenv(file)) readDotenv(reader, file);
  for (const file of relevant) readOne(reader, file);
  readReferenced(reader);
  // What others only extend is known by now: the rest is run by its own name (`docker compose -f deploy/orders.yaml`).
  for (const file of reader.unnamed) readCompose(reader, file, false);
  readDocuments(reader, files, relevant);
  reader.found.openApi.push(...keptClients(files, (file) => textOf(reader, file)));
  const { kubernetes, compose, ...rest } = reader.found;
  return {
    manifests: {
      ...rest,
      processes: rest.processes.map((one) => withSources(reader.files, one)),
      compose: compose.map((one) => withEnvFiles(reader, one)),
      kubernetes: linkEach(kubernetes, repositoryOf, (file) => reader.environments.get(file) ?? []),
    },
    gaps: withoutEchoes(reader.gaps),
  };
}

// Names of config maps and services hold inside one repository: each brings its own `app-config`.
function linkEach(
  found: Reader['found']['kubernetes'],
  repositoryOf: (path: string) => string,
  variablesOf: (file: string) => readonly EnvironmentEntry[],
): Manifests['kubernetes'] {
  const groups = new Map<string, KubernetesFile[]>();
  for (const { file, facts } of found) {
    const name = repositoryOf(file);
    groups.set(name, [...(groups.get(name) ?? []), facts]);
  }
  const linked = [...groups.values()].map((files) => linkKubernetes(files, variablesOf));
  return {
    containers: linked.flatMap((one) => one.containers),
    services: linked.flatMap((one) => one.services),
    ingresses: linked.flatMap((one) => one.ingresses),
    mesh: linked.flatMap((one) => one.mesh),
  };
}

function isForeign(file: string): boolean {
  if (/(?:^|\/)(?:\.github|\.devcontainer|\.gitlab|\.circleci)\//.test(file)) return true;
  const role = roleOf(file);
  return role === 'vendored' || role === 'test' || (role === 'generated' && !/\.(?:ya?ml|prisma|proto)$/.test(file));
}

function readOne(reader: Reader, file: string): void {
  const { found } = reader;
  const name = baseOf(file);
  const text = (): string => textOf(reader, file);
  if (name === 'package.json') {
    const facts = keep(reader, parsePackageJson(file, text()));
    if (facts !== undefined) found.packages.push(facts);
  } else if (name === 'nest-cli.json' || name === '.nest-cli.json')
    found.projects.push(...keep(reader, parseNestCli(file, text())));
  else if (/^(?:project|workspace|angular)\.json$/.test(name))
    found.projects.push(...keep(reader, parseNx(file, text())));
  else if (isPlatform(file) && !looksLikeKubernetes(text()))
    found.processes.push(...keep(reader, parsePlatform(file, text())));
  else if (isDockerfile(file)) found.dockerfiles.push(parseDockerfile(file, text()));
  else if (isCompose(file)) readCompose(reader, file, false);
  else if (name === 'Tiltfile') found.builtImages.push(...parseTiltfile(file, text()));
  else if (name === 'Procfile') found.processes.push(...parseProcfile(file, text()));
  else if (isPm2(file)) found.processes.push(...keep(reader, parsePm2(file, text())));
  else if (name === 'function.json') found.processes.push(...keep(reader, parseAzureFunction(file, text())));
  else if (isServerless(file)) found.processes.push(...keep(reader, parseServerless(file, text(), loaderOf(reader))));
  else if (/^skaffold(?:\.[\w-]+)*\.ya?ml$/.test(name))
    found.processes.push(...keep(reader, parseSkaffold(file, text())));
  else if (name.endsWith('.prisma')) found.prisma.push(parsePrisma(file, text()));
  else if (name.endsWith('.proto')) found.protos.push(parseProto(file, text()));
  else if (isNginx(file)) found.proxies.push(...parseNginx(file, text()));
  else if (isShellScript(file)) {
    const { containers, builds } = parseDockerCommands(file, text());
    found.compose.push(...containers);
    found.builtImages.push(...builds);
  } else if (/\.ya?ml$|^template\.json$/.test(name) && !/^(?:pnpm-lock|Chart|values[\w.-]*)\.ya?ml$/.test(name)) {
    if (looksLikeCompose(text())) reader.unnamed.push(file);
    else if (!readOpenApi(reader, file, text())) readResources(reader, file, text());
  } else if (/\.json$/.test(name) && /api|swagger|spec|schema|contract/i.test(file)) readOpenApi(reader, file, text());
  else if (/\.[cm]?[jt]s$/.test(name)) readCdk(reader, file);
}

function readDocuments(reader: Reader, files: readonly string[], relevant: readonly string[]): void {
  for (const file of files.filter((one) => isMessageDocument(one) && !relevant.includes(one)))
    if (isAsyncApi(textOf(reader, file))) readAsyncApi(reader, file);
  for (const file of files) if (isSpecification(file)) readOpenApi(reader, file, textOf(reader, file));
}

function readAsyncApi(reader: Reader, file: string): void {
  reader.found.asyncApi.push(...(keep(reader, parseAsyncApi(file, textOf(reader, file))) ?? []));
}

// What describes messages is documentation, and lies there: `docs/asyncapi.yaml` beside the package.
function isMessageDocument(file: string): boolean {
  return (
    /(?:^|\/)(?:docs|documentation)\/(?:.*\/)?[\w.-]*asyncapi[\w.-]*\.(?:ya?ml|json)$/i.test(file) && !isForeign(file)
  );
}

function readOpenApi(reader: Reader, file: string, text: string): boolean {
  if (isAsyncApi(text)) {
    readAsyncApi(reader, file);
    return true;
  }
  if (!isOpenApi(text)) return false;
  reader.found.openApi.push(parseOpenApi(file, text));
  return true;
}

// `specs/orders.yaml` specifies an API as often as a test.
function isSpecification(file: string): boolean {
  return /\.(?:ya?ml|json)$/.test(file) && isForeign(file) && !isForeign(file.replace(/(^|\/)specs?(?=\/)/g, '$1api'));
}

function readResources(reader: Reader, file: string, text: string): void {
  if (looksLikeFunctions(text))
    return void reader.found.processes.push(...keep(reader, parseCloudFormation(file, text)));
  if (!looksLikeKubernetes(text, file)) return;
  const facts = keep(reader, parseKubernetes(file, text, text.includes('{{') ? chartOf(reader, file) : undefined));
  reader.found.kubernetes.push({ file, facts });
}

// Only in a project of the AWS CDK are source files configuration.
function readCdk(reader: Reader, file: string): void {
  const project = aboveOf(folderOf(file)).find((folder) => reader.files.has(joinPath(folder, 'cdk.json')));
  if (project === undefined || roleOf(file) !== 'production') return;
  reader.found.processes.push(...parseCdk(file, textOf(reader, file), project));
}

function readDotenv(reader: Reader, file: string): void {
  const text = textOf(reader, file);
  // A file that is called `env` may be anything: a script, a folder's note.
  if (/^env$/.test(baseOf(file)) && !/^\s*(?:#.*\s+)*[A-Za-z_]\w*=/.test(text)) return;
  const entries = parseDotenv(file, text);
  reader.environments.set(file, entries);
  reader.found.dotenv.push(...entries);
}

// A file that cannot be read looks empty to its parser; once is enough.
function withoutEchoes(gaps: readonly CoverageGap[]): CoverageGap[] {
  const unread = new Set(gaps.filter((gap) => gap.line === 0).map((gap) => gap.file));
  return gaps.filter((gap) => gap.line === 0 || !unread.has(gap.file));
}
