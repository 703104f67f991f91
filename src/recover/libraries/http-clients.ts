import type { TimeoutPolicy } from '../../model/system.ts';
import type { Closure, Lib, Value } from '../link/values.ts';
import { concat, joinTexts } from '../link/texts.ts';
import { argument, firstPolicy, joinUrl, noDefault, option, optionValues, timeoutFrom } from './options.ts';
import type { Recogniser, RequestShape, Site } from './recogniser.ts';

/** How one HTTP client is used; the shared reading of URL, method and timeout is below. */
interface Client {
  readonly packages: readonly string[];
  /** Paths that make a request. Named group `verb` is the method, `config` marks calls that take one options object. */
  readonly request: RegExp;
  /** Members whose second argument is a body and whose third the options. */
  readonly bodied?: RegExp;
  /** Path of an instance's construction; its options come first in precedence after the call's own. */
  readonly instance?: RegExp;
  readonly base: readonly string[];
  readonly timeouts: readonly string[];
  readonly fallback: (client: string) => TimeoutPolicy;
}

const LONG_DEFAULT: TimeoutPolicy = { state: 'default', ms: 300_000, source: 'fetch waits up to 300 s for headers by default' };
const VERB = '(?<verb>get|delete|head|options|post|put|patch|del)';

const CLIENTS: readonly Client[] = [
  {
    packages: ['axios'],
    request: new RegExp(`^(?:(?:create\\(\\)|AxiosInstance!|AxiosStatic!|Axios!)(?:\\.|$))?(?:${VERB}|(?:post|put|patch)Form|request|)$`),
    bodied: /(?:^|\.)(post|put|patch|postForm|putForm|patchForm)$/,
    instance: /create\(\)/,
    base: ['baseURL'],
    timeouts: ['timeout', 'signal', 'cancelToken'],
    fallback: noDefault,
  },
  {
    packages: ['@nestjs/axios', '@nestjs/common'],
    request: new RegExp(`^HttpService!\\.(?:axiosRef\\.?)?(?:${VERB}|request|)$`),
    bodied: /\.(post|put|patch)$/,
    base: ['baseURL'],
    timeouts: ['timeout', 'signal'],
    fallback: noDefault,
  },
  { packages: ['global'], request: /^(?:globalThis\.|window\.)?fetch$/, base: [], timeouts: ['signal'], fallback: () => LONG_DEFAULT },
  { packages: ['node-fetch', 'cross-fetch', 'isomorphic-fetch', 'node-fetch-commonjs'], request: /^(?:fetch)?$/, base: [], timeouts: ['signal', 'timeout'], fallback: noDefault },
  { packages: ['undici'], request: /^(?:fetch|request|stream)$/, base: [], timeouts: ['signal', 'headersTimeout', 'bodyTimeout'], fallback: () => LONG_DEFAULT },
  { packages: ['undici'], request: /^(?:Pool|Client|Agent)!\.(?<config>request|stream)$/, instance: /!/, base: [], timeouts: ['signal', 'headersTimeout', 'bodyTimeout'], fallback: () => LONG_DEFAULT },
  {
    packages: ['got'],
    request: new RegExp(`^(?:got\\.?)?(?:(?:extend\\(\\))(?:\\.|$))?(?:${VERB}|stream|)$`),
    instance: /extend\(\)/,
    base: ['prefixUrl'],
    timeouts: ['timeout', 'signal'],
    fallback: noDefault,
  },
  {
    packages: ['ky', 'ky-universal'],
    request: new RegExp(`^(?:(?:extend|create)\\(\\)(?:\\.|$))?(?:${VERB}|)$`),
    instance: /(extend|create)\(\)/,
    base: ['prefixUrl', 'prefix'],
    timeouts: ['timeout', 'signal'],
    fallback: () => ({ state: 'default', ms: 10_000, source: 'ky gives up after 10 s by default' }),
  },
  {
    packages: ['request', 'request-promise', 'request-promise-native', 'postman-request'],
    request: new RegExp(`^(?:defaults\\(\\)(?:\\.|$))?(?:${VERB}|)$`),
    instance: /defaults\(\)/,
    base: ['baseUrl'],
    timeouts: ['timeout'],
    fallback: noDefault,
  },
  { packages: ['needle'], request: new RegExp(`^${VERB}$`), bodied: /^(post|put|patch)$/, base: [], timeouts: ['timeout', 'response_timeout', 'open_timeout', 'read_timeout'], fallback: () => ({ state: 'default', ms: 10_000, source: 'needle opens within 10 s by default' }) },
  { packages: ['superagent'], request: new RegExp(`^(?:agent\\(\\)\\.)?${VERB}$`), base: [], timeouts: [], fallback: noDefault },
];

