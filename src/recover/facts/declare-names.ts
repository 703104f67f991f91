import { ts } from '#typescript';
import type { Lowering } from './lowering.ts';

const kinds = ts.SyntaxKind;

/** Makes the names known that statements declare in their block. */
export function predeclare(lowering: Lowering, statements: readonly ts.Statement[]): void {
  for (const statement of statements) {
    if (ts.isVariableStatement(statement)) declareList(lowering, statement.declarationList);
    else if (ts.isImportDeclaration(statement)) declareImport(lowering, statement);
    else if (ts.isImportEqualsDeclaration(statement)) lowering.declare(statement.name.text);
    else if (isNamed(statement) && statement.name && ts.isIdentifier(statement.name)) {
      const binding = lowering.declare(statement.name.text);
      // An interface or alias has no value; its identity is its binding, for injection by type.
      if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
        lowering.give(binding, { k: 'type', b: binding, at: lowering.at(statement) });
    }
  }
}

const NAMED: ReadonlySet<ts.SyntaxKind> = new Set([
  kinds.FunctionDeclaration,
  kinds.ClassDeclaration,
  kinds.EnumDeclaration,
  kinds.InterfaceDeclaration,
  kinds.TypeAliasDeclaration,
  kinds.ModuleDeclaration,
]);

function isNamed(
  node: ts.Statement,
): node is
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.EnumDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.ModuleDeclaration {
  return NAMED.has(node.kind);
}

function declareImport(lowering: Lowering, node: ts.ImportDeclaration): void {
  const clause = node.importClause;
  if (clause?.name) lowering.declare(clause.name.text);
  if (!clause?.namedBindings) return;
  if (ts.isNamespaceImport(clause.namedBindings)) lowering.declare(clause.namedBindings.name.text);
  else for (const element of clause.namedBindings.elements) lowering.declare(element.name.text);
}

/** Makes the names of a list of variables known. */
export function declareList(lowering: Lowering, list: ts.VariableDeclarationList): void {
  for (const declaration of list.declarations) declareNames(lowering, declaration.name, isVarList(list));
}

/** Whether a list declares with `var`. */
export function isVarList(list: ts.VariableDeclarationList): boolean {
  return (list.flags & (ts.NodeFlags.Let | ts.NodeFlags.Const)) === 0;
}

/** Makes the names of a pattern known; with `hoist` in the whole function. */
export function declareNames(lowering: Lowering, name: ts.BindingName, hoist: boolean): void {
  if (ts.isIdentifier(name)) lowering.declare(name.text, hoist);
  else
    for (const element of name.elements) if (ts.isBindingElement(element)) declareNames(lowering, element.name, hoist);
}

/** Declares each `var` of a part of the program, nested blocks included: it belongs to the function. Other functions are not entered. */
export function hoistVars(lowering: Lowering, node: ts.Node): void {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
  if (ts.isVariableDeclarationList(node) && isVarList(node)) declareList(lowering, node);
  ts.forEachChild(node, (child) => hoistVars(lowering, child));
}
