import { joinTexts } from '../link/texts.ts';
import type { Closure, Lib, Value } from '../link/values.ts';
import { autoloadPrefix } from '../link/autoload.ts';
import { rootOf } from './http-frameworks.ts';
import { mountedHandler } from './mounted-handlers.ts';
import { routeByArguments } from './routes-by-arguments.ts';
import { argument, isText, optionValues } from './options.ts';
import type { MountShape, Recogniser, RouteShape, Site } from './recogniser.ts';

const VERBS = 'get|post|put|patch|delete|all|head|options|del|opts';
const EXPRESS_SERVER = String.raw`(?:\(\)(?:\.router)?|express\(\)|App!|Router\(\)|Router!|Express!|Application!|IRouter!|default\(\)|Server!)`;
const EXPRESS_VERB = new RegExp(`^${EXPRESS_SERVER}(?:\\.(?:${VERBS}|use|param)\\(\\))*\\.(${VERBS}|\\[\\])$`);
// Apps and routers of Zodios are those of Express.
const ZODIOS_SERVER = String.raw`(?:zodiosContext\(\)|ZodiosContext!)\.(?:app|router|nextApp)\(\)|zodios(?:App|Router|NextApp)\(\)|Zodios(?:App|Router)!`;
const EXPRESS_ROOT_PATH = new RegExp(`^(?:createServer\\(\\)|!|${EXPRESS_SERVER}|${ZODIOS_SERVER})$`);
const EXPRESS_ROUTE = new RegExp(`^${EXPRESS_SERVER}\\.route\\(\\)(?:\\.\\w+\\(\\))*\\.(${VERBS})$`);
const EXPRESS_USE = new RegExp(`^${EXPRESS_SERVER}(?:\\.\\w+\\(\\))*\\.use$`);

/** Express: verbs on apps and routers, `route().get`, `use` with prefixes. Koa routers and restify servers read the same way. */
export const express: Recogniser = {
  packages: [
    'express',
    '@zodios/express',
    'express-promise-router',
    'restify',
    'restify-router',
    '@koa/router',
    'koa-router',
    'koa-joi-router',
    'koa',
    'polka',
    '@tinyhttp/app',
    '@tinyhttp/router',
    'find-my-way',
    'restana',
    '0http',
    'router',
    'ultimate-express',
    'hyper-express',
  ],
  route: (lib, site) => {
    const path = serverPath(lib);
    const spoken = routeByArguments(lib, path, site);
    if (spoken) return spoken;
    if (EXPRESS_USE.test(path) && !/koa/.test(lib.pkg))
      return mountedHandler(site, rootOf(lib, EXPRESS_ROOT_PATH), handlers(site, 1));
    const chained = EXPRESS_ROUTE.exec(path);
    if (chained?.[1]) {
      // The member after `route()` still carries its arguments, and its base is the server's own `route`.
      const route = ancestor(lib, (at) => /\.route\(\)\.\w+$/.test(serverPath(at)));
      const server = route?.base;
      return route && server
        ? [
            {
              protocol: 'http',
              method: [verb(chained[1])],
              path: argument(site.evaluator, route.args, 0),
              server,
              handlers: handlers(site, 0),
            },
          ]
        : undefined;
    }
    const direct = EXPRESS_VERB.exec(path);
    // `app.get('setting')` reads a setting: a route has a handler.
    if (!direct?.[1] || site.args.length < 2 || isPreflight(direct[1], site)) return undefined;
    // koa-router: `router.get('orders', '/orders', handler)` names the route first.
    const isNamed = /koa/.test(lib.pkg) && site.args.length > 2 && argument(site.evaluator, site.args, 1).some(isText);
    const at = isNamed ? 1 : 0;
    const method = direct[1] === '[]' ? [] : [verb(direct[1])];
    const server = rootOf(lib, EXPRESS_ROOT_PATH);
    if (direct[1] === 'all' && isMiddleware(site)) return undefined;
    return [{ protocol: 'http', method, path: pathValues(site, at), server, handlers: handlers(site, at + 1) }];
  },
  mount: (lib, site) => {
    const own = koaPrefix(lib, site) ?? appliedRoutes(lib, site);
    if (own) return own;
    if (!EXPRESS_USE.test(serverPath(lib))) return undefined;
    const first = argument(site.evaluator, site.args, 0);
    const hasPrefix = first.some((value) => isText(value) || value.t === 'arr') && site.args.length > 1;
    const prefix = hasPrefix ? spreadArrays(site, first) : [];
    const children = site.args
      .slice(hasPrefix ? 1 : 0)
      .flatMap((arg) => spreadArrays(site, site.evaluator.of(arg)))
      .flatMap((child) => composed(site, child));
    const parent = rootOf(lib, EXPRESS_ROOT_PATH);
    return children.flatMap((child): MountShape[] => {
      if (child.t !== 'lib') return [];
      if (child.lib.pkg !== 'koa-mount') return [{ parent, child: routerOf(child.lib), prefix }];
      // `mount('/api', app)`, or `mount(app)`.
      const given = argument(site.evaluator, child.lib.args, 0).filter(isText);
      return argument(site.evaluator, child.lib.args, given.length > 0 ? 1 : 0).flatMap((inner) =>
        inner.t === 'lib' ? [{ parent, child: routerOf(inner.lib), prefix: given }] : [],
      );
    });
  },
  listens: (lib) => /\.listen$/.test(lib.path),
};