/** Recognisers of the HTTP clients: axios, fetch, undici, got, ky, request, needle, superagent, supertest, http(s), Nest HttpService. */
export const httpClients: readonly Recogniser[] = [
  ...CLIENTS.map((client): Recogniser => ({ packages: client.packages, request: (lib, site) => (client.request.test(lib.path) ? shape(client, lib, site) : undefined) })),
  { packages: ['supertest'], request: supertest },
  { packages: ['http', 'https', 'follow-redirects'], request: nodeHttp },
];

function shape(client: Client, lib: Lib, site: Site): RequestShape {
  const { evaluator, args } = site;
  const name = lib.pkg === 'global' ? 'fetch' : lib.pkg;
  const groups = client.request.exec(lib.path)?.groups ?? {};
  const first = argument(evaluator, args, 0);
  const isConfig = first.length > 0 && first.every((value) => value.t === 'obj' || value.t === 'merge');
  const bodied = client.bodied?.test(lib.path) ?? false;
  const config = isConfig && !groups['verb'] ? first : argument(evaluator, args, bodied ? 2 : 1);
  const instance = client.instance?.test(lib.path) ? instanceOptions(client, lib, site) : [];
  const url = isConfig ? optionValues(evaluator, first, 'url', 'uri', 'path') : first;
  const base = [...optionValues(evaluator, config, ...client.base), ...(client.base.length > 0 ? optionValues(evaluator, instance, ...client.base) : [])];
  const given = base.length > 0 ? base : groups['config'] ? origin(lib, site) : baseByAssignment(client, lib, site);
  const methodOption = optionValues(evaluator, config, 'method');
  const verb = groups['verb'];
  return {
    client: name,
    protocol: 'http',
    url: joinUrl(given, url),
    method: verb ? (verb === 'del' ? 'DELETE' : verb.toUpperCase()) : methodOption.length > 0 ? methodOption : bodied ? bodyMethod(lib.path) : 'GET',
    timeout: clientTimeout(client, name, lib, site, config, instance),
    ...(instance.length > 0 && lib.site ? { configured: siteEvidence(site, lib) } : {}),
  };
}

function bodyMethod(path: string): string {
  return (/(post|put|patch)(?:Form)?$/.exec(path)?.[1] ?? 'post').toUpperCase();
}

function siteEvidence(site: Site, lib: Lib): NonNullable<RequestShape['configured']> {
  const file = lib.site?.file ?? site.file;
  const call = site.evaluator.program.facts(file).calls[lib.site?.call ?? 0];
  return site.evaluator.evidence(file, call ?? site.call, 'the client is configured here');
}

function instanceOptions(client: Client, lib: Lib, site: Site): readonly Value[] {
  // `new Pool(origin, options)` has its options second; `create(options)` first.
  return argument(site.evaluator, lib.args, /!/.test(lib.path) && client.packages.includes('undici') ? 1 : 0);
}

function origin(lib: Lib, site: Site): readonly Value[] {
  return argument(site.evaluator, lib.args, 0);
}

