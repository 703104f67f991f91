import type { TimeoutPolicy } from '../../model/system.ts';
import type { CallFact, Expr } from '../facts/file-facts.ts';
import type { Lib, Value } from '../link/values.ts';
import { argument, option, optionValues, timeoutFrom } from './options.ts';
import type { Site } from './recogniser.ts';

/** A signal bounds the call when something aborts it after a time; any other signal is somebody else's decision. */
export function signalPolicy(site: Site, config: readonly Value[]): TimeoutPolicy | undefined {
  const found = option(site.evaluator, config, 'signal');
  if (found.state === 'absent') return undefined;
  if (found.state === 'unknown')
    return { state: 'unknown', ms: null, source: 'a signal may be in options that the code does not show' };
  return boundBy(site, found.values, config) ?? UNSEEN;
}

const UNSEEN: TimeoutPolicy = { state: 'unknown', ms: null, source: 'a signal whose deadline the code does not show' };

function boundBy(site: Site, signals: readonly Value[], config: readonly Value[]): TimeoutPolicy | undefined {
  const { evaluator } = site;
  for (const value of signals) {
    if (value.t !== 'lib') continue;
    const { path, args } = value.lib;
    if (/^AbortSignal\.timeout\(\)$/.test(path))
      return timeoutFrom({ state: 'given', values: argument(evaluator, args, 0) }, 'AbortSignal.timeout');
    if (/^AbortSignal\.any\(\)$/.test(path)) {
      const inner = boundBy(site, evaluator.elements(argument(evaluator, args, 0)), config);
      return inner ?? { state: 'set', ms: null, source: 'AbortSignal.any' };
    }
    if (!/^AbortController!/.test(path)) continue;
    const timed = timedCall(site, value.lib, 'abort');
    if (timed) return timed;
    const aborts = site.uses.on(value.lib).filter(({ name }) => name === 'abort');
    if (aborts.some(({ file, c }) => handedTo(site, file, c, isListener))) return followed(site, config);
  }
  return undefined;
}

/** `cancelToken: source.token` of axios, with `source.cancel()` in a timer. */
export function cancelPolicy(site: Site, config: readonly Value[]): TimeoutPolicy | undefined {
  const found = option(site.evaluator, config, 'cancelToken');
  if (found.state !== 'given') return undefined;
  const libs = found.values.flatMap((value) => (value.t === 'lib' ? [value.lib] : []));
  const timed = libs.map((lib) => timedCall(site, lib, 'cancel')).find((policy) => policy?.ms != null);
  return timed ?? { state: 'unknown', ms: null, source: 'a cancel token whose deadline the code does not show' };
}

// `setTimeout(() => controller.abort(), 5000)`: the delay; without a timer somebody else decides when.
function timedCall(site: Site, lib: Lib, name: string): TimeoutPolicy | undefined {
  const { evaluator } = site;
  const aborts = site.uses.on(lib).filter((use) => use.name === name);
  const files = new Set([...aborts.map(({ file }) => file), lib.site?.file ?? site.file]);
  for (const file of files) {
    const facts = evaluator.program.facts(file);
    for (const call of facts.calls) {
      const [callback, delay] = call.args;
      if (call.callee.k !== 'global' || call.callee.n !== 'setTimeout' || !callback) continue;
      const inside = aborts.some((use) => use.file === file && inCallback(callback, facts.calls[use.c]?.fn));
      if (!inside && !isMemberOf(evaluator.eval(file, callback, undefined), lib, name)) continue;
      const values = delay ? evaluator.eval(file, delay, site.file === file ? site.frame : undefined) : [];
      const policy = timeoutFrom({ state: 'given', values }, 'a timer aborts the request');
      return policy?.state === 'set' ? policy : { state: 'set', ms: null, source: 'a timer aborts the request' };
    }
  }
  return aborts.some(({ file, c }) => handedTo(site, file, c, isTimer))
    ? { state: 'set', ms: null, source: 'an AbortController that is aborted' }
    : undefined;
}

function inCallback(callback: Expr, f: number | undefined): boolean {
  return callback.k === 'fn' && callback.f === f;
}

// `controller.abort`, and `controller.abort.bind(controller)`.
function isMemberOf(values: readonly Value[], lib: Lib, name: string): boolean {
  return values.some((value) => {
    if (value.t !== 'lib') return false;
    const member = value.lib.path.endsWith('.bind()') ? (value.lib.base ?? value.lib) : value.lib;
    return (
      member.site?.call === lib.site?.call &&
      member.site?.file === lib.site?.file &&
      new RegExp(`\\.${name}(?:\\.bind)?$`).test(member.path)
    );
  });
}

// A controller that follows the signal which the caller gave, and which was taken out of the options for that.
function followed(site: Site, config: readonly Value[]): TimeoutPolicy | undefined {
  for (const value of config) {
    if (value.t !== 'merge' || !value.omit?.has('signal')) continue;
    const given = option(site.evaluator, value.of, 'signal');
    if (given.state === 'given') return boundBy(site, given.values, value.of);
    if (given.state === 'absent')
      return { state: 'absent', ms: null, source: 'no signal is given, and nothing else ends the call' };
  }
  return undefined;
}

// Whether the function around a call is handed to such a call: `setTimeout(() => controller.abort(), 5000)`.
function handedTo({ evaluator }: Site, file: string, c: number, to: (call: CallFact) => boolean): boolean {
  const f = evaluator.program.facts(file).calls[c]?.fn ?? -1;
  return (evaluator.callers?.passedTo(file, f) ?? []).some((passed) => {
    const call = evaluator.program.facts(passed.file).calls[passed.c];
    return call !== undefined && to(call);
  });
}

