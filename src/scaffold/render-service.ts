import { envExample } from './env-example.ts';
import { UserError } from '../util/user-error.ts';
import { render } from './handlebars.ts';
import { servicePackageJson, type Versions } from './package-json.ts';
import type { ServiceView } from './views/service-view.ts';

/** Templates by path below `templates/`. */
export interface Templates extends ReadonlyMap<string, string> {
  /** What templates of the user's own may speak of as `variables`. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Files of those templates that are not ours, for messages. */
  readonly origins?: ReadonlyMap<string, string>;
}

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
  for (const [path, wanted] of serviceFiles(view))
    if (wanted) add(path, outputPath(path), { ...view, node: versions.node });
  if (view.has.endpoints && view.has.express) add('express/routes.ts.hbs', 'src/routes.ts', view);
  if (view.has.nest) {
    add('nest/app.module.ts.hbs', 'src/app.module.ts', view);
    if (view.has.endpoints) add('nest/controller.ts.hbs', `src/${view.controller.file}.ts`, view);
  }
  for (const { template, path, data } of repeatedFiles(view)) add(template, path, data);
  files.set('.env.example', envExample(view.name, files.get('src/config.ts') ?? ''));
  for (const template of extraTemplates(templates, 'service')) add(template, extraPath(template), view);
  for (const [path, text] of platformFiles(files, templates)) files.set(path, text);
  const sources = [...files].filter(([path]) => path.startsWith('src/')).map(([, text]) => text);
  files.set('package.json', servicePackageJson(view, sources, versions));
  return files;
}

/** Renders one template; a file without `.hbs` is copied as it is. */
export function renderTemplate(templates: Templates, path: string, data: object): string {
  const text = templates.get(path);
  if (text === undefined) throw new UserError(`the template "${path}" is missing from this installation of archwright`);
  if (!path.endsWith('.hbs')) return text;
  const origin = templates.origins?.get(path);
  if (origin === undefined) return render(text, data);
  try {
    return render(text, { ...data, variables: templates.variables ?? {} });
  } catch (error) {
    throw new UserError(`this template cannot be rendered: ${error instanceof Error ? error.message : String(error)}`, {
      where: { file: origin },
      help: '"archwright templates data <service>" prints what a template may use',
    });
  }
}

/** Templates of files that only the user's templates add to each service, or to the system. */
export function extraTemplates(templates: Templates, part: 'service' | 'system'): string[] {
  return [...templates.keys()]
    .filter((path) => path.startsWith(`${part}/extra/`))
    .map((path) => path.slice(part.length + 1))
    .sort();
}

/** `extra/docs/_notes.md.hbs` → `docs/.notes.md` */
export function extraPath(template: string): string {
  return outputPath(template.slice('extra/'.length));
}

/** `_gitignore.hbs` → `.gitignore`: npm would not pack the real name. */
export function outputPath(template: string): string {
  return template.replace(/\.hbs$/, '').replace(/(^|\/)_/, '$1.');
}

function serviceFiles(view: ServiceView): [path: string, wanted: boolean][] {
  const { has } = view;
  return [
    ['Dockerfile.hbs', true],
    ['README.md.hbs', true],
    ['tsconfig.json.hbs', true],
    ['tsconfig.build.json', true],
    ['src/main.ts.hbs', true],
    ['src/redrive.ts.hbs', has.redrive],
    ['src/unpark.ts.hbs', has.unpark],
    ['src/config.ts.hbs', true],
    ['src/service.ts.hbs', true],
    ['src/dependencies.ts.hbs', has.dependencies],
    ['src/events.ts.hbs', has.bus],
    ['src/cpu/jobs.ts.hbs', has.cpu],
    ['src/cpu/worker.ts', has.cpu],
    ['src/fields.ts.hbs', has.fields],
    ['src/routes.ts.hbs', has.endpoints && !has.express && !has.nest],
    ['src/projections.ts.hbs', has.projections],
    ['src/rebuild.ts.hbs', has.projections],
    ['src/proxies.ts.hbs', has.passesOn],
    ['src/grpc-routes.ts.hbs', has.grpcRoutes],
    ['src/aggregates.ts.hbs', has.aggregates],
    ['src/store/migrations.ts.hbs', has.store],
    ['src/store/row.ts.hbs', has.rows],
    ['test/service.test.ts.hbs', true],
    ['test/entrance.test.ts.hbs', has.entrance],
    ['test/cpu.test.ts.hbs', has.cpu],
    ['test/openapi.test.ts.hbs', has.openapi],
    ['test/document.ts', has.openapi],
    ['test/start.ts.hbs', true],
    ['src/grpc.ts.hbs', has.grpc],
    ['test/upstream.ts', has.urls],
    ['test/clients.test.ts.hbs', has.httpClients],
    ['test/grpc.test.ts.hbs', has.grpc],
    ['test/certificates.ts', has.grpcTls],
    ['test/grpc-upstream.ts.hbs', has.grpcClients],
    ['test/grpc-clients.test.ts.hbs', has.grpcClients],
    ['test/events.test.ts.hbs', has.events],
    ['test/event-record.ts', has.publishes],
    ['test/data.test.ts.hbs', has.projections || has.copies],
    ['test/gateway.test.ts.hbs', has.gateway || has.aggregates],
    ['test/grpc-routes.test.ts.hbs', has.grpcRoutes],
    ['test/issuer.ts', has.auth],
    ['test/facades.test.ts.hbs', has.facades],
    ...filesAboutSagas(view),
  ];
}

