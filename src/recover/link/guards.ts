import type { GuardPolicy, TimeoutPolicy } from '../../model/system.ts';
import { argument, option, optionValues, timeoutFrom } from '../libraries/options.ts';
import type { RetryLayer } from '../libraries/retry-layer.ts';
import { RETRY_PACKAGES, packageLayer } from '../libraries/retry-packages.ts';
import { calleesOf, type CallRef } from './callers.ts';
import { evidenceOf } from './collect.ts';
import type { Evaluator } from './evaluate.ts';
import { onEveryWay } from './every-way.ts';
import type { Closure, Lib, Value } from './values.ts';

/** What stands around a call: a breaker's function, a retry's function, a race against a timer. */
export interface Guards {
  readonly timeout: TimeoutPolicy | undefined;
  readonly circuitBreaker: GuardPolicy;
  readonly bulkhead: GuardPolicy;
}

const BREAKERS = new Set(['opossum', 'cockatiel', 'brakes', 'levee', 'mollitia', 'hystrixjs']);
const LIMITERS = new Set(['p-limit', 'p-queue', 'bottleneck', 'cockatiel', 'async-sema', 'throat']);
const TIMERS = new Set(['p-timeout', 'promise-timeout', 'p-cancelable']);

/** Whether a package runs what it is given: tries it again, bounds it, or keeps it from running. */
export function isGuard(pkg: string): boolean {
  return [BREAKERS, RETRY_PACKAGES, LIMITERS, TIMERS].some((set) => set.has(pkg)) || /^rxjs(\/operators)?$/.test(pkg);
}

const ABSENT: GuardPolicy = { state: 'absent', source: 'none on the way to the call' };

/** Guards around the call sites of a chain: each site's own position, and the functions that enclose it. */
export function guardsOf(evaluator: Evaluator, chain: readonly CallRef[]): Guards {
  const around = (ref: CallRef): Around[] => [...enclosingCalls(evaluator, ref), ...givenTo(evaluator, ref)];
  const libs = chain.flatMap(around);
  const find = (set: ReadonlySet<string>, path: RegExp, among: readonly Around[] = libs): Around | undefined =>
    among.find((lib) => set.has(lib.pkg) && (lib.pkg !== 'cockatiel' || mentions(evaluator, lib, path)));
  const above = <T>(ask: (libs: readonly Around[]) => T | undefined): T | undefined =>
    chain[0] && onEveryWay(evaluator, chain[0], (ref) => ask(around(ref)));
  const breakerIn = (among: readonly Around[]): Around | undefined =>
    find(
      BREAKERS,
      /circuitBreaker/,
      among.filter((lib) => !isSwitchedOff(evaluator, lib)),
    );
  const breaker = breakerIn(libs) ?? above(breakerIn) ?? ownBreaker(evaluator, chain);
  const limiter = find(LIMITERS, /bulkhead/);
  return {
    timeout: guardTimeout(evaluator, libs) ?? above((among) => guardTimeout(evaluator, among)),
    circuitBreaker: breaker ? { state: 'present', source: 'pkg' in breaker ? breaker.pkg : breaker.source } : ABSENT,
    bulkhead: limiter ? { state: 'present', source: limiter.pkg } : ABSENT,
  };
}

/** Packages that make again what stands at a site: it, or a function around it, was given to them. */
export function retriesAround(evaluator: Evaluator, ref: CallRef): RetryLayer[] {
  const layers = [...enclosingCalls(evaluator, ref), ...givenTo(evaluator, ref)].flatMap((lib) => {
    if (!RETRY_PACKAGES.has(lib.pkg)) return [];
    const policy = lib.pkg === 'cockatiel' ? mentioned(evaluator, lib, /(?:^|\.)retry\(\)/) : lib;
    if (!policy) return [];
    const made = policy.site && lib.pkg === 'cockatiel' ? { file: policy.site.file, c: policy.site.call } : lib.called;
    return [packageLayer(evaluator, policy, evidenceOf(evaluator, made))];
  });
  return layers;
}

