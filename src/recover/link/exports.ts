import type { Expr } from '../facts/file-facts.ts';
import { roleOf } from '../inventory/role.ts';
import type { Evaluator } from './evaluate.ts';
import type { Origin } from './export-index.ts';
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
  // The client that Prisma generates into the repository does what the package's does.
  if ('file' in target && name === 'PrismaClient' && roleOf(target.file) === 'generated')
    return [libraryMember(packageRoot({ pkg: '@prisma/client', sub: '' }), name)];
  if ('file' in target)
    return evaluator.program.files.has(target.file)
      ? ofOwnProcess(evaluator, file, exportValue(evaluator, target.file, name))
      : [];
  const root: Value = { t: 'lib', lib: packageRoot(target) };
  return name === 'default' ? [root] : evaluator.member([root], name, evaluator.evidence(file, { line: 1, column: 1 }));
}

// Folders of a package's build: `got/dist/source` is what `got` is.
const BUILT = /^(?:(?:dist|lib|build|built|out|cjs|esm|es|src|source|node|index|main)(?:\.[cm]?js)?(?:\/|$))+$/;

// `node:process` is the global of that name; parts of Nest's packages export what the whole exports.
function packageRoot({ pkg, sub }: { readonly pkg: string; readonly sub: string }): Lib {
  const isProcess = pkg === 'process';
  return {
    pkg: isProcess ? 'global' : pkg,
    path: isProcess ? 'process' : pkg.startsWith('@nestjs/') || BUILT.test(sub) ? '' : sub,
    base: undefined,
    args: [],
    site: undefined,
  };
}

/** What a file exports under a name, through re-exports. */
export function exportValue(evaluator: Evaluator, file: string, name: string): Value[] {
  const own = evaluator.program.exported(file, name);
  if (own.length > 0) return evaluated(evaluator, file, own);
  const values = evaluator.program.origins(file, name).flatMap((origin) => valuesFrom(evaluator, origin, name));
  // A default import of a CommonJS file with named exports only is the whole module.
  return values.length === 0 && name === 'default' && evaluator.program.isModule(file) ? [{ t: 'mod', file }] : values;
}

function valuesFrom(evaluator: Evaluator, origin: Origin, name: string): Value[] {
  if (origin.k === 'package') return [libraryMember(packageRoot(origin), name)];
  const values = evaluated(evaluator, origin.file, origin.exprs);
  if (origin.k === 'own') return values;
  if (values.length === 0) return origin.otherwise.flatMap((other) => valuesFrom(evaluator, other, name));
  return name === 'default'
    ? values
    : evaluator.member(values, name, evaluator.evidence(origin.file, { line: 1, column: 1 }));
}

function evaluated(evaluator: Evaluator, file: string, exprs: readonly Expr[]): Value[] {
  const [only] = exprs;
  return only && exprs.length === 1
    ? evaluator.eval(file, only, undefined)
    : exprs.flatMap((expr) => evaluator.eval(file, expr, undefined));
}
