import { joinTexts } from '../link/texts.ts';
import type { Lib, Value } from '../link/values.ts';
import { rootOf } from './http-frameworks.ts';
import { argument, isText, optionValues } from './options.ts';
import { listed } from './queues.ts';
import type { Recogniser, RouteShape, Site } from './recogniser.ts';

const ROOT = /^(?:!|\(\)|Router!|createServer\(\))$/;

/**
 * Routes whose method is an argument: `router.register(path, methods, handler)` of Koa, `router.on(method, path, handler)` of
 * find-my-way, `app.add(method, path, handler)` of polka, `router.route({ method, path, handler })` of koa-joi-router,
 * `server.get({ path }, handler)` of restify.
 */
export function routeByArguments(lib: Lib, path: string, site: Site): RouteShape[] | undefined {
  const { evaluator, args } = site;
  const server = rootOf(lib, ROOT);
  const name = /^(?:\(\)|Router!)(?:\.\w+\(\))*\.(\w+)$/.exec(path)?.[1];
  const order =
    name === 'register' && /koa/.test(lib.pkg)
      ? { method: 1, path: 0 }
      : (name === 'on' && lib.pkg === 'find-my-way') || (name === 'add' && /^polka$/.test(lib.pkg))
        ? { method: 0, path: 1 }
        : undefined;
  if (order) {
    const shape = route(
      server,
      methodsOf(site, argument(evaluator, args, order.method)),
      listed(site, argument(evaluator, args, order.path)).filter(isText),
      args.slice(2).flatMap((arg) => evaluator.of(arg)),
    );
    return shape.path.length > 0 ? [shape] : [];
  }
  const given = argument(evaluator, args, 0);
  if (name === 'route' && lib.pkg === 'koa-joi-router')
    return listed(site, given).map((item) =>
      route(
        server,
        methodsOf(site, optionValues(evaluator, [item], 'method')),
        optionValues(evaluator, [item], 'path').filter(isText),
        listed(site, optionValues(evaluator, [item], 'handler')),
      ),
    );
  if (
    lib.pkg !== 'restify' ||
    !given.some((value) => value.t === 'obj') ||
    !/^(?:get|post|put|patch|del|head|opts)$/.test(name ?? '')
  )
    return undefined;
  const verb = name === 'del' ? 'DELETE' : name === 'opts' ? 'OPTIONS' : (name ?? '').toUpperCase();
  const handlers = args.slice(1).flatMap((arg) => evaluator.of(arg));
  return [route(server, [verb], optionValues(evaluator, given, 'path'), handlers)];
}

function route(server: Lib, method: readonly string[], path: readonly Value[], handlers: readonly Value[]): RouteShape {
  return { protocol: 'http', method, path, server, handlers: handlers.filter((value) => value.t === 'fn') };
}

function methodsOf(site: Site, values: readonly Value[]): string[] {
  return joinTexts(listed(site, values)).map((name) => name.toUpperCase());
}

/** `app.use(route.get('/orders', handler))` of koa-route. */
export const koaRoute: Recogniser = {
  packages: ['koa-route'],
  route: (lib, site) => {
    const verb = /^(get|post|put|patch|delete|del|all|head|options)$/.exec(lib.path)?.[1];
    if (verb === undefined || site.args.length < 2) return undefined;
    const method = verb === 'del' ? 'DELETE' : verb.toUpperCase();
    return [route(lib, [method], argument(site.evaluator, site.args, 0), argument(site.evaluator, site.args, 1))];
  },
};
