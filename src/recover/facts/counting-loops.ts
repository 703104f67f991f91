import { ts } from '#typescript';

/**
 * True when a `for` with a counter goes over elements: its condition asks for a length, or its body picks by the counter.
 * Any other counts attempts, polls or pages.
 */
export function goesOverElements({ initializer, condition, statement }: ts.ForStatement): boolean {
  if (condition === undefined) return false;
  if (some(condition, (node) => ts.isPropertyAccessExpression(node) && /^(length|size)$/.test(node.name.text)))
    return true;
  const counters = new Set(
    initializer !== undefined && ts.isVariableDeclarationList(initializer)
      ? initializer.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []))
      : [],
  );
  const picks = (node: ts.Node): boolean =>
    ts.isElementAccessExpression(node) &&
    ts.isIdentifier(node.argumentExpression) &&
    counters.has(node.argumentExpression.text);
  return some(statement, picks);
}

function some(node: ts.Node, test: (node: ts.Node) => boolean): boolean {
  return test(node) || (ts.forEachChild(node, (child) => some(child, test)) ?? false);
}
