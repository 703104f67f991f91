import type { Lib, Value } from '../link/values.ts';
import type { Client } from './http-client-table.ts';
import { option } from './options.ts';
import type { RequestShape, Site } from './recogniser.ts';

/** Repetition that the client itself does: by its options, by `axiosRetry(client)`, by `.retry(2)` behind the call. */
export function clientRetry(
  client: Client,
  lib: Lib,
  site: Site,
  config: readonly Value[],
  instance: readonly Value[],
): RequestShape['retry'] {
  if (lib.pkg === 'axios' && retriesAxios(lib, site)) return { state: 'present', source: 'axios-retry' };
  const made: Lib = { ...lib, path: `${lib.path}()`, site: { file: site.file, call: site.c } };
  if (/^(?:superagent|supertest)$/.test(lib.pkg) && site.uses.on(made).some(({ name }) => name === 'retry'))
    return { state: 'present', source: '.retry()' };
  if (!client.retries) return undefined;
  const source = `${lib.pkg === 'global' ? 'fetch' : lib.pkg} option "${client.retries.option}"`;
  for (const options of [config, instance]) {
    const given = options.length > 0 ? option(site.evaluator, options, client.retries.option) : undefined;
    if (given?.state === 'unknown') return { state: 'unknown', source };
    if (given?.state === 'given') return { state: isOff(site, given.values) ? 'absent' : 'present', source };
  }
  return client.retries.byDefault ? { state: 'present', source: `${lib.pkg} retries by default` } : undefined;
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

// `axiosRetry(axios, …)` or `axiosRetry(client, …)` of the same service.
function retriesAxios(lib: Lib, site: Site): boolean {
  const calls = [
    ...site.uses.callsOf('axios-retry', '', site.file),
    ...site.uses.callsOf('retry-axios', 'attach', site.file),
  ];
  return calls.some(([first]) =>
    (first ? site.evaluator.of(first) : []).some(
      (value) =>
        value.t === 'lib' &&
        value.lib.pkg === 'axios' &&
        value.lib.site?.file === lib.site?.file &&
        value.lib.site?.call === lib.site?.call,
    ),
  );
}
