import type { TimeoutPolicy } from '../../model/system.ts';
import type { Value } from '../link/values.ts';
import { argument, firstPolicy, option, optionValues, timeoutFrom } from './options.ts';
import type { Site } from './recogniser.ts';

const LIMITS = ['headersTimeout', 'bodyTimeout'];

/** The timeout of a dispatcher of undici: `fetch(url, { dispatcher })`, else `setGlobalDispatcher(new Agent(…))` of the service. */
export function dispatcherTimeout(site: Site, config: readonly Value[]): TimeoutPolicy | undefined {
  const own = optionValues(site.evaluator, config, 'dispatcher');
  const set = site.uses.callsOf('undici', 'setGlobalDispatcher', site.file);
  const dispatchers = own.length > 0 ? own : set.flatMap(([first]) => (first ? site.evaluator.of(first) : []));
  for (const value of dispatchers) {
    if (value.t !== 'lib' || value.lib.pkg !== 'undici') continue;
    const options = argument(site.evaluator, value.lib.args, /Agent!$/.test(value.lib.path) ? 0 : 1);
    const policies = LIMITS.map((name) => timeoutFrom(option(site.evaluator, options, name), `dispatcher "${name}"`));
    if (policies.some((policy) => policy !== undefined)) return firstPolicy(policies, NOTHING);
  }
  return undefined;
}

const NOTHING: TimeoutPolicy = { state: 'unknown', ms: null, source: 'dispatcher' };
