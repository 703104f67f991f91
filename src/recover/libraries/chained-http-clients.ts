import { joinTexts } from '../link/texts.ts';
import type { Lib, Value } from '../link/values.ts';
import { chainedTimeout, signalPolicy } from './http-deadlines.ts';
import { LONG_DEFAULT } from './http-client-table.ts';
import { argument, firstPolicy, isText, joinUrl, noDefault, option, optionValues, timeoutFrom } from './options.ts';
import type { Recogniser, RequestShape, Site } from './recogniser.ts';

/** HTTP clients that are put together step by step: bent, wretch, typed-rest-client. */
export const chainedHttpClients: readonly Recogniser[] = [
  { packages: ['bent'], request: bent },
  { packages: ['wretch'], request: wretch },
  { packages: ['typed-rest-client'], request: typedRest },
];

const VERBS = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/;

// `const get = bent('http://payment', 'GET', 'json', 200)`, then `get('/charges')`: of the texts one is a method, one an address.
function bent(lib: Lib, site: Site): RequestShape | undefined {
  if (lib.path !== '()') return undefined;
  const given = lib.args.flatMap((arg) => site.evaluator.of(arg)).filter(isText);
  const isMethod = (value: Value): boolean => joinTexts([value]).some((one) => VERBS.test(one));
  const base = given.filter((value) => {
    const [whole] = joinTexts([value]);
    return whole === undefined ? !isMethod(value) : /^https?:/.test(whole);
  });
  const methods = given.filter(isMethod);
  return {
    client: 'bent',
    protocol: 'http',
    url: joinUrl(base, argument(site.evaluator, site.args, 0)),
    method: methods.length > 0 ? methods : 'GET',
    timeout: noDefault('bent'),
  };
}

const WRETCH = /^(?:\(\)|default\(\)|Wretch!|Wretcher!)(?:\.\w+\(\))*\.(get|post|put|patch|delete|head|opts)$/;

// `wretch(base).url('/charges').post(body)`: every step may add to the address.
function wretch(lib: Lib, site: Site): RequestShape | undefined {
  const verb = WRETCH.exec(lib.path)?.[1];
  if (verb === undefined) return undefined;
  const { evaluator } = site;
  let url: readonly Value[] = /^(?:get|delete|head|opts)$/.test(verb) ? texts(site, site.args) : [];
  let signal: ReturnType<typeof signalPolicy>;
  for (let at: Lib | undefined = lib; at; at = at.base) {
    // A member keeps the arguments of the call that it is a member of.
    if (/\.options\(\)\.\w+$/.test(at.path)) signal ??= signalPolicy(site, argument(evaluator, at.args, 0));
    if (/(?:^(?:default)?|\.url)\(\)\.\w+$/.test(at.path)) {
      const replaces = argument(evaluator, at.args, 1).some((one) => one.t === 'bool' && one.v);
      url = joinUrl(texts(site, at.args), url);
      if (replaces) break;
    }
  }
  return {
    client: 'wretch',
    protocol: 'http',
    url,
    method: verb === 'opts' ? 'OPTIONS' : verb.toUpperCase(),
    timeout: firstPolicy([chainedTimeout(site, lib), signal], LONG_DEFAULT),
  };
}

function texts(site: Site, args: Site['args']): readonly Value[] {
  return argument(site.evaluator, args, 0).filter((value) => value.t !== 'unknown');
}

const REST: Readonly<Record<string, string>> = {
  get: 'GET',
  create: 'POST',
  replace: 'PUT',
  update: 'PATCH',
  del: 'DELETE',
  post: 'POST',
  put: 'PUT',
  patch: 'PATCH',
};

// `new RestClient(agent, base, handlers, { socketTimeout }).get(path)`.
function typedRest(lib: Lib, site: Site): RequestShape | undefined {
  const [, kind, name = ''] = /(Rest|Http)Client!\.(\w+)$/.exec(lib.path) ?? [];
  const method = REST[name];
  if (kind === undefined || method === undefined) return undefined;
  const { evaluator } = site;
  const base = kind === 'Rest' ? argument(evaluator, lib.args, 1).filter(isText) : [];
  const options = argument(evaluator, lib.args, kind === 'Rest' ? 3 : 2);
  const own = timeoutFrom(option(evaluator, options, 'socketTimeout'), 'option "socketTimeout"');
  const url = argument(evaluator, site.args, 0);
  const path = url.some(isText) ? url : optionValues(evaluator, url, 'url');
  return {
    client: 'typed-rest-client',
    protocol: 'http',
    url: joinUrl(base, path),
    method,
    timeout: own ?? noDefault('typed-rest-client'),
  };
}
