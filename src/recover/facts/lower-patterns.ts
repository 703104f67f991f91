import { ts } from '#typescript';
import { noteReliance } from './call-results.ts';
import type { Expr } from './file-facts.ts';
import { lowerExpression } from './lower-expression.ts';
import { DYN, type Lowering } from './lowering.ts';

/** Lowers `name = value` of a declaration, destructuring included; exported names are exported; `isVar` names belong to the function. */
export function lowerVariable(
  lowering: Lowering,
  node: ts.VariableDeclaration,
  exported: boolean,
  isVar: boolean,
): void {
  const value = node.initializer
    ? lowerExpression(lowering, node.initializer, ts.isIdentifier(node.name) ? node.name.text : '')
    : null;
  if (value) noteReliance(lowering, node, value);
  if (ts.isIdentifier(node.name)) {
    const binding = lowering.declare(node.name.text, isVar);
    const known = lowering.bindings[binding];
    if (known && node.type) known.type = lowering.typeRef(node.type);
    if (value) lowering.assign(binding, value, true);
  } else lowerPattern(lowering, node.name, value ?? DYN, isVar);
  if (exported) exportNames(lowering, node.name);
}

/** Gives every name of a pattern the part of `value` that it stands for. Names must be declared already or are declared here. */
export function lowerPattern(lowering: Lowering, name: ts.BindingName, value: Expr, isVar = false): void {
  if (ts.isIdentifier(name)) return lowering.give(lowering.declare(name.text, isVar), value);
  const isObject = ts.isObjectBindingPattern(name);
  name.elements.forEach((element, index) => {
    if (!ts.isBindingElement(element)) return;
    lowerPattern(
      lowering,
      element.name,
      withDefault(lowering, element, part(lowering, element, value, isObject, index)),
      isVar,
    );
  });
}

function part(lowering: Lowering, element: ts.BindingElement, value: Expr, isObject: boolean, index: number): Expr {
  const at = lowering.at(element);
  if (element.dotDotDotToken) return isObject ? value : tailOf(value, index);
  if (!isObject) return { k: 'at', o: value, i: { k: 'num', v: index, at }, at };
  const key = element.propertyName ?? element.name;
  if (ts.isIdentifier(key) || ts.isStringLiteral(key)) return { k: 'get', o: value, n: key.text, at };
  return DYN;
}

/** A list without its first items, as far as it is written out. */
export function tailOf(value: Expr, from: number): Expr {
  return value.k === 'arr' && !value.items.slice(0, from).some((item) => item.k === 'spread')
    ? { ...value, items: value.items.slice(from) }
    : DYN;
}

function withDefault(lowering: Lowering, element: ts.BindingElement, value: Expr): Expr {
  if (!element.initializer) return value;
  return { k: 'any', op: '??', of: [value, lowerExpression(lowering, element.initializer)] };
}

function exportNames(lowering: Lowering, name: ts.BindingName): void {
  if (ts.isIdentifier(name))
    lowering.exports.push({ name: name.text, value: { k: 'id', b: lowering.declare(name.text) } });
  else for (const element of name.elements) if (ts.isBindingElement(element)) exportNames(lowering, element.name);
}
