import type { GuardPolicy, TimeoutPolicy } from '../../model/system.ts';
import { argument, option, timeoutFrom } from '../libraries/options.ts';
import { calleesOf, type CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import type { Closure, Lib, Value } from './values.ts';

/** What stands around a call: a breaker's function, a retry's function, a race against a timer. */
export interface Guards {
  readonly timeout: TimeoutPolicy | undefined;
  readonly circuitBreaker: GuardPolicy;
  readonly retry: GuardPolicy;
  readonly bulkhead: GuardPolicy;
}

const BREAKERS = new Set(['opossum', 'cockatiel', 'brakes', 'levee', 'mollitia', 'hystrixjs']);
const RETRIES = new Set([
  'p-retry',
  'async-retry',
  'promise-retry',
  'retry',
  'ts-retry',
  'ts-retry-promise',
  'exponential-backoff',
  'cockatiel',
  'rxjs',
  'rxjs/operators',
]);
const LIMITERS = new Set(['p-limit', 'p-queue', 'bottleneck', 'cockatiel', 'async-sema', 'throat']);
const TIMERS = new Set(['p-timeout', 'promise-timeout', 'p-cancelable']);
const ABSENT: GuardPolicy = { state: 'absent', source: 'none on the way to the call' };

/** Guards around the call sites of a chain: each site's own position, and the functions that enclose it. */
export function guardsOf(evaluator: Evaluator, chain: readonly CallRef[]): Guards {
  const libs = chain.flatMap((ref) => [...enclosingCalls(evaluator, ref), ...givenTo(evaluator, ref)]);
  const find = (set: ReadonlySet<string>, path: RegExp): Lib | undefined =>
    libs.find((lib) => set.has(lib.pkg) && (lib.pkg !== 'cockatiel' || mentions(evaluator, lib, path)));
  const breaker = find(BREAKERS, /circuitBreaker/);
  const retry = find(RETRIES, /retry/i);
  const limiter = find(LIMITERS, /bulkhead/);
  return {
    timeout: guardTimeout(evaluator, libs),
    circuitBreaker: breaker ? { state: 'present', source: breaker.pkg } : ABSENT,
    retry:
      retry && (retry.pkg !== 'rxjs' || /retry/.test(retry.path)) ? { state: 'present', source: retry.pkg } : ABSENT,
    bulkhead: limiter ? { state: 'present', source: limiter.pkg } : ABSENT,
  };
}

function guardTimeout(evaluator: Evaluator, libs: readonly Lib[]): TimeoutPolicy | undefined {
  for (const lib of libs) {
    if (lib.pkg === 'global' && lib.path === 'Promise.race')
      return { state: 'set', ms: null, source: 'Promise.race with another promise' };
    if (TIMERS.has(lib.pkg)) return { state: 'set', ms: null, source: lib.pkg };
    const inner = lib.pkg === 'cockatiel' ? mentioned(evaluator, lib, /(?:^|\.)timeout\(\)/) : undefined;
    if (inner) return cockatielTimeout(evaluator, inner);
    if (lib.pkg === 'opossum') return opossumTimeout(evaluator, lib);
  }
  return undefined;
}

// opossum gives up after 10 s unless told otherwise; `timeout: false` switches that off.
function opossumTimeout(evaluator: Evaluator, lib: Lib): TimeoutPolicy | undefined {
  const options = argument(evaluator, lib.args, 1);
  const own = timeoutFrom(option(evaluator, options, 'timeout'), 'opossum option "timeout"');
  if (own?.state === 'absent') return undefined;
  return own ?? { state: 'set', ms: 10_000, source: 'opossum gives up after 10 s by default' };
}

// Calls of which the site is an argument: `pTimeout(fetch(…))`, `Promise.race([fetch(…), timer])`.
function enclosingCalls(evaluator: Evaluator, ref: CallRef): Lib[] {
  const facts = evaluator.program.facts(ref.file);
  const libs: Lib[] = [];
  for (let c = facts.calls[ref.c]?.within ?? -1; c >= 0; c = facts.calls[c]?.within ?? -1) {
    const call = facts.calls[c];
    if (call) libs.push(...withArguments(evaluator, ref.file, c));
  }
  return libs;
}

// Packages that were given one of the functions around the site: `new CircuitBreaker(fn)`, `policy.execute(() => …)`.
function givenTo(evaluator: Evaluator, ref: CallRef): Lib[] {
  const libs: Lib[] = [];
  for (
    let f = evaluator.program.facts(ref.file).calls[ref.c]?.fn ?? -1;
    f >= 0;
    f = evaluator.program.fn(ref.file, f)?.parent ?? -1
  ) {
    for (const passed of evaluator.callers?.passedTo(ref.file, f) ?? [])
      libs.push(...withArguments(evaluator, passed.file, passed.c));
  }
  return libs;
}

function withArguments(evaluator: Evaluator, file: string, c: number): Lib[] {
  const call = evaluator.program.facts(file).calls[c];
  if (!call) return [];
  const args = call.args.map((expr): Closure => ({ file, expr, frame: undefined }));
  return calleesOf(evaluator, file, call).flatMap((value) => {
    if (value.t !== 'lib') return [];
    // `breaker.fire(fn)`: the options stand where the breaker was made.
    const made = call.isNew ? args : value.lib.args.length > 0 ? value.lib.args : args;
    return [{ ...value.lib, args: made }];
  });
}

// `timeout(5000, 'aggressive')`.
function cockatielTimeout(evaluator: Evaluator, lib: Lib): TimeoutPolicy {
  const given = argument(evaluator, lib.args, 0);
  const found = timeoutFrom({ state: 'given', values: given }, 'cockatiel timeout');
  return found?.state === 'set' ? found : { state: 'set', ms: null, source: 'cockatiel timeout' };
}

function mentions(evaluator: Evaluator, lib: Lib, path: RegExp): boolean {
  return mentioned(evaluator, lib, path) !== undefined;
}

// The call of cockatiel whose path fits, among the parts of which a policy was put together.
function mentioned(evaluator: Evaluator, lib: Lib, path: RegExp, depth = 0): Lib | undefined {
  if (path.test(lib.path)) return lib;
  if (depth > 4) return undefined;
  const inner = [
    ...lib.args.flatMap((arg) => evaluator.of(arg)),
    ...(lib.base ? [{ t: 'lib', lib: lib.base } as Value] : []),
  ];
  for (const value of inner) {
    const found = value.t === 'lib' ? mentioned(evaluator, value.lib, path, depth + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}
