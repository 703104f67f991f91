import { parseJson, positionAt } from '../../io/json.ts';
import { parseYaml, type YamlText } from '../../io/yaml.ts';
import type { Evidence } from '../../model/system.ts';
import { gapOf, listOf, objectOf, textOf, type EnvironmentEntry, type Parsed } from './facts.ts';
import { baseOf, folderOf, resolvePath } from './paths.ts';
import { functionEvents, type FunctionEvent } from './serverless-events.ts';

/** A process that a Procfile, a PM2 file, a serverless.yml, a skaffold.yaml or a shell script starts or builds. */
export interface StartedProcess {
  readonly file: string;
  readonly name: string;
  readonly kind: 'procfile' | 'pm2' | 'serverless' | 'image';
  /** Folder in which it starts, relative to the root. */
  readonly folder: string;
  /** Command line; null for functions and images. */
  readonly command: string | null;
  /** Dockerfile of an image, relative to the root; null when it stands in the folder or there is none. */
  readonly dockerfile: string | null;
  /** Handler files of functions, relative to the root, without extension. */
  readonly handlers: readonly string[];
  /** What functions answer and receive. */
  readonly events: readonly FunctionEvent[];
  readonly ports: readonly number[];
  readonly environment: readonly EnvironmentEntry[];
  readonly evidence: Evidence;
}

/** Reads a Procfile: one `name: command` a line. */
export function parseProcfile(file: string, text: string): readonly StartedProcess[] {
  return [...text.matchAll(/^([\w-]+):[ \t]*(\S.*)$/gm)]
    .filter((match) => match[1] !== 'release')
    .map((match) => ({
      ...processOf(file, match[1] ?? '', 'procfile', {
        file,
        ...positionAt(text, match.index),
        note: `Procfile process "${match[1] ?? ''}"`,
      }),
      command: (match[2] ?? '').trim(),
    }));
}

/** True for ecosystem.config.js, pm2.config.cjs, pm2.json, process.yml, … */
export function isPm2(file: string): boolean {
  return /^(?:ecosystem(?:\.[\w-]+)*\.(?:[cm]?js|json|ya?ml)|pm2(?:\.[\w-]+)*\.(?:[cm]?js|json|ya?ml)|processes?\.(?:json|ya?ml))$/.test(
    baseOf(file),
  );
}

/** Reads a PM2 file. Of one in JavaScript, which is never executed, literal apps are understood. */
export function parsePm2(file: string, text: string): Parsed<readonly StartedProcess[]> {
  try {
    const value = /\.ya?ml$/.test(file)
      ? parseYaml(file, text, { foreign: true }).value
      : parseJson(literalOf(text)).value;
    const apps = listOf(objectOf(value)['apps'] ?? (Array.isArray(value) ? value : []));
    return { facts: apps.flatMap((app) => pm2App(file, text, objectOf(app))), gaps: [] };
  } catch (error) {
    return { facts: [], gaps: [gapOf(error, file)] };
  }
}

/** Reads serverless.yml: all functions of one file are one process, named as its `service`. */
export function parseServerless(file: string, text: string): Parsed<readonly StartedProcess[]> {
  try {
    const yaml = parseYaml(file, text, { foreign: true });
    const root = objectOf(yaml.value);
    const functions = objectOf(root['functions']);
    const names = Array.isArray(root['functions'])
      ? root['functions'].flatMap((one) => Object.values(objectOf(one)))
      : Object.values(functions);
    if (root['provider'] === undefined && names.length === 0) return { facts: [], gaps: [] };
    const folder = folderOf(file);
    const { line, column } = yaml.where(['service'], true);
    const name = textOf(root['service']) ?? textOf(objectOf(root['service'])['name']) ?? baseOf(folder);
    return {
      facts: [
        {
          ...processOf(file, name, 'serverless', { file, line, column, note: `serverless service "${name}"` }),
          handlers: names
            .map((one) => textOf(objectOf(one)['handler']))
            .map((handler) => (handler === null ? null : resolvePath(folder, handler.replace(/\.[\w$]+$/, ''))))
            .filter((handler) => handler !== null),
          events: names.flatMap((one) => functionEvents(folder, one)),
          environment: [root['provider'], ...names].flatMap((one) =>
            Object.entries(objectOf(objectOf(one)['environment'])).map(([key, value]) => {
              const written = textOf(value);
              return {
                name: key,
                value: written === null || /^\$\{[^}]*\}$/.test(written) ? null : written,
                environment: `serverless:${file}`,
                evidence: placeOf(yaml, ['provider', 'environment', key]),
              };
            }),
          ),
        },
      ],
      gaps: [],
    };
  } catch (error) {
    return { facts: [], gaps: [gapOf(error, file)] };
  }
}

