import type { TimeoutPolicy } from '../../model/system.ts';
import type { Expr } from '../facts/file-facts.ts';
import type { Closure, Value } from '../link/values.ts';
import { option, optionValues } from './options.ts';
import type { Site } from './recogniser.ts';

/** The deadline of one gRPC call: in the options between request and callback, or what the client's options say for all calls. */
export function deadlineOf(site: Site, clientOptions: Closure | undefined): TimeoutPolicy | undefined {
  for (const arg of site.args.slice(1)) {
    const values = site.evaluator.of(arg).filter((value) => value.t === 'obj' || value.t === 'merge');
    for (const name of ['deadline', 'timeoutMs', 'timeout', 'signal']) {
      if (option(site.evaluator, values, name).state !== 'given') continue;
      return { state: 'set', ms: milliseconds(site, values, name), source: `call option "${name}"` };
    }
  }
  return clientOptions ? fromClient(site, site.evaluator.of(clientOptions)) : undefined;
}

// Interceptors may set a deadline for every call; a service configuration with a timeout does.
function fromClient(site: Site, options: readonly Value[]): TimeoutPolicy | undefined {
  const config = optionValues(site.evaluator, options, 'grpc.service_config').filter((value) => value.t === 'text');
  if (
    config.some(
      (value) => value.t === 'text' && value.parts.some((part) => part.p === 'text' && part.s.includes('"timeout"')),
    )
  )
    return { state: 'set', ms: null, source: 'channel option "grpc.service_config"' };
  if (option(site.evaluator, options, 'interceptors', 'interceptor_providers').state === 'given')
    return { state: 'unknown', ms: null, source: 'interceptors of the client may set a deadline' };
  return undefined;
}

function milliseconds(site: Site, options: readonly Value[], name: string): number | null {
  for (const value of options) {
    if (value.t !== 'obj') continue;
    const found = value.expr.props.find((prop) => prop.key === name)?.value;
    if (!found) continue;
    const given = site.evaluator.eval(value.file, fromNow(site, value.file, found) ?? found, value.frame);
    const number = given.find((item) => item.t === 'num');
    if (number?.t === 'num') return number.v;
  }
  return null;
}

// `Date.now() + 5000`, also inside `new Date(…)`.
function fromNow(site: Site, file: string, expr: Expr): Expr | undefined {
  if (expr.k === 'call') {
    const [inner] = site.evaluator.program.facts(file).calls[expr.c]?.args ?? [];
    return inner ? fromNow(site, file, inner) : undefined;
  }
  return expr.k === 'cat' && expr.parts.length === 2 ? expr.parts[1] : undefined;
}
