import { ts } from '#typescript';
import type { ClassFact, Expr } from './file-facts.ts';
import { lowerExpression } from './lower-expression.ts';
import type { Lowering } from './lowering.ts';

type Constructor = ts.FunctionDeclaration | ts.FunctionExpression;

/**
 * Classes of before there were classes: functions of the module that give `this` members or whose prototype gets methods.
 * Each becomes a class whose constructor it is; what it is given is lowered where that is written.
 */
export function declareConstructors(lowering: Lowering, statements: readonly ts.Statement[]): void {
  if (!/\.prototype\b|\bthis\./.test(lowering.source.text)) return;
  const prototypes = new Set(statements.flatMap((one) => assignedPrototype(one) ?? []));
  for (const [name, node] of statements.flatMap(functionsIn)) {
    if (!prototypes.has(name) && !(/^[A-Z]/.test(name) && givesMembers(node))) continue;
    lowering.constructors.set(node, lowering.classes.length);
    lowering.constructed.set(name, lowering.classes.length);
    lowering.classes.push({
      ...lowering.at(node.name ?? node),
      name,
      ext: null,
      implements: [],
      fields: [],
      methods: [],
      ctor: -1,
      decorators: [],
    });
  }
}

function functionsIn(statement: ts.Statement): [string, Constructor][] {
  if (ts.isFunctionDeclaration(statement))
    return statement.name && statement.body ? [[statement.name.text, statement]] : [];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name, initializer }): [string, Constructor][] =>
    ts.isIdentifier(name) && initializer && ts.isFunctionExpression(initializer) ? [[name.text, initializer]] : [],
  );
}

// `Bus.prototype.publish = …`, `Bus.prototype = { … }`
function assignedPrototype(statement: ts.Statement): string | undefined {
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return undefined;
  const { left } = statement.expression;
  if (!ts.isPropertyAccessExpression(left)) return undefined;
  return prototypeName(left) ?? prototypeName(left.expression);
}

function prototypeName(node: ts.Expression): string | undefined {
  if (!ts.isPropertyAccessExpression(node) || node.name.text !== 'prototype') return undefined;
  return ts.isIdentifier(node.expression) ? node.expression.text : undefined;
}

function givesMembers({ body }: Constructor): boolean {
  return (
    body?.statements.some(
      (one) =>
        ts.isExpressionStatement(one) &&
        ts.isBinaryExpression(one.expression) &&
        ts.isPropertyAccessExpression(one.expression.left) &&
        one.expression.left.expression.kind === ts.SyntaxKind.ThisKeyword,
    ) ?? false
  );
}

/** Lowers what a constructor function or its prototype is given; false for any other assignment. */
export function lowerConstructed(lowering: Lowering, { left, right }: ts.BinaryExpression): boolean {
  if (lowering.constructed.size === 0 || !ts.isPropertyAccessExpression(left)) return false;
  const whole = prototypeName(left);
  const owner = whole ?? prototypeName(left.expression) ?? nameOf(left.expression);
  const c = owner === undefined ? undefined : lowering.constructed.get(owner);
  const fact = c === undefined ? undefined : lowering.classes[c];
  if (c === undefined || !fact || (whole === undefined && left.name.text === 'prototype')) return false;
  const { cls } = lowering;
  lowering.cls = c;
  const value = lowerExpression(lowering, right, left.name.text);
  lowering.cls = cls;
  if (whole !== undefined) wholePrototype(fact, value, right, lowering);
  else addMember(fact, left.name.text, value, nameOf(left.expression) !== undefined);
  return true;
}

function nameOf(node: ts.Expression): string | undefined {
  return ts.isIdentifier(node) ? node.text : undefined;
}

function addMember(fact: ClassFact, name: string, value: Expr, isStatic: boolean): void {
  if (value.k === 'fn') fact.methods.push({ name, fn: value.f, decorators: [], isStatic, kind: 'method' });
  else fact.fields.push({ name, value, type: null, decorators: [], isStatic });
}

// `Bus.prototype = { publish() {} }`, `Bus.prototype = new Base()`, `Bus.prototype = Object.create(Base.prototype)`
function wholePrototype(fact: ClassFact, value: Expr, right: ts.Expression, lowering: Lowering): void {
  if (value.k === 'obj')
    for (const { key, value: item } of value.props) if (typeof key === 'string') addMember(fact, key, item, false);
  if (value.k !== 'call') return;
  const [first] = ts.isCallExpression(right) ? right.arguments : [];
  const base = ts.isNewExpression(right)
    ? right.expression
    : first && ts.isPropertyAccessExpression(first) && first.name.text === 'prototype'
      ? first.expression
      : undefined;
  if (base) (fact as { ext: Expr | null }).ext = lowerExpression(lowering, base);
}
