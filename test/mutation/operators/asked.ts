import { Node, type CallExpression, type Statement } from 'ts-morph';
import { placeAt, placeOf, type Place } from '../mutant.ts';
import { pathOf, type System } from '../system.ts';
import { calledName, callsOf, functionOf, statementOf } from './syntax.ts';

/** A statement that waits for another service. */
export interface Asked {
  readonly call: CallExpression;
  readonly statement: Statement;
  /** Something in scope that holds data of unknown size. */
  readonly data: string;
  /** Where the finding may stand: here, or where the client is called. */
  readonly places: readonly Place[];
}

/** Statements that wait for another service: those in which a client is called, and those that call such a function. */
export function asked(system: System): Asked[] {
  const found = new Map<CallExpression, Place[]>();
  for (const { from, to, fromEndpoints, evidence } of system.model.calls) {
    const [site] = evidence;
    if (!site || to === null || to === from || fromEndpoints.length === 0) continue;
    const at = callsOf(system).filter((call) => stands(call, site));
    const [innermost] = at.sort((a, b) => a.getWidth() - b.getWidth());
    if (innermost) climb(innermost, [placeAt(system, site, from)], found, 0);
  }
  return [...found].flatMap(([call, places]) => {
    const statement = statementOf(call);
    const data = dataIn(call);
    if (!statement || data === undefined || !isAwaited(call) || !Node.isBlock(statement.getParent())) return [];
    return [{ call, statement, data, places: [...places, placeOf(system, statement)] }];
  });
}

function stands(call: CallExpression, { file, line, column }: { file: string; line: number; column: number }): boolean {
  if (pathOf(call.getSourceFile()) !== file) return false;
  const at = call.getSourceFile().compilerNode.getPositionOfLineAndCharacter(line - 1, column - 1);
  return call.getStart() <= at && at <= call.getExpression().getEnd();
}

// Calls of the function around a call, as far as references tell.
function climb(
  call: CallExpression,
  places: readonly Place[],
  found: Map<CallExpression, Place[]>,
  depth: number,
): void {
  found.set(call, [...(found.get(call) ?? []), ...places]);
  const fn = functionOf(call);
  if (depth > 3 || !fn || !(Node.isFunctionDeclaration(fn) || Node.isMethodDeclaration(fn))) return;
  for (const reference of fn.findReferencesAsNodes()) {
    const callee = Node.isPropertyAccessExpression(reference.getParent()) ? reference.getParentOrThrow() : reference;
    const parent = callee.getParent();
    if (Node.isCallExpression(parent) && parent.getExpression() === callee && !found.has(parent))
      climb(parent, places, found, depth + 1);
  }
}

function isAwaited(call: CallExpression): boolean {
  const parent = call.getParent();
  return Node.isAwaitExpression(parent) && calledName(call) !== 'json';
}

function dataIn(call: CallExpression): string | undefined {
  const fn = functionOf(call);
  if (!fn || !Node.isParametered(fn)) return undefined;
  const [name] = fn.getParameters().map((parameter) => parameter.getNameNode());
  return Node.isIdentifier(name) ? `${name.getText()}.items` : undefined;
}
