import { ts } from '#typescript';
import { byKind } from './by-kind.ts';
import { overElements } from './counted-elements.ts';
import { goesOverElements } from './counting-loops.ts';
import { declareList, declareNames, hoistVars, isVarList, predeclare } from './declare-names.ts';
import { lowerExpressionStatement } from './lower-assignment.ts';
import { keysOf } from './lower-call.ts';
import { lowerClass } from './lower-class.ts';
import { caseCondition, lowerIf } from './lower-branches.ts';
import { lowerEnum } from './lower-enum.ts';
import { underCatch } from './lower-catches.ts';
import { lowerExpression } from './lower-expression.ts';
import { lowerFunction } from './lower-function.ts';
import { lowerExport, lowerImport } from './lower-modules.ts';
import { notePathCase } from './lower-path-tests.ts';
import { lowerPattern, lowerVariable } from './lower-patterns.ts';
import type { Lowering } from './lowering.ts';

const kinds = ts.SyntaxKind;

/** Lowers the statements of a block; names are declared first, so that use before declaration resolves. */
export function lowerStatements(lowering: Lowering, statements: readonly ts.Statement[], hoist = false): void {
  predeclare(lowering, statements);
  if (hoist && lowering.mayHoist) for (const statement of statements) hoistVars(lowering, statement);
  const { when, arms, returned } = lowering;
  for (const statement of statements) lowerStatement(lowering, statement);
  Object.assign(lowering, { when, arms: [...arms, ...lowering.returned.slice(returned.length)] });
}

type Lower = (lowering: Lowering, node: never) => void;

function lowerStatement(lowering: Lowering, node: ts.Statement): void {
  BY_KIND[node.kind]?.(lowering, node as never);
}

const BY_KIND = byKind<Lower>([
  [kinds.VariableStatement, lowerVariables],
  [
    kinds.ExpressionStatement,
    (lowering, node: ts.ExpressionStatement) => lowerExpressionStatement(lowering, node.expression),
  ],
  [kinds.FunctionDeclaration, lowerFunctionDeclaration],
  [kinds.ClassDeclaration, lowerClassDeclaration],
  [kinds.ReturnStatement, lowerReturn],
  [kinds.ImportDeclaration, lowerImport],
  [kinds.ImportEqualsDeclaration, lowerImport],
  [kinds.ExportDeclaration, lowerExport],
  [kinds.ExportAssignment, lowerExport],
  [kinds.EnumDeclaration, lowerEnumDeclaration],
  [kinds.InterfaceDeclaration, lowerType],
  [kinds.TypeAliasDeclaration, lowerType],
  [kinds.Block, lowerBlock],
  [kinds.ModuleDeclaration, lowerNamespace],
  [kinds.IfStatement, (lowering, node: ts.IfStatement) => lowerIf(lowering, node, lowerStatement)],
  [kinds.ForOfStatement, lowerForEach],
  [kinds.ForInStatement, lowerForEach],
  [kinds.ForStatement, lowerFor],
  [kinds.WhileStatement, lowerWhile],
  [kinds.DoStatement, lowerWhile],
  [kinds.TryStatement, lowerTry],
  [kinds.SwitchStatement, lowerSwitch],
  [kinds.ThrowStatement, (lowering, node: ts.ThrowStatement) => lowerExpression(lowering, node.expression)],
  [kinds.LabeledStatement, (lowering, node: ts.LabeledStatement) => lowerStatement(lowering, node.statement)],
]);

function lowerVariables(lowering: Lowering, node: ts.VariableStatement): void {
  lowerList(lowering, node.declarationList, hasExport(node));
}

function lowerEnumDeclaration(lowering: Lowering, node: ts.EnumDeclaration): void {
  lowering.give(lowering.declare(node.name.text), lowerEnum(lowering, node));
  exportName(lowering, node, node.name.text);
}

function lowerType(lowering: Lowering, node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration): void {
  exportName(lowering, node, node.name.text);
}

