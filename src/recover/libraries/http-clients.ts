import type { TimeoutPolicy } from '../../model/system.ts';
import { isSymbolic, type Closure, type Lib, type Value } from '../link/values.ts';
import { agentPolicy, cancelPolicy, chainedTimeout, interceptedTimeout, signalPolicy } from './http-deadlines.ts';
import { CLIENTS, type Client } from './http-client-table.ts';
import { SMALL_CLIENTS } from './small-http-clients.ts';
import { dispatcherTimeout } from './undici-dispatchers.ts';
import { clientRetry } from './client-retries.ts';
import { argument, firstPolicy, joinUrl, opaque, option, optionValues, timeoutFrom } from './options.ts';
import type { Recogniser, RequestShape, Site } from './recogniser.ts';

/** Recognisers of the HTTP clients that read alike: axios, fetch, undici, got, ky, request, needle, superagent, Nest HttpService. */
export const httpClients: readonly Recogniser[] = [
  ...[...CLIENTS, ...SMALL_CLIENTS].map((client): Recogniser => ({
    packages: client.packages,
    request: (lib, site) => (client.request.test(lib.path) ? shape(client, lib, site) : undefined),
  })),
];

function shape(client: Client, lib: Lib, site: Site): RequestShape {
  const { evaluator } = site;
  const args = requestArguments(client, lib, site);
  const name = lib.pkg === 'global' ? 'fetch' : lib.pkg;
  const groups = client.request.exec(lib.path)?.groups ?? {};
  const first = argument(evaluator, args, 0);
  const isConfig = first.length > 0 && first.every((value) => value.t === 'obj' || value.t === 'merge');
  const bodied = client.bodied?.test(lib.path) ?? false;
  const given = argument(evaluator, args, bodied ? 2 : client.methodSecond?.test(lib.path) ? 2 : 1);
  const isAlone = given.every((value) => value.t === 'fn') && client.configured?.test(lib.path) === true;
  const config = isConfig ? first : isAlone ? opaque(first) : given;
  const instance = client.instance?.test(lib.path) ? instanceOptions(client, lib, site) : [];
  const url = isConfig ? written(optionValues(evaluator, first, 'url', 'uri', 'path')) : first;
  const base = [
    ...optionValues(evaluator, config, ...client.base),
    ...(client.base.length > 0 ? optionValues(evaluator, instance, ...client.base) : []),
  ];
  const origins = base.length > 0 ? base : groups['config'] ? origin(lib, site) : baseByAssignment(client, lib, site);
  const methodOption = methodGiven(client, lib, site) ?? optionValues(evaluator, config, 'method');
  const retry = clientRetry(client, lib, site, config, instance);
  const verb = groups['verb'];
  const application = [config, instance].flatMap((options) =>
    optionValues(evaluator, optionValues(evaluator, options, 'headers'), 'dapr-app-id', 'Dapr-App-Id'),
  );
  return {
    client: name,
    protocol: 'http',
    url: joinUrl(origins, url),
    method: verb
      ? verb === 'del'
        ? 'DELETE'
        : verb.toUpperCase()
      : methodOption.length > 0
        ? methodOption
        : bodied
          ? bodyMethod(lib.path)
          : 'GET',
    timeout: clientTimeout(client, name, lib, site, config, instance),
    ...(retry && { retry }),
    ...(application.length > 0 && { application }),
    ...(instance.length > 0 && lib.site ? { configured: siteEvidence(site, lib) } : {}),
  };
}

// `fetch(new Request(url, options))` is `fetch(url, options)`.
function requestArguments(client: Client, lib: Lib, site: Site): readonly Closure[] {
  if (client.methodFirst?.test(lib.path) && site.args.length > 1) return site.args.slice(1);
  const [first] = site.args;
  if (!first || client.fetches !== true) return site.args;
  const made = site.evaluator.of(first).find((value) => value.t === 'lib' && /(^|\.)Request!$/.test(value.lib.path));
  return made?.t === 'lib' ? made.lib.args : site.args;
}

// `superagent('POST', url)`, `centra(url, 'POST')`.
function methodGiven(client: Client, lib: Lib, site: Site): readonly Value[] | undefined {
  const at = client.methodFirst?.test(lib.path) ? 0 : client.methodSecond?.test(lib.path) ? 1 : -1;
  const isGiven = at >= 0 && site.args.length > 1;
  return isGiven ? argument(site.evaluator, site.args, at) : undefined;
}

