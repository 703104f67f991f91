import type { CoverageGap } from '../../model/system.ts';
import { isCompose, parseCompose, type ComposeService } from '../manifests/compose.ts';
import { isShellScript, parseDockerCommands, type BuiltImage } from '../manifests/docker-run.ts';
import { isDockerfile, parseDockerfile, type Dockerfile } from '../manifests/dockerfile.ts';
import { isDotenv, parseDotenv } from '../manifests/dotenv.ts';
import type { EnvironmentEntry, Parsed } from '../manifests/facts.ts';
import { readValues, type TemplateValues } from '../manifests/helm.ts';
import { linkKubernetes, looksLikeKubernetes, parseKubernetes } from '../manifests/kubernetes.ts';
import type { KubernetesFile } from '../manifests/kubernetes-facts.ts';
import { isOpenApi, parseOpenApi, type OpenApiDocument } from '../manifests/openapi.ts';
import { isNginx, parseNginx, type ProxyRoute } from '../manifests/nginx.ts';
import { parsePackageJson, type PackageJson } from '../manifests/package-json.ts';
import { baseOf, folderOf, joinPath } from '../manifests/paths.ts';
import { parsePrisma, type PrismaSchema } from '../manifests/prisma.ts';
import {
  isPm2,
  parsePm2,
  parseProcfile,
  parseServerless,
  parseSkaffold,
  type StartedProcess,
} from '../manifests/processes.ts';
import { parseProto, type ProtoFile } from '../manifests/proto.ts';
import { keptClients } from '../manifests/kept-clients.ts';
import { parseNestCli, parseNx, type Project } from '../manifests/workspaces.ts';
import { roleOf } from './role.ts';
import type { Manifests } from './unit.ts';

/** Text of a file, by its path relative to the root. May throw when the file cannot be read. */
export type ReadFile = (file: string) => string;

// Manifests are small; a larger file is data that happens to be YAML or JSON.
const LARGEST = 2_000_000;

interface Reader {
  readonly files: ReadonlySet<string>;
  readonly read: ReadFile;
  readonly gaps: CoverageGap[];
  readonly found: {
    packages: PackageJson[];
    projects: Project[];
    compose: ComposeService[];
    dockerfiles: Dockerfile[];
    builtImages: BuiltImage[];
    kubernetes: KubernetesFile[];
    processes: StartedProcess[];
    prisma: PrismaSchema[];
    protos: ProtoFile[];
    openApi: OpenApiDocument[];
    proxies: ProxyRoute[];
    dotenv: EnvironmentEntry[];
  };
  /** Variables of each dotenv file, for compose. */
  readonly environments: Map<string, readonly EnvironmentEntry[]>;
  readonly charts: Map<string, TemplateValues>;
}

/** Reads every manifest among `files` once. A file that cannot be read or understood is a gap. */
export function readManifests(files: readonly string[], read: ReadFile): { manifests: Manifests; gaps: CoverageGap[] } {
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
      proxies: [],
      dotenv: [],
    },
    environments: new Map(),
    charts: new Map(),
  };
  const relevant = files.filter((file) => !isForeign(file));
  for (const file of relevant) if (isDotenv(file)) readDotenv(reader, file);
  for (const file of relevant) readOne(reader, file);
  for (const file of files) if (isSpecification(file)) readOpenApi(reader, file, textOf(reader, file));
  reader.found.openApi.push(...keptClients(files, (file) => textOf(reader, file)));
  const { kubernetes, compose, ...rest } = reader.found;
  return {
    manifests: {
      ...rest,
      compose: compose.map((one) => withEnvFiles(reader, one)),
      kubernetes: linkKubernetes(kubernetes),
    },
    gaps: withoutEchoes(reader.gaps),
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
  else if (isDockerfile(file)) found.dockerfiles.push(parseDockerfile(file, text()));
  else if (isCompose(file))
    found.compose.push(...keep(reader, parseCompose(file, text(), variablesBeside(reader, file))));
  else if (name === 'Procfile') found.processes.push(...parseProcfile(file, text()));
  else if (isPm2(file)) found.processes.push(...keep(reader, parsePm2(file, text())));
  else if (/^serverless(?:\.[\w-]+)*\.ya?ml$/.test(name))
    found.processes.push(...keep(reader, parseServerless(file, text())));
  else if (/^skaffold(?:\.[\w-]+)*\.ya?ml$/.test(name))
    found.processes.push(...keep(reader, parseSkaffold(file, text())));
  else if (name.endsWith('.prisma')) found.prisma.push(parsePrisma(file, text()));
  else if (name.endsWith('.proto')) found.protos.push(parseProto(file, text()));
  else if (isNginx(file)) found.proxies.push(...parseNginx(file, text()));
  else if (isShellScript(file)) {
    const { containers, builds } = parseDockerCommands(file, text());
    found.compose.push(...containers);
    found.builtImages.push(...builds);
  } else if (/\.ya?ml$/.test(name) && !/^(?:pnpm-lock|Chart|values[\w.-]*)\.ya?ml$/.test(name))
    readYaml(reader, file, text());
  else if (/\.json$/.test(name) && /api|swagger|spec|schema|contract/i.test(file)) readOpenApi(reader, file, text());
}

