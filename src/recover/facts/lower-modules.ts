import { ts } from '#typescript';
import { lowerExpression } from './lower-expression.ts';
import type { Lowering } from './lowering.ts';
import { isUsedAsTypes } from './used-as-types.ts';

/** Binds the names of an import to what they import. */
export function lowerImport(lowering: Lowering, node: ts.ImportDeclaration | ts.ImportEqualsDeclaration): void {
  if (ts.isImportEqualsDeclaration(node)) {
    const reference = node.moduleReference;
    if (!ts.isExternalModuleReference(reference) || !ts.isStringLiteral(reference.expression)) return;
    lowering.importing(reference.expression.text, node, node.isTypeOnly);
    return lowering.give(lowering.declare(node.name.text), { k: 'mod', s: reference.expression.text });
  }
  if (!ts.isStringLiteral(node.moduleSpecifier)) return;
  const s = node.moduleSpecifier.text;
  const isErased = isUsedAsTypes(lowering.source, node.importClause);
  lowering.importing(s, node, isTypeOnly(node.importClause), isErased);
  const clause = node.importClause;
  if (clause?.name) lowering.give(lowering.declare(clause.name.text), { k: 'import', s, n: 'default' });
  if (!clause?.namedBindings) return;
  if (ts.isNamespaceImport(clause.namedBindings)) {
    return lowering.give(lowering.declare(clause.namedBindings.name.text), { k: 'mod', s });
  }
  for (const element of clause.namedBindings.elements) {
    lowering.give(lowering.declare(element.name.text), {
      k: 'import',
      s,
      n: (element.propertyName ?? element.name).text,
    });
  }
}

/** Records what `export …` makes visible. */
export function lowerExport(lowering: Lowering, node: ts.ExportDeclaration | ts.ExportAssignment): void {
  if (ts.isExportAssignment(node)) {
    const value = lowerExpression(lowering, node.expression, 'default');
    lowering.exports.push({ name: node.isExportEquals ? '=' : 'default', value });
    return;
  }
  const s = node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : undefined;
  if (s !== undefined) lowering.importing(s, node, node.isTypeOnly);
  if (!node.exportClause) {
    if (s !== undefined) lowering.exports.push({ name: '*', value: { k: 'mod', s } });
    return;
  }
  if (ts.isNamespaceExport(node.exportClause)) {
    if (s !== undefined) lowering.exports.push({ name: node.exportClause.name.text, value: { k: 'mod', s } });
    return;
  }
  for (const element of node.exportClause.elements) {
    const local = (element.propertyName ?? element.name).text;
    const value =
      s === undefined ? ({ k: 'id', b: lowering.declare(local) } as const) : ({ k: 'import', s, n: local } as const);
    lowering.exports.push({ name: element.name.text, value });
  }
}

// `import type { A } from`, and `import { type A } from` with nothing else.
function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  if (clause.name || !named || !ts.isNamedImports(named) || named.elements.length === 0) return false;
  return named.elements.every((element) => element.isTypeOnly);
}
