import { positionAt } from '../../io/json.ts';
import { portsOf } from './compose-values.ts';
import type { ComposeService } from './compose.ts';
import { textOf } from './facts.ts';
import { baseOf, folderOf, resolvePath } from './paths.ts';

/** An image that a script builds from a folder. */
export interface BuiltImage {
  readonly image: string;
  readonly folder: string;
  readonly dockerfile: string | null;
}

/** What `docker run`, `docker service create` and `docker build` of a script say, in the terms of compose. */
export interface DockerCommands {
  readonly containers: readonly ComposeService[];
  readonly builds: readonly BuiltImage[];
}

/** True for shell scripts and Makefiles. */
export function isShellScript(file: string): boolean {
  return /\.(?:sh|bash)$|^Makefile$/.test(baseOf(file));
}

/** Reads the docker commands of a shell script or Makefile whose arguments are literal. */
export function parseDockerCommands(file: string, source: string): DockerCommands {
  const containers: ComposeService[] = [];
  const builds: BuiltImage[] = [];
  if (!source.includes('docker')) return { containers, builds };
  const text = source.replace(/\\\r?\n/g, (end) => ' '.repeat(end.length));
  for (const match of text.matchAll(
    /\bdocker[ \t]+(?:container[ \t]+)?(run|service[ \t]+create|build)[ \t]+([^\n;|&]+)/g,
  )) {
    const { options, words } = parse(match[2] ?? '', match[1] === 'build');
    const [last] = words;
    if (last === undefined || last.includes('$')) continue;
    if (match[1] === 'build') {
      const folder = resolvePath(folderOf(file), words.at(-1) ?? '.');
      const image = options.get('t')?.[0] ?? options.get('tag')?.[0];
      const dockerfile = options.get('f')?.[0] ?? options.get('file')?.[0];
      if (folder === null || image === undefined) continue;
      builds.push({
        image,
        folder,
        dockerfile: dockerfile === undefined ? null : resolvePath(folderOf(file), dockerfile),
      });
    } else containers.push(container(file, text, match.index, last, options));
  }
  return { containers, builds };
}

function container(
  file: string,
  text: string,
  offset: number,
  image: string,
  options: ReadonlyMap<string, readonly string[]>,
): ComposeService {
  const all = (...names: string[]): string[] =>
    names.flatMap((name) => options.get(name) ?? []).filter((one) => !one.includes('$'));
  const name = all('name')[0] ?? image;
  const evidence = { file, ...positionAt(text, offset), note: `docker runs "${name}"` };
  return {
    file,
    name,
    containerName: name,
    hostname: all('hostname', 'h')[0] ?? null,
    aliases: all('network-alias', 'net-alias'),
    build: null,
    image,
    environment: all('e', 'env').map((pair) => {
      const at = pair.indexOf('=');
      const value = at < 0 ? null : pair.slice(at + 1);
      return { name: at < 0 ? pair : pair.slice(0, at), value, environment: `docker:${file}`, evidence };
    }),
    envFiles: all('env-file')
      .map((path) => resolvePath(folderOf(file), path))
      .filter((path) => path !== null),
    ports: all('p', 'publish').flatMap((port) => portsOf(port, textOf)),
    expose: [],
    dependsOn: [],
    healthcheck: all('health-cmd').length > 0 ? evidence : null,
    healthcheckDisabled: false,
    command: null,
    entrypoint: null,
    workingDir: all('w', 'workdir')[0] ?? null,
    volumes: [],
    networkMode: null,
    profiles: [],
    isTemplate: false,
    parent: null,
    evidence,
  };
}

/** Reads the images that a Tiltfile builds from folders of the repository. */
export function parseTiltfile(file: string, text: string): readonly BuiltImage[] {
  return [...text.matchAll(/\bdocker_build(?:_with_restart)?\(([^)]*)\)/g)].flatMap(([, args = '']) => {
    const [image, context] = [...args.matchAll(/(?:^|,)\s*(?:ref\s*=\s*|context\s*=\s*)?["']([^"']+)["']/g)].flatMap(
      (match) => match[1] ?? [],
    );
    const folder = context === undefined ? null : resolvePath(folderOf(file), context);
    const dockerfile = /\bdockerfile\s*=\s*["']([^"']+)["']/.exec(args)?.[1];
    if (image === undefined || folder === null) return [];
    return [{ image, folder, dockerfile: dockerfile === undefined ? null : resolvePath(folderOf(file), dockerfile) }];
  });
}

/** Compose files that a line names with `-f`, as written. */
export function composeFilesOf(text: string): string[] {
  return [
    ...text.matchAll(/\bdocker(?:-|[ \t]+)compose\b((?:[ \t]+(?!up\b|down\b|build\b|run\b)[^\s;|&]+)+)/g),
  ].flatMap(([, options = '']) =>
    [...options.matchAll(/(?:^|\s)(?:-f|--file)[= \t]+["']?([\w./-]+\.ya?ml)/g)].map((match) => match[1] ?? ''),
  );
}

// Long options of `docker run` and `docker service create` that take no value.
const FLAGS =
  /^(?:d|i|t|it|ti|rm|detach|init|privileged|read-only|interactive|tty|no-cache|pull|q|quiet|P|publish-all|with-registry-auth|dit|itd|di)$/;

function parse(line: string, isBuild: boolean): { options: Map<string, string[]>; words: string[] } {
  const options = new Map<string, string[]>();
  const words: string[] = [];
  const tokens = [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map((match) => match[0].replace(/["']/g, ''));
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] ?? '';
    const [, name, value] = /^--?([\w-]+)(?:=(.*))?$/.exec(token) ?? [];
    if (name === undefined) words.push(token);
    else if (!FLAGS.test(name) || (isBuild && name === 't')) {
      const list = options.get(name) ?? [];
      list.push(value ?? tokens[++i] ?? '');
      options.set(name, list);
    }
  }
  return { options, words };
}
