import type { TimeoutPolicy } from '../../model/system.ts';
import { entriesOf } from '../link/object-entries.ts';
import { joinTexts } from '../link/texts.ts';
import type { Lib, Value } from '../link/values.ts';
import { argument, firstPolicy, isText, joinUrl, noDefault, option, optionValues, timeoutFrom } from './options.ts';
import type { Recogniser, RequestShape, Site } from './recogniser.ts';

interface Proxy {
  readonly packages: readonly string[];
  readonly path: RegExp;
  /** Option that names the target; the first argument itself when empty. */
  readonly target: readonly string[];
  readonly timeouts: readonly string[];
  /** Index of the options argument. */
  readonly options: number;
}

const PROXIES: readonly Proxy[] = [
  {
    packages: ['http-proxy-middleware'],
    path: /^(?:createProxyMiddleware|legacyCreateProxyMiddleware|proxy)?$/,
    target: ['target'],
    timeouts: ['proxyTimeout', 'timeout'],
    options: 0,
  },
  {
    packages: ['express-http-proxy', 'koa-better-http-proxy'],
    path: /^$/,
    target: [],
    timeouts: ['timeout', 'proxyTimeout'],
    options: 1,
  },
  { packages: ['koa-proxies'], path: /^$/, target: ['target'], timeouts: ['proxyTimeout', 'timeout'], options: 1 },
  { packages: ['koa-proxy'], path: /^$/, target: ['host'], timeouts: [], options: 0 },
  {
    packages: ['http-proxy', 'httpxy', 'http-proxy-3'],
    path: /^(?:createProxyServer|createProxy|createServer)$/,
    target: ['target'],
    timeouts: ['proxyTimeout', 'timeout'],
    options: 0,
  },
];

/** Proxies that forward requests to another service: http-proxy-middleware, express-http-proxy, http-proxy, @fastify/http-proxy. */
export const proxies: readonly Recogniser[] = [
  ...PROXIES.map((proxy): Recogniser => ({
    packages: proxy.packages,
    request: (lib, site) => forwarded(proxy, lib, site),
  })),
  { packages: ['http-proxy', 'httpxy', 'http-proxy-3'], request: sentOn },
  { packages: ['fastify'], request: registered },
  { packages: ['fast-gateway'], request: gatewayRoutes },
  { packages: ['fast-proxy'], request: fastProxy },
];

function forwarded(proxy: Proxy, lib: Lib, site: Site): readonly RequestShape[] | undefined {
  if (!proxy.path.test(lib.path)) return undefined;
  const { evaluator, args } = site;
  const first = argument(evaluator, args, 0);
  // http-proxy-middleware 1 takes the context path first and the options second.
  const options = argument(
    evaluator,
    args,
    first.some((value) => value.t === 'text' || value.t === 'arr') ? 1 : proxy.options,
  );
  const target = results(site, proxy.target.length > 0 ? optionValues(evaluator, options, ...proxy.target) : first);
  const routed = routerTargets(site, optionValues(evaluator, options, 'router'));
  if (target.length === 0 && routed.length === 0) return undefined;
  const contexts = proxy.target.length > 0 ? [...texts(site, first), ...filters(site, options)] : [];
  const policies = proxy.timeouts.map((name) => timeoutFrom(option(evaluator, options, name), `option "${name}"`));
  const timeout = firstPolicy(policies, noDefault(lib.pkg));
  const main = target.length > 0 ? [contexts.length > 0 ? joinUrl(target, contexts) : target] : [];
  return [...main, ...routed].map((url) => proxied(lib.pkg, url, timeout));
}

function proxied(client: string, url: readonly Value[], timeout: TimeoutPolicy): RequestShape {
  return { client, protocol: 'http', url, method: 'ALL', timeout, proxies: true };
}

// A list of paths is each of its paths; `**` behind one says nothing.
function texts(site: Site, values: readonly Value[]): Value[] {
  return values
    .flatMap((value) => (value.t === 'arr' ? site.evaluator.elements([value]) : [value]))
    .filter(isText)
    .filter((value) => !joinTexts([value]).some((one) => one.startsWith('!')))
    .map((value) => ({
      t: 'text',
      parts: value.parts.map((part) => (part.p === 'text' ? { ...part, s: part.s.replace(/\/?\*\*?$/, '') } : part)),
    }));
}

function filters(site: Site, options: readonly Value[]): Value[] {
  return options.length > 0 ? texts(site, optionValues(site.evaluator, options, 'pathFilter')) : [];
}

// `express-http-proxy` and others take a function that gives the target.
function results(site: Site, values: readonly Value[]): Value[] {
  return values.flatMap((value) => (value.t === 'fn' ? site.evaluator.invoke(value, [], 1) : [value]));
}

