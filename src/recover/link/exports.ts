import type { Evaluator } from './evaluate.ts';
import { libraryMember } from './library-values.ts';
import { moduleValueOf } from './module-value.ts';
import { ofOwnProcess } from './own-process.ts';
import type { Lib, Value } from './values.ts';

/** What `require(specifier)` or a namespace import gives. */
export function moduleValue(evaluator: Evaluator, file: string, specifier: string): Value[] {
  const target = evaluator.program.target(file, specifier);
  if (!('file' in target)) return [{ t: 'lib', lib: packageRoot(target) }];
  return ofOwnProcess(evaluator, file, moduleValueOf(evaluator, target.file));
}

/** What `import { name } from specifier` gives. */
export function importValue(evaluator: Evaluator, file: string, specifier: string, name: string): Value[] {
  const target = evaluator.program.target(file, specifier);
  if ('file' in target)
    return evaluator.program.files.has(target.file)
      ? ofOwnProcess(evaluator, file, exportValue(evaluator, target.file, name))
      : [];
  const root: Value = { t: 'lib', lib: packageRoot(target) };
  return name === 'default' ? [root] : evaluator.member([root], name, evaluator.evidence(file, { line: 1, column: 1 }));
}

// `node:process` is the global of that name.
function packageRoot({ pkg, sub }: { readonly pkg: string; readonly sub: string }): Lib {
  const isProcess = pkg === 'process';
  return {
    pkg: isProcess ? 'global' : pkg,
    path: isProcess ? 'process' : sub,
    base: undefined,
    args: [],
    site: undefined,
  };
}

/** What a file exports under a name, through re-exports. */
export function exportValue(evaluator: Evaluator, file: string, name: string, seen = new Set<string>()): Value[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const own = evaluator.program.exported(file, name);
  if (own.length > 0) return own.flatMap((expr) => evaluator.eval(file, expr, undefined));
  const whole = evaluator.program.exported(file, '=').flatMap((expr) => evaluator.eval(file, expr, undefined));
  if (whole.length > 0)
    return name === 'default' ? whole : evaluator.member(whole, name, evaluator.evidence(file, { line: 1, column: 1 }));
  const stars = evaluator.program.stars(file).flatMap((specifier): Value[] => {
    const target = evaluator.program.target(file, specifier);
    if ('file' in target)
      return evaluator.program.files.has(target.file) ? exportValue(evaluator, target.file, name, seen) : [];
    return [libraryMember(packageRoot(target), name)];
  });
  // A default import of a CommonJS file with named exports only is the whole module.
  return stars.length === 0 && name === 'default' && evaluator.program.exportNames(file).length > 0
    ? [{ t: 'mod', file }]
    : stars;
}
