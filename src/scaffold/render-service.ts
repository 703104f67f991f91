import { UserError } from '../util/user-error.ts';
import { render } from './handlebars.ts';
import { servicePackageJson, type Versions } from './package-json.ts';
import type { ServiceView } from './views/service-view.ts';

/** Templates by path below `templates/`. */
export type Templates = ReadonlyMap<string, string>;

/** The files of one service, by path relative to its folder. Only what the service uses is among them. */
export function renderService(view: ServiceView, templates: Templates, versions: Versions): Map<string, string> {
  const files = new Map<string, string>();
  const add = (template: string, path: string, data: object): void => {
    if (files.has(path))
      throw new UserError(`two parts of the service "${view.name}" would both be the file "${path}"`, {
        help: 'rename the table, saga, event or operation that it is named after',
      });
    files.set(path, renderTemplate(templates, `service/${template}`, data));
  };
  for (const [path, wanted] of serviceFiles(view)) if (wanted) add(path, outputPath(path), view);
  for (const { template, path, data } of repeatedFiles(view)) add(template, path, data);
  for (const [path, text] of platformFiles(files, templates)) files.set(path, text);
  const sources = [...files].filter(([path]) => path.startsWith('src/')).map(([, text]) => text);
  files.set('package.json', servicePackageJson(view, sources, versions));
  return files;
}

/** Renders one template; a file without `.hbs` is copied as it is. */
export function renderTemplate(templates: Templates, path: string, data: object): string {
  const text = templates.get(path);
  if (text === undefined) throw new UserError(`the template "${path}" is missing from this installation of archwright`);
  return path.endsWith('.hbs') ? render(text, data) : text;
}

/** `_gitignore.hbs` → `.gitignore`: npm would not pack the real name. */
export function outputPath(template: string): string {
  return template.replace(/\.hbs$/, '').replace(/(^|\/)_/, '$1.');
}

function serviceFiles({ has, sagas }: ServiceView): [path: string, wanted: boolean][] {
  return [
    ['Dockerfile.hbs', true],
    ['README.md.hbs', true],
    ['tsconfig.json', true],
    ['tsconfig.build.json', true],
    ['src/main.ts.hbs', true],
    ['src/redrive.ts.hbs', has.redrive],
    ['src/manage-sagas.ts.hbs', has.sagas],
    ['src/config.ts.hbs', true],
    ['src/service.ts.hbs', true],
    ['src/dependencies.ts.hbs', has.dependencies],
    ['src/events.ts.hbs', has.bus],
    ['src/fields.ts.hbs', has.fields],
    ['src/routes.ts.hbs', has.endpoints],
    ['src/proxies.ts.hbs', has.gateway],
    ['src/proxy.ts', has.gateway],
    ['src/store/migrations.ts.hbs', has.store],
    ['src/store/row.ts.hbs', has.rows],
    ['src/sagas/undone.ts', sagas.some(({ undoes }) => undoes)],
    ['test/service.test.ts.hbs', true],
    ['test/start.ts.hbs', true],
    ['test/upstream.ts', has.clients || has.gateway],
    ['test/clients.test.ts.hbs', has.clients],
    ['test/sagas.test.ts.hbs', has.sagas],
    ['test/choreographies.test.ts.hbs', has.choreographies],
    ['test/saga-steps.test.ts.hbs', has.sagaParts],
    ['test/events.test.ts.hbs', has.events],
    ['test/gateway.test.ts.hbs', has.gateway],
  ];
}

function repeatedFiles(view: ServiceView): { template: string; path: string; data: object }[] {
  const once = view.has.inbox;
  return [
    ...view.endpoints.map((data) => ({ template: 'each/handler.ts.hbs', path: `src/handlers/${data.file}.ts`, data })),
    ...view.tables
      .filter(({ used }) => used)
      .map((data) => ({ template: 'each/table.ts.hbs', path: `src/store/${data.file}.ts`, data })),
    ...view.clients.map((data) => ({ template: 'each/client.ts.hbs', path: `src/clients/${data.file}.ts`, data })),
    ...view.subscribes.map((data) => ({
      template: 'each/subscription.ts.hbs',
      path: `src/subscriptions/${data.file}.ts`,
      data: { ...data, once },
    })),
    ...view.sagas.map((data) => ({ template: 'each/saga.ts.hbs', path: `src/sagas/${data.file}.ts`, data })),
    ...view.choreographies.map((data) => ({
      template: 'each/choreography.ts.hbs',
      path: `src/sagas/${data.file}.ts`,
      data,
    })),
    ...view.sagaParts.map((data) => ({
      template: 'each/saga-step.ts.hbs',
      path: `src/sagas/${data.file}.ts`,
      data,
    })),
  ];
}

/** What the service's own sources import of the platform, and what that imports in turn. */
function platformFiles(files: ReadonlyMap<string, string>, templates: Templates): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (text: string): void => {
    for (const [, name = ''] of text.matchAll(/'\.{1,2}\/(?:src\/)?platform\/([\w-]+)\.ts'/g)) {
      const path = `src/platform/${name}.ts`;
      if (found.has(path)) continue;
      const source = templates.get(`platform/src/${name}.ts`);
      if (source === undefined) throw new UserError(`the templates import "${path}", which is missing`);
      found.set(path, source);
      visitPlatform(source);
    }
  };
  const visitPlatform = (text: string): void => visit(text.replaceAll("'./", "'./platform/"));
  for (const text of files.values()) visit(text);
  return found;
}
