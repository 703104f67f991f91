import { joinTexts } from '../link/texts.ts';
import { text, type Lib, type Value } from '../link/values.ts';
import { controllerFiles } from './controller-files.ts';
import { argument, optionValues } from './options.ts';
import type { Recogniser, RouteShape, Site } from './recogniser.ts';
import { servedDocument, type ServedDocument, type ServedOperation } from './served-documents.ts';

/** How a package is told what to serve. */
interface Style {
  readonly packages: readonly string[];
  /** The path of the call that makes the server. */
  readonly made: RegExp;
  /** Argument that holds the options; -1 when another call has them. */
  readonly options: number;
  /** Option that holds the document, or the argument that is it. */
  readonly document: string | number;
  /** Option that holds the handlers by the ids of their operations, or the argument that does. */
  readonly handlers?: string | number;
  /** Options that hold the folder of the controllers. */
  readonly controllers?: readonly string[];
  /** How the document names the module of an operation. */
  readonly module?: 'handler';
  /** Whether it serves nothing without that folder. */
  readonly needsControllers?: true;
  /** Option that holds what stands in front of the paths; else the servers of the document say it. */
  readonly prefix?: string;
}

const STYLES: readonly Style[] = [
  {
    packages: ['openapi-backend'],
    made: /^(?:default|OpenAPIBackend)?$/,
    options: 0,
    document: 'definition',
    handlers: 'handlers',
    prefix: 'apiRoot',
  },
  {
    packages: ['express-openapi-validator'],
    made: /^(?:default\.)?(?:middleware|OpenApiValidator)$/,
    options: 0,
    document: 'apiSpec',
    controllers: ['operationHandlers'],
    needsControllers: true,
    module: 'handler',
  },
  {
    packages: ['express-openapi', 'koa-openapi'],
    made: /^(?:default\.)?initialize$/,
    options: 0,
    document: 'apiDoc',
    handlers: 'operations',
  },
  { packages: ['swagger-tools', 'oas-tools'], made: /^(?:default\.)?initializeMiddleware$/, options: -1, document: 0 },
  {
    packages: ['oas3-tools', 'swagger-tools-oas3'],
    made: /^(?:default\.)?expressAppConfig$/,
    options: 1,
    document: 0,
    controllers: ['controllers', 'routing'],
  },
  {
    packages: ['swagger-express-mw', 'swagger-connect', 'swagger-restify-mw', 'swagger-hapi', 'swagger-node-runner'],
    made: /^(?:default\.)?create$/,
    options: 0,
    document: 'swagger',
  },
  {
    packages: ['swagger-routes-express'],
    made: /^(?:default\.)?(?:connector|connect)$/,
    options: 2,
    document: 1,
    handlers: 0,
  },
];

/**
 * Servers that are made from an OpenAPI document: openapi-backend, express-openapi and its validator, swagger-tools, oas3-tools,
 * swagger-node, swagger-routes-express.
 */
export const contractServers: readonly Recogniser[] = STYLES.map((style) => ({
  packages: style.packages,
  route: (lib, site) => served(style, lib, site),
}));

function served(style: Style, lib: Lib, site: Site): RouteShape[] | undefined {
  if (!style.made.test(lib.path)) return undefined;
  const { evaluator } = site;
  const options = style.options < 0 ? [] : argument(evaluator, site.args, style.options);
  const folder = optionValues(evaluator, options, ...(style.controllers ?? []));
  // Without a folder of controllers the validator only checks what other routes answer.
  if (style.needsControllers && !folder.some((value) => value.t !== 'bool')) return undefined;
  const document = servedDocument(site, told(site, options, style.document));
  if (!document) return undefined;
  const given = style.handlers === undefined ? [] : handlersGiven(site, lib, told(site, options, style.handlers));
  const prefix = prefixOf(style, site, options, document);
  return document.operations.flatMap((operation) => {
    const handlers =
      style.handlers === undefined
        ? inController(site, operation, operation[style.module ?? 'controller'], folder)
        : byId(site, operation, given);
    return handlers === undefined ? [] : [routeOf(site, lib, operation, prefix, handlers)];
  });
}

function told(site: Site, options: readonly Value[], where: string | number): readonly Value[] {
  const { evaluator, args } = site;
  return typeof where === 'number' ? argument(evaluator, args, where) : optionValues(evaluator, options, where);
}

// Also those that are registered later: `api.register('getOrder', handler)`, `api.register({ getOrder })`.
function handlersGiven(site: Site, lib: Lib, values: readonly Value[]): readonly HandlersById[] {
  const { evaluator } = site;
  const made: Lib = { ...lib, site: { file: site.file, call: site.c } };
  const registered = site.uses.on(made).flatMap(({ name, file, c }): HandlersById[] => {
    if (name !== 'register' && name !== 'registerHandler') return [];
    const [first = [], second = []] = (evaluator.program.facts(file).calls[c]?.args ?? []).map((arg) =>
      evaluator.eval(file, arg, undefined),
    );
    const ids = joinTexts(first);
    return ids.length > 0 ? ids.map((id) => ({ id, values: second })) : [{ id: null, values: first }];
  });
  return [{ id: null, values }, ...registered];
}

/** The handler of one operation, or (without an id) an object that has handlers by their ids. */
interface HandlersById {
  readonly id: string | null;
  readonly values: readonly Value[];
}

// Undefined when nobody answers the operation, as far as all handlers are known.
function byId(site: Site, operation: ServedOperation, given: readonly HandlersById[]): readonly Value[] | undefined {
  const { evaluator } = site;
  const { id } = operation;
  if (id === null) return undefined;
  const at = evaluator.evidence(site.file, site.call);
  const member = (values: readonly Value[], name: string): Value[] =>
    evaluator.member(
      values.filter((value) => value.t !== 'text' && value.t !== 'unknown'),
      name,
      at,
    );
  const found = given.flatMap((one) => {
    if (one.id !== null) return one.id === id ? one.values : [];
    const whole = member(one.values, id);
    // `v1.orders.find`
    return whole.length > 0 || !id.includes('.') ? whole : id.split('.').reduce(member, [...one.values]);
  });
  const handlers = evaluator
    .elements(found.filter((value) => value.t === 'arr'))
    .concat(found.filter((value) => value.t === 'fn'));
  if (found.length > 0) return handlers;
  const isOpen = given.every((one) => one.values.every((value) => value.t === 'unknown' || value.t === 'text'));
  return isOpen ? [] : undefined;
}

// The function of the operation's name in the module that the document names.
function inController(
  site: Site,
  { id, method }: ServedOperation,
  controller: string | null,
  folder: readonly Value[],
): readonly Value[] | undefined {
  if (controller === null) return undefined;
  const { evaluator } = site;
  const files = controllerFiles(site, controller, folder);
  const name = id ?? method.toLowerCase();
  return files.flatMap((file) => evaluator.exportValue(file, name));
}

function prefixOf(style: Style, site: Site, options: readonly Value[], document: ServedDocument): string {
  if (style.prefix === undefined) return document.prefix;
  return joinTexts(optionValues(site.evaluator, options, style.prefix))[0] ?? '';
}

function routeOf(
  site: Site,
  lib: Lib,
  { method, path, written }: ServedOperation,
  prefix: string,
  handlers: readonly Value[],
): RouteShape {
  const at = site.evaluator.evidence(written.file, written.at);
  const full = `${prefix}${path}`.replace(/\{(\w[^}]*)\}/g, ':$1');
  return { protocol: 'http', method: [method], path: [text(full, 'literal', at)], server: lib, handlers, written };
}
