import { ts } from '#typescript';
import type { Expr } from './file-facts.ts';
import type { Lowering } from './lowering.ts';

/** Runs the body of `for (let i = 0; i < list.length; i++)`, in which `list[i]` is the element at hand, as in `for (const item of list)`. */
export function overElements(lowering: Lowering, node: ts.ForStatement, body: () => void): void {
  const name = counterOf(node);
  const counter = name === undefined ? undefined : lowering.lookup(name);
  if (counter === undefined) return body();
  lowering.counted.set(counter, new Map());
  body();
  lowering.counted.delete(counter);
}

/** `list[i]` with a counter that goes over elements: a name for the element, the same one wherever the loop says it. */
export function countedElement(lowering: Lowering, node: ts.ElementAccessExpression, list: Expr): Expr | undefined {
  const { expression, argumentExpression: index } = node;
  if (lowering.counted.size === 0 || !ts.isIdentifier(index) || !isPath(expression)) return undefined;
  const names = lowering.counted.get(lowering.lookup(index.text) ?? -1);
  // What is assigned there is another element than the one at hand before.
  if (!names || lowering.assigned === node) return undefined;
  const text = expression.getText(lowering.source);
  const known = names.get(text) ?? lowering.bindings.length;
  if (!names.has(text)) {
    lowering.bindings.push({ name: `${text}[]`, values: [{ k: 'element', e: list }], type: null });
    names.set(text, known);
  }
  return { k: 'id', b: known };
}

// It begins with the first element and takes one after the other.
function counterOf({ initializer, condition, incrementor }: ts.ForStatement): string | undefined {
  if (!initializer || !ts.isVariableDeclarationList(initializer) || !condition || !incrementor) return undefined;
  const [first] = initializer.declarations;
  if (!first || !ts.isIdentifier(first.name) || !first.initializer || !ts.isNumericLiteral(first.initializer))
    return undefined;
  const { text } = first.name;
  const isCounted = ts.isBinaryExpression(condition) && isNamed(condition.left, text);
  return first.initializer.text === '0' && isCounted && isNext(incrementor, text) ? text : undefined;
}

function isNext(node: ts.Expression, name: string): boolean {
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node))
    return node.operator === ts.SyntaxKind.PlusPlusToken && isNamed(node.operand, name);
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusEqualsToken) return false;
  return isNamed(node.left, name) && ts.isNumericLiteral(node.right) && node.right.text === '1';
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

// What a call gives is another list each time.
function isPath(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node)) return isPath(node.expression);
  return ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword;
}
