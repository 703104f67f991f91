import { join } from 'node:path';
import type { Blueprint, ServiceSpec } from '../../blueprint/blueprint.ts';
import { lookAt } from '../../io/read-tree.ts';
import { UserError, combineUserErrors } from '../../util/user-error.ts';
import { rollBackInterrupted } from '../../io/write-all.ts';
import { readExisting, STATE_FOLDER } from '../existing.ts';
import type { GenerationOptions } from '../generate.ts';
import { recordFile, type Manifest } from '../manifest.ts';
import { importedPackages, nodeMajorFor } from '../package-json.ts';
import { withPacks } from '../packs/with-packs.ts';
import { planFiles, type Existing, type ExistingFile, type Operation, type Plan } from '../plan.ts';
import { hashTemplates } from '../read-templates.ts';
import { renderSystem } from '../render-system.ts';
import type { Templates } from '../render-service.ts';
import { MONOLITH_FOLDER } from '../../blueprint/deployed-model.ts';
import { migrationFiles } from './migration-plan.ts';
import { movedFiles, relativeImports, type MovedFile } from './moved-files.ts';

/** What an extraction would do: the plan of all files, and which of them only change their place. */
export interface Extraction {
  readonly plan: Plan;
  readonly moves: readonly { readonly from: string; readonly to: string; readonly edited: boolean }[];
  /** The page that tells how the running system is moved. */
  readonly page: string;
}

/**
 * Plans to make a service of a module. `blueprint` is the one in which it stands alone already. Files of the module go to
 * their places in the service with every edit in them, as if they had been generated there; the rest follows the templates.
 * Throws UserError where code would be torn apart. The tree is only looked at.
 */
export function planExtraction(
  root: string,
  module: string,
  { blueprint, before }: { readonly blueprint: Blueprint; readonly before: Blueprint },
  templates: Templates,
  options: GenerationOptions,
): Extraction {
  const service = blueprint.services.find(({ name }) => name === module);
  rollBackInterrupted(root, STATE_FOLDER);
  const manifest = readExisting(root, []).manifest;
  if (service === undefined || manifest === undefined)
    throw new UserError('nothing was generated here yet, so that there is no code to take out', {
      help: 'run "archwright generate" first; or set "standalone: true" at the service, and generate',
    });
  const node = options.node ?? nodeMajorFor(manifest.node);
  const packed = withPacks(root, blueprint, templates).templates;
  const output = renderSystem(blueprint, packed, node);
  const moved = movedFiles(root, { module, path: service.path }, { manifest, output });
  const existing = readExisting(root, output.keys());
  requireFree(root, moved, service);
  const plan = planFiles(output, asIfMoved(existing, manifest, moved), {
    ...options,
    node,
    templates: hashTemplates(packed),
    services: Object.fromEntries(blueprint.services.map(({ name, path }) => [name, path])),
  });
  requireUnedited(plan, module);
  const operations = [...settled(plan, moved), ...leavings(moved)];
  const complete = withPlatform(root, operations, service, packed);
  requireWhole(complete, moved, service);
  const pages = migrationFiles(service, { before, blueprint });
  const all = [...withPackages(root, complete, moved, service), ...newPages(root, pages)];
  all.sort((a, b) => (a.path < b.path ? -1 : 1));
  const moves = moved.map(({ from, to, text, base }) => ({ from, to, edited: text !== base }));
  return { plan: { operations: all, manifest: plan.manifest }, moves, page: pages.keys().next().value ?? '' };
}

/** The tree and its record as they would be if the moved files had always lain in their new places. */
function asIfMoved(existing: Existing, manifest: Manifest, moved: readonly MovedFile[]): Existing {
  const records = new Map(manifest.files);
  const files = new Map<string, ExistingFile>(existing.files);
  for (const { from, to, text, base } of moved) {
    records.delete(from);
    files.delete(from);
    if (base === undefined) continue;
    const owner = manifest.files.get(from)?.owner ?? 'generated';
    records.set(to, recordFile(base, owner, owner === 'merged' ? text : undefined));
    files.set(to, { text });
  }
  return { manifest: { ...manifest, files: records }, files };
}

/** What is written in the new places: the template's text, the user's, or both merged. */
function settled(plan: Plan, moved: readonly MovedFile[]): Operation[] {
  const byPlace = new Map(moved.map((file) => [file.to, file]));
  const operations = plan.operations.map((operation): Operation => {
    const file = byPlace.get(operation.path);
    if (file === undefined || operation.kind === 'conflict') return operation;
    const text = operation.kind === 'update' ? operation.text : file.text;
    return { kind: 'create', path: file.to, text };
  });
  const own = moved.filter(({ base }) => base === undefined);
  return [...operations, ...own.map(({ to, text }): Operation => ({ kind: 'create', path: to, text }))];
}

