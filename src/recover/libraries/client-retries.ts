import type { Evidence } from '../../model/system.ts';
import type { Lib, Value } from '../link/values.ts';
import type { Client } from './http-client-table.ts';
import { argument, option, optionValues } from './options.ts';
import type { RequestShape, Site } from './recogniser.ts';
import { counted, delayFrom, numberIn, repeatsMethods, retriesFrom, type RetryLayer } from './retry-layer.ts';
import { rxjsRetry } from './retry-packages.ts';
import { axiosRetries } from './axios-retries.ts';

type Retry = NonNullable<RequestShape['retry']>;

/** Repetition that the client itself does: by its options, by `axiosRetry(client)`, by `.retry(2)` or a pipe behind the call. */
export function clientRetry(
  client: Client,
  lib: Lib,
  site: Site,
  config: readonly Value[],
  instance: readonly Value[],
): Retry | undefined {
  const layers = [
    lib.pkg === 'axios' ? axiosRetries(lib, site, config, instance) : undefined,
    chainedRetry(lib, site),
    client.dispatched === true || lib.pkg === 'undici' ? undiciRetry(lib, site, config) : undefined,
  ].filter((layer) => layer !== undefined);
  if (layers.length > 0) return { state: 'present', source: layers.map(({ source }) => source).join(', '), layers };
  return optionRetry(client, lib, site, config, instance);
}

/** Repetition by rxjs that stands in a pipe behind the call. */
export function pipedRetry(lib: Lib, site: Site): Pick<RequestShape, 'retry'> {
  const layer = chainedRetry(lib, site);
  return layer ? { retry: { state: 'present', source: layer.source, layers: [layer] } } : {};
}

// The `retry` of got, ky and ofetch, the `retries` of a fetch that fetch-retry made.
function optionRetry(
  client: Client,
  lib: Lib,
  site: Site,
  config: readonly Value[],
  instance: readonly Value[],
): Retry | undefined {
  const name = client.retries?.option ?? (client.fetches === true ? 'retries' : undefined);
  if (name === undefined) return undefined;
  const library = lib.pkg === 'global' ? 'fetch' : lib.pkg;
  const source = `${library} option "${name}"`;
  for (const options of [config, instance]) {
    const given = options.length > 0 ? option(site.evaluator, options, name) : undefined;
    if (given?.state === 'unknown') return client.retries ? { state: 'unknown', source } : undefined;
    if (given?.state !== 'given') continue;
    if (isOff(site, given.values)) return { state: 'absent', source };
    const at = options === config ? site.evaluator.evidence(site.file, site.call) : madeAt(site, lib);
    const layer = client.retries
      ? { source, at, ...byOption(site, library, given.values, options) }
      : { source, at, ...fetchRetry(site, given.values, options) };
    return { state: 'present', source, layers: [layer] };
  }
  if (!client.retries?.byDefault) return undefined;
  return { state: 'present', source: `${library} retries by default`, layers: [byDefault(library)] };
}

// got source/core/options.ts: limit 2, methods without POST and PATCH, 1000 × 2 ** n plus up to 100 ms of noise.
// ky source/utils/normalize.ts: limit 2, the same methods, 300 × 2 ** n, no jitter. ofetch: 1, at once, not for POST, PUT, PATCH and DELETE.
function byDefault(library: string): RetryLayer {
  const at = { source: `${library} retries by default`, repeats: 'idempotent' } as const;
  if (library === 'got') return { ...at, ...counted(2), delay: 'growing', jitter: 'present' };
  if (library === 'ofetch' || library === 'ohmyfetch') return { ...at, ...counted(1), delay: 'none', jitter: 'absent' };
  return { ...at, ...counted(2), delay: 'growing', jitter: 'absent' };
}

function byOption(
  site: Site,
  library: string,
  values: readonly Value[],
  options: readonly Value[],
): Omit<RetryLayer, 'source' | 'at'> {
  const { evaluator } = site;
  if (/^(?:ofetch|ohmyfetch)$/.test(library)) {
    const delay = option(evaluator, options, 'retryDelay');
    return {
      ...counted(numberIn(values)),
      ...(delay.state === 'given' ? delayFrom(evaluator, delay.values, -1) : NO_DELAY),
      repeats: 'all',
    };
  }
  const inner = values.filter((value) => value.t === 'obj' || value.t === 'merge');
  const limit = inner.length > 0 ? retriesFrom(evaluator, inner, 2, 'limit') : numberIn(values);
  const [computed, jitter] = ['calculateDelay', 'delay', 'jitter'].reduce<[boolean, boolean]>(
    ([delays, jitters], name) => {
      const isGiven = inner.length > 0 && option(evaluator, inner, name).state !== 'absent';
      return name === 'jitter' ? [delays, isGiven] : [delays || isGiven, jitters];
    },
    [false, false],
  );
  return {
    ...counted(limit),
    delay: computed ? 'unknown' : 'growing',
    jitter: computed ? 'unknown' : library === 'got' || jitter ? 'present' : 'absent',
    repeats: inner.length > 0 ? repeatsMethods(evaluator, inner, 'methods') : 'idempotent',
  };
}

