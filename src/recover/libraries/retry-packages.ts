import type { Evidence } from '../../model/system.ts';
import type { Evaluator } from '../link/evaluate.ts';
import type { Closure, Lib, Value } from '../link/values.ts';
import { argument, option, optionValues } from './options.ts';
import { counted, delayFrom, numberIn, retriesFrom, type RetryLayer } from './retry-layer.ts';

type Reader = (evaluator: Evaluator, args: readonly Closure[]) => Omit<RetryLayer, 'source' | 'at'>;

// Defaults as their sources have them: node-retry lib/retry.js (retries 10, factor 2, minTimeout 1000, randomize false), which
// p-retry, promise-retry and async-retry hand their options to (async-retry sets randomize); exponential-backoff src/options.ts
// (numOfAttempts 10, timeMultiple 2, jitter "none"); ts-retry-promise src/retry-promise.ts (retries 10, backoff "FIXED").
const READERS: Readonly<Record<string, Reader>> = {
  retry: (evaluator, args) => nodeRetry(evaluator, argument(evaluator, args, 0), false),
  'p-retry': (evaluator, args) => nodeRetry(evaluator, argument(evaluator, args, 1), false),
  'promise-retry': (evaluator, args) => nodeRetry(evaluator, optionsAmong(evaluator, args), false),
  'async-retry': (evaluator, args) => nodeRetry(evaluator, argument(evaluator, args, 1), true),
  'exponential-backoff': exponentialBackoff,
  'ts-retry-promise': tsRetryPromise,
};

/** Packages whose functions make again what they are given. */
export const RETRY_PACKAGES: ReadonlySet<string> = new Set([...Object.keys(READERS), 'cockatiel', 'ts-retry']);

/** What a package that was given the function around a call does when it fails; `policy` is the part of cockatiel's that retries. */
export function packageLayer(evaluator: Evaluator, lib: Lib, at: Evidence): RetryLayer {
  if (lib.pkg === 'cockatiel') return { source: lib.pkg, at, ...cockatiel(evaluator, lib.args) };
  const read = READERS[lib.pkg];
  return { source: lib.pkg, at, ...(read ? read(evaluator, lib.args) : UNSEEN) };
}

const UNSEEN: Omit<RetryLayer, 'source' | 'at'> = {
  bound: 'unknown',
  tries: null,
  delay: 'unknown',
  jitter: 'unknown',
  repeats: 'unknown',
};

// promise-retry takes its options before or behind the function.
function optionsAmong(evaluator: Evaluator, args: readonly Closure[]): readonly Value[] {
  const [first] = args;
  const values = first ? evaluator.of(first) : [];
  return values.some((value) => value.t === 'fn') ? argument(evaluator, args, 1) : values;
}

function nodeRetry(
  evaluator: Evaluator,
  options: readonly Value[],
  randomizes: boolean,
): Omit<RetryLayer, 'source' | 'at'> {
  const get = (name: string): ReturnType<typeof option> =>
    options.length > 0 ? option(evaluator, options, name) : { state: 'absent' };
  const forever = get('forever');
  const isForever = forever.state === 'given' && forever.values.some((value) => value.t === 'bool' && value.v);
  const randomize = get('randomize');
  const jitter: RetryLayer['jitter'] =
    randomize.state === 'unknown'
      ? 'unknown'
      : randomize.state === 'absent'
        ? present(randomizes)
        : truth(randomize.values);
  const chooses = ['shouldRetry', 'onFailedAttempt'].some((name) => get(name).state !== 'absent');
  return {
    ...counted(isForever ? Infinity : retriesFrom(evaluator, options, 10, 'retries')),
    delay: growth(evaluator, options),
    jitter,
    repeats: chooses ? 'unknown' : 'all',
  };
}

function growth(evaluator: Evaluator, options: readonly Value[]): RetryLayer['delay'] {
  const [factor, least, most] = [
    retriesFrom(evaluator, options, 2, 'factor'),
    retriesFrom(evaluator, options, 1000, 'minTimeout'),
    retriesFrom(evaluator, options, Infinity, 'maxTimeout'),
  ];
  if (least === 0 || most === 0) return 'none';
  if (factor === 1 || (least !== null && least === most)) return 'fixed';
  return factor === null ? 'unknown' : 'growing';
}

function present(is: boolean): 'present' | 'absent' {
  return is ? 'present' : 'absent';
}

function truth(values: readonly Value[]): RetryLayer['jitter'] {
  const [value] = values;
  return values.length === 1 && value?.t === 'bool' ? present(value.v) : 'unknown';
}

function exponentialBackoff(evaluator: Evaluator, args: readonly Closure[]): Omit<RetryLayer, 'source' | 'at'> {
  const options = argument(evaluator, args, 1);
  const jitter = options.length > 0 ? option(evaluator, options, 'jitter') : { state: 'absent' as const };
  const tries = retriesFrom(evaluator, options, 10, 'numOfAttempts');
  const factor = retriesFrom(evaluator, options, 2, 'timeMultiple');
  return {
    ...counted(tries === null ? null : tries - 1),
    delay: factor === null ? 'unknown' : factor === 1 ? 'fixed' : 'growing',
    jitter: jitter.state === 'absent' ? 'absent' : jitter.state === 'given' ? named(jitter.values, 'none') : 'unknown',
    repeats: options.length > 0 && option(evaluator, options, 'retry').state !== 'absent' ? 'unknown' : 'all',
  };
}

