import { parseJson, type JsonText } from '../../io/json.ts';
import type { Evidence } from '../../model/system.ts';
import { listOf, objectOf, textOf, type Located, type Parsed } from './facts.ts';
import { folderOf } from './paths.ts';

/** What a package.json says about what is started and what is used. */
export interface PackageJson {
  readonly file: string;
  /** Folder relative to the root; `.` for the root. */
  readonly folder: string;
  readonly name: string | null;
  readonly private: boolean;
  readonly type: string | null;
  readonly scripts: ReadonlyMap<string, Located<string>>;
  /** dependencies, peerDependencies and optionalDependencies: name → version. */
  readonly dependencies: ReadonlyMap<string, string>;
  readonly devDependencies: ReadonlyMap<string, string>;
  /** Glob patterns of workspaces; empty when there are none. */
  readonly workspaces: readonly string[];
  readonly main: string | null;
  readonly bin: readonly string[];
  /** The `exports` field is there: others are meant to import it. */
  readonly exports: boolean;
  /** Targets of the `exports` and `imports` fields by their subpath, of every condition; aliases of module-alias among the latter. */
  readonly exportTargets: ReadonlyMap<string, readonly string[]>;
  readonly importTargets: ReadonlyMap<string, readonly string[]>;
  /** Made to be installed from a registry: not private, and it says what is published. */
  readonly published: boolean;
  readonly evidence: Evidence;
}

/** Reads a package.json. A broken one gives what could be read and a gap with the place of the mistake. */
export function parsePackageJson(file: string, text: string): Parsed<PackageJson | undefined> {
  const json = parseJson(text);
  const { problem } = json;
  const gaps =
    problem === undefined
      ? []
      : [{ file, line: problem.line, column: problem.column, reason: `JSON: ${problem.reason}` }];
  if (typeof json.value !== 'object' || json.value === null || Array.isArray(json.value)) {
    return {
      facts: undefined,
      gaps: gaps.length > 0 ? gaps : [{ file, line: 1, column: 1, reason: 'it holds no object' }],
    };
  }
  const root = objectOf(json.value);
  const workspaces = Array.isArray(root['workspaces'])
    ? root['workspaces']
    : listOf(objectOf(root['workspaces'])['packages']);
  const bin = root['bin'];
  return {
    facts: {
      file,
      folder: folderOf(file),
      name: textOf(root['name']),
      private: root['private'] === true,
      type: textOf(root['type']),
      scripts: scriptsOf(file, json, root),
      dependencies: new Map(
        ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((key) => versions(root[key])),
      ),
      devDependencies: new Map(versions(root['devDependencies'])),
      workspaces: workspaces.filter((one): one is string => typeof one === 'string'),
      main: textOf(root['main']),
      bin:
        typeof bin === 'string'
          ? [bin]
          : Object.values(objectOf(bin)).filter((one): one is string => typeof one === 'string'),
      exports: root['exports'] !== undefined,
      exportTargets: targetsBySubpath(root['exports'], '.'),
      importTargets: new Map([...targetsBySubpath(root['imports'], '#'), ...moduleAliases(root['_moduleAliases'])]),
      published: root['private'] !== true && (root['files'] !== undefined || root['publishConfig'] !== undefined),
      evidence: { file, ...json.where(['name'], true), note: 'package' },
    },
    gaps,
  };
}

function scriptsOf(
  file: string,
  json: JsonText,
  root: Readonly<Record<string, unknown>>,
): Map<string, Located<string>> {
  const scripts = new Map<string, Located<string>>();
  for (const [name, value] of Object.entries(objectOf(root['scripts']))) {
    if (typeof value !== 'string') continue;
    scripts.set(name, {
      value,
      evidence: { file, ...json.where(['scripts', name], true), note: `script "${name}": ${value}` },
    });
  }
  return scripts;
}

// `{ '.': './dist/index.js', './bus': { import: …, require: … } }`; a field without subpaths is that of `.`.
function targetsBySubpath(field: unknown, start: string): Map<string, readonly string[]> {
  const entries = Object.entries(objectOf(field)).filter(([key]) => key.startsWith(start));
  if (entries.length > 0) return new Map(entries.map(([key, value]) => [key, conditionTargets(value)]));
  const whole = start === '.' ? conditionTargets(field) : [];
  return new Map(whole.length > 0 ? [['.', whole]] : []);
}

// `{ "@models": "src/models" }` of the package module-alias: the folder, and all that is in it.
function moduleAliases(field: unknown): [string, readonly string[]][] {
  return Object.entries(objectOf(field)).flatMap(([name, path]): [string, readonly string[]][] => {
    if (typeof path !== 'string' || name === '') return [];
    const target = `./${path.replace(/^\.?\//, '').replace(/\/$/, '')}`;
    return [
      [name, [target]],
      [`${name}/*`, [`${target}/*`]],
    ];
  });
}

// Types stand last: a declaration file tells less than what it declares.
function conditionTargets(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value];
  if (depth > 5) return [];
  if (Array.isArray(value)) return value.flatMap((one) => conditionTargets(one, depth + 1));
  const conditions = Object.entries(objectOf(value));
  const ordered = [
    ...conditions.filter(([name]) => name !== 'types'),
    ...conditions.filter(([name]) => name === 'types'),
  ];
  return [...new Set(ordered.flatMap(([, one]) => conditionTargets(one, depth + 1)))];
}

function versions(value: unknown): [string, string][] {
  return Object.entries(objectOf(value)).map(([name, version]) => [name, textOf(version) ?? '']);
}