function leavings(moved: readonly MovedFile[]): Operation[] {
  return moved.map(({ from, before }) => ({ kind: 'delete', path: from, before }));
}

/** Parts of the platform that the user's code has come to use: they are copied from the monolith, with what they use. */
function withPlatform(
  root: string,
  operations: readonly Operation[],
  service: ServiceSpec,
  templates: Templates,
): Operation[] {
  const known = new Set(operations.map(({ path }) => path));
  const added: Operation[] = [];
  const platform = `${service.path}/src/platform/`;
  const visit = (path: string, text: string): void => {
    for (const { target } of relativeImports(path, text)) {
      if (!target.startsWith(platform) || known.has(target)) continue;
      const name = target.slice(platform.length);
      const found = lookAt(join(root, `${MONOLITH_FOLDER}/src/platform/${name}`));
      const source = found && 'text' in found ? found.text : templates.get(`platform/src/${name}`);
      if (source === undefined) continue;
      known.add(target);
      added.push({ kind: 'create', path: target, text: source });
      visit(target, source);
    }
  };
  for (const operation of operations)
    if (operation.kind === 'create' && operation.path.startsWith(`${service.path}/`))
      visit(operation.path, operation.text);
  return [...operations, ...added];
}

/** Packages that the user's code has come to use are those of the monolith, in its versions. */
function withPackages(
  root: string,
  operations: readonly Operation[],
  moved: readonly MovedFile[],
  { path }: ServiceSpec,
): Operation[] {
  const manifest = lookAt(join(root, MONOLITH_FOLDER, 'package.json'));
  const of = (text: string): Record<string, Record<string, string> | undefined> => JSON.parse(text);
  const known = manifest && 'text' in manifest ? of(manifest.text) : {};
  const used = importedPackages(moved.map(({ text }) => text));
  return operations.map((operation) => {
    if (operation.path !== `${path}/package.json` || operation.kind !== 'create') return operation;
    const own = of(operation.text);
    const present = { ...own['dependencies'], ...own['devDependencies'] };
    const added = used.flatMap((name) => {
      const version = known['dependencies']?.[name] ?? known['devDependencies']?.[name];
      return version === undefined || name in present ? [] : [[name, version] as const];
    });
    if (added.length === 0) return operation;
    const all = Object.entries({ ...own['dependencies'], ...Object.fromEntries(added) });
    const dependencies = Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
    return { ...operation, text: `${JSON.stringify({ ...own, dependencies }, null, 2)}\n` };
  });
}

function newPages(root: string, pages: ReadonlyMap<string, string>): Operation[] {
  return [...pages].flatMap(([path, text]): Operation[] =>
    lookAt(join(root, path)) === undefined ? [{ kind: 'create', path, text }] : [],
  );
}

function requireFree(root: string, moved: readonly MovedFile[], { name }: ServiceSpec): void {
  const taken = moved.find(({ to }) => lookAt(join(root, to)) !== undefined);
  if (taken)
    throw new UserError(`"${taken.to}" is in the way of "${taken.from}"`, {
      help: `move it away: the service "${name}" begins in an empty folder`,
    });
}

/** Edits of what a service does not have would be lost without anybody noticing. */
function requireUnedited({ operations }: Plan, module: string): void {
  const errors = operations.flatMap((operation) =>
    operation.kind === 'skip' && operation.path.startsWith(`${MONOLITH_FOLDER}/src/modules/${module}/`)
      ? [
          new UserError(`"${operation.path}" was edited, and a service has no such file`, {
            where: { file: operation.path },
            help: 'carry the edit over to another file of the module, take it back here, and try again',
          }),
        ]
      : [],
  );
  const error = combineUserErrors(errors);
  if (error) throw error;
}

/** Code that uses what stays behind would not compile in the service. */
function requireWhole(operations: readonly Operation[], moved: readonly MovedFile[], { path }: ServiceSpec): void {
  const texts = new Map(
    operations.flatMap((each) => (each.kind === 'create' ? [[each.path, each.text] as const] : [])),
  );
  const errors = moved.flatMap(({ from, to, before, text, base }) =>
    (text === base ? [] : relativeImports(to, texts.get(to) ?? ''))
      .filter(({ target }) => !target.startsWith(`${path}/`) || !texts.has(target))
      .map(({ specifier }) => {
        const above = before.slice(0, before.indexOf(`'${specifier}'`)).split('\n');
        const place = { line: above.length, column: (above.at(-1) ?? '').length + 1 };
        return new UserError(`"${specifier}" leads out of the module, to what stays with the monolith`, {
          where: { file: from, ...place },
          help: 'move what it needs into the module, ask another module through its client, or make a package of it',
        });
      }),
  );
  const error = combineUserErrors(errors);
  if (error) throw error;
}
