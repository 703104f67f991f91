import type { ForeignImport } from '../../model/system.ts';
import type { Unit } from '../inventory/unit.ts';
import { isSource } from '../inventory/role.ts';
import { isInside } from '../manifests/paths.ts';
import type { Attribution } from './attribution.ts';
import type { Evaluator } from './evaluate.ts';

// Contracts are written to be imported by others.
const CONTRACT =
  /(^|\/)(contracts?|proto(s|buf)?|schemas?|events?-contracts?|api-types|openapi|generated|dto-contracts?)(\/|$)|\.proto$|\.d\.ts$/i;

/** Imports that reach from one service into the folder of another, by the path that they resolve to. */
export function findForeignImports(evaluator: Evaluator, attribution: Attribution): ForeignImport[] {
  const found: ForeignImport[] = [];
  for (const [file, facts] of evaluator.program.files) {
    const own = attribution.service(file);
    if (!own) continue;
    facts.imports.forEach((specifier, index) => {
      const target = evaluator.program.target(file, specifier);
      if (!('file' in target) || CONTRACT.test(target.file)) return;
      const other = attribution.service(target.file);
      if (!other || other.id === own.id || areNested(own, other) || isProgram(own) || isProgram(other)) return;
      const at = facts.importSites[index];
      if (!at || at.typesOnly || holdsTypesOnly(evaluator, target.file)) return;
      if (takesTypesOnly(evaluator, file, specifier, target.file)) return;
      found.push({
        from: own.id,
        to: other.id,
        file: target.file,
        evidence: [evaluator.evidence(file, at, `imports "${specifier}"`)],
      });
    });
  }
  return found.sort((a, b) => compare(place(a), place(b)));
}

// What is left of such a file when it runs is nothing, whether or not the import says `type`.
function holdsTypesOnly(evaluator: Evaluator, file: string): boolean {
  const facts = evaluator.program.files.get(file);
  // What was left unread (vendored, generated, too large) is code.
  if (!facts) return false;
  const { calls, functions, classes, exports, bindings } = facts;
  const types = new Set(
    bindings.flatMap(({ values }, index) =>
      values.length > 0 && values.every(({ k }) => k === 'type') ? [index] : [],
    ),
  );
  const isImported = (index: number): boolean => bindings[index]?.values.every(({ k }) => k === 'import') === true;
  return (
    [calls, functions, classes].every((list) => list.length === 0) &&
    exports.every(({ value }) => value?.k === 'id' && types.has(value.b)) &&
    bindings.every((_, index) => types.has(index) || isImported(index))
  );
}

// `import { AppRouter } from` where the name stands for a type: nothing is left of it either.
function takesTypesOnly(evaluator: Evaluator, file: string, specifier: string, target: string): boolean {
  const { bindings, exports } = evaluator.program.facts(file);
  const values = [...bindings.flatMap((binding) => binding.values), ...exports.map(({ value }) => value)];
  const taken = values.filter((value) => (value?.k === 'import' || value?.k === 'mod') && value.s === specifier);
  return (
    taken.length > 0 &&
    taken.every((value) => {
      const found = value?.k === 'import' ? evaluator.exportValue(target, value.n) : [];
      return found.length > 0 && found.every(({ t }) => t === 'type');
    })
  );
}

// The program of a package and the package itself, or one that lies inside the other's folder.
function areNested(a: Unit, b: Unit): boolean {
  return isInside(a.path, b.path) || isInside(b.path, a.path);
}

// A single file that is started shares the code around it on purpose.
function isProgram(unit: Unit): boolean {
  return isSource(unit.path);
}

function place({ evidence: [at] }: ForeignImport): string {
  return at ? `${at.file}|${String(at.line).padStart(7, '0')}|${at.column}` : '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