function baseByAssignment(client: Client, lib: Lib, site: Site): readonly Value[] {
  const [name] = client.base;
  if (!name) return [];
  const assigned = site.uses.assigned(lib, `defaults.${name}`, site.file).flatMap((closure) => site.evaluator.of(closure));
  if (assigned.length > 0 || !lib.path.startsWith('HttpService!')) return assigned;
  return site.uses.callsOf(lib.pkg, 'HttpModule.register', site.file).flatMap(([options]) => (options ? optionValues(site.evaluator, site.evaluator.of(options), name) : []));
}

function clientTimeout(client: Client, name: string, lib: Lib, site: Site, config: readonly Value[], instance: readonly Value[]): TimeoutPolicy {
  const { evaluator, uses } = site;
  const own = client.timeouts.map((key) => (key === 'signal' ? signalPolicy(site, config) : timeoutFrom(nested(site, option(evaluator, config, key)), `option "${key}"`)));
  const ofInstance = client.timeouts.map((key) => timeoutFrom(nested(site, instance.length > 0 ? option(evaluator, instance, key) : { state: 'absent' }), `instance option "${key}"`));
  const assigned = uses.assigned(lib, 'defaults.timeout', site.file).flatMap((closure) => evaluator.of(closure));
  const ofDefaults = assigned.length > 0 ? timeoutFrom({ state: 'given', values: assigned }, 'defaults.timeout') : undefined;
  return firstPolicy([...own, chainedTimeout(site, lib), ...ofInstance, ofDefaults, moduleTimeout(lib, site)], client.fallback(name));
}

// got takes `timeout: { request: 5000 }`.
function nested(site: Site, found: ReturnType<typeof option>): ReturnType<typeof option> {
  if (found.state !== 'given' || !found.values.some((value) => value.t === 'obj')) return found;
  const inner = option(site.evaluator, found.values, 'request', 'response', 'deadline', 'connect', 'socket');
  return inner.state === 'given' ? inner : found;
}

// A signal bounds the call when something aborts it after a time; any other signal is somebody else's decision.
function signalPolicy(site: Site, config: readonly Value[]): TimeoutPolicy | undefined {
  const found = option(site.evaluator, config, 'signal');
  if (found.state === 'absent') return undefined;
  if (found.state === 'unknown') return { state: 'unknown', ms: null, source: 'a signal may be in options that the code does not show' };
  for (const value of found.values) {
    if (value.t !== 'lib') continue;
    if (/^AbortSignal\.timeout\(\)$/.test(value.lib.path)) return timeoutFrom({ state: 'given', values: argument(site.evaluator, value.lib.args, 0) }, 'AbortSignal.timeout');
    if (/^AbortSignal\.any\(\)$/.test(value.lib.path)) return { state: 'set', ms: null, source: 'AbortSignal.any' };
    const aborts = site.uses.on(value.lib).some(({ name }) => name === 'abort');
    if (/^AbortController!/.test(value.lib.path) && aborts) return { state: 'set', ms: null, source: 'an AbortController that is aborted' };
  }
  return { state: 'unknown', ms: null, source: 'a signal whose deadline the code does not show' };
}

// `superagent.get(url).timeout(5000)`, `request.setTimeout(…)`, `httpService.get(url).pipe(timeout(5000))`.
function chainedTimeout(site: Site, lib: Lib): TimeoutPolicy | undefined {
  const made: Lib = { ...lib, path: `${lib.path}()`, site: { file: site.file, call: site.c } };
  for (const { name, file, c } of site.uses.on(made)) {
    const call = site.evaluator.program.facts(file).calls[c];
    if (!call) continue;
    if (name === 'timeout' || name === 'setTimeout') {
      const [arg] = call.args;
      const values = arg ? site.evaluator.eval(file, arg, site.frame) : [];
      const inner = optionValues(site.evaluator, values, 'deadline', 'response');
      return timeoutFrom({ state: 'given', values: inner.length > 0 ? inner : values }, `.${name}()`);
    }
    if (name === 'pipe') {
      for (const arg of call.args) {
        for (const value of site.evaluator.eval(file, arg, site.frame)) {
          if (value.t === 'lib' && value.lib.pkg.startsWith('rxjs') && /(^|\.)timeout(With)?\(\)$/.test(value.lib.path)) return timeoutFrom({ state: 'given', values: argument(site.evaluator, value.lib.args, 0) }, 'rxjs timeout');
        }
      }
    }
  }
  return undefined;
}