function filesAboutSagas({ has, sagas, temporal }: ServiceView): [path: string, wanted: boolean][] {
  return [
    ['test/sagas.test.ts.hbs', has.sagas],
    ['src/sagas/state-machines.ts.hbs', has.stateMachines],
    ['test/state-machines.test.ts.hbs', has.stateMachines],
    ['src/sagas/activities.ts.hbs', has.temporal],
    ['src/sagas/temporal.ts.hbs', has.temporal],
    ['src/sagas/workflows.ts.hbs', has.temporal],
    ['test/workflows.test.ts.hbs', has.temporal],
    ['test/workflow-history.ts', has.temporal],
    ['test/choreographies.test.ts.hbs', has.choreographies],
    ['test/saga-steps.test.ts.hbs', has.sagaParts],
    ['src/sagas/undone.ts', temporal.undoes || sagas.some(({ undoes }) => undoes)],
    ['src/manage-sagas.ts.hbs', has.sagas],
  ];
}

/** What there is one of for each endpoint, table, client, event and saga: its template below `service/`, and its path. */
export function repeatedFiles(view: ServiceView): { template: string; path: string; data: object }[] {
  const once = view.has.inbox;
  return [
    ...view.endpoints.map((data) => ({ template: 'each/handler.ts.hbs', path: `src/handlers/${data.file}.ts`, data })),
    ...view.tables
      .filter(({ used }) => used)
      .map((data) => ({ template: tableTemplate(data), path: `src/store/${data.file}.ts`, data })),
    ...view.projections.map((data) => ({ template: 'each/view.ts.hbs', path: `src/views/${data.file}.ts`, data })),
    ...view.clients.map((data) => ({
      template: `each/${data.isGrpc ? 'grpc-client' : 'client'}.ts.hbs`,
      path: `src/clients/${data.file}.ts`,
      data: {
        ...data,
        discovery: view.has.discovery,
        proto: view.protos.find(({ service }) => service === data.callee),
      },
    })),
    ...view.protos.map((data) => ({ template: 'each/service.proto.hbs', path: `proto/${data.service}.proto`, data })),
    ...view.subscribes.map((data) => ({
      template: 'each/subscription.ts.hbs',
      path: `src/subscriptions/${data.file}.ts`,
      data: { ...data, once },
    })),
    ...view.publishes.map((data) => ({
      template: 'each/event-record.json',
      path: `test/events/${data.type}.v${data.version}.json`,
      data,
    })),
    ...view.jobs.map((data) => ({ template: 'each/job.ts.hbs', path: `src/cpu/${data.file}.ts`, data })),
    ...view.translated.map((route) => ({
      template: 'each/translation.ts.hbs',
      path: `src/legacy/${route.legacy?.file ?? ''}.ts`,
      data: route,
    })),
    ...sagaFiles(view),
  ];
}

function sagaFiles(view: ServiceView): ReturnType<typeof repeatedFiles> {
  const inSagas = (template: string) => (data: { file: string }) => ({
    template: `each/${template}.ts.hbs`,
    path: `src/sagas/${data.file}.ts`,
    data,
  });
  return [
    ...view.sagas.map(inSagas('saga')),
    ...view.temporal.sagas.map(inSagas('led-saga')),
    ...view.stateMachines.map((data) => ({
      template: 'each/state-machine.asl.json.hbs',
      path: `state-machines/${data.file}.asl.json`,
      data,
    })),
    ...view.choreographies.map(inSagas('choreography')),
    ...view.sagaParts.map(inSagas('saga-step')),
  ];
}

function tableTemplate({ eventSourced }: ServiceView['tables'][number]): string {
  return eventSourced ? 'each/event-sourced-table.ts.hbs' : 'each/table.ts.hbs';
}

/** What the service's own sources import of the platform, and what that imports in turn. */
export function platformFiles(files: ReadonlyMap<string, string>, templates: Templates): Map<string, string> {
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