// `app.options('*', cors())` answers browsers' questions, not callers.
function isPreflight(name: string, site: Site): boolean {
  return (
    name === 'options' &&
    site.args
      .slice(1)
      .flatMap((arg) => site.evaluator.of(arg))
      .some((value) => value.t === 'lib' && value.lib.pkg === 'cors')
  );
}

// `router.prefix('/orders')` of Koa: a router that is mounted on itself.
function koaPrefix(lib: Lib, site: Site): MountShape[] | undefined {
  if (!/koa/.test(lib.pkg) || !/^\(\)\.prefix$/.test(serverPath(lib))) return undefined;
  const router = rootOf(lib, EXPRESS_ROOT_PATH);
  return [{ parent: router, child: { t: 'lib', lib: router }, prefix: argument(site.evaluator, site.args, 0) }];
}

// `router.applyRoutes(server, '/api')` of restify-router.
function appliedRoutes(lib: Lib, site: Site): MountShape[] | undefined {
  if (lib.pkg !== 'restify-router' || !/\.applyRoutes$/.test(lib.path)) return undefined;
  const prefix = argument(site.evaluator, site.args, 1).filter(isText);
  return argument(site.evaluator, site.args, 0).flatMap((parent) =>
    parent.t === 'lib' ? [{ parent: parent.lib, child: routerOf(lib), prefix }] : [],
  );
}

// `compose([router.routes(), router.allowedMethods()])` of Koa.
function composed(site: Site, value: Value): readonly Value[] {
  if (value.t !== 'lib' || value.lib.pkg !== 'koa-compose') return [value];
  return spreadArrays(site, argument(site.evaluator, value.lib.args, 0));
}

// `router.routes()` of Koa stands for the router; so does a chain of verbs.
function routerOf(lib: Lib): Value {
  const routes = /\.(?:routes|middleware)\(\)$/.test(lib.path) && lib.base ? lib.base : lib;
  return { t: 'lib', lib: rootOf(routes, EXPRESS_ROOT_PATH) };
}

// `app.all('*', (req, res, next) => …)` does something on the way to the routes.
function isMiddleware(site: Site): boolean {
  const everything = joinTexts(argument(site.evaluator, site.args, 0)).some((path) => /^\/?\*$/.test(path));
  const functions = site.args.slice(1).flatMap((arg) => site.evaluator.of(arg));
  return (
    everything &&
    functions.every(
      (value) => value.t === 'fn' && (site.evaluator.program.fn(value.file, value.f)?.params.length ?? 0) > 2,
    )
  );
}

const ROOT = new RegExp(`^(?:createServer\\(\\)|!|${ZODIOS_SERVER})`);

// koa-router is constructed (`new Router({ prefix })`), which reads like an express Router.
function serverPath(lib: Lib): string {
  return lib.path.replace(ROOT, '()');
}

function verb(name: string): string {
  return name === 'del' ? 'DELETE' : name === 'opts' ? 'OPTIONS' : name.toUpperCase();
}

