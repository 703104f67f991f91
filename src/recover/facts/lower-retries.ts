import { ts } from '#typescript';
import type { RetryFact } from './file-facts.ts';
import type { Lowering } from './lowering.ts';
import { delayBetween, varyingNames } from './retry-delays.ts';
import { contains, inOwnCode } from './own-code.ts';
import { countedByFor, countedInside } from './retry-counts.ts';

type Loop = ts.ForStatement | ts.WhileStatement | ts.DoStatement;

// Waiting until somebody answers at all, or for ever taking the next message, is what such functions are for.
const WAITS =
  /connect|wait|ready|poll|^init|bootstrap|^start|^main$|listen|subscrib|consum|watch|health|heartbeat|keepalive/i;
// Asking once more with a fresh token is no answer to a failure of the callee.
const FRESH_TOKEN = /\b40[13]\b|unauthori[sz]ed|forbidden|refresh|token|login|captcha/i;

/** What a `try` says about trying again: it stands in a loop that success leaves and failure does not, or its function calls itself. */
export function retryAround(lowering: Lowering, node: ts.TryStatement): RetryFact | undefined {
  const name = lowering.functions[lowering.fn]?.name ?? '';
  if (!node.catchClause || WAITS.test(name)) return undefined;
  const { loopNode: loop } = lowering;
  return (loop && retryLoop(lowering, loop, node, node.catchClause)) ?? retryByCallingItself(lowering, node, name);
}

function retryLoop(
  lowering: Lowering,
  loop: Loop,
  node: ts.TryStatement,
  clause: ts.CatchClause,
): RetryFact | undefined {
  const condition = ts.isForStatement(loop) ? loop.condition : loop.expression;
  const text = (part: ts.Node): string => part.getText(lowering.source);
  const leaves =
    succeeds(lowering, node.tryBlock, condition && text(condition)) ||
    succeedsOrThrows(lowering, node.tryBlock, clause);
  if (!leaves || alwaysLeaves(clause.block.statements.at(-1)) || readsElements(lowering, loop, node)) return undefined;
  return {
    ...lowering.at(loop),
    ...boundOf(lowering, loop, condition, clause, node),
    ...delayOf(lowering, loop.statement, node.tryBlock, varyingNames(lowering.source, loop)),
    selects: selects(lowering, clause),
  };
}

// Who waits for as long as the callee asks for needs no rule of his own.
function delayOf(
  lowering: Lowering,
  around: ts.Node,
  attempt: ts.Node,
  varying: ReadonlySet<string>,
): Pick<RetryFact, 'delay' | 'jitter'> {
  if (/retry-?after/i.test(around.getText(lowering.source))) return { delay: 'unknown', jitter: 'unknown' };
  return delayBetween(lowering.source, around, attempt, varying);
}

// After success the loop ends: `return` or `break` at the end of the block, under a test of the status, or a flag that the condition asks for.
function succeeds(lowering: Lowering, block: ts.Block, condition: string | undefined): boolean {
  if (alwaysLeaves(block.statements.at(-1), true)) return true;
  return block.statements.some((statement) => {
    if (ts.isIfStatement(statement) && alwaysLeaves(lastOf(statement.thenStatement), true))
      return /\.ok\b|\bstatus(?:Code)?\s*(?:[=<>!]=?=?)\s*\d/.test(statement.expression.getText(lowering.source));
    const [, flag] = /^(\w+)\s*=\s*(?:true|false)\b/.exec(statement.getText(lowering.source)) ?? [];
    return flag !== undefined && condition !== undefined && new RegExp(`\\b${flag}\\b`).test(condition);
  });
}

// `if (isGood(result)) return result;` of a loop that throws what fails in its last round: what is not good is tried again, too.
function succeedsOrThrows(lowering: Lowering, block: ts.Block, clause: ts.CatchClause): boolean {
  const throwsInTheEnd = clause.block.statements.some(
    (statement) =>
      ts.isIfStatement(statement) && lastOf(statement.thenStatement)?.kind === ts.SyntaxKind.ThrowStatement,
  );
  const results = block.statements.flatMap((statement) => awaitedNames(lowering, statement));
  return (
    throwsInTheEnd &&
    block.statements.some((statement) => {
      const last = ts.isIfStatement(statement) ? lastOf(statement.thenStatement) : undefined;
      if (!last || !ts.isReturnStatement(last) || !last.expression) return false;
      const { expression } = last;
      return contains(expression, (part) => ts.isIdentifier(part) && results.includes(part.text));
    })
  );
}

// Names of what a statement waits for: `const result = await callback()`.
function awaitedNames(lowering: Lowering, statement: ts.Statement): string[] {
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
    initializer && ts.isAwaitExpression(initializer) ? [name.getText(lowering.source)] : [],
  );
}

function lastOf(statement: ts.Statement): ts.Statement | undefined {
  return ts.isBlock(statement) ? statement.statements.at(-1) : statement;
}

function alwaysLeaves(statement: ts.Statement | undefined, onlySuccess = false): boolean {
  if (!statement) return false;
  if (ts.isReturnStatement(statement) || ts.isBreakStatement(statement)) return true;
  return !onlySuccess && ts.isThrowStatement(statement);
}

