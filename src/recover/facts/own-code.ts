import { ts } from '#typescript';

/** Whether a node or something in it is of a kind. */
export function contains(node: ts.Node, is: (node: ts.Node) => boolean): boolean {
  return is(node) || (ts.forEachChild(node, (child) => contains(child, is) || undefined) ?? false);
}

/** Like `contains`, without looking into the functions and classes written there: they run at another time. */
export function inOwnCode(node: ts.Node, is: (node: ts.Node) => boolean): boolean {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
  return is(node) || (ts.forEachChild(node, (child) => inOwnCode(child, is) || undefined) ?? false);
}
