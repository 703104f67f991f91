import { pluginFunctions } from '../link/plugin-functions.ts';
import { joinTexts } from '../link/texts.ts';
import type { Lib, Value } from '../link/values.ts';
import { argument, isText, optionValues } from './options.ts';
import { listed } from './queues.ts';
import type { MountShape, Recogniser, RouteShape, Site } from './recogniser.ts';

/** Hapi: `server.route({ method, path, handler })`, one or a list; a plugin's `register` is given the server. */
export const hapi: Recogniser = {
  packages: ['@hapi/hapi', 'hapi', '@hapi/glue', 'glue'],
  route: (lib, site) => {
    if (
      !/(?:^|\.)(?:[sS]erver(?:\(\)|!)|compose\(\)|\(cb0(?:\.\w+)*\.0\)|register\(cb0(?:\.\w+)*\.0\))\.route$/.test(
        lib.path,
      )
    )
      return undefined;
    const { evaluator } = site;
    return listed(site, argument(evaluator, site.args, 0)).flatMap((options): RouteShape[] => {
      const get = (...names: readonly string[]): readonly Value[] => optionValues(evaluator, [options], ...names);
      const path = get('path');
      if (path.length === 0) return [];
      const method = joinTexts(listed(site, get('method'))).map((name) => (name === '*' ? 'ALL' : name.toUpperCase()));
      const handlers = [...get('handler'), ...optionValues(evaluator, get('options', 'config'), 'handler')];
      const server = rootOf(lib, /erver(?:\(\)|!)$/);
      const prefix = pluginPrefix(lib, site);
      const full = path
        .map(braces)
        .map((one): Value =>
          prefix && isText(one) ? { t: 'text', parts: [...text(`${prefix}/`).parts, ...one.parts] } : one,
        );
      const written = options.t === 'obj' ? { file: options.file, at: options.expr.at } : undefined;
      return [{ protocol: 'http', method, path: full, server, handlers, ...(written && { written }) }];
    });
  },
};

// `server.register(plugin, { routes: { prefix } })`, also around plugins inside plugins.
function pluginPrefix(lib: Lib, site: Site): string {
  const { evaluator } = site;
  let prefix = '';
  for (let at: Lib | undefined = lib; at; at = at.base) {
    if (!/register\(cb0\.register\.0\)(?:\.\w+)?$/.test(at.path)) continue;
    const own = pluginFunctions(evaluator, at.args).filter(({ fn }) => fn.file === site.file);
    const options = [...argument(evaluator, at.args, 1), ...own.flatMap((one) => one.options)];
    const routes = optionValues(evaluator, options, 'routes');
    prefix = `${joinTexts(optionValues(evaluator, routes, 'prefix'))[0] ?? ''}${prefix}`;
  }
  return prefix;
}

// `/orders/{id?}` is `/orders/:id`, `{rest*}` is `*`.
function braces(value: Value): Value {
  if (!isText(value)) return value;
  const parts = value.parts.map((part) =>
    part.p === 'text' ? { ...part, s: part.s.replace(/\{\w+\*\d*\}/g, '*').replace(/\{(\w+)\??\}/g, ':$1') } : part,
  );
  return { t: 'text', parts };
}

const HONO = String.raw`^(?:\w+\.)?(?:Hono|OpenAPIHono)!`;
const HONO_VERB = new RegExp(`${HONO}(?:\\.\\w+\\(\\))*\\.(get|post|put|patch|delete|all|options|head|on)$`);
const HONO_ROUTE = new RegExp(`${HONO}(?:\\.\\w+\\(\\))*\\.(?:route|mount)$`);
const HONO_ROOT = new RegExp(`${HONO}$`);

/** Hono: verbs, also in chains; `basePath`, `route(prefix, app)`, `on(method, path)`, and OpenAPI routes. */
export const hono: Recogniser = {
  packages: ['hono', '@hono/zod-openapi'],
  route: (lib, site) => {
    if (new RegExp(`${HONO}(?:\\.\\w+\\(\\))*\\.openapi$`).test(lib.path)) return openapiRoute(lib, site);
    const verb = HONO_VERB.exec(lib.path)?.[1];
    if (!verb) return undefined;
    const on = verb === 'on' ? 1 : 0;
    const path = listed(site, argument(site.evaluator, site.args, on));
    // A first argument that is a handler leaves the path of the app.
    const known = path.some(isText);
    if (!known && !path.some((value) => value.t === 'fn')) return undefined;
    const method = on
      ? joinTexts(listed(site, argument(site.evaluator, site.args, 0))).map((name) => name.toUpperCase())
      : [verb.toUpperCase()];
    const handlers = site.args.slice(on + (known ? 1 : 0)).flatMap((arg) => site.evaluator.of(arg));
    const under = known ? path.filter(isText) : [text('/')];
    return [{ protocol: 'http', method, path: withBase(site, lib, under), server: rootOf(lib, HONO_ROOT), handlers }];
  },
  mount: (lib, site) => {
    if (!HONO_ROUTE.test(lib.path)) return undefined;
    const prefix = withBase(site, lib, argument(site.evaluator, site.args, 0));
    return argument(site.evaluator, site.args, 1).flatMap((child): MountShape[] =>
      child.t === 'lib'
        ? [{ parent: rootOf(lib, HONO_ROOT), child: { t: 'lib', lib: rootOf(child.lib, HONO_ROOT) }, prefix }]
        : [],
    );
  },
};

