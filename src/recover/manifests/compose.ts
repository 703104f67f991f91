import { parseYaml, type YamlText } from '../../io/yaml.ts';
import type { Evidence } from '../../model/system.ts';
import {
  aliasesOf,
  commandText,
  environmentOf,
  labelledPairs,
  portsOf,
  waitsOf,
  type ComposePort,
  type Named,
} from './compose-values.ts';
import { interpolate } from './dotenv.ts';
import { gapOf, listOf, objectOf, portOf, textOf, type EnvironmentEntry, type Parsed } from './facts.ts';
import { baseOf, folderOf, resolvePath } from './paths.ts';

/** One service of one compose file, overlays not merged. Folders and files are relative to the root. */
export interface ComposeService {
  readonly file: string;
  readonly name: string;
  readonly containerName: string | null;
  readonly hostname: string | null;
  readonly aliases: readonly string[];
  readonly build: ComposeBuild | null;
  readonly image: string | null;
  /** `environment`, then the contents of `env_file`: the first entry of a name wins. */
  readonly environment: readonly EnvironmentEntry[];
  readonly envFiles: readonly string[];
  readonly ports: readonly ComposePort[];
  readonly expose: readonly number[];
  readonly dependsOn: readonly Named[];
  /** Those of them that have to have ended well before this one starts. */
  readonly awaits?: readonly string[];
  readonly healthcheck: Evidence | null;
  /** `disable: true` or `test: NONE`. */
  readonly healthcheckDisabled: boolean;
  readonly command: string | null;
  readonly entrypoint: string | null;
  readonly workingDir: string | null;
  readonly volumes: readonly { readonly source: string; readonly target: string }[];
  /** `service:orders` when it shares the network of another. */
  readonly networkMode: string | null;
  /** Started only when one of these is asked for. */
  readonly profiles: readonly string[];
  /** Stands in a file that others only extend. */
  readonly isTemplate: boolean;
  /** `extends`: the service whose settings hold unless this one sets them. */
  readonly parent: { readonly file: string; readonly service: string } | null;
  readonly evidence: Evidence;
}

/** `build`; a context outside of the root or behind a URL is null. */
export interface ComposeBuild {
  readonly context: string;
  /** Path of the Dockerfile relative to the root; null for `dockerfile_inline`. */
  readonly dockerfile: string | null;
  readonly target: string | null;
  readonly args: Readonly<Record<string, string>>;
  readonly evidence: Evidence;
}

/** True for compose.yaml, docker-compose.yml, docker-compose.dev.yml, orders.compose.yaml, … */
export function isCompose(file: string): boolean {
  return (
    /(?:^|[.\-_])(?:docker[-_.]?)?compose(?:[.\-_][\w.-]+)?\.ya?ml$/i.test(baseOf(file)) ||
    /^docker-stack.*\.ya?ml$/i.test(baseOf(file))
  );
}

/** True for a text that is a compose file by what it says, whatever its name: a map of services that are built or run from an image. */
export function looksLikeCompose(text: string): boolean {
  return (
    /^services:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ \t]+[\w.-]+:/m.test(text) &&
    /^[ \t]+(?:image|build):/m.test(text) &&
    !/^(?:apiVersion|kind|openapi|swagger|stages|jobs|pipelines?|functions|provider):/m.test(text)
  );
}

/** Files that a compose file takes in by `include`, or whose services its own extend, relative to the root. */
export function composeReferences(
  file: string,
  text: string,
): { readonly included: string[]; readonly extended: string[] } {
  const none = { included: [], extended: [] };
  if (!/^include\s*:|^\s+extends\s*:/m.test(text)) return none;
  try {
    const root = objectOf(parseYaml(file, text, { foreign: true }).value);
    const folder = folderOf(file);
    const included = listOf(root['include']).flatMap((one) =>
      typeof one === 'string' ? [one] : listOf(objectOf(one)['path']).map(textOf),
    );
    const extended = Object.values(objectOf(root['services'])).map((service) =>
      textOf(objectOf(objectOf(service)['extends'])['file']),
    );
    const here = (paths: readonly (string | null)[]): string[] =>
      paths
        .map((path) => (path === null ? null : resolvePath(folder, path)))
        .filter((path) => path !== null)
        .filter((path) => path !== file);
    return { included: here(included), extended: here(extended) };
  } catch {
    // What is wrong with it is told when it is read as a whole.
    return none;
  }
}

/** Reads a compose file; `variables` are those of the `.env` beside it. A file that is no YAML is a gap. */
export function parseCompose(
  file: string,
  text: string,
  variables: ReadonlyMap<string, string>,
): Parsed<readonly ComposeService[]> {
  try {
    const yaml = parseYaml(file, text, { foreign: true });
    const services = Object.entries(objectOf(objectOf(yaml.value)['services']));
    const gaps = yaml.duplicateKeys().map(({ key, line, column }) => ({
      file,
      line,
      column,
      reason: `the key "${key}" stands twice in one map; the last one counts`,
    }));
    return { facts: services.map(([name, value]) => readService(yaml, name, objectOf(value), variables)), gaps };
  } catch (error) {
    return { facts: [], gaps: [gapOf(error, file)] };
  }
}

