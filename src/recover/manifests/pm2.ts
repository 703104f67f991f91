import { parseJson, positionAt } from '../../io/json.ts';
import { parseYaml } from '../../io/yaml.ts';
import { ConfigLiteral, configPath } from './config-literal.ts';
import { gapOf, listOf, objectOf, textOf, type Parsed } from './facts.ts';
import { baseOf, folderOf } from './paths.ts';
import { processOf, type StartedProcess } from './started-process.ts';

/** True for ecosystem.config.js, pm2.config.cjs, pm2.json, process.yml, … */
export function isPm2(file: string): boolean {
  return /^(?:ecosystem(?:\.[\w-]+)*\.(?:[cm]?[jt]s|json|ya?ml)|pm2(?:\.[\w-]+)*\.(?:[cm]?[jt]s|json|ya?ml)|processes?\.(?:json|ya?ml))$/.test(
    baseOf(file),
  );
}

/** Reads a PM2 file. One in JavaScript is never executed: its constants, paths and mapped lists are followed. */
export function parsePm2(file: string, text: string): Parsed<readonly StartedProcess[]> {
  try {
    const value = valueOf(file, text);
    const apps = listOf(objectOf(value)['apps'] ?? (Array.isArray(value) ? value : []));
    return { facts: apps.flatMap((app) => pm2App(file, text, objectOf(app))), gaps: [] };
  } catch (error) {
    return { facts: [], gaps: [gapOf(error, file)] };
  }
}

function valueOf(file: string, text: string): unknown {
  if (/\.ya?ml$/.test(file)) return parseYaml(file, text, { foreign: true }).value;
  return file.endsWith('.json') ? parseJson(text).value : new ConfigLiteral(file, text).exported();
}

function pm2App(file: string, text: string, app: Readonly<Record<string, unknown>>): StartedProcess[] {
  const script = textOf(app['script']);
  if (script === null) return [];
  // A folder on the server says nothing about the one in the repository.
  const base = folderOf(file);
  const folder = configPath(base, textOf(app['cwd']) ?? '.') ?? base;
  const name = textOf(app['name']) ?? baseOf(script);
  const evidence = { file, ...positionAt(text, Math.max(0, placeOf(text, name, script))), note: `PM2 app "${name}"` };
  const args = Array.isArray(app['args']) ? app['args'].map(String).join(' ') : (textOf(app['args']) ?? '');
  const environment = Object.entries(app)
    .filter(([key]) => key === 'env' || key.startsWith('env_'))
    .flatMap(([, values]) => Object.entries(objectOf(values)))
    .map(([key, value]) => ({ name: key, value: textOf(value), environment: `pm2:${file}`, evidence }));
  const rooted = configPath('.', script);
  const path = script.startsWith('\0') && rooted !== null ? rooted.replace(`${folder}/`, '') : script;
  const starter = /^(?:npm|yarn|pnpm|bun|node|npx)$|\s/.test(path) ? path : `node ${path}`;
  return [{ ...processOf(file, name, 'pm2', evidence), folder, command: `${starter} ${args}`.trim(), environment }];
}

function placeOf(text: string, name: string, script: string): number {
  const at = text.indexOf(script);
  return at < 0 ? text.indexOf(name) : at;
}
