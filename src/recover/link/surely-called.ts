import type { CallFact } from '../facts/file-facts.ts';
import { recognisersOf } from '../libraries/index.ts';
import { calleesOf } from './callers.ts';
import type { Evaluator } from './evaluate.ts';

interface FunctionRef {
  readonly file: string;
  readonly f: number;
}

/**
 * The code that a call of a member surely runs: one method that no subclass replaces, or none for a client of a package.
 * Undefined when only the member's name is sure.
 */
export function surelyCalled(evaluator: Evaluator, file: string, call: CallFact): readonly FunctionRef[] | undefined {
  const callees = calleesOf(evaluator, file, call);
  const [first] = callees;
  if (first?.t === 'lib' && callees.every((value) => value.t === 'lib' && isClient(value.lib.pkg))) return [];
  if (
    first?.t !== 'fn' ||
    !callees.every((value) => value.t === 'fn' && value.file === first.file && value.f === first.f)
  )
    return undefined;
  const fn = evaluator.program.fn(first.file, first.f);
  if (!fn || fn.cls < 0) return undefined;
  const isSuper = call.callee.k === 'get' && call.callee.o.k === 'super';
  return isSuper || !isReplaced(evaluator, first.file, fn.cls, fn.name)
    ? [{ file: first.file, f: first.f }]
    : undefined;
}

// What other packages give may be what they were given: a context, a container, a cache.
function isClient(pkg: string): boolean {
  return pkg !== 'global' && recognisersOf(pkg).length > 0;
}

function isReplaced(evaluator: Evaluator, file: string, c: number, name: string): boolean {
  const subclasses = evaluator.providers?.subclassesOf({ t: 'class', file, c, frame: undefined }) ?? [];
  return subclasses.some((sub) =>
    evaluator.program.cls(sub.file, sub.c)?.methods.some((method) => method.name === name),
  );
}
