import {
  Node,
  SyntaxKind,
  type CallExpression,
  type NewExpression,
  type ObjectLiteralExpression,
  type Statement,
} from 'ts-morph';
import type { System } from '../system.ts';

/** Calls of a system's production code. */
export function callsOf({ sources }: System): CallExpression[] {
  return sources.flatMap((source) => source.getDescendantsOfKind(SyntaxKind.CallExpression));
}

/** The last name of what is called: `post` of `this.http.post(…)`, `got` of `got(…)`. */
export function calledName(call: CallExpression | NewExpression): string {
  const callee = call.getExpression();
  return Node.isPropertyAccessExpression(callee) ? callee.getName() : Node.isIdentifier(callee) ? callee.getText() : '';
}

/** The call or construction that an object literal is an argument of, itself or inside another object. */
export function callAround(object: Node): CallExpression | NewExpression | undefined {
  for (let node: Node | undefined = object; node; node = node.getParent()) {
    const parent = node.getParent();
    if (!parent || Node.isFunctionLikeDeclaration(parent)) return undefined;
    if (Node.isCallExpression(parent) || Node.isNewExpression(parent))
      return parent.getExpression() === node ? undefined : parent;
  }
  return undefined;
}

/** The nearest statement around a node that stands in a block, a case or a module. */
export function statementOf(node: Node): Statement | undefined {
  const found = Node.isStatement(node)
    ? node
    : node.getFirstAncestor((one) => Node.isStatement(one) && !Node.isBlock(one));
  return found && Node.isStatement(found) ? found : undefined;
}

/** The nearest function around a node that has a block. */
export function functionOf(node: Node): Node | undefined {
  return node.getFirstAncestor(
    (one) =>
      Node.isFunctionLikeDeclaration(one) &&
      'getBody' in one &&
      Node.isBlock((one as { getBody(): Node | undefined }).getBody()),
  );
}

/** The properties of an object that have one of the names. */
export function properties(object: ObjectLiteralExpression, names: RegExp): Node[] {
  return object
    .getProperties()
    .filter(
      (property) =>
        (Node.isPropertyAssignment(property) || Node.isShorthandPropertyAssignment(property)) &&
        names.test(property.getName().replaceAll(/['"]/g, '')),
    );
}