/** Reads the artifacts of a skaffold.yaml: which folder an image is built from. */
export function parseSkaffold(file: string, text: string): Parsed<readonly StartedProcess[]> {
  const facts: StartedProcess[] = [];
  // Several documents, and profiles that patch artifacts: only what stands under `artifacts` matters.
  const pattern =
    /^[ \t]*- image:[ \t]*["']?([\w./:@-]+)["']?[^\n]*\n(?:[ \t]*#[^\n]*\n)*[ \t]+context:[ \t]*["']?([\w./-]+)["']?(?:[^\n]*\n[ \t]+docker:[^\n]*\n[ \t]+dockerfile:[ \t]*["']?([\w./-]+))?/gm;
  for (const match of text.matchAll(pattern)) {
    const folder = resolvePath(folderOf(file), match[2] ?? '.');
    if (folder === null) continue;
    const name = imageName(match[1] ?? '');
    const evidence = { file, ...positionAt(text, match.index), note: `skaffold builds "${name}"` };
    facts.push({
      ...processOf(file, name, 'image', evidence),
      folder,
      dockerfile: match[3] === undefined ? null : resolvePath(folder, match[3]),
    });
  }
  return { facts, gaps: [] };
}

/** Last part of an image reference, without registry, tag and digest: `registry.shop.io/team/orders:1.2` → `orders`. */
export function imageName(image: string): string {
  const path = image.replace(/@sha256:.*$/, '');
  return path.slice(path.lastIndexOf('/') + 1).replace(/:.*$/, '');
}

function placeOf(yaml: YamlText, path: readonly string[]): Evidence {
  const { file, line, column } = yaml.where(path, true);
  return { file, line, column };
}

function processOf(file: string, name: string, kind: StartedProcess['kind'], evidence: Evidence): StartedProcess {
  return {
    file,
    name,
    kind,
    folder: folderOf(file),
    command: null,
    dockerfile: null,
    handlers: [],
    events: [],
    ports: [],
    environment: [],
    evidence,
  };
}

function pm2App(file: string, text: string, app: Readonly<Record<string, unknown>>): StartedProcess[] {
  const script = textOf(app['script']);
  if (script === null) return [];
  const folder = resolvePath(folderOf(file), textOf(app['cwd']) ?? '.') ?? folderOf(file);
  const name = textOf(app['name']) ?? baseOf(script);
  const evidence = { file, ...positionAt(text, Math.max(0, text.indexOf(script))), note: `PM2 app "${name}"` };
  const args = Array.isArray(app['args']) ? app['args'].map(String).join(' ') : (textOf(app['args']) ?? '');
  const environment = Object.entries(app)
    .filter(([key]) => key === 'env' || key.startsWith('env_'))
    .flatMap(([, values]) => Object.entries(objectOf(values)))
    .map(([key, value]) => ({ name: key, value: textOf(value), environment: `pm2:${file}`, evidence }));
  const starter = /^(?:npm|yarn|pnpm|bun|node)$/.test(script) ? script : `node ${script}`;
  return [{ ...processOf(file, name, 'pm2', evidence), folder, command: `${starter} ${args}`.trim(), environment }];
}

// The object that a PM2 file exports, made readable as JSON: keys quoted, single quotes doubled; what is computed is lost.
function literalOf(text: string): string {
  if (/^\s*[{[]/.test(text)) return text;
  const start = text.search(/(?:module\.exports|export\s+default)\s*=?\s*[{[]/);
  if (start < 0) return '{}';
  const object = text.slice(text.slice(start).search(/[{[]/) + start).replace(/;?\s*$/, '');
  return object
    .replace(/`([^`$]*)`|'((?:\\.|[^'\\\n])*)'/g, (_, a?: string, b?: string) =>
      JSON.stringify((a ?? b ?? '').replaceAll("\\'", "'")),
    )
    .replace(/([{,]\s*)([A-Za-z_$][\w$]*)\s*:/g, '$1"$2":')
    .replace(/:\s*(?![\s"[{\d]|true\b|false\b|null\b)[^,}\]\n]+/g, ': null');
}
