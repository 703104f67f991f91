import { ts } from '#typescript';
import type { RetryFact } from './file-facts.ts';
import { contains, inOwnCode } from './own-code.ts';

// `clearTimeout` and `AbortSignal.timeout` wait for nothing.
const SLEEP = /^(?!clear|signal|abort).*(?:sleep|delay|wait|backoff|pause|timeout)/i;
const RANDOM = /random|jitter/i;

type Delay = Pick<RetryFact, 'delay' | 'jitter'>;

/** How long a loop (or a handler of failures) waits before it tries again: what is awaited in `around`, but not in `attempt`; `varying` are names whose value grows. */
export function delayBetween(
  source: ts.SourceFile,
  around: ts.Node,
  attempt: ts.Node | undefined,
  varying: ReadonlySet<string>,
): Delay {
  const sleep = findSleep(around, attempt);
  if (sleep) return judge(source, around, sleep, varying);
  const waits = inOwnCode(
    around,
    (node) => ts.isAwaitExpression(node) && !isIn(node, attempt) && !isIn(node.expression, attempt),
  );
  return waits ? { delay: 'unknown', jitter: 'unknown' } : { delay: 'none', jitter: 'absent' };
}

function isIn(node: ts.Node, outer: ts.Node | undefined): boolean {
  return outer !== undefined && node.pos >= outer.pos && node.end <= outer.end;
}

// The call that waits, the innermost: of `sleep(new Promise((r) => setTimeout(r, 100)))` the timer.
function findSleep(around: ts.Node, attempt: ts.Node | undefined): ts.CallExpression | undefined {
  let found: ts.CallExpression | undefined;
  contains(around, (node) => {
    if (ts.isCallExpression(node) && !isIn(node, attempt) && SLEEP.test(calledName(node)) && !isSignal(node))
      found = node;
    return false;
  });
  return found;
}

function isSignal({ expression }: ts.CallExpression): boolean {
  return ts.isPropertyAccessExpression(expression) && /Signal$/.test(lastName(expression.expression));
}

function lastName(node: ts.Expression): string {
  return ts.isIdentifier(node) ? node.text : ts.isPropertyAccessExpression(node) ? node.name.text : '';
}

function calledName({ expression }: ts.CallExpression): string {
  return lastName(expression);
}

function judge(source: ts.SourceFile, around: ts.Node, call: ts.CallExpression, varying: ReadonlySet<string>): Delay {
  const [first, second] = call.arguments;
  const isTimer = first !== undefined && second !== undefined && /timeout/i.test(calledName(call));
  const given = isTimer && !isPlainDelay(first) ? second : first;
  if (!given) return { delay: 'unknown', jitter: 'unknown' };
  const value = written(source, around, given);
  const random = RANDOM.test(around.getText(source));
  const asks = contains(value, ts.isCallExpression) && !/^[\s\S]*\bMath\.\w+/.test(value.getText(source));
  const growing = contains(value, (node) => ts.isIdentifier(node) && varying.has(node.text));
  if (growing)
    return { delay: 'growing', jitter: random ? 'present' : asks || !isPlainSleep(call) ? 'unknown' : 'absent' };
  if (asks || !isPlainSleep(call)) return { delay: 'unknown', jitter: 'unknown' };
  return { delay: 'fixed', jitter: random ? 'present' : 'absent' };
}

function isPlainDelay(node: ts.Expression): boolean {
  return ts.isNumericLiteral(node) || ts.isBinaryExpression(node);
}

// What is called "backoff" knows more than the number that it is given.
function isPlainSleep(call: ts.CallExpression): boolean {
  return !/backoff|retry|pause/i.test(calledName(call));
}

// A delay that is named first: `const delay = 100 * 2 ** attempt`.
function written(source: ts.SourceFile, around: ts.Node, given: ts.Expression): ts.Expression {
  if (!ts.isIdentifier(given)) return given;
  let initializer: ts.Expression | undefined;
  contains(around, (node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText(source) === given.text) initializer = node.initializer;
    return false;
  });
  return initializer ?? given;
}

/** Names that are given another value while a loop runs. */
export function varyingNames(source: ts.SourceFile, loop: ts.Node): ReadonlySet<string> {
  const names = new Set<string>();
  contains(loop, (node) => {
    if (ts.isBinaryExpression(node) && isAssignment(node)) names.add(node.left.getText(source));
    if (ts.isPostfixUnaryExpression(node) || (ts.isPrefixUnaryExpression(node) && isStep(node)))
      names.add(node.operand.getText(source));
    return false;
  });
  return names;
}

function isAssignment({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function isStep({ operator }: ts.PrefixUnaryExpression): boolean {
  return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
}
