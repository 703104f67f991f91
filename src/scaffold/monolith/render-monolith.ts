import type { Blueprint } from '../../blueprint/blueprint.ts';
import { UserError } from '../../util/user-error.ts';
import { envExample } from '../env-example.ts';
import { servicePackageJson, type Versions } from '../package-json.ts';
import { outputPath, platformFiles, renderTemplate, repeatedFiles, type Templates } from '../render-service.ts';
import { monolithEvents } from '../specs/asyncapi.ts';
import { moduleFile, relocate } from './layout.ts';
import { monolithDocument, monolithOperations, rowsFor } from './monolith-document.ts';
import type { ModuleView } from './module-view.ts';
import type { MonolithView } from './monolith-view.ts';
import type { ServiceView } from '../views/service-view.ts';

/** The files of the monolith, by path relative to its folder. */
export function renderMonolith(
  view: MonolithView,
  blueprint: Blueprint,
  { templates, versions, services }: { templates: Templates; versions: Versions; services: readonly ServiceView[] },
): Map<string, string> {
  const files = new Map<string, string>();
  const operations = monolithOperations(view, services);
  const events = monolithEvents(view, blueprint.services);
  const data = { ...view, node: versions.node, crawl: rowsFor(view, operations), tellsEvents: events !== null };
  for (const [template, path, wanted] of hostFiles(view))
    if (wanted) files.set(path, renderTemplate(templates, template, data));
  if (view.has.openapi) files.set('openapi.json', monolithDocument(view, operations));
  if (events !== null) files.set('asyncapi.yaml', events);
  files.set('.env.example', envExample(view.name, files.get('src/config.ts') ?? ''));
  const platform = platformFiles(files, templates);
  for (const module of view.modules) {
    const inside = renderModule(module, view, templates);
    for (const [path, text] of platformFiles(inside, templates)) platform.set(path, text);
    for (const [path, text] of inside) addModuleFile(files, module, path, text);
  }
  for (const [path, text] of platform) files.set(path, text);
  const sources = [...files].filter(([path]) => path.startsWith('src/')).map(([, text]) => text);
  const { commands } = view;
  const has = {
    redrive: commands.redrive.length > 0,
    projections: commands.readModels.length > 0,
    unpark: commands.unpark.length > 0,
    sagas: commands.sagas.length > 0,
  };
  const named = { system: blueprint.system.name, name: view.name, has };
  files.set('package.json', servicePackageJson(named, sources, versions));
  return files;
}

/** What there is one of: its template, its path, and whether the monolith has it. */
function hostFiles(view: MonolithView): [template: string, path: string, wanted: boolean][] {
  const { commands } = view;
  const calls = view.modules.some(({ has }) => has.clients) || view.urls.length > 0;
  return [
    ['service/Dockerfile.hbs', 'Dockerfile', true],
    ['service/tsconfig.json.hbs', 'tsconfig.json', true],
    ['service/tsconfig.build.json', 'tsconfig.build.json', true],
    ['service/src/main.ts.hbs', 'src/main.ts', true],
    ['service/src/config.ts.hbs', 'src/config.ts', true],
    ['service/test/upstream.ts', 'test/upstream.ts', calls],
    ['monolith/README.md.hbs', 'README.md', true],
    ['monolith/src/host.ts.hbs', 'src/host.ts', true],
    ['monolith/src/service.ts.hbs', 'src/service.ts', true],
    ['monolith/src/manage-sagas.ts.hbs', 'src/manage-sagas.ts', commands.sagas.length > 0],
    ['monolith/src/rebuild.ts.hbs', 'src/rebuild.ts', commands.readModels.length > 0],
    ['monolith/src/redrive.ts.hbs', 'src/redrive.ts', commands.redrive.length > 0],
    ['monolith/src/unpark.ts.hbs', 'src/unpark.ts', commands.unpark.length > 0],
    ['monolith/src/facades.ts.hbs', 'src/facades.ts', view.facades.length > 0],
    ['monolith/test/service.test.ts.hbs', 'test/service.test.ts', true],
    ['monolith/test/boundaries.test.ts', 'test/boundaries.test.ts', true],
    ['service/test/document.ts', 'test/document.ts', view.has.openapi],
    ['monolith/test/openapi.test.ts.hbs', 'test/openapi.test.ts', view.has.openapi],
  ];
}