function openapiRoute(lib: Lib, site: Site): RouteShape[] {
  const made = argument(site.evaluator, site.args, 0).flatMap((value) =>
    value.t === 'lib' && /createRoute\(\)$/.test(value.lib.path)
      ? argument(site.evaluator, value.lib.args, 0)
      : [value],
  );
  const path = optionValues(site.evaluator, made, 'path').map(braces);
  const method = joinTexts(optionValues(site.evaluator, made, 'method')).map((name) => name.toUpperCase());
  const handlers = argument(site.evaluator, site.args, 1);
  return path.length === 0
    ? []
    : [{ protocol: 'http', method, path: withBase(site, lib, path), server: rootOf(lib, HONO_ROOT), handlers }];
}

function withBase(site: Site, lib: Lib, path: readonly Value[]): readonly Value[] {
  const bases: string[] = [];
  for (let at: Lib | undefined = lib; at; at = at.base)
    if (/\.basePath\(\)(?:\.\w+)?$/.test(at.path))
      bases.unshift(joinTexts(argument(site.evaluator, at.args, 0))[0] ?? '');
  const base = bases.join('/');
  if (!base) return path;
  return path.map((value) =>
    isText(value) ? { t: 'text', parts: [...text(`${base}/`).parts, ...value.parts] } : value,
  );
}

function text(s: string): Extract<Value, { t: 'text' }> {
  return { t: 'text', parts: [{ p: 'text', s, origin: 'literal', at: { file: '', line: 0, column: 0 } }] };
}

/** The object at the start of a chain: of `app.get(…).post(…)` it is `app`. */
export function rootOf(lib: Lib, root: RegExp): Lib {
  let at: Lib | undefined = lib;
  while (at) {
    if (root.test(at.path)) return at;
    // A member keeps the site and arguments of the object that it is a member of.
    const owner: Lib = { ...at, path: at.path.replace(/\.\w+$/, '') };
    if (root.test(owner.path)) return owner;
    at = at.base;
  }
  return lib;
}

const FEATHERS =
  /^(?:(?:default|koa|express|feathers)?\(\)|Application!|.*\.configure\(cb0\.0\))(?:\.(?:use|configure)\(\))*\.use$/;
const METHODS: readonly (readonly [name: string, verb: string, item: boolean])[] = [
  ['find', 'GET', false],
  ['get', 'GET', true],
  ['create', 'POST', false],
  ['update', 'PUT', true],
  ['patch', 'PATCH', true],
  ['remove', 'DELETE', true],
];

/** Feathers: `app.use('orders', new Orders())` answers the methods that the service's class has. */
export const feathers: Recogniser = {
  packages: ['@feathersjs/feathers', '@feathersjs/express', '@feathersjs/koa'],
  listens: (lib) => /\.listen$/.test(lib.path),
  route: (lib, site) => {
    if (!FEATHERS.test(lib.path)) return undefined;
    const { evaluator } = site;
    const path = argument(evaluator, site.args, 0).filter(isText);
    const offered = listed(site, optionValues(evaluator, argument(evaluator, site.args, 2), 'methods'));
    const methods = joinTexts(offered);
    const services = argument(evaluator, site.args, 1).filter((value) => value.t === 'inst' || value.t === 'obj');
    if (path.length === 0 || services.length === 0) return undefined;
    const at = evaluator.evidence(site.file, site.call);
    return METHODS.flatMap(([name, verb, item]): RouteShape[] => {
      if (methods.length > 0 && !methods.includes(name)) return [];
      const inherits = services.some((value) => value.t === 'inst' && inheritsService(site, value));
      const own = evaluator.member(services, name, at).filter((value) => value.t === 'fn' || value.t === 'lib');
      const handlers = own.length > 0 || !inherits ? own : services;
      if (handlers.length === 0) return [];
      const full = item
        ? path.map((value): Value => ({ t: 'text', parts: [...value.parts, ...text('/:id').parts] }))
        : path;
      return [{ protocol: 'http', method: [verb], path: full, server: lib, handlers }];
    });
  },
};

// A class that extends a service of an adapter (`KnexService`, `MongoDBService`) has all its methods.
function inheritsService(site: Site, value: Extract<Value, { t: 'inst' }>): boolean {
  const { evaluator } = site;
  let at: Value | undefined = value;
  for (let depth = 0; depth < 5 && at && (at.t === 'inst' || at.t === 'class'); depth++) {
    const ext = evaluator.program.cls(at.file, at.c)?.ext;
    const bases: Value[] = ext ? evaluator.eval(at.file, ext, undefined) : [];
    if (
      bases.some(
        (base) =>
          base.t === 'lib' && /^(?:@feathersjs\/|feathers-)/.test(base.lib.pkg) && /Service$/.test(base.lib.path),
      )
    )
      return true;
    at = bases.find((base) => base.t === 'class');
  }
  return false;
}
