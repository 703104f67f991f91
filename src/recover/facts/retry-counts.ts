import { ts } from '#typescript';
import type { Expr } from './file-facts.ts';
import type { Lowering } from './lowering.ts';
import { contains } from './own-code.ts';
import { varyingNames } from './retry-delays.ts';

/** How often `for (let i = 0; i < tries; i++)` runs; null when that is not counted so plainly. */
export function countedByFor(lowering: Lowering, loop: ts.ForStatement, condition: ts.Expression): Expr | null {
  if (!ts.isBinaryExpression(condition) || !ts.isIdentifier(condition.left)) return null;
  const { initializer } = loop;
  const declared = initializer && ts.isVariableDeclarationList(initializer) ? initializer.declarations[0] : undefined;
  const start = numberOf(declared?.initializer);
  const kind = condition.operatorToken.kind;
  const more = kind === ts.SyntaxKind.LessThanToken ? 0 : kind === ts.SyntaxKind.LessThanEqualsToken ? 1 : NaN;
  const end = limit(lowering, condition.right);
  if (start === undefined || !Number.isFinite(more) || !end) return null;
  return { k: 'bin', op: '+', l: end, r: { k: 'num', v: more - start, at: lowering.at(condition.right) } };
}

/**
 * How often a loop at least tries before it gives up, when it counts by itself: `let left = 3; while (true) { … if (--left <= 0) throw }`
 * down from where it begins, `attempts < 3` up to the limit.
 */
export function countedInside(lowering: Lowering, loop: ts.Node): Expr | null {
  const varying = varyingNames(lowering.source, loop);
  let found: Expr | null = null;
  contains(loop, (node) => {
    if (!ts.isBinaryExpression(node) || !/^(?:[<>]=?|={2,3})$/.test(ts.tokenToString(node.operatorToken.kind) ?? ''))
      return false;
    const name = steppedName(node.left);
    if (name === undefined || !varying.has(name)) return false;
    const begins = declaredAs(lowering, name);
    const isDownwards = (numberOf(node.right) ?? 2) < 2 && begins !== undefined && numberOf(begins) !== 0;
    found = isDownwards ? limit(lowering, begins) : limit(lowering, node.right);
    return found !== null;
  });
  return found;
}

// `left`, `--left`, `left--`.
function steppedName(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  const isStep = ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node);
  return isStep && ts.isIdentifier(node.operand) ? node.operand.text : undefined;
}

function declaredAs({ body, source }: Lowering, name: string): ts.Expression | undefined {
  let found: ts.Expression | undefined;
  if (body)
    contains(body, (node) => {
      if (ts.isVariableDeclaration(node) && node.name.getText(source) === name) found ??= node.initializer;
      return found !== undefined;
    });
  return found;
}

function numberOf(node: ts.Expression | undefined): number | undefined {
  return node && ts.isNumericLiteral(node) ? Number(node.text) : undefined;
}

function limit(lowering: Lowering, node: ts.Expression): Expr | null {
  if (ts.isNumericLiteral(node)) return { k: 'num', v: Number(node.text), at: lowering.at(node) };
  return ts.isIdentifier(node) ? lowering.identifier(node) : null;
}