function pathValues(site: Site, at = 0): readonly Value[] {
  return spreadArrays(site, argument(site.evaluator, site.args, at));
}

function spreadArrays(site: Site, values: readonly Value[]): readonly Value[] {
  return values.flatMap((value) => (value.t === 'arr' ? site.evaluator.elements([value]) : [value]));
}

function handlers(site: Site, from: number): readonly Value[] {
  return site.args
    .slice(from)
    .flatMap((arg) => spreadArrays(site, site.evaluator.of(arg)).flatMap((value) => unwrapHandler(site, value)));
}

// `asyncHandler(controller.create)`, `celebrate(…)`, `wrap(fn)`: a wrapper of a package hides the handler in its arguments.
function unwrapHandler(site: Site, value: Value): readonly Value[] {
  if (value.t !== 'lib') return [value];
  return value.lib.args.flatMap((arg: Closure) => site.evaluator.of(arg).filter((inner) => inner.t === 'fn'));
}

function ancestor(lib: Lib, test: (lib: Lib) => boolean): Lib | undefined {
  for (let at: Lib | undefined = lib; at; at = at.base) if (test(at)) return at;
  return undefined;
}

const FASTIFY_SERVER = String.raw`(?:\(\)|fastify\(\)|Fastify\(\)|FastifyInstance!|.*register\(cb0\.0\)|\(cb0\.0\))(?:\.withTypeProvider\(\))?`;
const FASTIFY_VERB = new RegExp(`^${FASTIFY_SERVER}\\.(${VERBS})$`);
const FASTIFY_ROUTE = new RegExp(`^${FASTIFY_SERVER}\\.route$`);

/** Fastify: verbs, `route({ method, url, handler })`; plugins get an instance under the `prefix` with which they are registered. */
export const fastify: Recogniser = {
  packages: ['fastify', 'fastify-plugin'],
  route: (lib, site) => {
    if (FASTIFY_ROUTE.test(lib.path)) return [fullRoute(lib, site)];
    const direct = FASTIFY_VERB.exec(lib.path);
    if (!direct?.[1] || site.args.length < 2) return undefined;
    const options = site.args.flatMap((arg) => site.evaluator.of(arg)).filter((value) => value.t === 'obj');
    const nested = optionValues(site.evaluator, options, 'handler');
    return [
      {
        protocol: 'http',
        method: [verb(direct[1])],
        path: prefixed(site, lib, pathValues(site)),
        server: lib,
        handlers: [...handlers(site, 1), ...nested],
      },
    ];
  },
  listens: (lib) => /\.listen$/.test(lib.path),
};

function fullRoute(lib: Lib, site: Site): RouteShape {
  const options = argument(site.evaluator, site.args, 0);
  const methods = spreadArrays(site, optionValues(site.evaluator, options, 'method'));
  return {
    protocol: 'http',
    method: joinTexts(methods).map((name) => name.toUpperCase()),
    path: prefixed(site, lib, optionValues(site.evaluator, options, 'url', 'path')),
    server: lib,
    handlers: optionValues(site.evaluator, options, 'handler'),
  };
}

function prefixed(site: Site, lib: Lib, path: readonly Value[]): readonly Value[] {
  const [prefix = '', ...more] = prefixesOf(site, lib);
  const full = [prefix, ...more].map((one) => (one === '' || one.startsWith('/') ? one : `/${one}`)).join('');
  if (!full) return path;
  return path.map((value) =>
    isText(value)
      ? {
          t: 'text',
          parts: [{ p: 'text', s: full, origin: 'literal', at: { file: '', line: 0, column: 0 } }, ...value.parts],
        }
      : value,
  );
}

function prefixesOf(site: Site, lib: Lib): string[] {
  const out: string[] = [];
  for (let at: Lib | undefined = lib; at; at = at.base) {
    if (!/register\(cb0\.0\)(\.\w+)?$/.test(at.path)) continue;
    const options = argument(site.evaluator, at.args, 1);
    const [prefix] = joinTexts(optionValues(site.evaluator, options, 'prefix'));
    const loaded = at.site ? autoloadPrefix(site.evaluator, at.args, at.site.file, site.file) : '';
    if (prefix ?? loaded) out.unshift(prefix ?? `/${loaded}`);
  }
  return out;
}
