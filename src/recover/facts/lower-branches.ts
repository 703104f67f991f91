import { ts } from '#typescript';
import type { Arm, Condition, Expr } from './file-facts.ts';
import { lowerExpression } from './lower-expression.ts';
import { underVerb } from './lower-path-tests.ts';
import type { Lowering } from './lowering.ts';

/** Lowers both branches of an `if`, each under its condition; behind a branch that leaves, the other's condition stays. */
export function lowerIf(
  lowering: Lowering,
  node: ts.IfStatement,
  lowerStatement: (lowering: Lowering, node: ts.Statement) => void,
): void {
  underVerb(lowering, node.expression, () => lowerExpression(lowering, node.expression));
  const { when, sure } = lowering;
  const before = new Map(lowering.latest);
  const isSo = conditions(lowering, node.expression, true);
  const isNot = conditions(lowering, node.expression, false);
  const branch = lowering.branch();
  const { arms, returned } = lowering;
  lowering.when = [...when, ...isSo];
  lowering.sure = sure && saysAll(node.expression, isSo);
  underVerb(lowering, node.expression, () =>
    lowering.inArm(branch, 0, () => lowerArm(lowering, node.thenStatement, lowerStatement)),
  );
  const then = lowering.latest;
  lowering.latest = before;
  if (node.elseStatement) {
    lowering.latest = new Map(before);
    lowering.when = [...when, ...isNot];
    lowering.sure = sure && leavesOf(node.expression) === 1 && isNot.length === 1;
    const { elseStatement } = node;
    lowering.inArm(branch, 1, () => lowerArm(lowering, elseStatement, lowerStatement));
  }
  const otherwise = lowering.latest;
  lowering.sure = sure;
  const [thenLeaves, elseLeaves] = [
    leaves(node.thenStatement),
    node.elseStatement ? leaves(node.elseStatement) : false,
  ];
  lowering.when = thenLeaves ? [...when, ...isNot] : elseLeaves ? [...when, ...isSo] : when;
  // What stands behind is on the way that did not leave, here or further inside.
  const way: Arm = [branch, thenLeaves ? 1 : 0];
  const inside = lowering.returned.slice(returned.length);
  lowering.arms = [...arms, ...inside, ...(thenLeaves || elseLeaves ? [way] : [])];
  if (returns(node.thenStatement) || (node.elseStatement && returns(node.elseStatement)))
    lowering.returned = [...lowering.returned, way];
  lowering.latest = thenLeaves ? otherwise : elseLeaves ? then : common(then, otherwise);
}

// What is done before a branch throws is done because something failed.
function lowerArm(
  lowering: Lowering,
  node: ts.Statement,
  lowerStatement: (lowering: Lowering, node: ts.Statement) => void,
): void {
  const outer = lowering.onFailure;
  const last = lastOf(node);
  lowering.onFailure ||= last !== undefined && ts.isThrowStatement(last);
  lowerStatement(lowering, node);
  lowering.onFailure = outer;
}

function common(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): Map<number, number> {
  return new Map([...a].filter(([binding, value]) => b.get(binding) === value));
}

function returns(node: ts.Statement): boolean {
  const last = lastOf(node);
  return last !== undefined && ts.isReturnStatement(last);
}

function lastOf(node: ts.Statement): ts.Statement | undefined {
  return ts.isBlock(node) ? node.statements.at(-1) : node;
}

function leaves(node: ts.Statement): boolean {
  const last = lastOf(node);
  return (
    last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last) || ts.isContinueStatement(last))
  );
}

// Only tests of plain names say something that callers can decide: `if (replyTo && id)`, `if (!options)`, `if (verb === 'GET')`.
function conditions(lowering: Lowering, test: ts.Expression, is: boolean): Condition[] {
  const node = ts.isParenthesizedExpression(test) ? test.expression : test;
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
    return conditions(lowering, node.operand, !is);
  if (ts.isBinaryExpression(node)) {
    const kind = node.operatorToken.kind;
    const isEqual = EQUALITY.get(kind);
    if (isEqual !== undefined) return equality(lowering, node, isEqual === is);
    const isAnd = kind === ts.SyntaxKind.AmpersandAmpersandToken;
    if (!isAnd && kind !== ts.SyntaxKind.BarBarToken) return [];
    if (isAnd === is) return [...conditions(lowering, node.left, is), ...conditions(lowering, node.right, is)];
    const all = isAnd ? conjuncts(lowering, node) : undefined;
    return all ? [{ all, is }] : eitherOf(lowering, node, is);
  }
  if (ts.isCallExpression(node)) return partOfText(lowering, node, is);
  const name = plainName(lowering, node);
  return name ? [{ all: [name], is }] : [];
}

