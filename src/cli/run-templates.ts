import { join } from 'node:path';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { oneOf } from '../blueprint/cursor.ts';
import { findBlueprint, readBlueprint } from '../blueprint/read-blueprint.ts';
import { lookAt } from '../io/read-tree.ts';
import { requireInside, writeAll } from '../io/write-all.ts';
import { readTemplates } from '../scaffold/generate.ts';
import { readPacks } from '../scaffold/packs/read-pack.ts';
import { withPacks } from '../scaffold/packs/with-packs.ts';
import { renderSystem } from '../scaffold/render-system.ts';
import { serviceView } from '../scaffold/views/service-view.ts';
import { systemView } from '../scaffold/views/system-view.ts';
import { UserError } from '../util/user-error.ts';

/** Prints every template, and the file that takes its place where the blueprint names one. */
export function listTemplates(dir: string, { json = false }: { json?: boolean }): void {
  const ours = readTemplates();
  const path = findBlueprint(dir);
  const templates = path === undefined ? ours : withPacks(dir, readBlueprint(path), ours).templates;
  const list = [...templates.keys()].sort().map((template) => {
    const file = templates.origins?.get(template);
    return { template, ...(file !== undefined && { file, added: !ours.has(template) }) };
  });
  if (json) return void process.stdout.write(`${JSON.stringify({ schemaVersion: 1, templates: list }, null, 2)}\n`);
  const width = Math.max(...list.map(({ template }) => template.length));
  const line = ({ template, file }: { template: string; file?: string }): string =>
    file === undefined ? template : `${template.padEnd(width)}  ${file}`;
  process.stdout.write(`${list.map(line).join('\n')}\n`);
}

export function showTemplate(template: string): void {
  process.stdout.write(textOf(template));
}

/** Copies a template of ours to where one takes its place. Throws UserError when something lies there. */
export function copyTemplate(template: string, { dir, to }: { dir: string; to?: string }): void {
  const text = textOf(template);
  const blueprint = read(dir);
  const named = blueprint.templates.from.find((source) => source.startsWith('.'));
  const folder = (to ?? named ?? './templates').replace(/^\.\/|\/+$/g, '');
  const path = `${folder}/${template}`;
  requireInside(dir, path);
  if (lookAt(join(dir, path)) !== undefined)
    throw new UserError(`"${join(dir, path)}" is there already`, {
      help: 'it takes the place of ours; change it there',
    });
  writeAll(dir, '.archwright', [{ path, before: null, text }]);
  process.stdout.write(`${join(dir, path)}\n`);
  if (!blueprint.templates.from.includes(`./${folder}`))
    process.stdout.write(`Name it in archwright.yaml:\n  templates: { from: ./${folder} }\n`);
}

/** Prints the data of a service's templates, or of the system's, as JSON. */
export function printData(name: string | undefined, { dir }: { dir: string }): void {
  const blueprint = read(dir);
  const { variables = {} } = withPacks(dir, blueprint, readTemplates()).templates;
  const views = blueprint.services.map((service) => serviceView(service, blueprint));
  const view = name === undefined ? systemView(blueprint, views) : views.find((each) => each.name === name);
  if (view === undefined)
    throw new UserError(`there is no service "${name}"`, {
      where: { file: blueprint.file },
      help: oneOf(
        name ?? '',
        views.map((each) => each.name),
        'services',
      ),
    });
  process.stdout.write(`${JSON.stringify({ ...view, variables }, null, 2)}\n`);
}

/** Renders everything with the user's templates, writes nothing, and tells what they are. Throws UserError for what is wrong. */
export function checkTemplates(dir: string): void {
  const blueprint = read(dir);
  const packs = readPacks(dir, blueprint);
  const { templates, hooks } = withPacks(dir, blueprint, readTemplates());
  renderSystem(blueprint, templates);
  const lines = packs.flatMap(({ source, files, variables }) => [
    `${source}: ${files.size} ${files.size === 1 ? 'file' : 'files'}`,
    ...variables.map(({ name, description }) => {
      const value = JSON.stringify(templates.variables?.[name]);
      return `  ${name} = ${value}${description === '' ? '' : `   ${description}`}`;
    }),
  ]);
  for (const { source, hook } of hooks) lines.push(`  runs, with --run-hooks: ${hook.join(' ')}   (${source})`);
  process.stdout.write(`${lines.length === 0 ? 'archwright.yaml names no templates' : lines.join('\n')}\n`);
}

function textOf(template: string): string {
  const ours = readTemplates();
  const text = ours.get(template) ?? ours.get(`${template}.hbs`);
  if (text !== undefined) return text;
  throw new UserError(`there is no template "${template}"`, {
    help: `${oneOf(template, [...ours.keys()], 'templates').split(/(?:^| )templates: /)[0] ?? ''}"archwright templates list" shows all`,
  });
}

function read(dir: string): Blueprint {
  const path = findBlueprint(dir);
  if (path !== undefined) return readBlueprint(path);
  throw new UserError(`there is no archwright.yaml in "${dir}"`, {
    help: 'write one, or begin with "archwright new service"',
  });
}
