import type { Lib } from '../link/values.ts';
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
  { packages: ['express-http-proxy'], path: /^$/, target: [], timeouts: ['timeout'], options: 1 },
  {
    packages: ['http-proxy'],
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
  { packages: ['fastify'], request: registered },
];

function forwarded(proxy: Proxy, lib: Lib, site: Site): RequestShape | undefined {
  if (!proxy.path.test(lib.path)) return undefined;
  const { evaluator, args } = site;
  const first = argument(evaluator, args, 0);
  // http-proxy-middleware 1 takes the context path first and the options second.
  const options = argument(
    evaluator,
    args,
    first.some((value) => value.t === 'text' || value.t === 'arr') ? 1 : proxy.options,
  );
  const target = proxy.target.length > 0 ? optionValues(evaluator, options, ...proxy.target) : first;
  if (target.length === 0) return undefined;
  const contexts = proxy.target.length > 0 ? first.filter(isText) : [];
  const url = contexts.length > 0 ? joinUrl(target, contexts) : target;
  const policies = proxy.timeouts.map((name) => timeoutFrom(option(evaluator, options, name), `option "${name}"`));
  return {
    client: lib.pkg,
    protocol: 'http',
    url,
    method: 'ALL',
    timeout: firstPolicy(policies, noDefault(lib.pkg)),
    proxies: true,
  };
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
  const undici = optionValues(evaluator, options, 'undici');
  const policies = [
    timeoutFrom(option(evaluator, request.length > 0 ? request : [{ t: 'nil' }], 'timeout'), 'requestOptions.timeout'),
    timeoutFrom(
      option(evaluator, undici.length > 0 ? undici : [{ t: 'nil' }], 'headersTimeout', 'bodyTimeout'),
      'undici timeouts',
    ),
  ];
  return {
    client: plugin.lib.pkg,
    protocol: 'http',
    url,
    method: 'ALL',
    timeout: firstPolicy(policies, { state: 'default', ms: 300_000, source: 'undici waits up to 300 s by default' }),
    proxies: true,
  };
}
