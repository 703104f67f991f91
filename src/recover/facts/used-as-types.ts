import { ts } from '#typescript';

const used = new WeakMap<ts.SourceFile, ReadonlySet<string>>();

/**
 * Whether everything that an import names is used as a type only: the compiler then leaves the import out. Lower-case names are
 * taken for values without a look; so is everything in a file with decorators, whose types may be kept for them.
 */
export function isUsedAsTypes(source: ts.SourceFile, clause: ts.ImportClause | undefined): boolean {
  const bindings = clause?.namedBindings;
  if (!clause || clause.name || !bindings || !ts.isNamedImports(bindings) || bindings.elements.length === 0)
    return false;
  const names = bindings.elements.filter((element) => !element.isTypeOnly).map((element) => element.name.text);
  if (!names.every((name) => /^[A-Z]/.test(name))) return false;
  if (!/\.[cm]?tsx?$/.test(source.fileName) || /@[A-Z]\w*\s*\(/.test(source.text)) return false;
  const values = valuesOf(source);
  return names.every((name) => !values.has(name));
}

function valuesOf(source: ts.SourceFile): ReadonlySet<string> {
  let names = used.get(source);
  if (names === undefined) {
    const found = new Set<string>();
    visit(source, found);
    used.set(source, (names = found));
  }
  return names;
}

// Every identifier that does not stand in a type or an import, property names too: rather one too many.
function visit(node: ts.Node, found: Set<string>): void {
  if (ts.isIdentifier(node)) found.add(node.text);
  else if (ts.isHeritageClause(node)) {
    if (node.token === ts.SyntaxKind.ExtendsKeyword) for (const type of node.types) visit(type.expression, found);
  } else if (!isLeftOut(node)) ts.forEachChild(node, (child) => visit(child, found));
}

function isLeftOut(node: ts.Node): boolean {
  return (
    ts.isImportDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) ||
    (ts.isExportSpecifier(node) && node.isTypeOnly)
  );
}