// Absent when the text is the one that says so.
function named(values: readonly Value[], nothing: string): RetryLayer['jitter'] {
  const [value] = values;
  const text = value?.t === 'text' && values.length === 1 && value.parts.length === 1 ? value.parts[0] : undefined;
  return text?.p === 'text' ? present(text.s !== nothing) : 'unknown';
}

function tsRetryPromise(evaluator: Evaluator, args: readonly Closure[]): Omit<RetryLayer, 'source' | 'at'> {
  const options = argument(evaluator, args, 1);
  const backoff = options.length > 0 ? option(evaluator, options, 'backoff') : { state: 'absent' as const };
  const retries = optionValues(evaluator, options, 'retries');
  const isInfinite = named(retries, 'INFINITELY') === 'absent';
  const delay =
    backoff.state === 'absent'
      ? 'fixed'
      : backoff.state === 'given' && named(backoff.values, 'FIXED') !== 'unknown'
        ? named(backoff.values, 'FIXED') === 'absent'
          ? 'fixed'
          : 'growing'
        : 'unknown';
  const chooses = ['until', 'retryIf'].some(
    (name) => options.length > 0 && option(evaluator, options, name).state !== 'absent',
  );
  return {
    ...counted(isInfinite ? Infinity : retriesFrom(evaluator, options, 10, 'retries')),
    delay,
    jitter: 'absent',
    repeats: chooses ? 'unknown' : 'all',
  };
}

// cockatiel src/Policy.ts: maxAttempts (of retries) is Infinity, backoff ConstantBackoff(0); ExponentialBackoff has decorrelated jitter.
function cockatiel(evaluator: Evaluator, args: readonly Closure[]): Omit<RetryLayer, 'source' | 'at'> {
  const options = argument(evaluator, args, 1);
  const backoff = optionValues(evaluator, options, 'backoff');
  const handles = argument(evaluator, args, 0).some((value) => value.t === 'lib' && value.lib.path === 'handleAll');
  return {
    ...counted(retriesFrom(evaluator, options, Infinity, 'maxAttempts')),
    ...(backoff.length > 0 ? cockatielBackoff(evaluator, backoff) : { delay: 'none', jitter: 'absent' }),
    repeats: handles ? 'all' : 'unknown',
  };
}

function cockatielBackoff(evaluator: Evaluator, values: readonly Value[]): Pick<RetryLayer, 'delay' | 'jitter'> {
  const [value] = values;
  if (value?.t !== 'lib' || value.lib.pkg !== 'cockatiel') return { delay: 'unknown', jitter: 'unknown' };
  if (value.lib.path === 'ConstantBackoff!') {
    const ms = numberIn(argument(evaluator, value.lib.args, 0));
    return { delay: ms === 0 ? 'none' : 'fixed', jitter: 'absent' };
  }
  if (value.lib.path === 'IterableBackoff!') return { delay: 'growing', jitter: 'absent' };
  if (value.lib.path !== 'ExponentialBackoff!') return { delay: 'unknown', jitter: 'unknown' };
  const generator = optionValues(evaluator, argument(evaluator, value.lib.args, 0), 'generator');
  const without = generator.some((one) => one.t === 'lib' && /noJitterGenerator$/.test(one.lib.path));
  return { delay: 'growing', jitter: without ? 'absent' : 'present' };
}

/** `retry(3)` and `retry({ count, delay })` of rxjs among the operators of a pipe: without a count it never ends. */
export function rxjsRetry(evaluator: Evaluator, operators: readonly Value[], at: Evidence): RetryLayer | undefined {
  const lib = operators.flatMap((value) =>
    value.t === 'lib' && value.lib.pkg.startsWith('rxjs') && /(?:^|\.)retry(?:When)?\(\)$/.test(value.lib.path)
      ? [value.lib]
      : [],
  )[0];
  if (!lib) return undefined;
  const source = 'rxjs retry';
  if (lib.path.endsWith('retryWhen()')) return { source, at, ...UNSEEN };
  const given = argument(evaluator, lib.args, 0);
  const config = given.filter((value) => value.t === 'obj' || value.t === 'merge');
  const count =
    config.length > 0
      ? retriesFrom(evaluator, config, Infinity, 'count')
      : given.length > 0
        ? numberIn(given)
        : Infinity;
  const delay = config.length > 0 ? option(evaluator, config, 'delay') : { state: 'absent' as const };
  if (delay.state === 'unknown') return { source, at, ...UNSEEN };
  const isFunction = delay.state === 'given' && delay.values.some((value) => value.t !== 'num');
  return {
    source,
    at,
    // A function that is asked for the delay can end it as well.
    ...(count === Infinity && isFunction ? { bound: 'unknown', tries: null } : counted(count)),
    ...(delay.state === 'given' ? delayFrom(evaluator, delay.values, 1) : { delay: 'none', jitter: 'absent' }),
    repeats: isFunction ? 'unknown' : 'all',
  };
}
