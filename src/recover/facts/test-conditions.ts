import { ts } from '#typescript';

/** What a condition says of tests: `x === 'test'` is true of them, `x !== 'test'` false; undefined for anything else. */
export function testCondition(node: ts.Expression): boolean | undefined {
  if (!ts.isBinaryExpression(node) || !ts.isStringLiteralLike(node.right) || node.right.text !== 'test')
    return undefined;
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsToken:
      return true;
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsToken:
      return false;
    default:
      return undefined;
  }
}
