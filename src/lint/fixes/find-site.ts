import { Node, SyntaxKind, type CallExpression, type SourceFile } from 'ts-morph';
import type { Site } from './fix.ts';

/** Methods by which requests are made on clients whose calls are chained, such as `request(app).get('/orders')`. */
const VERBS = /^(get|post|put|patch|delete|del|head|options|request)$/;

/**
 * The call or instantiation that begins at `offset` (in characters), or whose method is named there when the chain is
 * broken over lines. Of several that begin there it is the innermost, or the first that names a verb.
 */
export function findSite(source: SourceFile, offset: number): Site | undefined {
  const at = source.getDescendantAtPos(offset);
  if (at === undefined || at.getStart() !== offset) return undefined;
  const sites: Site[] = [];
  for (const node of [at, ...at.getAncestors()]) {
    if (!Node.isCallExpression(node) && !Node.isNewExpression(node)) continue;
    if (node.getStart() === offset || methodStart(node) === offset) sites.push(node);
  }
  return sites.find((site) => methodStart(site) === offset) ?? sites.find(namesVerb) ?? sites[0];
}

/** Name of the method that is called, or of the function. */
export function calledName(site: Site): string | undefined {
  const callee = site.getExpression();
  if (Node.isPropertyAccessExpression(callee)) return callee.getName();
  return Node.isIdentifier(callee) ? callee.getText() : undefined;
}

/** The function in which a node stands, or the file. */
export function scopeOf(node: Node): Node {
  return node.getFirstAncestor((above) => Node.isFunctionLikeDeclaration(above)) ?? node.getSourceFile();
}

/** True when an argument list contains `...rest`, so that nobody can count. */
export function hasSpread(site: Site): boolean {
  return site.getArguments().some((argument) => argument.getKind() === SyntaxKind.SpreadElement);
}

function methodStart(site: Site): number | undefined {
  const callee = site.getExpression();
  return Node.isPropertyAccessExpression(callee) ? callee.getNameNode().getStart() : undefined;
}

function namesVerb(site: Site): site is CallExpression {
  return Node.isPropertyAccessExpression(site.getExpression()) && VERBS.test(calledName(site) ?? '');
}