// `urls[i]`: the next round is about another element.
function readsElements(lowering: Lowering, loop: Loop, node: ts.TryStatement): boolean {
  if (!ts.isForStatement(loop) || !loop.initializer || !ts.isVariableDeclarationList(loop.initializer)) return false;
  const names = new Set(loop.initializer.declarations.map(({ name }) => name.getText(lowering.source)));
  return contains(
    node.tryBlock,
    (part) =>
      ts.isElementAccessExpression(part) &&
      ts.isIdentifier(part.argumentExpression) &&
      names.has(part.argumentExpression.text),
  );
}

function boundOf(
  lowering: Lowering,
  loop: Loop,
  condition: ts.Expression | undefined,
  clause: ts.CatchClause,
  node: ts.TryStatement,
): Pick<RetryFact, 'bound' | 'tries'> {
  if (condition && contains(condition, isComparison))
    return {
      bound: 'present',
      tries: ts.isForStatement(loop) ? countedByFor(lowering, loop, condition) : countedInside(lowering, loop),
    };
  const isForEver = !condition || condition.kind === ts.SyntaxKind.TrueKeyword || isFlag(condition);
  if (!isForEver) return { bound: 'unknown', tries: null };
  const tries = countedInside(lowering, loop);
  const givesUp = (part: ts.Node): boolean =>
    inOwnCode(part, (inner) => leaving(inner) && !within(inner, node.tryBlock));
  return { bound: givesUp(clause.block) || givesUp(loop.statement) ? 'present' : 'absent', tries };
}

function leaving(node: ts.Node): boolean {
  return ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isBreakStatement(node);
}

function within(node: ts.Node, outer: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end;
}

function isFlag(condition: ts.Expression): boolean {
  return ts.isPrefixUnaryExpression(condition) && ts.isIdentifier(condition.operand);
}

function isComparison(node: ts.Node): boolean {
  if (ts.isPostfixUnaryExpression(node) || (ts.isPrefixUnaryExpression(node) && !isFlag(node))) return true;
  return (
    ts.isBinaryExpression(node) &&
    [
      ts.SyntaxKind.LessThanToken,
      ts.SyntaxKind.LessThanEqualsToken,
      ts.SyntaxKind.GreaterThanToken,
      ts.SyntaxKind.GreaterThanEqualsToken,
    ].includes(node.operatorToken.kind)
  );
}

// A condition on the failure chooses what is tried again.
function selects(lowering: Lowering, clause: ts.CatchClause): boolean {
  const name = clause.variableDeclaration?.name.getText(lowering.source);
  if (name === undefined) return false;
  const asks = (test: ts.Expression): boolean => new RegExp(`\\b${name}\\b`).test(test.getText(lowering.source));
  return inOwnCode(
    clause.block,
    (node) =>
      (ts.isIfStatement(node) && asks(node.expression)) || (ts.isConditionalExpression(node) && asks(node.condition)),
  );
}

// `catch (error) { return charge(order); }` in "charge"; with other arguments it is another way, not another try.
function retryByCallingItself(lowering: Lowering, node: ts.TryStatement, name: string): RetryFact | undefined {
  const block = node.catchClause?.block;
  if (!block || name === '' || FRESH_TOKEN.test(block.getText(lowering.source))) return undefined;
  const again = findCall(block, name);
  if (!again?.arguments.every(isSameAgain)) return undefined;
  const counts = again.arguments.some((arg) => contains(arg, isArithmetic));
  const asks = inOwnCode(
    block,
    (part) => ts.isIfStatement(part) || ts.isConditionalExpression(part) || ts.isThrowStatement(part),
  );
  return {
    ...lowering.at(again),
    bound: counts || asks ? 'unknown' : 'absent',
    tries: null,
    ...delayOf(lowering, block, again, new Set(again.arguments.flatMap(steppedIn))),
    recurs: true,
    selects: asks,
  };
}

// `order`, `attempt + 1`, `{ retries: retries - 1, delay }`.
function isSameAgain(arg: ts.Expression): boolean {
  if (ts.isObjectLiteralExpression(arg))
    return arg.properties.every(
      (prop) =>
        ts.isShorthandPropertyAssignment(prop) || (ts.isPropertyAssignment(prop) && isSameAgain(prop.initializer)),
    );
  return ts.isIdentifier(arg) || ts.isPropertyAccessExpression(arg) || isArithmetic(arg);
}

function findCall(block: ts.Node, name: string): ts.CallExpression | undefined {
  let found: ts.CallExpression | undefined;
  contains(block, (node) => {
    if (!ts.isCallExpression(node)) return false;
    const { expression } = node;
    const own =
      (ts.isIdentifier(expression) && expression.text === name) ||
      (ts.isPropertyAccessExpression(expression) &&
        expression.expression.kind === ts.SyntaxKind.ThisKeyword &&
        expression.name.text === name);
    if (own) found = node;
    return own;
  });
  return found;
}

function isArithmetic(node: ts.Node): boolean {
  return (
    (ts.isBinaryExpression(node) && /^[-+*/]$|^\*\*$/.test(ts.tokenToString(node.operatorToken.kind) ?? '')) ||
    ts.isPostfixUnaryExpression(node) ||
    ts.isPrefixUnaryExpression(node)
  );
}

// Names that arithmetic changes from one try to the next.
function steppedIn(node: ts.Node): string[] {
  const names: string[] = [];
  contains(node, (part) => {
    if (isArithmetic(part))
      contains(part, (inner) => {
        if (ts.isIdentifier(inner)) names.push(inner.text);
        return false;
      });
    return false;
  });
  return names;
}
