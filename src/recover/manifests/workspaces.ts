import { parseJson } from '../../io/json.ts';
import type { Evidence } from '../../model/system.ts';
import { objectOf, textOf, type Parsed } from './facts.ts';
import { baseOf, folderOf, joinPath, resolvePath } from './paths.ts';

/** A project of nest-cli.json, project.json (Nx) or workspace.json / angular.json. */
export interface Project {
  readonly name: string;
  readonly folder: string;
  readonly type: 'application' | 'library';
  /** Source file that starts it (nest) or that the build begins with (Nx), as far as it is told. */
  readonly entry: string | null;
  /** A browser application by its build tool. */
  readonly browser: boolean;
  readonly evidence: Evidence;
}

/** Projects of a nest-cli.json; without `projects` the file describes its own folder, which its package.json already does. */
export function parseNestCli(file: string, text: string): Parsed<readonly Project[]> {
  const json = parseJson(text);
  const folder = folderOf(file);
  const projects = Object.entries(objectOf(objectOf(json.value)['projects'])).flatMap(([name, value]): Project[] => {
    const spec = objectOf(value);
    const sourceRoot = textOf(spec['sourceRoot']);
    const written = textOf(spec['root']);
    // The sources tell the folder where a renamed project left its old root behind.
    const root =
      written && (sourceRoot ?? '').startsWith(written) ? written : (sourceRoot?.replace(/\/?src\/?$/, '') ?? written);
    const path = resolvePath(folder, root ?? '.');
    if (path === null) return [];
    const source = resolvePath(folder, sourceRoot ?? joinPath(path, 'src'));
    const entry = source === null ? null : joinPath(source, `${textOf(spec['entryFile']) ?? 'main'}.ts`);
    const type = spec['type'] === 'library' ? 'library' : 'application';
    const evidence = { file, ...json.where(['projects', name], true), note: `nest-cli project "${name}"` };
    return [{ name, folder: path, type, entry: type === 'library' ? null : entry, browser: false, evidence }];
  });
  return { facts: projects, gaps: problemsOf(file, json.problem) };
}

/** Projects of Nx: one per project.json, several in workspace.json and angular.json. */
export function parseNx(file: string, text: string): Parsed<readonly Project[]> {
  const json = parseJson(text);
  const gaps = problemsOf(file, json.problem);
  const folder = folderOf(file);
  if (baseOf(file) === 'project.json') {
    const spec = objectOf(json.value);
    if (spec['targets'] === undefined && spec['projectType'] === undefined) return { facts: [], gaps };
    const name = textOf(spec['name']) ?? baseOf(folder);
    return {
      facts: [
        nxProject(name, folder, folder, spec, { file, ...json.where(['name'], true), note: `Nx project "${name}"` }),
      ],
      gaps,
    };
  }
  const projects = Object.entries(objectOf(objectOf(json.value)['projects'])).flatMap(([name, value]) => {
    const spec = objectOf(value);
    const root = typeof value === 'string' ? null : resolvePath(folder, textOf(spec['root']) ?? '.');
    const evidence = { file, ...json.where(['projects', name], true), note: `workspace project "${name}"` };
    return root === null ? [] : [nxProject(name, root, folder, spec, evidence)];
  });
  return { facts: projects, gaps };
}

function nxProject(
  name: string,
  folder: string,
  workspace: string,
  spec: Readonly<Record<string, unknown>>,
  evidence: Evidence,
): Project {
  const targets = objectOf(spec['targets'] ?? spec['architect']);
  const tools = Object.values(targets).map(
    (target) => textOf(objectOf(target)['executor'] ?? objectOf(target)['builder']) ?? '',
  );
  const main = Object.values(targets)
    .map((target) => textOf(objectOf(objectOf(target)['options'])['main']))
    .find((one) => one !== null);
  const server = tools.some((tool) => /node|nest|express|serverless|next|js:/.test(tool));
  return {
    name,
    folder,
    type: spec['projectType'] === 'library' ? 'library' : 'application',
    // Nx writes `main` relative to the workspace's root, which stands above a project.json.
    entry: main === undefined ? null : resolvePath(main.startsWith(folder) ? '.' : workspace, main),
    browser: !server && tools.some((tool) => /angular|react|web|vite|vue|svelte/.test(tool)),
    evidence,
  };
}

function problemsOf(
  file: string,
  problem: { line: number; column: number; reason: string } | undefined,
): Parsed<unknown>['gaps'] {
  return problem === undefined
    ? []
    : [{ file, line: problem.line, column: problem.column, reason: `JSON: ${problem.reason}` }];
}