function addModuleFile(files: Map<string, string>, { name }: ModuleView, path: string, text: string): void {
  const to = moduleFile(name, path);
  if (files.has(to))
    throw new UserError(`two parts of the module "${name}" would both be the file "${to}"`, {
      help: 'rename the table, saga, event or operation that it is named after',
    });
  const moved = relocate(text, path, to, (target) => movedImport(name, target));
  // What came from two files of a service may come from one here.
  files.set(
    to,
    moved.replace(/^import \{ (.+) \} from ('.+');\nimport \{ (.+) \} from \2;$/gm, 'import { $1, $3 } from $2;'),
  );
}

/** Where a file that a service's file imports lies in the monolith. */
function movedImport(module: string, target: string): string | undefined {
  if (target === 'src/service.ts') return `test/modules/${module}/start.ts`;
  return /^(?:src|test)\//.test(target) ? moduleFile(module, target) : undefined;
}

/** What is in a module, laid out as it would be in a service. */
function renderModule(module: ModuleView, { urls }: MonolithView, templates: Templates): Map<string, string> {
  const local = new Map(module.localClients.map((client) => [client.file, client]));
  const remote = module.clients.filter(({ file }) => !local.has(file));
  const wiring = module.clients.map(({ property, className, env, file }) => {
    const client = local.get(file);
    return { property, className, source: client ? `api: others.${client.apiName}` : `baseUrl: host.config.${env}` };
  });
  const standIns = module.localClients.map(({ apiName }) => `${apiName}: () => ${apiName}`).join(', ');
  const data = { ...module, wiring, urls, others: standIns };
  const files = new Map<string, string>();
  for (const [template, wanted] of moduleFiles(module, remote.length > 0))
    if (wanted) {
      const view = template === 'service/test/clients.test.ts.hbs' ? { ...data, clients: remote } : data;
      files.set(
        outputPath(template.replace(/^(?:service|monolith\/module)\//, '')),
        renderTemplate(templates, template, view),
      );
    }
  for (const own of ['api.ts', 'index.ts', 'module.ts', 'README.md']) {
    const text = files.get(own);
    if (text === undefined) continue;
    files.delete(own);
    files.set(`src/${own}`, text);
  }
  for (const { template, path, data: part } of repeatedFiles(module)) {
    const client = template === 'each/client.ts.hbs' ? local.get(/([^/]+)\.ts$/.exec(path)?.[1] ?? '') : undefined;
    const text = client
      ? renderTemplate(templates, 'monolith/module/client.ts.hbs', client)
      : renderTemplate(templates, `service/${template}`, part);
    files.set(path, text);
  }
  return files;
}

function moduleFiles({ has, sagas, offers, code }: ModuleView, remote: boolean): [template: string, wanted: boolean][] {
  return [
    ['monolith/module/README.md.hbs', true],
    ['monolith/module/index.ts.hbs', true],
    ['monolith/module/module.ts.hbs', true],
    ['monolith/module/api.ts.hbs', offers.any],
    ['service/src/dependencies.ts.hbs', true],
    ['service/src/fields.ts.hbs', has.fields],
    ['service/src/events.ts.hbs', has.bus],
    ['service/src/routes.ts.hbs', code.registersRoutes],
    ['service/src/projections.ts.hbs', has.projections],
    ['service/src/aggregates.ts.hbs', has.aggregates],
    ['service/src/store/migrations.ts.hbs', has.store],
    ['service/src/store/row.ts.hbs', has.rows],
    ['service/src/sagas/undone.ts', sagas.some(({ undoes }) => undoes)],
    ['monolith/module/test/start.ts.hbs', true],
    ['service/test/service.test.ts.hbs', true],
    ['service/test/clients.test.ts.hbs', remote],
    ['service/test/sagas.test.ts.hbs', has.sagas],
    ['service/test/choreographies.test.ts.hbs', has.choreographies],
    ['service/test/saga-steps.test.ts.hbs', has.sagaParts],
    ['service/test/events.test.ts.hbs', has.events],
    ['service/test/event-record.ts', has.publishes],
    ['service/test/data.test.ts.hbs', has.projections || has.copies],
    ['service/test/gateway.test.ts.hbs', has.aggregates],
  ];
}
