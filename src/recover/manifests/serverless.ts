import { positionAt } from '../../io/json.ts';
import { parseYaml, type YamlText } from '../../io/yaml.ts';
import type { Evidence } from '../../model/system.ts';
import { ConfigLiteral, configPath, type LoadConfig } from './config-literal.ts';
import { gapOf, listOf, objectOf, textOf, type Parsed } from './facts.ts';
import { functionNames, machineNames } from './cloud-names.ts';
import { baseOf, folderOf } from './paths.ts';
import { resourceName, type Resources } from './resource-names.ts';
import { functionEvents } from './serverless-events.ts';
import { variablesOf } from './serverless-variables.ts';
import { processOf, type StartedProcess } from './started-process.ts';

/** Says where the value at a path of a serverless file stands. */
type Where = (path: readonly string[]) => { readonly line: number; readonly column: number };

/** True for serverless.yml, serverless.dev.yml, serverless.ts, … */
export function isServerless(file: string): boolean {
  return /^serverless(?:\.[\w-]+)*\.(?:ya?ml|json|[cm]?[jt]s)$/.test(baseOf(file));
}

/** Reads a serverless file: all functions of one are one process, named as its `service`. Files that it includes are read by `load`. */
export function parseServerless(file: string, text: string, load: LoadConfig): Parsed<readonly StartedProcess[]> {
  try {
    if (/\.[cm]?[jt]s$/.test(file)) {
      const value = new ConfigLiteral(file, text, load).exported();
      const start = positionAt(text, Math.max(0, text.search(/\bservice\b/)));
      return { facts: processesOf(file, value, () => start, load), gaps: [] };
    }
    const yaml = parseYaml(file, text, { foreign: true });
    return { facts: processesOf(file, yaml.value, whereIn(yaml), load), gaps: [] };
  } catch (error) {
    return { facts: [], gaps: [gapOf(error, file)] };
  }
}

function whereIn(yaml: YamlText): Where {
  return (path) => {
    const { line, column } = yaml.where(path, true);
    return { line, column };
  };
}

function processesOf(file: string, value: unknown, where: Where, load: LoadConfig): StartedProcess[] {
  const written = objectOf(value);
  const fillIn = variablesOf(file, value, load);
  const root = objectOf(fillIn(value));
  // What is asked for by its name may be of any stage.
  const named = functionsOf(file, written['functions'], load);
  const functions = named.map(([, one]) => fillIn(one));
  if (root['provider'] === undefined && functions.length === 0) return [];
  const resources = resourcesOf(root['resources']);
  const folder = folderOf(file);
  const name = textOf(root['service']) ?? textOf(objectOf(root['service'])['name']) ?? baseOf(folder);
  const evidence: Evidence = { file, ...where(['service']), note: `serverless service "${name}"` };
  return [
    {
      ...processOf(file, name, 'serverless', evidence),
      handlers: functions
        .map((one) => textOf(objectOf(one)['handler']))
        .map((handler) => (handler === null ? null : configPath(folder, handler.replace(/\.[\w$]+$/, ''))))
        .filter((handler) => handler !== null),
      events: functions.flatMap((one) => functionEvents(folder, one, resources)),
      answers: [...functionNames(folder, name, named), ...machineNames(name, written)],
      environment: [root['provider'], ...functions].flatMap((one) =>
        Object.entries(objectOf(objectOf(one)['environment'])).map(([key, entry]) => {
          const text = textOf(entry);
          return {
            name: key,
            value: resourceName(entry, resources) ?? (text === null || /^\$\{[^}]*\}$/.test(text) ? null : text),
            environment: `serverless:${file}`,
            evidence: { file, ...where(['provider', 'environment', key]) },
          };
        }),
      ),
    },
  ];
}

// One template, or several that are merged.
function resourcesOf(value: unknown): Resources {
  return Object.assign({}, ...listOf(value).map((one) => objectOf(objectOf(one)['Resources'])));
}

// A map of functions, a list of such maps, and either in files of their own: `${file(functions/orders.yml)}`.
function functionsOf(file: string, value: unknown, load: LoadConfig, depth = 0): [string, unknown][] {
  return listOf(value).flatMap((one) => {
    const path = /^\$\{file\(([^)]+)\)(?::([\w.]+))?\}$/.exec(textOf(one) ?? '');
    if (path === null) return Object.entries(objectOf(one));
    const included = depth > 3 ? undefined : load((path[1] ?? '').replace(/^(?!\.)/, './'), file);
    if (included === undefined || !/\.(?:ya?ml|json)$/.test(included.file)) return [];
    const read: unknown = parseYaml(included.file, included.text, { foreign: true }).value;
    const inner = (path[2] ?? '')
      .split('.')
      .filter(Boolean)
      .reduce<unknown>((at, key) => objectOf(at)[key], read);
    return functionsOf(included.file, inner, load, depth + 1);
  });
}
