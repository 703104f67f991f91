import type { Blueprint } from '../blueprint/blueprint.ts';
import { formatAhead, formatCode } from '../io/format-code.ts';
import { UserError } from '../util/user-error.ts';
import { deployables } from './monolith/deployables.ts';
import { renderMonolith } from './monolith/render-monolith.ts';
import { renderLibrary } from './libraries/render-library.ts';
import { useLibraries } from './libraries/use-libraries.ts';
import { nameDocuments } from './name-documents.ts';
import { requireDistinctPaths } from './names.ts';
import { parseVersions, rootPackageJson, type NodeMajor } from './package-json.ts';
import { systemLock } from './lock/system-lock.ts';
import {
  extraPath,
  extraTemplates,
  outputPath,
  renderService,
  renderTemplate,
  type Templates,
} from './render-service.ts';
import { surroundings } from './surroundings.ts';
import { chaosView } from './views/chaos-view.ts';
import { systemView } from './views/system-view.ts';

/** Everything that a blueprint stands for, by path relative to it, sorted. Pure: the same blueprint and release of Node.js give the same bytes. */
export function renderSystem(
  blueprint: Blueprint,
  templates: Templates,
  node: NodeMajor = 20,
): ReadonlyMap<string, string> {
  requireSupported(blueprint);
  const versions = parseVersions(renderTemplate(templates, 'platform/versions.json', {}), node);
  if (blueprint.services.every(({ existing }) => existing !== null)) return onlyExisting(blueprint);
  const { monolith, services, all, edges } = deployables(blueprint);
  const system = { ...systemView(blueprint, all), chaos: chaosView(edges), hasModules: monolith !== undefined };
  const files = new Map<string, string>();
  for (const [template, wanted] of systemFiles({ ...system.has, chaos: system.chaos.hasEdges }, blueprint.defaults.ci))
    if (wanted) files.set(outputPath(template), renderTemplate(templates, `system/${template}`, { ...system, node }));
  for (const template of extraTemplates(templates, 'system')) {
    const path = extraPath(template);
    if (files.has(path) || path === 'package.json') throw twice(path, templates.origins?.get(`system/${template}`));
    files.set(path, renderTemplate(templates, `system/${template}`, { ...system, node }));
  }
  files.set(
    'package.json',
    rootPackageJson(
      blueprint.system.name,
      [...system.libraries, ...all].map(({ path }) => path),
      { chaos: system.chaos.hasEdges },
      versions,
    ),
  );
  if (monolith !== undefined)
    for (const [path, text] of useLibraries(
      monolith,
      renderMonolith(monolith, blueprint, { templates, versions, services }),
    ))
      files.set(`${monolith.path}/${path}`, text);
  for (const view of services)
    for (const [path, text] of useLibraries(view, renderService(view, templates, versions)))
      files.set(`${view.path}/${path}`, text);
  for (const view of system.libraries)
    for (const [path, text] of renderLibrary(view, templates, versions)) files.set(`${view.path}/${path}`, text);
  for (const [path, text] of surroundings(blueprint, services, system, templates)) files.set(path, text);
  nameDocuments(services, files);
  const asItIs = ownTexts(templates);
  const unformatted = [...files].filter(([path, text]) => !path.includes('/platform/') && !asItIs.has(text));
  formatAhead(unformatted);
  for (const [path, text] of unformatted) files.set(path, formatted(path, text, templates));
  const lock = systemLock(files, templates, node);
  if (lock !== undefined) files.set('package-lock.json', lock);
  requireDistinctPaths(files.keys());
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

// Templates of ours in which nothing varies lie there formatted.
function ownTexts(templates: Templates): ReadonlySet<string> {
  const own = [...templates].filter(([path]) => !path.endsWith('.hbs') && !templates.origins?.has(path));
  return new Set(own.map(([, text]) => text));
}

// What templates of the user's own make may be in words that prettier does not know: then it stays as it is.
function formatted(path: string, text: string, { origins }: Templates): string {
  try {
    return formatCode(path, text);
  } catch (error) {
    if ((origins?.size ?? 0) > 0) return text;
    throw error;
  }
}

function systemFiles(
  has: { store: boolean; compose: boolean; chaos: boolean },
  ci: Blueprint['defaults']['ci'],
): [template: string, wanted: boolean][] {
  return [
    ['README.md.hbs', true],
    ['_gitignore', true],
    ['_dockerignore', true],
    ['_oxlintrc.json', true],
    ['_prettierrc.json', true],
    ['_prettierignore', true],
    ['_github/workflows/ci.yaml.hbs', ci === 'github'],
    ['_gitlab-ci.yml.hbs', ci === 'gitlab'],
    ['compose.yaml.hbs', has.compose],
    ['dev.mjs.hbs', true],
    ['chaos.mjs.hbs', has.chaos],
    ['test/chaos/faults.mjs', has.chaos],
    ['test/chaos/fault-proxy.mjs', has.chaos],
    ['vitest.config.ts.hbs', true],
    ['deploy/create-databases.sql.hbs', has.store && has.compose],
  ];
}

// A library is a package among those of generated services: what existing code builds with is not known.
function onlyExisting({ libraries, where }: Blueprint): ReadonlyMap<string, string> {
  const [first] = libraries;
  if (first === undefined) return new Map();
  throw new UserError(`the library "${first.name}" has no service beside it that is generated`, {
    where: where(['libraries', first.name], true),
    help: 'add one with "archwright new service", or leave the library out',
  });
}

function twice(path: string, file: string | undefined): UserError {
  return new UserError(`this template would make "${path}", which is made already`, {
    ...(file !== undefined && { where: { file } }),
    help: 'replace the template that makes it ("archwright templates list"), or choose another name',
  });
}

function requireSupported(blueprint: Blueprint): void {
  if (blueprint.services.length === 0)
    throw new UserError('the blueprint declares no services, so there is nothing to generate', {
      where: { file: blueprint.file },
      help: 'add one with "archwright new service", or under "services:"',
    });
  for (const { name, path, existing } of blueprint.services)
    if (path === '.' && existing === null)
      throw new UserError(`the service "${name}" cannot lie in the root, where the files of the whole system are`, {
        where: blueprint.where(['services', name, 'path']),
        help: `leave "path" out for services/${name}, or name a folder`,
      });
}
