import type { TimeoutPolicy } from '../../model/system.ts';
import type { Lib, Value } from '../link/values.ts';
import { argument, option, optionValues, timeoutFrom } from './options.ts';
import type { Site } from './recogniser.ts';

/** A signal bounds the call when something aborts it after a time; any other signal is somebody else's decision. */
export function signalPolicy(site: Site, config: readonly Value[]): TimeoutPolicy | undefined {
  const found = option(site.evaluator, config, 'signal');
  if (found.state === 'absent') return undefined;
  if (found.state === 'unknown')
    return { state: 'unknown', ms: null, source: 'a signal may be in options that the code does not show' };
  for (const value of found.values) {
    if (value.t !== 'lib') continue;
    if (/^AbortSignal\.timeout\(\)$/.test(value.lib.path))
      return timeoutFrom(
        { state: 'given', values: argument(site.evaluator, value.lib.args, 0) },
        'AbortSignal.timeout',
      );
    if (/^AbortSignal\.any\(\)$/.test(value.lib.path)) return { state: 'set', ms: null, source: 'AbortSignal.any' };
    const aborts = site.uses.on(value.lib).some(({ name }) => name === 'abort');
    if (/^AbortController!/.test(value.lib.path) && aborts)
      return { state: 'set', ms: null, source: 'an AbortController that is aborted' };
  }
  return { state: 'unknown', ms: null, source: 'a signal whose deadline the code does not show' };
}

/** `superagent.get(url).timeout(5000)`, `request.setTimeout(…)`, `httpService.get(url).pipe(timeout(5000))`. */
export function chainedTimeout(site: Site, lib: Lib): TimeoutPolicy | undefined {
  const made: Lib = { ...lib, path: `${lib.path}()`, site: { file: site.file, call: site.c } };
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
        for (const value of site.evaluator.eval(file, arg, site.frame)) {
          if (value.t === 'lib' && value.lib.pkg.startsWith('rxjs') && /(^|\.)timeout(With)?\(\)$/.test(value.lib.path))
            return timeoutFrom({ state: 'given', values: argument(site.evaluator, value.lib.args, 0) }, 'rxjs timeout');
        }
      }
    }
  }
  return undefined;
}
