import type { Evaluator } from '../link/evaluate.ts';
import type { Given } from '../link/given.ts';
import type { Lib, Value } from '../link/values.ts';

/** What Seneca gives to its plugins and handlers: itself, as `this`. */
export function givenBySeneca(evaluator: Evaluator, given: Given): void {
  for (const [file, facts] of evaluator.program.files) {
    for (const call of facts.calls) {
      if (call.callee.k !== 'get' || !/^(?:use|add|ready|wrap)$/.test(call.callee.n)) continue;
      const seneca = evaluator
        .eval(file, call.callee, undefined)
        .flatMap((value) => (value.t === 'lib' && value.lib.pkg === 'seneca' ? [value.lib] : []))[0];
      if (!seneca) continue;
      for (const arg of call.args)
        for (const value of evaluator.eval(file, arg, undefined))
          for (const fn of functionsOf(evaluator, value)) given.self(fn.file, fn.f, itself(seneca));
    }
  }
}

// A plugin that is required is what its module exports.
function functionsOf(evaluator: Evaluator, value: Value): Extract<Value, { t: 'fn' }>[] {
  if (value.t === 'fn') return [value];
  const exported = value.t === 'mod' ? ['default', '='].flatMap((name) => evaluator.exportValue(value.file, name)) : [];
  return exported.filter((one) => one.t === 'fn');
}

function itself(seneca: Lib): Value {
  return { t: 'lib', lib: { ...seneca, path: '()' } };
}