// Nest: `HttpModule.register({ timeout })` of the same service configures the injected HttpService.
function moduleTimeout(lib: Lib, site: Site): TimeoutPolicy | undefined {
  if (!lib.path.startsWith('HttpService!')) return undefined;
  const registers = [...site.uses.callsOf(lib.pkg, 'HttpModule.register', site.file), ...site.uses.callsOf(lib.pkg, 'HttpModule.registerAsync', site.file)];
  const policies = registers.map(([options]) => (options ? timeoutFrom(option(site.evaluator, registerOptions(site, options), 'timeout'), 'HttpModule.register option "timeout"') : undefined));
  if (policies.length > 1 && new Set(policies.map((policy) => policy?.state)).size > 1) return { state: 'unknown', ms: null, source: 'several HttpModule.register differ' };
  return policies[0];
}

function registerOptions(site: Site, options: Closure): readonly Value[] {
  const values = site.evaluator.of(options);
  const factory = optionValues(site.evaluator, values, 'useFactory');
  return factory.length > 0 ? factory.flatMap((value) => (value.t === 'fn' ? site.evaluator.invoke(value, [], 1) : [{ t: 'unknown', why: 'useFactory' } as const])) : values;
}

function supertest(lib: Lib, site: Site): RequestShape | undefined {
  const verb = /^(?:agent)?\(\)\.(get|post|put|patch|delete|head)$/.exec(lib.path)?.[1];
  if (!verb) return undefined;
  const base = argument(site.evaluator, lib.args, 0);
  // An app object as the base is a test of that app, not a request over the network.
  if (!base.some((value) => value.t === 'text')) return undefined;
  return { client: 'supertest', protocol: 'http', url: joinUrl(base, argument(site.evaluator, site.args, 0)), method: verb.toUpperCase(), timeout: chainedTimeout(site, lib) ?? noDefault('supertest') };
}

function nodeHttp(lib: Lib, site: Site): RequestShape | undefined {
  const verb = /^(?:https?\.)?(request|get)$/.exec(lib.path)?.[1];
  if (!verb) return undefined;
  const { evaluator, args } = site;
  const first = argument(evaluator, args, 0);
  const isOptions = first.some((value) => value.t === 'obj' || value.t === 'merge');
  const options = isOptions ? first : argument(evaluator, args, 1).filter((value) => value.t !== 'fn');
  const scheme = lib.pkg === 'https' || lib.path.startsWith('https') ? 'https://' : 'http://';
  const method = optionValues(evaluator, options, 'method');
  const own = timeoutFrom(option(evaluator, options, 'timeout'), 'option "timeout"');
  return {
    client: lib.pkg,
    protocol: 'http',
    url: isOptions ? urlOfOptions(site, options, scheme) : first,
    method: method.length > 0 ? method : 'GET',
    timeout: firstPolicy([own, signalPolicy(site, options), chainedTimeout(site, lib)], noDefault(`${lib.pkg}.${verb}`)),
  };
}

function urlOfOptions(site: Site, options: readonly Value[], scheme: string): readonly Value[] {
  const { evaluator } = site;
  const at = evaluator.evidence(site.file, site.call);
  const literal = (s: string): Value => ({ t: 'text', parts: [{ p: 'text', s, origin: 'literal', at }] });
  const host = optionValues(evaluator, options, 'hostname', 'host');
  const port = optionValues(evaluator, options, 'port');
  const path = optionValues(evaluator, options, 'path', 'pathname');
  const known = host.length > 0 ? host : [literal('localhost')];
  const sets: (readonly Value[])[] = [[literal(scheme)], known, ...(port.length > 0 && !joinTexts(known).some((text) => text.includes(':')) ? [[literal(':')], port] : []), path.length > 0 ? path : [literal('/')]];
  return concat(sets);
}
