import { ts } from '#typescript';
import type { Expr } from './file-facts.ts';
import type { Lowering } from './lowering.ts';

const VERB = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/;

/** `url === '/orders'`: a comparison with a path, as handlers of plain servers choose by it. */
export function notePathTest(lowering: Lowering, node: ts.BinaryExpression, l: Expr, r: Expr): void {
  if (!isEquals(node)) return;
  if (r.k === 'str') note(lowering, node, l, r.v);
  else if (l.k === 'str') note(lowering, node, r, l.v);
}

/** `switch (url) { case '/orders': … }`. */
export function notePathCase(
  lowering: Lowering,
  node: ts.CaseClause,
  subject: Expr,
  lower: (lowering: Lowering, node: ts.Expression) => Expr,
): void {
  const value = lower(lowering, node.expression);
  if (value.k === 'str') note(lowering, node, subject, value.v);
}

function note(lowering: Lowering, node: ts.Node, subject: Expr, path: string): void {
  if (!path.startsWith('/') || /\s/.test(path)) return;
  if (subject.k !== 'id' && subject.k !== 'get' && subject.k !== 'at') return;
  lowering.pathTests.push({ subject, path, verb: lowering.verb, fn: lowering.fn, ...lowering.at(node) });
}

/** Lowers a part of the file that only requests of the method are led to that the condition compares with, if it does. */
export function underVerb(lowering: Lowering, condition: ts.Expression | undefined, lower: () => void): void {
  const outer = lowering.verb;
  lowering.verb = (condition && verbIn(condition)) ?? outer;
  lower();
  lowering.verb = outer;
}

function verbIn(node: ts.Expression): string | undefined {
  if (ts.isParenthesizedExpression(node)) return verbIn(node.expression);
  if (!ts.isBinaryExpression(node)) return undefined;
  if (node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) return verbIn(node.left) ?? verbIn(node.right);
  const literal = isEquals(node) ? [node.left, node.right].find((side) => ts.isStringLiteralLike(side)) : undefined;
  return literal && ts.isStringLiteralLike(literal) && VERB.test(literal.text) ? literal.text : undefined;
}

function isEquals(node: ts.BinaryExpression): boolean {
  const { kind } = node.operatorToken;
  return kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.EqualsEqualsToken;
}
