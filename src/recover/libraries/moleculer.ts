import type { TimeoutPolicy } from '../../model/system.ts';
import type { Evaluator } from '../link/evaluate.ts';
import { joinTexts } from '../link/texts.ts';
import type { Lib, Value } from '../link/values.ts';
import { engineOfUrl, normaliseEngine } from './datastores.ts';
import { argument, firstPolicy, isText, option, optionValues, timeoutFrom } from './options.ts';
import { counted, numberIn, retriesFrom, type RetryLayer } from './retry-layer.ts';
import type { MessageShape, Recogniser, RequestShape, Site, StoreShape } from './recogniser.ts';

const BROKER = /^(?:Context!(?:\.(?:service\.)?broker)?|ServiceBroker!|Service!\.broker)\.(\w+)$/;

const ADAPTERS: Readonly<Record<string, string>> = {
  'moleculer-db-adapter-mongo': 'mongodb',
  'moleculer-db-adapter-mongoose': 'mongodb',
  'moleculer-db-adapter-sequelize': '',
  'moleculer-db-adapter-couchdb-nano': 'couchdb',
};

/** Adapters with which Moleculer services open their stores. */
export const moleculerStores: readonly Recogniser[] = [
  ...Object.entries(ADAPTERS).map(([pkg, engine]): Recogniser => ({
    packages: [pkg],
    store: (lib, site) => (site.call.isNew && lib.path === '' ? adapter(engine, site) : undefined),
  })),
  { packages: ['moleculer-db'], store: memoryAdapter },
];

function adapter(engine: string, { evaluator, args }: Site): StoreShape {
  const [first, options] = [argument(evaluator, args, 0), argument(evaluator, args, 1)];
  const parts = first.some(isText) ? options : first;
  const dialect = joinTexts(optionValues(evaluator, parts, 'dialect'))[0];
  return {
    engine: engine || normaliseEngine(dialect) || engineOfUrl(first.filter(isText)),
    url: [...first.filter(isText), ...optionValues(evaluator, parts, 'uri', 'url')],
    host: optionValues(evaluator, parts, 'host'),
    port: optionValues(evaluator, parts, 'port'),
    database: optionValues(evaluator, parts, 'dbName', 'database'),
  };
}

// Without a file NeDB lives in memory and goes with the process.
function memoryAdapter(lib: Lib, { evaluator, args }: Site): StoreShape | undefined {
  if (!/^(?:DbService\.)?MemoryAdapter$/.test(lib.path)) return undefined;
  const database = optionValues(evaluator, argument(evaluator, args, 0), 'filename');
  return database.length > 0 ? { engine: 'nedb', url: [], host: [], port: [], database } : undefined;
}

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
  const retries = moleculerRetries(evaluator, site, config, options);
  const breaker = isEnabled(evaluator, config, 'circuitBreaker');
  return {
    client: 'moleculer',
    protocol: 'rpc',
    url,
    method: null,
    timeout: firstPolicy(config.length > 0 ? [own, general] : [own], noTimeout),
    ...(retries && { retry: { state: 'present', source: retries.source, layers: [retries] } }),
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
  return evaluator.elements(values).flatMap((value) => optionValues(evaluator, [value], 'action').filter(isText));
}

function isEnabled(evaluator: Evaluator, config: readonly Value[], name: string): boolean {
  const values = optionValues(evaluator, optionValues(evaluator, config, name), 'enabled');
  return values.some((value) => value.t === 'bool' && value.v);
}

// moleculer src/middlewares/retry.js: 5 retries, 100 ms × 2 ** n up to 1 s, of errors that call themselves retryable.
function moleculerRetries(
  evaluator: Evaluator,
  site: Site,
  config: readonly Value[],
  options: readonly Value[],
): RetryLayer | undefined {
  const own = optionValues(evaluator, options, 'retries');
  const policy = optionValues(evaluator, config, 'retryPolicy');
  if (own.length === 0 && !isEnabled(evaluator, config, 'retryPolicy')) return undefined;
  const [written] = policy.flatMap((value) => (value.t === 'obj' ? [value] : []));
  return {
    source: 'moleculer retries',
    at:
      own.length > 0 || !written
        ? evaluator.evidence(site.file, site.call)
        : evaluator.evidence(written.file, written.expr.at),
    ...counted(own.length > 0 ? numberIn(own) : retriesFrom(evaluator, policy, 5, 'retries')),
    delay: 'growing',
    jitter: 'unknown',
    repeats: 'unknown',
  };
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
