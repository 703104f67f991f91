import { ts } from '#typescript';
import { noteFloating } from './call-results.ts';
import { lowerConstructed } from './constructor-functions.ts';
import type { Expr, Position } from './file-facts.ts';
import { lowerExpression } from './lower-expression.ts';
import { tailOf } from './lower-patterns.ts';
import { DYN, type Lowering } from './lowering.ts';

const LONGEST_APPENDED = 200;

/** Lowers `target = value` (also `+=`, `??=`, …): to a binding's value, a class field, an export, or an assignment to a member; `certain` for a statement of its own. */
export function lowerAssignment(lowering: Lowering, node: ts.BinaryExpression, certain = false): Expr {
  const plain = node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (plain && certain && lowerConstructed(lowering, node)) return DYN;
  const name = ts.isPropertyAccessExpression(node.left)
    ? node.left.name.text
    : ts.isIdentifier(node.left)
      ? node.left.text
      : '';
  const right = lowerExpression(lowering, node.right, name);
  if (node.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken && ts.isIdentifier(node.left)) {
    const binding = lowering.lookup(node.left.text);
    return binding === undefined ? DYN : append(lowering, binding, right, lowering.at(node));
  }
  const logical =
    node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionEqualsToken ||
    node.operatorToken.kind === ts.SyntaxKind.BarBarEqualsToken;
  // The only member that is made longer in steps and read as a whole: `url.pathname += '/orders'`.
  const appends = node.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken && name === 'pathname';
  const value = plain || logical ? right : DYN;
  if (ts.isIdentifier(node.left)) {
    const binding = lowering.lookup(node.left.text);
    if (binding !== undefined) lowering.assign(binding, value, plain && certain);
    return value;
  }
  if (ts.isPropertyAccessExpression(node.left) || ts.isElementAccessExpression(node.left))
    assignMember(lowering, node.left, value, appends ? right : undefined);
  else assignPattern(lowering, node.left, value);
  return value;
}

/** Lowers an expression that is a statement: nothing goes around its assignment. */
export function lowerExpressionStatement(lowering: Lowering, node: ts.Expression): void {
  const isAssignment = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (isAssignment) lowerAssignment(lowering, node, true);
  else {
    const value = lowerExpression(lowering, node);
    if (ts.isCallExpression(node)) noteFloating(lowering, value);
  }
}

// `url += path` makes one longer text of what the name was; a name that outer functions gave may be both.
function append(lowering: Lowering, b: number, right: Expr, at: Position): Expr {
  const values = lowering.bindings[b]?.values ?? [];
  const [before] = values;
  if (before === undefined || values.length > 1 || lowering.loop !== '') {
    lowering.give(b, DYN);
    return DYN;
  }
  const parts = before.k === 'cat' ? [...before.parts, right] : [before, right];
  const longer: Expr = parts.length > LONGEST_APPENDED ? DYN : { k: 'cat', parts, at };
  values.splice(0, 1, longer);
  return longer;
}

function assignMember(
  lowering: Lowering,
  left: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  value: Expr,
  appended?: Expr,
): void {
  const exported = exportName(lowering, left);
  if (exported !== undefined) {
    lowering.exports.push({ name: exported, value });
    return;
  }
  lowering.assigned = left;
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
  const more = appended === undefined ? {} : { appended };
  lowering.assignments.push({ ...lowering.at(left), target, value, fn: lowering.fn, ...more });
}

// `module.exports = …` is "=", `module.exports.x = …` and `exports.x = …` are "x".
function exportName(
  lowering: Lowering,
  left: ts.PropertyAccessExpression | ts.ElementAccessExpression,
): string | undefined {
  const name = ts.isPropertyAccessExpression(left) ? left.name : left.argumentExpression;
  if (!ts.isIdentifier(name) && !ts.isStringLiteralLike(name)) return undefined;
  if (ts.isElementAccessExpression(left) && !ts.isStringLiteralLike(name)) return undefined;
  const { expression } = left;
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

// `({ host, port: config.port = 80 } = …)` and `[first, ...rest] = …`.
function assignPattern(lowering: Lowering, target: ts.Expression, value: Expr): void {
  if (ts.isIdentifier(target)) {
    const binding = lowering.lookup(target.text);
    if (binding !== undefined) lowering.give(binding, value);
  } else if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target))
    assignMember(lowering, target, value);
  else if (ts.isBinaryExpression(target))
    assignPattern(lowering, target.left, {
      k: 'any',
      op: '??',
      of: [value, lowerExpression(lowering, target.right)],
    });
  else if (ts.isArrayLiteralExpression(target)) assignItems(lowering, target, value);
  else if (ts.isObjectLiteralExpression(target)) assignProperties(lowering, target, value);
}

function assignItems(lowering: Lowering, target: ts.ArrayLiteralExpression, value: Expr): void {
  target.elements.forEach((element, v) => {
    const at = lowering.at(element);
    if (ts.isSpreadElement(element)) assignPattern(lowering, element.expression, tailOf(value, v));
    else assignPattern(lowering, element, { k: 'at', o: value, i: { k: 'num', v, at }, at });
  });
}

function assignProperties(lowering: Lowering, target: ts.ObjectLiteralExpression, value: Expr): void {
  for (const prop of target.properties) {
    const at = lowering.at(prop);
    if (ts.isSpreadAssignment(prop)) assignPattern(lowering, prop.expression, value);
    else if (prop.name && (ts.isIdentifier(prop.name) || ts.isStringLiteral(prop.name))) {
      const member: Expr = { k: 'get', o: value, n: prop.name.text, at };
      if (ts.isPropertyAssignment(prop)) assignPattern(lowering, prop.initializer, member);
      else if (ts.isShorthandPropertyAssignment(prop)) {
        const fallback = prop.objectAssignmentInitializer;
        const given: Expr = fallback
          ? { k: 'any', op: '??', of: [member, lowerExpression(lowering, fallback)] }
          : member;
        assignPattern(lowering, prop.name, given);
      }
    }
  }
}
