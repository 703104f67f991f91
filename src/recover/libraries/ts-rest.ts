import type { Evaluator } from '../link/evaluate.ts';
import { joinTexts } from '../link/texts.ts';
import type { Closure, Lib, Value } from '../link/values.ts';
import { signalPolicy } from './http-deadlines.ts';
import { argument, firstPolicy, joinUrl, optionValues } from './options.ts';
import type { Declared } from './nest.ts';
import type { Recogniser, RequestShape, RouteShape, Site } from './recogniser.ts';

const CLIENT = /(?:^|\.)initClient\(\)\.([\w.]+)$/;
const CONTRACT = /^(?:initContract\(\)|ContractInstance!)\.(router|query|mutation)\(\)((?:\.\w+)*)$/;
const MOST_LEVELS = 8;

/** One route of a contract: the names that lead to it, its method and path. */
interface ContractRoute {
  readonly names: readonly string[];
  readonly method: string;
  readonly path: readonly Value[];
}

/** ts-rest: clients of a contract, and servers that answer one (Express, Fastify, Next, serverless). */
export const tsRest: readonly Recogniser[] = [
  { packages: ['@ts-rest/core'], request },
  {
    packages: ['@ts-rest/express', '@ts-rest/fastify', '@ts-rest/next', '@ts-rest/serverless', '@ts-rest/open-api'],
    route: answered,
  },
];

function request(lib: Lib, site: Site): RequestShape | undefined {
  const names = CLIENT.exec(lib.path)?.[1]?.split('.');
  const [contract] = lib.args;
  if (!names || !contract) return undefined;
  const { evaluator } = site;
  const wanted = names.join('.');
  const found = routesOf(evaluator, evaluator.of(contract)).find((one) => one.names.join('.') === wanted);
  if (!found) return undefined;
  const options = argument(evaluator, lib.args, 1);
  const isCustom = optionValues(evaluator, options, 'api').length > 0;
  return {
    client: lib.pkg,
    protocol: 'http',
    url: joinUrl(optionValues(evaluator, options, 'baseUrl'), found.path),
    method: found.method,
    timeout: firstPolicy(
      [signalPolicy(site, optionValues(evaluator, argument(evaluator, site.args, 0), 'fetchOptions'))],
      isCustom
        ? { state: 'unknown', ms: null, source: 'the client makes its requests by a function of its own' }
        : { state: 'default', ms: 300_000, source: 'fetch waits up to 300 s for headers by default' },
    ),
  };
}

/** All routes of a contract, through nested routers and their path prefixes. */
function routesOf(evaluator: Evaluator, values: readonly Value[], level = 0): ContractRoute[] {
  if (level > MOST_LEVELS) return [];
  return values.flatMap((value): ContractRoute[] => {
    if (value.t === 'lib') return inContract(evaluator, value.lib, level);
    if (value.t !== 'obj') return [];
    const [method] = joinTexts(optionValues(evaluator, [value], 'method'));
    const path = optionValues(evaluator, [value], 'path').filter((one) => one.t === 'text');
    if (method !== undefined && path.length > 0) return [{ names: [], method: method.toUpperCase(), path }];
    return value.expr.props.flatMap((prop) => {
      const inner = routesOf(evaluator, evaluator.eval(value.file, prop.value, value.frame), level + 1);
      const { key } = prop;
      return typeof key === 'string' ? inner.map((one) => ({ ...one, names: [key, ...one.names] })) : inner;
    });
  });
}

function inContract(evaluator: Evaluator, lib: Lib, level: number): ContractRoute[] {
  const match = lib.pkg === '@ts-rest/core' ? CONTRACT.exec(lib.path) : null;
  const [routes, options] = lib.args;
  if (!match || !routes) return [];
  const members = (match[2] ?? '').split('.').filter(Boolean);
  const prefix = options ? optionValues(evaluator, evaluator.of(options), 'pathPrefix') : [];
  return routesOf(evaluator, evaluator.of(routes), level + 1)
    .filter((one) => members.every((name, index) => one.names[index] === name))
    .map((one) => ({ ...one, names: one.names.slice(members.length), path: joinUrl(prefix, one.path) }));
}

// `createExpressEndpoints(contract, router, app)`, `s.plugin(router)`, `s.registerRouter(contract, router, app)`.
function answered(lib: Lib, site: Site): RouteShape[] | undefined {
  const name =
    /(?:^|\.)(createExpressEndpoints|plugin|registerRouter|createNext\w*|createSingleRouteHandler|create\w*Handler|fetchRequestHandler|tsr\.\w+Handler)$/.exec(
      lib.path,
    )?.[1];
  if (name === undefined) return undefined;
  const { evaluator } = site;
  const first = argument(evaluator, site.args, 0);
  const isPlugin = name === 'plugin';
  const router = isPlugin ? first : argument(evaluator, site.args, 1);
  const contract = isPlugin ? router.flatMap((value) => argumentOf(evaluator, value, 0)) : first;
  const app = argument(evaluator, site.args, 2).find((value) => value.t === 'lib');
  return routesOf(evaluator, contract).map((one) => ({
    protocol: 'http',
    method: [one.method],
    path: one.path,
    server: app?.t === 'lib' ? app.lib : lib,
    handlers: handlersAt(evaluator, router, one.names),
  }));
}

function argumentOf(evaluator: Evaluator, value: Value, index: number): readonly Value[] {
  return value.t === 'lib' ? argument(evaluator, value.lib.args, index) : [];
}

// What a router answers a route with: a function, or an object with `handler`; `s.router(contract, { … })` is what it was given.
function handlersAt(evaluator: Evaluator, router: readonly Value[], names: readonly string[]): Value[] {
  const opened = router.flatMap((value) =>
    value.t === 'lib' && /\.router\(\)$/.test(value.lib.path) ? argumentOf(evaluator, value, 1) : [value],
  );
  const [name, ...rest] = names;
  if (name !== undefined) {
    const at = { file: '', line: 0, column: 0 };
    return handlersAt(evaluator, evaluator.member(opened, name, at), rest);
  }
  const handler = optionValues(
    evaluator,
    opened.filter((value) => value.t === 'obj'),
    'handler',
  );
  const route = opened.flatMap((value) =>
    value.t === 'lib' && /\.route\(\)$/.test(value.lib.path) ? argumentOf(evaluator, value, 1) : [],
  );
  return [...opened, ...handler, ...route].filter((value) => value.t === 'fn');
}

const NEST = /^(?:tsRestHandler|TsRest)$/;

/** Routes of Nest controllers that answer a contract: `tsRestHandler(contract.order, …)`, `@TsRest(contract.order)`. */
export function tsRestHandlers(evaluator: Evaluator, file: string): Declared[] {
  const facts = evaluator.program.facts(file);
  if (!facts.imports.includes('@ts-rest/nest')) return [];
  return facts.calls.flatMap((call, c): Declared[] => {
    const isHandler = evaluator
      .eval(file, call.callee, undefined)
      .some((value) => value.t === 'lib' && value.lib.pkg === '@ts-rest/nest' && NEST.test(value.lib.path));
    const [first, second] = call.args;
    if (!isHandler || !first) return [];
    const given: Closure | undefined = second && { file, expr: second, frame: undefined };
    return routesOf(evaluator, evaluator.eval(file, first, undefined)).map((one) => {
      const [handler] = given ? handlersAt(evaluator, evaluator.of(given), one.names) : [];
      return {
        kind: 'http',
        method: one.method,
        paths: joinTexts(one.path),
        file,
        c,
        f: handler?.t === 'fn' ? handler.f : call.fn,
        version: null,
        controller: file,
      };
    });
  });
}
