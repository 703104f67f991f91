import { join } from 'node:path';
import type { Blueprint, VariableValue } from '../../blueprint/blueprint.ts';
import { oneOf } from '../../blueprint/cursor.ts';
import { flawOfFolder } from '../../blueprint/names.ts';
import { UserError } from '../../util/user-error.ts';
import type { Templates } from '../render-service.ts';
import type { Hook, Pack, VariableSpec } from './pack.ts';
import { readPacks } from './read-pack.ts';

const VERSIONS = 'platform/versions.json';

/** The templates to render with, and what their packs want to have run afterwards. */
export interface PackedTemplates {
  readonly templates: Templates;
  readonly hooks: readonly { readonly source: string; readonly hook: Hook }[];
}

class LayeredTemplates extends Map<string, string> implements Templates {
  variables: Readonly<Record<string, VariableValue>> = {};
  readonly origins = new Map<string, string>();
}

/**
 * Our templates with those of the user's packs over them: a file at the path of ours takes its place, one below
 * `service/extra/` or `system/extra/` is one more. Throws UserError for a file that would take no effect, and for variables.
 */
export function withPacks(root: string, blueprint: Blueprint, ours: Templates): PackedTemplates {
  const packs = readPacks(root, blueprint);
  const layered = new LayeredTemplates(ours);
  for (const pack of packs) for (const [path, text] of pack.files) lay(layered, ours, pack, path, text);
  const versions = layered.get(VERSIONS);
  if (versions !== undefined) layered.set(VERSIONS, withPackages(versions, packs));
  layered.variables = valuesOf(blueprint, packs);
  return { templates: layered, hooks: packs.flatMap(({ source, hooks }) => hooks.map((hook) => ({ source, hook }))) };
}

function lay(layered: LayeredTemplates, ours: Templates, pack: Pack, path: string, text: string): void {
  if (isForPeople(path)) return;
  const file = join(pack.folder, path);
  const extra = /^(?:service|system)\/extra\/(.+)$/.exec(path)?.[1];
  if (extra !== undefined) requirePortable(extra, file);
  const place = extra === undefined && !path.startsWith('platform/src/') ? replaced(ours, path, file) : path;
  layered.set(place, path.endsWith('.hbs') ? text : escaped(place, text));
  layered.origins.set(place, file);
}

function isForPeople(path: string): boolean {
  return !path.includes('/') || path.startsWith('.');
}

// A plain text in the place of a template that is rendered.
function escaped(place: string, text: string): string {
  return place.endsWith('.hbs') ? text.replaceAll('{{', '\\{{') : text;
}

function replaced(ours: Templates, path: string, file: string): string {
  const bare = path.replace(/\.hbs$/, '');
  const place = [bare, `${bare}.hbs`].find((each) => ours.has(each));
  if (place !== undefined && (path === bare || place === path)) return place;
  if (place !== undefined)
    throw new UserError(`"${place}" is copied as it is, so what takes its place cannot be a template`, {
      where: { file },
      help: `call the file "${bare}"`,
    });
  throw new UserError(`"${path}" takes the place of no template`, {
    where: { file },
    help: `${oneOf(path, [...ours.keys()], 'templates').split(/ templates: /)[0]}; files of your own go below service/extra/ or system/extra/`,
  });
}

function requirePortable(path: string, file: string): void {
  const flaw = flawOfFolder(path.replace(/\.hbs$/, ''));
  if (flaw) throw new UserError(`"${path}" ${flaw.what}`, { where: { file }, help: 'rename the file' });
}

function withPackages(text: string, packs: readonly Pack[]): string {
  if (packs.every(({ packages }) => Object.keys(packages).length === 0)) return text;
  const table: Record<string, Record<string, string>> = JSON.parse(text);
  for (const { packages } of packs) table['node20'] = { ...packages, ...table['node20'] };
  return JSON.stringify(table);
}

function valuesOf(blueprint: Blueprint, packs: readonly Pack[]): Record<string, VariableValue> {
  const specs = new Map(packs.flatMap(({ variables }) => variables.map((variable) => [variable.name, variable])));
  const given = blueprint.templates.variables;
  for (const name of Object.keys(given))
    if (!specs.has(name))
      throw new UserError(`no template has a variable "${name}"`, {
        where: blueprint.where(['templates', 'variables', name], true),
        help: specs.size === 0 ? 'remove it' : oneOf(name, [...specs.keys()], 'variables'),
      });
  return Object.fromEntries([...specs.values()].map((spec) => [spec.name, valueOf(blueprint, spec, given[spec.name])]));
}

function valueOf(blueprint: Blueprint, spec: VariableSpec, given: VariableValue | undefined): VariableValue {
  const { name, type, description } = spec;
  const value = given ?? spec.default;
  const fail = (what: string, help: string): UserError =>
    new UserError(what, { where: blueprint.where(['templates', 'variables', name]), help });
  const about = description === '' ? '' : ` (${description})`;
  if (value === undefined)
    throw fail(`the templates need a value for "${name}"${about}`, `write it under templates.variables: a ${type}`);
  if (typeof value !== type) throw fail(`the variable "${name}"${about} is a ${type}`, `write a ${type}`);
  if (spec.enum.length > 0 && !spec.enum.includes(value))
    throw fail(`the variable "${name}" cannot be ${JSON.stringify(value)}`, `allowed: ${spec.enum.join(', ')}`);
  if (spec.pattern !== undefined && !new RegExp(spec.pattern, 'u').test(String(value)))
    throw fail(`the variable "${name}"${about} does not match ${spec.pattern}`, 'change its value');
  return value;
}
