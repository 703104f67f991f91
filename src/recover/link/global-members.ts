import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Program } from './program.ts';
import type { Value } from './values.ts';

interface Kept {
  readonly file: string;
  readonly expr: Expr;
}

const known = new WeakMap<Program, ReadonlyMap<string, readonly Kept[]>>();

/**
 * What a program keeps under a name for the whole process (`global.producer = producer`), where another file of the same
 * package reads it; undefined when it keeps nothing under that name.
 */
export function globalMember(evaluator: Evaluator, name: string, file: string): Value[] | undefined {
  const all = keptNames(evaluator.program).get(name);
  if (!all) return undefined;
  const { program } = evaluator;
  // In the file itself stands the question whether it is kept already: `global.db ??= connect()`.
  const own = all.filter((one) => one.file !== file && program.packageOf(one.file) === program.packageOf(file));
  const values = own.flatMap((one) => evaluator.eval(one.file, one.expr, undefined));
  return values.some((value) => value.t !== 'unknown' && value.t !== 'nil') ? values : undefined;
}

function keptNames(program: Program): ReadonlyMap<string, readonly Kept[]> {
  const before = known.get(program);
  if (before) return before;
  const found = new Map<string, Kept[]>();
  for (const [file, { assignments }] of program.files)
    for (const { target, value } of assignments) {
      if (target.k !== 'get' || target.o.k !== 'global' || !/^global(?:This)?$/.test(target.o.n)) continue;
      const list = found.get(target.n);
      if (list) list.push({ file, expr: value });
      else found.set(target.n, [{ file, expr: value }]);
    }
  known.set(program, found);
  return found;
}
