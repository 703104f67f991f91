import type { ClassFact } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';

/** Whether a class implements something of a package, which calls its methods by names that no code here reads; Nest's own are hooks. */
export function isPromised(evaluator: Evaluator, file: string, cls: ClassFact): boolean {
  return cls.implements.some((type) =>
    evaluator.eval(file, type, undefined).some((value) => value.t === 'lib' && !value.lib.pkg.startsWith('@nestjs/')),
  );
}