const NO_DELAY = { delay: 'none', jitter: 'absent' } as const;

// fetch-retry index.js: retries of every method after network errors, 1000 ms in between unless "retryDelay" says otherwise.
function fetchRetry(
  site: Site,
  values: readonly Value[],
  options: readonly Value[],
): Omit<RetryLayer, 'source' | 'at'> {
  const delay = option(site.evaluator, options, 'retryDelay');
  const fixed = { delay: 'fixed', jitter: 'absent' } as const;
  const chooses = option(site.evaluator, options, 'retryOn').state !== 'absent';
  return {
    ...counted(numberIn(values)),
    ...(delay.state === 'given' ? delayFrom(site.evaluator, delay.values, 0) : fixed),
    repeats: chooses ? 'unknown' : 'all',
  };
}

// `retry: 0`, `retry: false`, `retry: { limit: 0 }`.
function isOff(site: Site, values: readonly Value[]): boolean {
  return values.every((value) => {
    if (value.t === 'num') return value.v === 0;
    if (value.t === 'bool') return !value.v;
    if (value.t !== 'obj') return false;
    const limit = option(site.evaluator, [value], 'limit');
    return limit.state === 'given' && isOff(site, limit.values);
  });
}

function madeAt(site: Site, lib: Lib): Evidence {
  const file = lib.site?.file ?? site.file;
  const call = site.evaluator.program.facts(file).calls[lib.site?.call ?? site.c];
  return site.evaluator.evidence(file, call ?? site.call);
}

// `superagent.get(url).retry(2)` sends everything again at once; `httpService.get(url).pipe(retry(2))`.
function chainedRetry(lib: Lib, site: Site): RetryLayer | undefined {
  const { evaluator } = site;
  const made: Lib = { ...lib, path: `${lib.path}()`, site: { file: site.file, call: site.c } };
  for (const { name, file, c } of site.uses.on(made)) {
    const call = evaluator.program.facts(file).calls[c];
    if (!call) continue;
    const at = evaluator.evidence(file, call);
    if (name === 'retry' && /^(?:superagent|supertest)$/.test(lib.pkg)) {
      const [first, chooses] = call.args;
      const retries = first ? numberIn(evaluator.eval(file, first, site.frame)) : 1;
      return { source: '.retry()', at, ...counted(retries), ...NO_DELAY, repeats: chooses ? 'unknown' : 'all' };
    }
    if (name !== 'pipe') continue;
    const piped = rxjsRetry(
      evaluator,
      call.args.flatMap((arg) => evaluator.eval(file, arg, site.frame)),
      at,
    );
    if (piped) return piped;
  }
  return undefined;
}

// undici lib/handler/retry-handler.js: 5 retries, 500 ms × 2 ** n up to 30 s, no jitter, methods without POST and PATCH.
function undiciRetry(lib: Lib, site: Site, config: readonly Value[]): RetryLayer | undefined {
  const { evaluator } = site;
  const set = site.uses.callsOf('undici', 'setGlobalDispatcher', site.file);
  const dispatchers: readonly Value[] = /RetryAgent!/.test(lib.path)
    ? [{ t: 'lib', lib }]
    : [
        ...optionValues(evaluator, config, 'dispatcher'),
        ...set.flatMap(([first]): readonly Value[] => (first ? evaluator.of(first) : [])),
      ];
  const agent = dispatchers.flatMap((value) =>
    value.t === 'lib' && /RetryAgent!/.test(value.lib.path) ? [value.lib] : [],
  )[0];
  if (!agent) return undefined;
  const options = argument(evaluator, agent.args, 1);
  return {
    source: 'undici RetryAgent',
    at: madeAt(site, agent),
    ...counted(retriesFrom(evaluator, options, 5, 'maxRetries')),
    delay: retriesFrom(evaluator, options, 2, 'timeoutFactor') === 1 ? 'fixed' : 'growing',
    jitter: 'absent',
    repeats: repeatsMethods(evaluator, options, 'methods'),
  };
}