function lowerBlock(lowering: Lowering, node: ts.Block): void {
  lowering.inScope(false, () => lowerStatements(lowering, node.statements));
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

function lowerWhile(lowering: Lowering, node: ts.WhileStatement | ts.DoStatement): void {
  inLoop(lowering, node, 'while', () => {
    lowerExpression(lowering, node.expression);
    lowerStatement(lowering, node.statement);
  });
}

function lowerSwitch(lowering: Lowering, node: ts.SwitchStatement): void {
  lowering.uncertainly(node.caseBlock, () => lowerCases(lowering, node));
}

function lowerCases(lowering: Lowering, { expression, caseBlock: block }: ts.SwitchStatement): void {
  const subject = lowerExpression(lowering, expression);
  const branch = lowering.branch();
  lowering.inScope(false, () => {
    for (const clause of block.clauses) predeclare(lowering, clause.statements);
    const { when } = lowering;
    block.clauses.forEach((clause, i) => {
      if (ts.isCaseClause(clause)) notePathCase(lowering, clause, subject, lowerExpression);
      lowering.uncertainly(clause, () => {
        lowering.when = [...when, ...caseCondition(lowering, expression, clause, block.clauses[i - 1])];
        lowering.inArm(branch, i, () => {
          for (const statement of clause.statements) lowerStatement(lowering, statement);
        });
        lowering.when = when;
      });
    });
  });
}

function lowerForEach(lowering: Lowering, node: ts.ForOfStatement | ts.ForInStatement): void {
  const items = lowerExpression(lowering, node.expression);
  lowering.inScope(false, () => {
    if (ts.isVariableDeclarationList(node.initializer)) {
      declareList(lowering, node.initializer);
      const [declaration] = node.initializer.declarations;
      if (declaration) {
        const e = ts.isForOfStatement(node) ? items : keysOf(lowering, node.expression, items);
        lowerPattern(lowering, declaration.name, { k: 'element', e }, isVarList(node.initializer));
      }
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
    inLoop(lowering, node, goesOverElements(node) ? 'each' : 'while', () => {
      if (node.condition) lowerExpression(lowering, node.condition);
      if (node.incrementor) lowerExpression(lowering, node.incrementor);
      overElements(lowering, node, () => lowerStatement(lowering, node.statement));
    });
  });
}

function lowerTry(lowering: Lowering, node: ts.TryStatement): void {
  const clause = node.catchClause;
  underCatch(lowering, node, () => lowerStatement(lowering, node.tryBlock));
  // What the block assigned may not have come to pass when its end was not reached.
  if (clause) {
    lowering.uncertainly(node, () =>
      lowering.inScope(false, () => {
        if (clause.variableDeclaration) declareNames(lowering, clause.variableDeclaration.name, false);
        onFailure(lowering, clause.block);
      }),
    );
  }
  if (node.finallyBlock) onFailure(lowering, node.finallyBlock);
}

function onFailure(lowering: Lowering, block: ts.Block): void {
  const outer = lowering.onFailure;
  lowering.onFailure = true;
  lowerStatement(lowering, block);
  lowering.onFailure = outer;
}

function inLoop(lowering: Lowering, node: ts.Node, kind: 'each' | 'while', body: () => void): void {
  const { loop, loopNode } = lowering;
  lowering.loop = loop === 'each' ? 'each' : kind;
  lowering.loopNode = ts.isForStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node) ? node : null;
  lowering.uncertainly(node, body);
  Object.assign(lowering, { loop, loopNode });
}

function lowerList(lowering: Lowering, list: ts.VariableDeclarationList, exported: boolean): void {
  for (const declaration of list.declarations) lowerVariable(lowering, declaration, exported, isVarList(list));
}

function lowerReturn(lowering: Lowering, { expression }: ts.ReturnStatement): void {
  if (!expression) return;
  const value = lowerExpression(lowering, expression);
  const fact = lowering.functions[lowering.fn];
  if (!fact) return;
  if (lowering.when.length > 0) {
    (fact.returnsWhen ??= {})[fact.returns.length] = lowering.when;
    if (lowering.sure && lowering.caught < 0) (fact.returnsSurely ??= []).push(fact.returns.length);
  }
  fact.returns.push(value);
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
  return hasModifier(node, ts.SyntaxKind.ExportKeyword);
}

function exportedName(node: ts.Statement, name: string | undefined): string {
  return hasModifier(node, ts.SyntaxKind.DefaultKeyword) ? 'default' : (name ?? 'default');
}

function hasModifier(node: ts.Statement, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (node.modifiers?.some((modifier) => modifier.kind === kind) ?? false);
}
