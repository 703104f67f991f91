import { ts } from '#typescript';
import { wordsBeforeEquals } from './words-before-equals.ts';

type FunctionNode = ts.Node;

/**
 * Names that are only ever written by plain assignments inside the function that declares them. For these the value
 * can be followed along the statements; all others may be written by somebody else in between.
 */
export class SimplyWritten {
  private readonly source: ts.SourceFile;
  private readonly words: ReadonlySet<string> | undefined;
  private names: ReadonlySet<string> | undefined;

  constructor(source: ts.SourceFile) {
    this.source = source;
    this.words = wordsBeforeEquals(source.text);
  }

  /** Whether a name of the file is one of them. The file is searched only when some name may be. */
  has(name: string): boolean {
    if (this.names === undefined && this.words?.has(name) === false) return false;
    this.names ??= simplyWritten(this.source);
    return this.names.has(name);
  }
}

function simplyWritten(source: ts.SourceFile): ReadonlySet<string> {
  const declared = new Map<FunctionNode, Set<string>>();
  const written: { readonly fn: FunctionNode; readonly name: string }[] = [];
  const spoiled = new Set<string>();
  let fn: FunctionNode = source;
  const visit = (node: ts.Node): void => {
    const { kind } = node;
    if (kind >= ts.SyntaxKind.FirstTypeNode && kind <= ts.SyntaxKind.LastTypeNode) return;
    if (ts.isVariableDeclaration(node) || ts.isParameter(node)) {
      for (const name of boundNames(node.name)) add(declared, fn, name);
    } else if (isWrite(node)) {
      const [target] = targetsOf(node);
      const plain =
        ts.isBinaryExpression(node) &&
        ts.isIdentifier(node.left) &&
        node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
      if (plain && target !== undefined) written.push({ fn, name: target });
      else for (const name of targetsOf(node)) spoiled.add(name);
    }
    const outer = fn;
    if (ts.isFunctionLike(node)) fn = node;
    ts.forEachChild(node, visit);
    fn = outer;
  };
  visit(source);
  for (const { fn: writer, name } of written) if (!declared.get(writer)?.has(name)) spoiled.add(name);
  return new Set(written.map(({ name }) => name).filter((name) => !spoiled.has(name)));
}
/** Names that a part of the program writes. */
export function writtenIn(node: ts.Node): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (at: ts.Node): void => {
    if (isWrite(at)) for (const name of targetsOf(at)) names.add(name);
    ts.forEachChild(at, visit);
  };
  visit(node);
  return names;
}

function isWrite(node: ts.Node): boolean {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node))
    return node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
  return (ts.isForOfStatement(node) || ts.isForInStatement(node)) && !ts.isVariableDeclarationList(node.initializer);
}

function targetsOf(node: ts.Node): string[] {
  const target = ts.isBinaryExpression(node)
    ? node.left
    : ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)
      ? node.operand
      : ts.isForOfStatement(node) || ts.isForInStatement(node)
        ? node.initializer
        : undefined;
  if (!target || ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) return [];
  const names: string[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isIdentifier(at)) names.push(at.text);
    ts.forEachChild(at, visit);
  };
  visit(target);
  return names;
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

function add(map: Map<FunctionNode, Set<string>>, fn: FunctionNode, name: string): void {
  const known = map.get(fn);
  if (known) known.add(name);
  else map.set(fn, new Set([name]));
}