function readService(
  yaml: YamlText,
  name: string,
  spec: Readonly<Record<string, unknown>>,
  variables: ReadonlyMap<string, string>,
): ComposeService {
  const { file } = yaml;
  const folder = folderOf(file);
  const at = (path: readonly (string | number)[], note?: string): Evidence => ({
    ...place(yaml, ['services', name, ...path]),
    ...(note === undefined ? {} : { note }),
  });
  const text = (value: unknown): string | null => {
    const raw = textOf(value);
    return raw === null ? null : (interpolate(raw, (key) => variables.get(key)) ?? raw);
  };
  const healthcheck = objectOf(spec['healthcheck']);
  const disabled = healthcheck['disable'] === true || listOf(healthcheck['test'])[0] === 'NONE';
  return {
    file,
    name,
    containerName: text(spec['container_name']),
    hostname: text(spec['hostname']),
    aliases: aliasesOf(spec['networks']),
    build: readBuild(folder, spec['build'], text, () => at(['build'], `compose builds "${name}"`)),
    image: text(spec['image']),
    environment: environmentOf(spec['environment'], {
      environment: `compose:${file}`,
      variables,
      place: (key) => at(['environment', key]),
    }),
    envFiles: envFilesOf(folder, spec['env_file'], text),
    ports: listOf(spec['ports']).flatMap((one) => portsOf(one, text)),
    expose: listOf(spec['expose'])
      .map((one) => portOf(text(one)))
      .filter((port) => port !== null),
    ...waitsOf(spec['depends_on'], (key) => at(['depends_on', key])),
    healthcheck: spec['healthcheck'] !== undefined && !disabled ? at(['healthcheck'], 'compose health check') : null,
    healthcheckDisabled: disabled,
    command: commandText(spec['command'], text),
    entrypoint: commandText(spec['entrypoint'], text),
    workingDir: text(spec['working_dir']),
    volumes: volumesOf(folder, spec['volumes'], text),
    networkMode: text(spec['network_mode']),
    profiles: textsOf(spec['profiles']),
    isTemplate: false,
    parent: parentOf(file, spec['extends']),
    evidence: { ...place(yaml, ['services', name], true), note: `compose service "${name}"` },
  };
}

function envFilesOf(folder: string, value: unknown, text: (value: unknown) => string | null): string[] {
  return listOf(value)
    .map((one) => text(typeof one === 'object' ? objectOf(one)['path'] : one))
    .map((path) => (path === null ? null : resolvePath(folder, path)))
    .filter((path) => path !== null);
}

function textsOf(value: unknown): string[] {
  return listOf(value)
    .map(textOf)
    .filter((one) => one !== null);
}

function place(yaml: YamlText, path: readonly (string | number)[], key = true): Evidence {
  const { file, line, column } = yaml.where(path, key);
  return { file, line, column };
}

function readBuild(
  folder: string,
  value: unknown,
  text: (value: unknown) => string | null,
  evidence: () => Evidence,
): ComposeBuild | null {
  if (value === undefined || value === null) return null;
  const spec = typeof value === 'string' ? { context: value } : objectOf(value);
  const written = text(spec['context']) ?? '.';
  // An absolute path or a URL says nothing about this repository, but `${PWD}/orders` does.
  const context = resolvePath(folder, written.replace(/^\$\{?PWD\}?\/?/, './'));
  if (context === null || /^[a-z]+:\/\/|^git@/.test(written)) return null;
  const dockerfile = text(spec['dockerfile']) ?? 'Dockerfile';
  return {
    context,
    // Some write it relative to the compose file, which leads out of the root when read from the context.
    dockerfile:
      spec['dockerfile_inline'] === undefined
        ? (resolvePath(context, dockerfile) ?? resolvePath(folder, dockerfile))
        : null,
    target: text(spec['target']),
    args: Object.fromEntries(labelledPairs(spec['args']).map(([name, raw]) => [name, text(raw) ?? ''])),
    evidence: evidence(),
  };
}

function volumesOf(
  folder: string,
  value: unknown,
  text: (value: unknown) => string | null,
): { source: string; target: string }[] {
  return listOf(value).flatMap((one) => {
    const long = objectOf(one);
    const [from, to] =
      typeof one === 'string' ? (text(one) ?? '').split(':') : [text(long['source']), text(long['target'])];
    if (from === null || from === undefined || to === null || to === undefined) return [];
    const path = from.replace(/^\$\{?PWD\}?\/?/, './');
    const source = /^\.{1,2}(?:\/|$)/.test(path) ? resolvePath(folder, path) : null;
    return source === null ? [] : [{ source, target: to }];
  });
}

function parentOf(file: string, value: unknown): { file: string; service: string } | null {
  if (typeof value === 'string') return { file, service: value };
  const spec = objectOf(value);
  const service = textOf(spec['service']);
  const other = textOf(spec['file']);
  const path = other === null ? file : resolvePath(folderOf(file), other);
  return service === null || path === null ? null : { file: path, service };
}
