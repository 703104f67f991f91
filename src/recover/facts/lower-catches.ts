import { ts } from '#typescript';
import type { CatchFact } from './file-facts.ts';
import { retryAround } from './lower-retries.ts';
import type { Lowering } from './lowering.ts';
import { inOwnCode } from './own-code.ts';

const LOG_METHOD = /^(?:log|info|warn|warning|error|debug|trace|verbose|fatal|err)$/;
const LOGGER = /log|console|winston|pino|bunyan|signale|debug/i;
const ANSWERS = /^(?:json|send|end|sendStatus|sendFile|render|redirect|status|code)$/;

/** Lowers the block of a `try`: calls in it know who catches their failures, and whether they are made again. */
export function underCatch(lowering: Lowering, node: ts.TryStatement, lowerBlock: () => void): void {
  const { caught, retry } = lowering;
  if (node.catchClause) {
    lowering.catches.push(catchFact(lowering, node, node.catchClause));
    lowering.caught = lowering.catches.length - 1;
    const again = retryAround(lowering, node);
    if (again) lowering.retry = lowering.retries.push(again) - 1;
  }
  lowerBlock();
  Object.assign(lowering, { caught, retry });
}

function catchFact(lowering: Lowering, node: ts.TryStatement, clause: ts.CatchClause): CatchFact {
  const does = whatItDoes(lowering, clause.block);
  return { ...lowering.at(clause), does, loses: does === 'more' ? null : whatIsLost(lowering, node) };
}

function whatItDoes(lowering: Lowering, block: ts.Block): CatchFact['does'] {
  const { statements } = block;
  if (statements.length > 0) return statements.every((statement) => isLogging(lowering, statement)) ? 'logs' : 'more';
  return /\/[/*]/.test(block.getText(lowering.source)) ? 'more' : 'nothing';
}

function isLogging(lowering: Lowering, statement: ts.Statement): boolean {
  if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) return false;
  const { expression } = statement.expression;
  if (!ts.isPropertyAccessExpression(expression)) return false;
  return LOG_METHOD.test(expression.name.text) && LOGGER.test(expression.expression.getText(lowering.source));
}

// The function goes on behind the `catch`: what it gives or answers there is what the failure comes to.
function whatIsLost(lowering: Lowering, node: ts.TryStatement): CatchFact['loses'] {
  const { body } = lowering;
  const fn = lowering.functions[lowering.fn];
  if (!body || !ts.isBlock(body) || !fn || lowering.loop !== '') return null;
  const behind = (is: (part: ts.Node) => boolean): boolean =>
    inOwnCode(body, (part) => part.pos >= (node.catchClause?.end ?? node.end) && is(part));
  const gives = (part: ts.Node): boolean => ts.isReturnStatement(part) && part.expression !== undefined;
  const response = fn.params.find(({ name }) => /^(?:res|response|reply)$/.test(name))?.name;
  const answers = (part: ts.Node): boolean => response !== undefined && answersWith(part, response);
  if (behind(answers) || (node.finallyBlock && inOwnCode(node.finallyBlock, answers))) return null;
  if (inOwnCode(node.tryBlock, answers)) return 'answer';
  return !behind(gives) && inOwnCode(node.tryBlock, gives) && !mayGiveNothing(lowering) ? 'value' : null;
}

function answersWith(node: ts.Node, response: string): boolean {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression, name } = node.expression;
  return ANSWERS.test(name.text) && ts.isIdentifier(expression) && expression.text === response;
}

// `Promise<Product | undefined>` tells the callers.
function mayGiveNothing(lowering: Lowering): boolean {
  return lowering.returnType !== null && /\b(?:undefined|null|void|any|unknown|never)\b/.test(lowering.returnType);
}