function isTimer({ callee }: CallFact): boolean {
  return callee.k === 'global' && /^(?:global\.|globalThis\.)?setTimeout$/.test(callee.n);
}

// `signal.addEventListener('abort', () => controller.abort())`.
function isListener({ callee, args }: CallFact): boolean {
  const [event] = args;
  return (
    callee.k === 'get' && /^(addEventListener|on|once)$/.test(callee.n) && event?.k === 'str' && event.v === 'abort'
  );
}

/** `new KeepAliveAgent()` of agentkeepalive gives up on sockets that are silent for a time, 8 s unless it says otherwise. */
export function agentPolicy(site: Site, options: readonly Value[]): TimeoutPolicy | undefined {
  const { evaluator } = site;
  const agents = ['httpAgent', 'httpsAgent', 'agent'].flatMap((name) => [...optionValues(evaluator, options, name)]);
  for (const value of agents) {
    if (value.t !== 'lib' || value.lib.pkg !== 'agentkeepalive') continue;
    const given = argument(evaluator, value.lib.args, 0);
    const own = timeoutFrom(option(evaluator, given, 'timeout'), 'agent option "timeout"');
    return own ?? { state: 'default', ms: 8000, source: 'agentkeepalive waits 8 s by default' };
  }
  return undefined;
}

/** `superagent.get(url).timeout(5000)`, `request.setTimeout(…)`, `httpService.get(url).pipe(timeout(5000))`. */
export function chainedTimeout(site: Site, lib: Lib): TimeoutPolicy | undefined {
  const made: Lib = { ...lib, path: `${lib.path}()`, site: { file: site.file, call: site.c } };
  return timeoutOn(site, made) ?? (/^agent\(\)/.test(lib.path) ? timeoutOn(site, agentOf(lib)) : undefined);
}

// `superagent.agent().timeout(5000)` bounds what the agent sends.
function agentOf(lib: Lib): Lib {
  let at = lib;
  while (at.base && /^agent\(\)/.test(at.base.path)) at = at.base;
  return at;
}

function timeoutOn(site: Site, made: Lib): TimeoutPolicy | undefined {
  for (const { name, file, c } of site.uses.on(made)) {
    const call = site.evaluator.program.facts(file).calls[c];
    if (!call) continue;
    if (name === 'timeout' || name === 'setTimeout') {
      const [arg] = call.args;
      const values = arg ? site.evaluator.eval(file, arg, site.frame) : [];
      const inner = optionValues(site.evaluator, values, 'deadline', 'response');
      return timeoutFrom({ state: 'given', values: inner.length > 0 ? inner : values }, `.${name}()`);
    }
    if (name === 'pipe') {
      for (const arg of call.args) {
        const found = rxjsTimeout(site, site.evaluator.eval(file, arg, site.frame));
        if (found) return found;
      }
    }
  }
  return undefined;
}

/** `timeout(5000)`, `timeout({ each: 5000 })` and `timeoutWith(5000, …)` of rxjs among the values. */
export function rxjsTimeout(site: Site, values: readonly Value[]): TimeoutPolicy | undefined {
  const lib = values.flatMap((value) =>
    value.t === 'lib' && value.lib.pkg.startsWith('rxjs') && /(^|\.)timeout(With)?\(\)$/.test(value.lib.path)
      ? [value.lib]
      : [],
  )[0];
  if (!lib) return undefined;
  const given = argument(site.evaluator, lib.args, 0);
  const limit = optionValues(
    site.evaluator,
    given.filter((value) => value.t === 'obj'),
    'each',
    'first',
  );
  const found = timeoutFrom({ state: 'given', values: limit.length > 0 ? limit : given }, 'rxjs timeout');
  return found?.state === 'unknown' ? { state: 'set', ms: null, source: 'rxjs timeout' } : found;
}

/** `api.interceptors.request.use((config) => …)` that gives every request of the instance a timeout. */
export function interceptedTimeout(site: Site, lib: Lib): TimeoutPolicy | undefined {
  const { evaluator } = site;
  const interceptors = lib.site
    ? site.uses
        .on(lib)
        .filter(({ name }) => name === 'use')
        .flatMap(({ file, c }) =>
          (evaluator.program.facts(file).calls[c]?.args ?? [])
            .slice(0, 1)
            .map((expr) => ({ file, expr, frame: undefined })),
        )
    : site.uses.callsOf(lib.pkg, 'interceptors.request.use', site.file).flatMap((args) => args.slice(0, 1));
  for (const value of interceptors.flatMap((closure) => evaluator.of(closure))) {
    const values = value.t === 'fn' ? configured(site, value, 'timeout') : [];
    if (values.length > 0) return timeoutFrom({ state: 'given', values }, 'interceptor sets "timeout"');
  }
  return undefined;
}

// What an interceptor writes into the configuration that it is given, or into the one that it returns.
function configured(site: Site, { file, f }: Extract<Value, { t: 'fn' }>, name: string): Value[] {
  const facts = site.evaluator.program.facts(file);
  const isConfig = (expr: Expr): boolean =>
    expr.k === 'id' &&
    (facts.bindings[expr.b]?.values.some((value) => value.k === 'param' && value.f === f && value.i === 0) ?? false);
  const written = facts.assignments.filter(
    ({ target }) => target.k === 'get' && target.n === name && isConfig(target.o),
  );
  const returned = (facts.functions[f]?.returns ?? []).flatMap((expr) =>
    expr.k === 'obj' ? expr.props.filter((prop) => prop.key === name) : [],
  );
  return [...written, ...returned].flatMap(({ value }) => site.evaluator.eval(file, value, undefined));
}
