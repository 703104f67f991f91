import type { TimeoutPolicy } from '../../model/system.ts';
import type { Evaluator } from '../link/evaluate.ts';
import type { Lib, Value } from '../link/values.ts';
import { argument, firstPolicy, isText, option, optionValues, timeoutFrom } from './options.ts';
import type { MessageShape, Recogniser, RequestShape, Site } from './recogniser.ts';

const BROKER = /^(?:Context!(?:\.(?:service\.)?broker)?|ServiceBroker!|Service!\.broker)\.(\w+)$/;

/** Moleculer: `ctx.call` and `broker.call` are requests to actions, `emit` and `broadcast` publish events. */
export const moleculer: Recogniser = { packages: ['moleculer'], request, message };

function request(lib: Lib, site: Site): RequestShape | undefined {
  const name = BROKER.exec(lib.path)?.[1];
  if (name !== 'call' && name !== 'mcall') return undefined;
  const { evaluator, args } = site;
  const url = name === 'call' ? argument(evaluator, args, 0) : severalActions(evaluator, argument(evaluator, args, 0));
  const options = argument(evaluator, args, name === 'call' ? 2 : 1);
  const config = brokerOptions(evaluator, site);
  const own = timeoutFrom(option(evaluator, options, 'timeout'), 'call option "timeout"');
  const general = timeoutFrom(option(evaluator, config, 'requestTimeout'), 'broker option "requestTimeout"');
  const retry = isEnabled(evaluator, config, 'retryPolicy') || optionValues(evaluator, options, 'retries').length > 0;
  const breaker = isEnabled(evaluator, config, 'circuitBreaker');
  return {
    client: 'moleculer',
    protocol: 'rpc',
    url,
    method: null,
    timeout: firstPolicy(config.length > 0 ? [own, general] : [own], noTimeout),
    ...(retry && { retry: { state: 'present', source: 'moleculer retries' } }),
    ...(breaker && { circuitBreaker: { state: 'present', source: 'broker option "circuitBreaker"' } }),
    inProcess: true,
  };
}

function message(lib: Lib, site: Site): MessageShape | undefined {
  const name = BROKER.exec(lib.path)?.[1];
  if (name !== 'emit' && name !== 'broadcast') return undefined;
  return { broker: 'moleculer', direction: 'publish', names: argument(site.evaluator, site.args, 0), handlers: [] };
}

const noTimeout: TimeoutPolicy = { state: 'absent', ms: null, source: 'moleculer has no default "requestTimeout"' };

function severalActions(evaluator: Evaluator, values: readonly Value[]): readonly Value[] {
  return optionValues(evaluator, evaluator.elements(values), 'action').filter(isText);
}

function isEnabled(evaluator: Evaluator, config: readonly Value[], name: string): boolean {
  const values = optionValues(evaluator, optionValues(evaluator, config, name), 'enabled');
  return values.some((value) => value.t === 'bool' && value.v);
}

// The options of `new ServiceBroker(…)` in this service, or the runner's configuration file next to or above it.
function brokerOptions(evaluator: Evaluator, site: Site): readonly Value[] {
  const made = site.uses
    .callsOf('moleculer', 'ServiceBroker', site.file)
    .flatMap(([options]) => (options ? evaluator.of(options) : []));
  if (made.length > 0) return made;
  return configurationOf(evaluator, site.file);
}

/** What `moleculer.config` says for a file: the nearest one in the folders above. */
export function configurationOf(evaluator: Evaluator, file: string): readonly Value[] {
  for (let folder = file; folder !== '';) {
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
    for (const end of ['ts', 'js', 'mjs', 'cjs', 'json']) {
      const config = `${folder === '' ? '' : `${folder}/`}moleculer.config.${end}`;
      if (evaluator.program.files.has(config)) return evaluator.exportValue(config, 'default');
    }
  }
  return [];
}