// A class of the repository's own, named for what it is, that runs a function around the call, or one that hands it on.
function ownBreaker(evaluator: Evaluator, chain: readonly CallRef[]): { readonly source: string } | undefined {
  const seen = new Set<string>();
  let level = chain;
  for (let depth = 0; depth < MOST_HANDS && level.length > 0; depth++) {
    const handed: CallRef[] = [];
    for (const ref of level) {
      for (const f of functionsAround(evaluator, ref)) {
        for (const passed of evaluator.callers?.passedTo(ref.file, f) ?? []) {
          const name = breakerClass(evaluator, passed);
          if (name !== undefined) return { source: `class ${name}` };
          const id = `${passed.file}#${passed.c}`;
          if (!seen.has(id)) handed.push(passed);
          seen.add(id);
        }
      }
    }
    level = handed;
  }
  return undefined;
}

const MOST_HANDS = 4;

function breakerClass(evaluator: Evaluator, { file, c }: CallRef): string | undefined {
  const call = evaluator.program.facts(file).calls[c];
  for (const method of call ? calleesOf(evaluator, file, call) : []) {
    if (method.t !== 'fn') continue;
    const own = evaluator.program.fn(method.file, method.f);
    const name = evaluator.program.cls(method.file, own?.cls ?? -1)?.name;
    if (name !== undefined && /circuit_?breaker/i.test(name)) return name;
  }
  return undefined;
}

function* functionsAround(evaluator: Evaluator, ref: CallRef): Generator<number> {
  let f = evaluator.program.facts(ref.file).calls[ref.c]?.fn ?? -1;
  for (; f >= 0; f = evaluator.program.fn(ref.file, f)?.parent ?? -1) yield f;
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

// `new CircuitBreaker(fn, { enabled: false })` of opossum hands every call through.
function isSwitchedOff(evaluator: Evaluator, { pkg, args }: Lib): boolean {
  if (pkg !== 'opossum') return false;
  const enabled = optionValues(evaluator, argument(evaluator, args, 1), 'enabled');
  return enabled.length > 0 && enabled.every((value) => value.t === 'bool' && !value.v);
}

// opossum gives up after 10 s unless told otherwise; `timeout: false` switches that off.
function opossumTimeout(evaluator: Evaluator, lib: Lib): TimeoutPolicy | undefined {
  const options = argument(evaluator, lib.args, 1);
  const own = timeoutFrom(option(evaluator, options, 'timeout'), 'opossum option "timeout"');
  if (own?.state === 'absent') return undefined;
  return own ?? { state: 'set', ms: 10_000, source: 'opossum gives up after 10 s by default' };
}

interface Around extends Lib {
  /** The call that is given the function, or of whose arguments the call is a part. */
  readonly called: CallRef;
}

// Calls of which the site is an argument: `pTimeout(fetch(…))`, `Promise.race([fetch(…), timer])`.
function enclosingCalls(evaluator: Evaluator, ref: CallRef): Around[] {
  const facts = evaluator.program.facts(ref.file);
  const libs: Around[] = [];
  for (let c = facts.calls[ref.c]?.within ?? -1; c >= 0; c = facts.calls[c]?.within ?? -1) {
    const call = facts.calls[c];
    if (call) libs.push(...withArguments(evaluator, ref.file, c));
  }
  return libs;
}

// Packages that were given one of the functions around the site: `new CircuitBreaker(fn)`, `policy.execute(() => …)`.
function givenTo(evaluator: Evaluator, ref: CallRef): Around[] {
  const libs: Around[] = [];
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

function withArguments(evaluator: Evaluator, file: string, c: number): Around[] {
  const call = evaluator.program.facts(file).calls[c];
  if (!call) return [];
  const args = call.args.map((expr): Closure => ({ file, expr, frame: undefined }));
  return calleesOf(evaluator, file, call).flatMap((value) => {
    if (value.t !== 'lib') return [];
    // `breaker.fire(fn)`: the options stand where the breaker was made.
    const made = call.isNew ? args : value.lib.args.length > 0 ? value.lib.args : args;
    return [{ ...value.lib, args: made, called: { file, c } }];
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