// What is written out goes before what options of the caller might replace it with.
function written(values: readonly Value[]): readonly Value[] {
  const known = values.filter((value) => !isSymbolic(value));
  return known.length > 0 ? known : values;
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
  // `new Pool(origin, options)` has its options second; `create(options)` first, and `extend(options)` adds to what was there.
  if (/!/.test(lib.path) && client.packages.includes('undici'))
    return argument(site.evaluator, constructed(lib).args, /^Agent!/.test(lib.path) ? 0 : 1);
  const options: Value[] = [];
  for (let at: Lib | undefined = lib; at && client.instance?.test(at.path); at = at.base)
    // `got.extend(options, more)`: what comes later wins.
    options.push(...[...at.args].reverse().flatMap((arg) => site.evaluator.of(arg)));
  return options;
}

// `pool.compose(interceptor)` is that pool still.
function constructed(lib: Lib): Lib {
  let built = lib;
  while (built.path.includes('.compose()') && built.base) built = built.base;
  return built;
}

function origin(lib: Lib, site: Site): readonly Value[] {
  const first = argument(site.evaluator, constructed(lib).args, 0);
  return first.flatMap((value) =>
    value.t === 'arr' ? site.evaluator.elements([value]) : value.t === 'obj' ? [] : [value],
  );
}

function baseByAssignment(client: Client, lib: Lib, site: Site): readonly Value[] {
  const [name] = client.base;
  if (!name) return [];
  const assigned = site.uses
    .assigned(lib, `defaults.${name}`, site.file)
    .flatMap((closure) => site.evaluator.of(closure));
  if (assigned.length > 0 || !lib.path.startsWith('HttpService!')) return assigned;
  return site.uses
    .callsOf(lib.pkg, 'HttpModule.register', site.file)
    .flatMap(([options]) => (options ? optionValues(site.evaluator, site.evaluator.of(options), name) : []));
}

function clientTimeout(
  client: Client,
  name: string,
  lib: Lib,
  site: Site,
  config: readonly Value[],
  instance: readonly Value[],
): TimeoutPolicy {
  const { evaluator, uses } = site;
  const own = client.timeouts.map((key) =>
    key === 'signal'
      ? signalPolicy(site, config)
      : key === 'cancelToken'
        ? cancelPolicy(site, config)
        : timeoutFrom(nested(site, option(evaluator, config, key)), `option "${key}"`),
  );
  const ofInstance = client.timeouts
    .filter((key) => key !== 'cancelToken')
    .map((key) =>
      timeoutFrom(
        nested(site, instance.length > 0 ? option(evaluator, instance, key) : { state: 'absent' }),
        `instance option "${key}"`,
      ),
    );
  const assigned = uses.assigned(lib, 'defaults.timeout', site.file).flatMap((closure) => evaluator.of(closure));
  const ofDefaults =
    assigned.length > 0 ? timeoutFrom({ state: 'given', values: assigned }, 'defaults.timeout') : undefined;
  return firstPolicy(
    [
      ...own,
      chainedTimeout(site, lib),
      ...ofInstance,
      ofDefaults,
      interceptedTimeout(site, lib),
      moduleTimeout(lib, site),
      client.dispatched === true ? dispatcherTimeout(site, config) : undefined,
      agentPolicy(site, [...config, ...instance]),
    ],
    client.fallback(name),
  );
}

// got takes `timeout: { request: 5000 }`; parts that are undefined bound nothing.
const PARTS = ['request', 'response', 'deadline', 'connect', 'socket', 'secureConnect', 'send', 'lookup'] as const;

function nested(site: Site, found: ReturnType<typeof option>): ReturnType<typeof option> {
  if (found.state !== 'given' || !found.values.some((value) => value.t === 'obj')) return found;
  return option(site.evaluator, found.values, ...PARTS);
}

// Nest: `HttpModule.register({ timeout })` of the same service configures the injected HttpService.
function moduleTimeout(lib: Lib, site: Site): TimeoutPolicy | undefined {
  if (!lib.path.startsWith('HttpService!')) return undefined;
  const registers = [
    ...site.uses.callsOf(lib.pkg, 'HttpModule.register', site.file),
    ...site.uses.callsOf(lib.pkg, 'HttpModule.registerAsync', site.file),
  ];
  const policies = registers.map(([options]) =>
    options
      ? timeoutFrom(
          option(site.evaluator, registerOptions(site, options), 'timeout'),
          'HttpModule.register option "timeout"',
        )
      : undefined,
  );
  if (policies.length > 1 && new Set(policies.map((policy) => policy?.state)).size > 1)
    return { state: 'unknown', ms: null, source: 'several HttpModule.register differ' };
  return policies[0];
}

function registerOptions(site: Site, options: Closure): readonly Value[] {
  const values = site.evaluator.of(options);
  const factory = optionValues(site.evaluator, values, 'useFactory');
  return factory.length > 0
    ? factory.flatMap((value) =>
        value.t === 'fn' ? site.evaluator.invoke(value, [], 1) : [{ t: 'unknown', why: 'useFactory' } as const],
      )
    : values;
}
