import type { Evidence } from '../../model/system.ts';
import type { Closure, Lib, Value } from '../link/values.ts';
import { argument, option, optionValues } from './options.ts';
import type { Site } from './recogniser.ts';
import { counted, delayFrom, repeatsMethods, retriesFrom, type RetryLayer } from './retry-layer.ts';

/** What axios-retry or retry-axios does for an instance of axios that it was attached to. */
export function axiosRetries(
  lib: Lib,
  site: Site,
  config: readonly Value[],
  instance: readonly Value[],
): RetryLayer | undefined {
  return axiosRetry(lib, site, config) ?? retryAxios(lib, site, config, instance);
}

const NO_DELAY = { delay: 'none', jitter: 'absent' } as const;

function isSame(value: Value, lib: Lib): boolean {
  return (
    value.t === 'lib' &&
    value.lib.pkg === 'axios' &&
    value.lib.site?.file === lib.site?.file &&
    value.lib.site?.call === lib.site?.call
  );
}

// axios-retry src/index.ts: 3 retries at once, after network errors whatever the method, after 5xx without POST and PATCH.
function axiosRetry(lib: Lib, site: Site, config: readonly Value[]): RetryLayer | undefined {
  const { evaluator } = site;
  const attached = site.uses
    .callsOf('axios-retry', '', site.file)
    .find(([first]) => (first ? evaluator.of(first) : []).some((value) => isSame(value, lib)));
  if (!attached) return undefined;
  const own = optionValues(evaluator, config, 'axios-retry');
  const options = own.length > 0 ? own : argument(evaluator, attached, 1);
  const get = (name: string): ReturnType<typeof option> =>
    options.length > 0 ? option(evaluator, options, name) : { state: 'absent' };
  const delay = get('retryDelay');
  return {
    source: 'axios-retry',
    at: attachedAt(site, attached),
    ...counted(retriesFrom(evaluator, options, 3, 'retries')),
    ...(delay.state === 'absent' ? NO_DELAY : delay.state === 'given' ? axiosDelay(site, delay.values) : UNSEEN_DELAY),
    repeats: axiosRepeats(site, get('retryCondition')),
  };
}

const UNSEEN_DELAY = { delay: 'unknown', jitter: 'unknown' } as const;

// exponentialDelay adds up to 20 % by chance; linearDelay nothing.
function axiosDelay(site: Site, values: readonly Value[]): Pick<RetryLayer, 'delay' | 'jitter'> {
  const [value] = values;
  if (value?.t !== 'lib') return delayFrom(site.evaluator, values, 0);
  if (/exponentialDelay$/.test(value.lib.path)) return { delay: 'growing', jitter: 'present' };
  return /linearDelay(?:\(\))?$/.test(value.lib.path) ? { delay: 'growing', jitter: 'absent' } : UNSEEN_DELAY;
}

function axiosRepeats({ evaluator }: Site, condition: ReturnType<typeof option>): RetryLayer['repeats'] {
  const values = condition.state === 'given' ? condition.values : [];
  const always = values.some((value) => {
    if (value.t === 'lib') return /isRetryableError$/.test(value.lib.path);
    if (value.t !== 'fn') return false;
    const returns = evaluator.program.fn(value.file, value.f)?.returns ?? [];
    return returns.length > 0 && returns.every((expr) => expr.k === 'bool' && expr.v);
  });
  return always ? 'all' : 'unknown';
}

function attachedAt(site: Site, args: readonly Closure[]): Evidence {
  const [first] = args;
  const file = first?.file ?? site.file;
  const calls = site.evaluator.program.facts(file).calls;
  return site.evaluator.evidence(file, calls.find((call) => call.args[0] === first?.expr) ?? site.call);
}

// retry-axios src/index.ts: only requests with "raxConfig"; 3 retries, growing, no chance, methods without POST and PATCH.
function retryAxios(
  lib: Lib,
  site: Site,
  config: readonly Value[],
  instance: readonly Value[],
): RetryLayer | undefined {
  const { evaluator, uses } = site;
  const attached = uses
    .callsOf('retry-axios', 'attach', site.file)
    .find(([first]) => (first ? evaluator.of(first).some((value) => isSame(value, lib)) : lib.site === undefined));
  if (!attached) return undefined;
  const assigned = uses.assigned(lib, 'defaults.raxConfig', site.file).flatMap((closure) => evaluator.of(closure));
  const own = [config, instance].map((options) => optionValues(evaluator, options, 'raxConfig'));
  const options = [...own, assigned].find((values) => values.length > 0);
  if (!options) return undefined;
  const backoff = optionValues(evaluator, options, 'backoffType');
  const isStatic = backoff.some(
    (value) => value.t === 'text' && value.parts.some((part) => part.p === 'text' && part.s === 'static'),
  );
  return {
    source: 'retry-axios',
    at: attachedAt(site, attached),
    ...counted(retriesFrom(evaluator, options, 3, 'retry')),
    delay: isStatic ? 'fixed' : 'growing',
    jitter: option(evaluator, options, 'jitter').state === 'absent' ? 'absent' : 'unknown',
    repeats: repeatsMethods(evaluator, options, 'httpMethodsToRetry'),
  };
}
