import { ts } from 'ts-morph';
import { lowerExpressionStatement } from './lower-assignment.ts';
import { lowerClass } from './lower-class.ts';
import { lowerIf } from './lower-branches.ts';
import { lowerEnum } from './lower-enum.ts';
import { lowerExpression } from './lower-expression.ts';
import { lowerFunction } from './lower-function.ts';
import { lowerExport, lowerImport } from './lower-modules.ts';
import { notePathCase } from './lower-path-tests.ts';
import { lowerPattern, lowerVariable } from './lower-patterns.ts';
import type { Lowering } from './lowering.ts';

/** Lowers the statements of a block; names are declared first, so that use before declaration resolves. */
export function lowerStatements(lowering: Lowering, statements: readonly ts.Statement[], hoist = false): void {
  predeclare(lowering, statements);
  if (hoist) for (const statement of statements) hoistVars(lowering, statement);
  const { when } = lowering;
  for (const statement of statements) lowerStatement(lowering, statement);
  lowering.when = when;
}

function predeclare(lowering: Lowering, statements: readonly ts.Statement[]): void {
  for (const statement of statements) {
    if (ts.isVariableStatement(statement)) declareList(lowering, statement.declarationList);
    else if (ts.isImportDeclaration(statement)) declareImport(lowering, statement);
    else if (ts.isImportEqualsDeclaration(statement)) lowering.declare(statement.name.text);
    else if (isNamed(statement) && statement.name && ts.isIdentifier(statement.name)) {
      const binding = lowering.declare(statement.name.text);
      // An interface or alias has no value; its identity is its binding, for injection by type.
      if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
        lowering.give(binding, { k: 'type', b: binding });
    }
  }
}

function isNamed(
  node: ts.Statement,
): node is
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.EnumDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.ModuleDeclaration {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isModuleDeclaration(node)
  );
}

function declareImport(lowering: Lowering, node: ts.ImportDeclaration): void {
  const clause = node.importClause;
  if (clause?.name) lowering.declare(clause.name.text);
  if (!clause?.namedBindings) return;
  if (ts.isNamespaceImport(clause.namedBindings)) lowering.declare(clause.namedBindings.name.text);
  else for (const element of clause.namedBindings.elements) lowering.declare(element.name.text);
}

function declareList(lowering: Lowering, list: ts.VariableDeclarationList): void {
  for (const declaration of list.declarations) declareNames(lowering, declaration.name, isVarList(list));
}

function isVarList(list: ts.VariableDeclarationList): boolean {
  return (list.flags & (ts.NodeFlags.Let | ts.NodeFlags.Const)) === 0;
}

function declareNames(lowering: Lowering, name: ts.BindingName, hoist: boolean): void {
  if (ts.isIdentifier(name)) lowering.declare(name.text, hoist);
  else
    for (const element of name.elements) if (ts.isBindingElement(element)) declareNames(lowering, element.name, hoist);
}

// `var` in a nested block belongs to the function: found by a walk that does not enter other functions.
function hoistVars(lowering: Lowering, node: ts.Node): void {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
  if (ts.isVariableDeclarationList(node) && isVarList(node)) declareList(lowering, node);
  ts.forEachChild(node, (child) => hoistVars(lowering, child));
}

function lowerStatement(lowering: Lowering, node: ts.Statement): void {
  if (ts.isVariableStatement(node)) return lowerList(lowering, node.declarationList, hasExport(node));
  if (ts.isExpressionStatement(node)) return lowerExpressionStatement(lowering, node.expression);
  if (ts.isFunctionDeclaration(node)) return lowerFunctionDeclaration(lowering, node);
  if (ts.isClassDeclaration(node)) return lowerClassDeclaration(lowering, node);
  if (ts.isReturnStatement(node)) return lowerReturn(lowering, node.expression);
  if (ts.isImportDeclaration(node) || ts.isImportEqualsDeclaration(node)) return lowerImport(lowering, node);
  if (ts.isExportDeclaration(node) || ts.isExportAssignment(node)) return lowerExport(lowering, node);
  if (ts.isEnumDeclaration(node)) {
    lowering.give(lowering.declare(node.name.text), lowerEnum(lowering, node));
    return exportName(lowering, node, node.name.text);
  }
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
    return exportName(lowering, node, node.name.text);
  if (ts.isBlock(node)) return lowering.inScope(false, () => lowerStatements(lowering, node.statements));
  if (ts.isModuleDeclaration(node)) return lowerNamespace(lowering, node);
  lowerControl(lowering, node);
}

// What a namespace exports are members of an object, not exports of the file.
function lowerNamespace(lowering: Lowering, node: ts.ModuleDeclaration): void {
  const { body, name } = node;
  if (!body || !ts.isModuleBlock(body)) return;
  const before = lowering.exports.length;
  lowering.inScope(true, () => lowerStatements(lowering, body.statements, true));
  const at = lowering.at(node);
  const props = lowering.exports.splice(before).map((item) => ({ key: item.name, value: item.value, at }));
  if (!ts.isIdentifier(name)) return;
  lowering.give(lowering.declare(name.text), { k: 'obj', props, at });
  exportName(lowering, node, name.text);
}

