import { ts } from 'ts-morph';
import type { Expr } from './file-facts.ts';
import { lowerExpression } from './lower-expression.ts';
import { DYN, type Lowering } from './lowering.ts';

/** Lowers `target = value` (also `+=`, `??=`, …): to a binding's value, a class field, an export, or an assignment to a member; `certain` for a statement of its own. */
export function lowerAssignment(lowering: Lowering, node: ts.BinaryExpression, certain = false): Expr {
  const plain = node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  const name = ts.isPropertyAccessExpression(node.left)
    ? node.left.name.text
    : ts.isIdentifier(node.left)
      ? node.left.text
      : '';
  const right = lowerExpression(lowering, node.right, name);
  const logical =
    node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionEqualsToken ||
    node.operatorToken.kind === ts.SyntaxKind.BarBarEqualsToken;
  const value = plain || logical ? right : DYN;
  if (ts.isIdentifier(node.left)) {
    const binding = lowering.lookup(node.left.text);
    if (binding !== undefined) lowering.assign(binding, value, plain && certain);
    return value;
  }
  if (ts.isPropertyAccessExpression(node.left) || ts.isElementAccessExpression(node.left))
    assignMember(lowering, node.left, value);
  else if (ts.isObjectLiteralExpression(node.left)) assignPattern(lowering, node.left, value);
  return value;
}

function assignMember(
  lowering: Lowering,
  left: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  value: Expr,
): void {
  const exported = exportName(lowering, left);
  if (exported !== undefined) {
    lowering.exports.push({ name: exported, value });
    return;
  }
  const target = lowerExpression(lowering, left);
  if (target.k === 'get' && target.o.k === 'this' && target.o.c >= 0) {
    const {
      line: _line,
      column: _column,
      ...field
    } = { ...lowering.at(left), name: target.n, value, type: null, decorators: [], isStatic: false };
    lowering.classes[target.o.c]?.fields.push(field);
    return;
  }
  lowering.assignments.push({ ...lowering.at(left), target, value, fn: lowering.fn });
}

// `module.exports = …` is "=", `module.exports.x = …` and `exports.x = …` are "x".
function exportName(
  lowering: Lowering,
  left: ts.PropertyAccessExpression | ts.ElementAccessExpression,
): string | undefined {
  if (!ts.isPropertyAccessExpression(left)) return undefined;
  const { expression, name } = left;
  if (ts.isIdentifier(expression)) {
    if (expression.text === 'module' && name.text === 'exports' && lowering.lookup('module') === undefined) return '=';
    if (expression.text === 'exports' && lowering.lookup('exports') === undefined) return name.text;
    return undefined;
  }
  const isModule =
    ts.isPropertyAccessExpression(expression) &&
    ts.isIdentifier(expression.expression) &&
    expression.expression.text === 'module';
  return isModule && expression.name.text === 'exports' ? name.text : undefined;
}

function assignPattern(lowering: Lowering, left: ts.ObjectLiteralExpression, value: Expr): void {
  for (const prop of left.properties) {
    const at = lowering.at(prop);
    const target = ts.isShorthandPropertyAssignment(prop)
      ? prop.name
      : ts.isPropertyAssignment(prop)
        ? prop.initializer
        : undefined;
    if (!target || !prop.name || !ts.isIdentifier(prop.name)) continue;
    const binding = ts.isIdentifier(target) ? lowering.lookup(target.text) : undefined;
    if (binding !== undefined) lowering.give(binding, { k: 'get', o: value, n: prop.name.text, at });
  }
}