function readYaml(reader: Reader, file: string, text: string): void {
  if (!readOpenApi(reader, file, text)) readKubernetes(reader, file, text);
}

function readOpenApi(reader: Reader, file: string, text: string): boolean {
  if (!isOpenApi(text)) return false;
  reader.found.openApi.push(parseOpenApi(file, text));
  return true;
}

// `specs/orders.yaml` specifies an API as often as a test.
function isSpecification(file: string): boolean {
  return /\.(?:ya?ml|json)$/.test(file) && isForeign(file) && !isForeign(file.replace(/(^|\/)specs?(?=\/)/g, '$1api'));
}

function readKubernetes(reader: Reader, file: string, text: string): void {
  if (!looksLikeKubernetes(text)) return;
  const facts = keep(reader, parseKubernetes(file, text, text.includes('{{') ? chartOf(reader, file) : undefined));
  reader.found.kubernetes.push(facts);
}

function readDotenv(reader: Reader, file: string): void {
  const text = textOf(reader, file);
  // A file that is called `env` may be anything: a script, a folder's note.
  if (/^env$/.test(baseOf(file)) && !/^\s*(?:#.*\s+)*[A-Za-z_]\w*=/.test(text)) return;
  const entries = parseDotenv(file, text);
  reader.environments.set(file, entries);
  reader.found.dotenv.push(...entries);
}

function variablesBeside(reader: Reader, file: string): ReadonlyMap<string, string> {
  const entries = reader.environments.get(joinPath(folderOf(file), '.env')) ?? [];
  return new Map(entries.flatMap(({ name, value }): [string, string][] => (value === null ? [] : [[name, value]])));
}

// Of several files the last wins, so they are put in front of each other; `environment` wins over all.
function withEnvFiles(reader: Reader, service: ComposeService): ComposeService {
  const environment = `${isShellScript(service.file) ? 'docker' : 'compose'}:${service.file}`;
  const imported = service.envFiles.flatMap((file) => {
    const known = reader.environments.get(file);
    if (known !== undefined) return [known];
    if (!reader.files.has(file)) return [];
    return [parseDotenv(file, textOf(reader, file))];
  });
  const entries = imported
    .reverse()
    .flat()
    .map((entry) => ({ ...entry, environment }));
  return entries.length === 0 ? service : { ...service, environment: [...service.environment, ...entries] };
}

// Without a chart, placeholders come from another tool (Kustomize, envsubst, Jinja) and are filled as plain words.
function chartOf(reader: Reader, file: string): TemplateValues {
  for (let folder = folderOf(file); ; folder = folderOf(folder)) {
    const known = reader.charts.get(folder);
    if (known !== undefined) return known;
    if (reader.files.has(joinPath(folder, 'Chart.yaml'))) {
      const values = joinPath(folder, 'values.yaml');
      const chart = folder === '.' ? 'chart' : baseOf(folder);
      const read = readValues(chart, values, reader.files.has(values) ? textOf(reader, values) : '');
      reader.charts.set(folder, read);
      return read;
    }
    if (folder === '.') return { chart: 'chart', values: {} };
  }
}

// A file that cannot be read looks empty to its parser; once is enough.
function withoutEchoes(gaps: readonly CoverageGap[]): CoverageGap[] {
  const unread = new Set(gaps.filter((gap) => gap.line === 0).map((gap) => gap.file));
  return gaps.filter((gap) => gap.line === 0 || !unread.has(gap.file));
}

function keep<T>(reader: Reader, parsed: Parsed<T>): T {
  reader.gaps.push(...parsed.gaps);
  return parsed.facts;
}

function textOf(reader: Reader, file: string): string {
  try {
    const text = reader.read(file);
    if (text.length <= LARGEST) return text;
    reader.gaps.push({ file, line: 0, column: 0, reason: 'the file is too large to be a manifest and is not read' });
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    reader.gaps.push({ file, line: 0, column: 0, reason: `the file cannot be read (${reason})` });
  }
  return '';
}