function lowerControl(lowering: Lowering, node: ts.Statement): void {
  if (ts.isIfStatement(node)) lowerIf(lowering, node, lowerStatement);
  else if (ts.isForOfStatement(node) || ts.isForInStatement(node)) lowerForEach(lowering, node);
  else if (ts.isForStatement(node)) lowerFor(lowering, node);
  else if (ts.isWhileStatement(node) || ts.isDoStatement(node)) {
    inLoop(lowering, node, 'while', () => {
      lowerExpression(lowering, node.expression);
      lowerStatement(lowering, node.statement);
    });
  } else if (ts.isTryStatement(node)) lowerTry(lowering, node);
  else if (ts.isSwitchStatement(node)) {
    lowering.uncertainly(node.caseBlock, () => lowerCases(lowering, node));
  } else if (ts.isThrowStatement(node)) lowerExpression(lowering, node.expression);
  else if (ts.isLabeledStatement(node)) lowerStatement(lowering, node.statement);
}

function lowerCases(lowering: Lowering, { expression, caseBlock: block }: ts.SwitchStatement): void {
  const subject = lowerExpression(lowering, expression);
  lowering.inScope(false, () => {
    for (const clause of block.clauses) predeclare(lowering, clause.statements);
    for (const clause of block.clauses) {
      if (ts.isCaseClause(clause)) notePathCase(lowering, clause, subject, lowerExpression);
      lowering.uncertainly(clause, () => {
        for (const statement of clause.statements) lowerStatement(lowering, statement);
      });
    }
  });
}

function lowerForEach(lowering: Lowering, node: ts.ForOfStatement | ts.ForInStatement): void {
  const items = lowerExpression(lowering, node.expression);
  lowering.inScope(false, () => {
    if (ts.isVariableDeclarationList(node.initializer)) {
      declareList(lowering, node.initializer);
      const [declaration] = node.initializer.declarations;
      if (declaration && ts.isForOfStatement(node))
        lowerPattern(lowering, declaration.name, { k: 'element', e: items }, isVarList(node.initializer));
    }
    // A `for await` over a stream of messages is a consumer, not a loop over data.
    const kind = ts.isForOfStatement(node) && node.awaitModifier ? 'while' : 'each';
    inLoop(lowering, node, kind, () => lowerStatement(lowering, node.statement));
  });
}

function lowerFor(lowering: Lowering, node: ts.ForStatement): void {
  lowering.inScope(false, () => {
    if (node.initializer && ts.isVariableDeclarationList(node.initializer)) {
      declareList(lowering, node.initializer);
      lowerList(lowering, node.initializer, false);
    } else if (node.initializer) lowerExpression(lowering, node.initializer);
    inLoop(lowering, node, node.condition ? 'each' : 'while', () => {
      if (node.condition) lowerExpression(lowering, node.condition);
      if (node.incrementor) lowerExpression(lowering, node.incrementor);
      lowerStatement(lowering, node.statement);
    });
  });
}

function lowerTry(lowering: Lowering, node: ts.TryStatement): void {
  const clause = node.catchClause;
  lowerStatement(lowering, node.tryBlock);
  // What the block assigned may not have come to pass when its end was not reached.
  if (clause) {
    lowering.uncertainly(node, () =>
      lowering.inScope(false, () => {
        if (clause.variableDeclaration) declareNames(lowering, clause.variableDeclaration.name, false);
        lowerStatement(lowering, clause.block);
      }),
    );
  }
  if (node.finallyBlock) lowerStatement(lowering, node.finallyBlock);
}

function inLoop(lowering: Lowering, node: ts.Node, kind: 'each' | 'while', body: () => void): void {
  const outer = lowering.loop;
  lowering.loop = outer === 'each' ? 'each' : kind;
  lowering.uncertainly(node, body);
  lowering.loop = outer;
}

function lowerList(lowering: Lowering, list: ts.VariableDeclarationList, exported: boolean): void {
  for (const declaration of list.declarations) lowerVariable(lowering, declaration, exported, isVarList(list));
}

function lowerReturn(lowering: Lowering, expression: ts.Expression | undefined): void {
  if (!expression) return;
  const value = lowerExpression(lowering, expression);
  lowering.functions[lowering.fn]?.returns.push(value);
}

function lowerFunctionDeclaration(lowering: Lowering, node: ts.FunctionDeclaration): void {
  const value = lowerFunction(lowering, node, node.name?.text ?? 'default');
  if (node.name) lowering.give(lowering.declare(node.name.text), value);
  if (hasExport(node)) lowering.exports.push({ name: exportedName(node, node.name?.text), value });
}

function lowerClassDeclaration(lowering: Lowering, node: ts.ClassDeclaration): void {
  const value = lowerClass(lowering, node);
  if (node.name) lowering.give(lowering.declare(node.name.text), value);
  if (hasExport(node)) lowering.exports.push({ name: exportedName(node, node.name?.text), value });
}

function exportName(lowering: Lowering, node: ts.Statement, name: string): void {
  if (hasExport(node))
    lowering.exports.push({ name: exportedName(node, name), value: { k: 'id', b: lowering.declare(name) } });
}

function hasExport(node: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

function exportedName(node: ts.Statement, name: string | undefined): string {
  const isDefault =
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword);
  return isDefault ? 'default' : (name ?? 'default');
}