// `router: { '/orders': 'http://orders', 'shop.test': 'http://shop' }` or a function: paths and hosts with targets of their own.
function routerTargets(site: Site, routers: readonly Value[]): (readonly Value[])[] {
  return routers.flatMap((router) => {
    if (router.t === 'fn') {
      const found = results(site, [router]).filter(isText);
      return found.length > 0 ? [found] : [];
    }
    return entriesOf(site.evaluator, [router]).map(({ key, value }) => {
      const target = site.evaluator.of(value);
      return joinTexts([key]).some((one) => one.startsWith('/')) ? joinUrl(target, [key]) : target;
    });
  });
}

// `proxy.web(req, res, { target })`, with a proxy that may have timeouts of its own.
function sentOn(lib: Lib, site: Site): RequestShape | undefined {
  if (
    !/(?:createProxyServer|createProxy|createServer)\(\)\.(?:web|ws)$|(?:Server|ProxyServer)!\.(?:web|ws)$/.test(
      lib.path,
    )
  )
    return undefined;
  const { evaluator } = site;
  const options = argument(evaluator, site.args, /\.ws$/.test(lib.path) ? 3 : 2).filter((value) => value.t !== 'fn');
  const url = results(site, optionValues(evaluator, options, 'target'));
  if (url.length === 0) return undefined;
  const made = argument(evaluator, lib.args, 0);
  const policies = [options, made].flatMap((given) =>
    given.length > 0
      ? ['proxyTimeout', 'timeout'].map((name) => timeoutFrom(option(evaluator, given, name), `option "${name}"`))
      : [],
  );
  return proxied(lib.pkg, url, firstPolicy(policies, noDefault(lib.pkg)));
}

const UNDICI: TimeoutPolicy = { state: 'default', ms: 300_000, source: 'undici waits up to 300 s by default' };

const OWN_CLIENT: TimeoutPolicy = { state: 'default', ms: 10_000, source: 'it waits 10 s by default' };

function isOff(value: Value): boolean {
  return value.t === 'nil' || (value.t === 'bool' && !value.v);
}

// `gateway({ routes: [{ prefix: '/orders', target: 'http://orders' }] })`.
function gatewayRoutes(lib: Lib, site: Site): readonly RequestShape[] | undefined {
  if (lib.path !== '') return undefined;
  const { evaluator } = site;
  const routes = evaluator.elements(optionValues(evaluator, argument(evaluator, site.args, 0), 'routes'));
  const timeout: TimeoutPolicy = { state: 'unknown', ms: null, source: 'fast-gateway' };
  return routes.flatMap((route) => {
    const url = optionValues(evaluator, [route], 'target');
    return url.length > 0 ? [proxied('fast-gateway', url, timeout)] : [];
  });
}

function fastProxy(lib: Lib, site: Site): RequestShape | undefined {
  if (lib.path !== '') return undefined;
  const url = optionValues(site.evaluator, argument(site.evaluator, site.args, 0), 'base');
  return url.length > 0 ? proxied('fast-proxy', url, UNDICI) : undefined;
}

// `fastify.register(httpProxy, { upstream, prefix, http: { requestOptions: { timeout } } })`.
function registered(lib: Lib, site: Site): RequestShape | undefined {
  if (!/(^|\.|\))register$/.test(lib.path)) return undefined;
  const { evaluator, args } = site;
  const plugin = argument(evaluator, args, 0).find(
    (value) =>
      value.t === 'lib' && /^(@fastify\/http-proxy|fastify-http-proxy|@fastify\/reply-from)$/.test(value.lib.pkg),
  );
  if (!plugin || plugin.t !== 'lib') return undefined;
  const options = argument(evaluator, args, 1);
  const url = optionValues(evaluator, options, 'upstream', 'base');
  if (url.length === 0) return undefined;
  const http = optionValues(evaluator, options, 'http');
  const request = optionValues(evaluator, http, 'requestOptions');
  const http2 = optionValues(evaluator, options, 'http2');
  const undici = optionValues(evaluator, options, 'undici');
  const policies = [
    timeoutFrom(option(evaluator, request.length > 0 ? request : [{ t: 'nil' }], 'timeout'), 'requestOptions.timeout'),
    timeoutFrom(option(evaluator, http2.length > 0 ? http2 : [{ t: 'nil' }], 'requestTimeout'), 'http2.requestTimeout'),
    timeoutFrom(
      option(evaluator, undici.length > 0 ? undici : [{ t: 'nil' }], 'headersTimeout', 'bodyTimeout'),
      'undici timeouts',
    ),
  ];
  // Over HTTP/2, and by Node's own client, it gives up by itself.
  const ownClient = [...http, ...http2].some((value) => !isOff(value));
  return {
    client: plugin.lib.pkg,
    protocol: 'http',
    url,
    method: 'ALL',
    timeout: firstPolicy(policies, ownClient ? OWN_CLIENT : UNDICI),
    proxies: true,
  };
}
