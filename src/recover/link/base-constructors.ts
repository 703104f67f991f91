import type { CallFact } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Lib, Value } from './values.ts';

// A longer chain of classes is a circle.
const MOST_BASES = 30;

/** What packages are called by a call whose callee is one of `callees`, also through a class that extends a package's. */
export function librariesCalled(evaluator: Evaluator, call: CallFact, callees: readonly Value[]): Lib[] {
  return callees.map(asCalled).flatMap((value) => {
    if (value.t === 'lib') return [value.lib];
    return value.t === 'class' && call.isNew ? inheritedConstructor(evaluator, value, 0) : [];
  });
}

/** What is called by calling a value: of a function that got members (`Object.assign(client, { … })`) the function. */
export function asCalled(value: Value): Value {
  const [target] = value.t === 'merge' ? value.of : [];
  return target && (target.t === 'lib' || target.t === 'fn') ? target : value;
}

/** The call as it is carried out: `super(…)` constructs what the class extends. */
export function asConstruction(call: CallFact): CallFact {
  return call.callee.k === 'super' ? { ...call, isNew: true } : call;
}

// A class without a constructor hands its arguments to the one that it inherits.
function inheritedConstructor(evaluator: Evaluator, value: Extract<Value, { t: 'class' }>, depth: number): Lib[] {
  const cls = evaluator.program.cls(value.file, value.c);
  if (!cls?.ext || cls.ctor >= 0 || depth > MOST_BASES) return [];
  return evaluator.eval(value.file, cls.ext, undefined).flatMap((base) => {
    if (base.t === 'lib') return base.lib.pkg === 'global' ? [] : [base.lib];
    return base.t === 'class' ? inheritedConstructor(evaluator, base, depth + 1) : [];
  });
}
