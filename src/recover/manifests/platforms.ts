import { parseJson, positionAt } from '../../io/json.ts';
import { parseYaml } from '../../io/yaml.ts';
import type { Evidence } from '../../model/system.ts';
import { gapOf, listOf, objectOf, portOf, textOf, type EnvironmentEntry, type Parsed } from './facts.ts';
import { baseOf, folderOf, resolvePath } from './paths.ts';
import { processOf, type StartedProcess } from './started-process.ts';

type Spec = Readonly<Record<string, unknown>>;
type Place = (word: string, note: string) => Evidence;

const READERS: readonly (readonly [
  name: RegExp,
  read: (file: string, text: string, place: Place) => StartedProcess[],
])[] = [
  [/^dapr(?:[.\-_][\w-]+)*\.ya?ml$/, readDapr],
  [/^render\.ya?ml$/, readRender],
  [/^app(?:[.\-_][\w-]+)*\.ya?ml$/, readAppEngine],
  [/^fly(?:\.[\w-]+)*\.toml$/, readToml],
  [/^railway\.(?:toml|json)$/, readToml],
  [/^(?:vercel|now)\.json$/, readVercel],
];

/** True for files by which a hosting platform, or the runner of Dapr, starts what is in a folder. */
export function isPlatform(file: string): boolean {
  return READERS.some(([name]) => name.test(baseOf(file)));
}

/** Reads the processes that dapr.yaml, render.yaml, App Engine's app.yaml, fly.toml, railway.toml and vercel.json start. */
export function parsePlatform(file: string, text: string): Parsed<readonly StartedProcess[]> {
  const place: Place = (word, note) => ({ file, ...positionAt(text, Math.max(0, text.indexOf(word))), note });
  const reader = READERS.find(([name]) => name.test(baseOf(file)));
  try {
    return { facts: reader?.[1](file, text, place) ?? [], gaps: [] };
  } catch (error) {
    return { facts: [], gaps: [gapOf(error, file)] };
  }
}

function yamlOf(file: string, text: string): Spec {
  return objectOf(parseYaml(file, text, { foreign: true }).value);
}

// https://docs.dapr.io/developing-applications/local-development/multi-app-dapr-run/multi-app-template/
function readDapr(file: string, text: string, place: Place): StartedProcess[] {
  const root = yamlOf(file, text);
  return listOf(root['apps']).flatMap((one) => {
    const app = objectOf(one);
    const path = textOf(app['appDirPath']);
    const folder = path === null ? null : resolvePath(folderOf(file), path);
    if (folder === null) return [];
    const name = textOf(app['appID']) ?? textOf(app['appId']) ?? baseOf(folder);
    const command = listOf(app['command']).map(textOf).join(' ');
    return [
      {
        ...processOf(file, name, 'run', place(name, `Dapr runs "${name}"`)),
        folder,
        command: command === '' ? null : command,
        hostNames: [name],
        ports: [portOf(app['appPort'])].filter((port) => port !== null),
        environment: [objectOf(root['common'])['env'], app['env']]
          .flatMap((values) => Object.entries(objectOf(values)))
          .map(([key, value]) => entry(file, 'dapr', key, value, place)),
      },
    ];
  });
}

// https://render.com/docs/blueprint-spec
function readRender(file: string, text: string, place: Place): StartedProcess[] {
  return listOf(yamlOf(file, text)['services']).flatMap((one) => {
    const spec = objectOf(one);
    const type = textOf(spec['type']) ?? '';
    const runtime = textOf(spec['runtime']) ?? textOf(spec['env']) ?? '';
    if (!/^(?:web|worker|pserv|cron)$/.test(type) || /^(?:static|image)$/.test(runtime)) return [];
    const name = textOf(spec['name']) ?? '';
    const context = textOf(spec['rootDir']) ?? textOf(spec['dockerContext']) ?? '.';
    const folder = resolvePath(folderOf(file), context);
    if (folder === null || name === '') return [];
    const docker = textOf(spec['dockerfilePath']);
    const environment = listOf(spec['envVars'])
      .map(objectOf)
      .flatMap((variable) => {
        const key = textOf(variable['key']);
        return key === null ? [] : [entry(file, 'render', key, variable['value'], place)];
      });
    const command = textOf(spec['startCommand']);
    const kind = runtime === 'docker' ? 'image' : 'run';
    return [
      {
        ...processOf(file, name, kind, place(name, `Render runs "${name}"`)),
        folder,
        command,
        dockerfile: docker === null ? null : resolvePath(folderOf(file), docker),
        environment,
      },
    ];
  });
}

// https://cloud.google.com/appengine/docs/standard/reference/app-yaml
function readAppEngine(file: string, text: string, place: Place): StartedProcess[] {
  const root = yamlOf(file, text);
  const runtime = textOf(root['runtime']) ?? '';
  if (!/^nodejs\d*$/.test(runtime)) return [];
  const name = textOf(root['service']) ?? baseOf(folderOf(file));
  const environment = Object.entries(objectOf(root['env_variables'])).map(([key, value]) =>
    entry(file, 'appengine', key, value, place),
  );
  const evidence = place('runtime', `App Engine runs "${name}"`);
  return [{ ...processOf(file, name, 'run', evidence), command: textOf(root['entrypoint']), environment }];
}

// fly.toml and railway.toml stand beside what they deploy; railway.json says the same.
function readToml(file: string, text: string, place: Place): StartedProcess[] {
  const isFly = baseOf(file).startsWith('fly');
  const command = /(?:^|[{,])\s*"?startCommand"?\s*[=:]\s*"((?:\\.|[^"\\])*)"/m.exec(text)?.[1] ?? null;
  const docker = /(?:^|[{,])\s*"?dockerfile(?:Path)?"?\s*[=:]\s*["']([^"']+)["']/im.exec(text)?.[1];
  if (!isFly && command === null && docker === undefined) return [];
  const folder = folderOf(file);
  const name = (isFly ? /^app\s*=\s*["']([\w-]+)["']/m.exec(text)?.[1] : undefined) ?? baseOf(folder);
  const dockerfile = docker === undefined ? null : resolvePath(folder, docker);
  const evidence = place(isFly ? 'app' : (command ?? docker ?? ''), `${isFly ? 'Fly' : 'Railway'} runs "${name}"`);
  return [{ ...processOf(file, name, dockerfile === null ? 'run' : 'image', evidence), command, dockerfile }];
}

// https://vercel.com/docs/project-configuration: `builds` and `functions` name the files that answer requests.
function readVercel(file: string, text: string, place: Place): StartedProcess[] {
  const root = objectOf(parseJson(text).value);
  const builds = listOf(root['builds'])
    .map(objectOf)
    .filter((build) => /^@(?:vercel|now)\/node/.test(textOf(build['use']) ?? ''))
    .map((build) => textOf(build['src']));
  const handlers = [...builds, ...Object.keys(objectOf(root['functions']))]
    .filter((path) => path !== null)
    .filter((path) => /^[\w./-]+\.[cm]?[jt]s$/.test(path))
    .map((path) => resolvePath(folderOf(file), path.replace(/\.[cm]?[jt]s$/, '')))
    .filter((path) => path !== null);
  const name = baseOf(folderOf(file));
  if (handlers.length === 0) return [];
  return [{ ...processOf(file, name, 'serverless', place('builds', 'Vercel runs functions')), handlers }];
}

function entry(file: string, platform: string, name: string, value: unknown, place: Place): EnvironmentEntry {
  return { name, value: textOf(value), environment: `${platform}:${file}`, evidence: place(name, 'variable') };
}