// Whether conditions say all of a test: one for each of its parts.
function saysAll(test: ts.Expression, said: readonly Condition[]): boolean {
  return leavesOf(test) === partsOf(said);
}

function leavesOf(test: ts.Expression): number {
  if (ts.isParenthesizedExpression(test)) return leavesOf(test.expression);
  // Of several parts that are denied together, conditions do not keep count.
  if (ts.isPrefixUnaryExpression(test)) return leavesOf(test.operand) === 1 ? 1 : Infinity;
  const kind = ts.isBinaryExpression(test) ? test.operatorToken.kind : undefined;
  const isJoined = kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken;
  return isJoined && ts.isBinaryExpression(test) ? leavesOf(test.left) + leavesOf(test.right) : 1;
}

function partsOf(said: readonly Condition[]): number {
  return said.reduce((sum, { any }) => sum + (any ? any.reduce((of, side) => of + partsOf(side), 0) : 1), 0);
}

// `key === 'a' || key.endsWith('b')`: said only when each side says something.
function eitherOf(lowering: Lowering, node: ts.BinaryExpression, is: boolean): Condition[] {
  const any = [node.left, node.right].flatMap((side) => {
    const found = conditions(lowering, side, is);
    const [only] = found;
    return only?.any && found.length === 1 ? only.any : [found];
  });
  return any.every((side) => side.length > 0) ? [{ all: [], is: true, any }] : [];
}

// `event.startsWith('order.')`.
function partOfText(lowering: Lowering, node: ts.CallExpression, is: boolean): Condition[] {
  const { expression, arguments: args } = node;
  const [text, ...more] = args;
  if (!ts.isPropertyAccessExpression(expression) || !text || !ts.isStringLiteralLike(text) || more.length > 0)
    return [];
  const part = expression.name.text;
  if (part !== 'startsWith' && part !== 'endsWith' && part !== 'includes') return [];
  const name = plainName(lowering, expression.expression);
  return name ? [{ all: [name], is, equals: text.text, part }] : [];
}

const EQUALITY: ReadonlyMap<ts.SyntaxKind, boolean> = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, true],
  [ts.SyntaxKind.EqualsEqualsToken, true],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, false],
  [ts.SyntaxKind.ExclamationEqualsToken, false],
]);

function equality(lowering: Lowering, node: ts.BinaryExpression, is: boolean): Condition[] {
  const name = plainName(lowering, node.left);
  if (!name) return [];
  if (ts.isStringLiteralLike(node.right)) return [{ all: [name], is, equals: node.right.text }];
  const constant = isConstant(node.right) ? plainName(lowering, node.right) : undefined;
  return constant ? [{ all: [name], is, constant }] : [];
}

// A member of an enumeration, by the way that it is written: `Mode.Eager`.
function isConstant(node: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && /^[A-Z]/.test(node.expression.text);
}

/** The condition under which a clause of a `switch` over a plain name runs; none for one that another may fall into. */
export function caseCondition(
  lowering: Lowering,
  subject: ts.Expression,
  clause: ts.CaseOrDefaultClause,
  before: ts.CaseOrDefaultClause | undefined,
): Condition[] {
  const falls = before !== undefined && !(before.statements.length > 0 && isLeft(before.statements.at(-1)));
  const name =
    ts.isCaseClause(clause) && ts.isStringLiteralLike(clause.expression) ? plainName(lowering, subject) : null;
  if (falls || !name || !ts.isCaseClause(clause) || !ts.isStringLiteralLike(clause.expression)) return [];
  return [{ all: [name], is: true, equals: clause.expression.text }];
}

function isLeft(last: ts.Statement | undefined): boolean {
  if (last && ts.isBlock(last)) return isLeft(last.statements.at(-1));
  return last !== undefined && (ts.isBreakStatement(last) || ts.isReturnStatement(last) || ts.isThrowStatement(last));
}

function conjuncts(lowering: Lowering, node: ts.Expression): Expr[] | undefined {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
    const left = conjuncts(lowering, node.left);
    const right = conjuncts(lowering, node.right);
    return left && right ? [...left, ...right] : undefined;
  }
  const name = plainName(lowering, node);
  return name ? [name] : undefined;
}

function plainName(lowering: Lowering, node: ts.Expression): Expr | undefined {
  if (ts.isIdentifier(node)) return lowering.identifier(node);
  if (node.kind === ts.SyntaxKind.ThisKeyword) return { k: 'this', c: lowering.cls, f: lowering.fn };
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  const object = plainName(lowering, node.expression);
  return object ? { k: 'get', o: object, n: node.name.text, at: lowering.at(node.name) } : undefined;
}
