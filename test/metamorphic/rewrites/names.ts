import { Node, SyntaxKind, type Identifier, type SourceFile } from 'ts-morph';
import { replace, type Edit } from '../../mutation/mutant.ts';
import { pathOf } from '../../mutation/system.ts';
import { editing, isExported, renamed, type Rewrite } from '../rewrite.ts';

/** What renamed things are called: their name and this. */
export const SUFFIX = 'Anew';

// Variables, parameters and functions of a file that nobody else can name.
function ownNames(source: SourceFile): Identifier[] {
  const declared = [
    ...source.getDescendantsOfKind(SyntaxKind.VariableDeclaration),
    ...source.getDescendantsOfKind(SyntaxKind.Parameter).filter((parameter) => !parameter.isParameterProperty()),
    ...source.getDescendantsOfKind(SyntaxKind.FunctionDeclaration),
  ];
  return declared.flatMap((declaration) => {
    const name = declaration.getNameNode();
    return name &&
      Node.isIdentifier(name) &&
      !isExported(declaration) &&
      declaration.getFirstAncestorByKind(SyntaxKind.FunctionType) === undefined
      ? [name]
      : [];
  });
}

function renames(source: SourceFile): Edit[] {
  return ownNames(source).flatMap((name) => renamed(name, `${name.getText()}${SUFFIX}`));
}

function aliases(source: SourceFile): Edit[] {
  return source.getImportDeclarations().flatMap((declaration) => {
    const own = declaration.getDefaultImport();
    const named = declaration.getNamedImports().filter((one) => one.getAliasNode() === undefined && !one.isTypeOnly());
    return [
      ...(own ? renamed(own, `${own.getText()}${SUFFIX}`) : []),
      ...named.flatMap((one) => {
        const name = one.getNameNode();
        if (!Node.isIdentifier(name)) return [];
        const to = `${name.getText()}${SUFFIX}`;
        return renamed(name, to).map((edit) =>
          edit.start === name.getStart() ? { ...edit, text: `${name.getText()} as ${to}` } : edit,
        );
      }),
    ];
  });
}

function namespaces(source: SourceFile): Edit[] {
  return source.getImportDeclarations().flatMap((declaration, index) => {
    const named = declaration.getNamedImports();
    const isPlain = declaration.getDefaultImport() === undefined && !declaration.isTypeOnly();
    if (!isPlain || named.length === 0 || named.some((one) => one.isTypeOnly() || one.getAliasNode() !== undefined))
      return [];
    const whole = `whole${index}`;
    const clause = declaration.getImportClauseOrThrow();
    const uses = named.flatMap((one) => {
      const name = one.getNameNode();
      return Node.isIdentifier(name)
        ? renamed(name, `${whole}.${name.getText()}`).filter(({ start }) => start > clause.getEnd())
        : [];
    });
    return [replace(clause, `* as ${whole}`), ...uses];
  });
}

function bracketed(source: SourceFile): Edit[] {
  return source.getDescendantsOfKind(SyntaxKind.PropertyAccessExpression).flatMap((access) => {
    const isCalled =
      Node.isCallExpression(access.getParent()) && access.getParentOrThrow().getChildAtIndex(0) === access;
    const isPlain = !access.hasQuestionDotToken() && Node.isIdentifier(access.getNameNode());
    if (!isCalled || !isPlain || /^(module|exports|process)$/.test(access.getExpression().getText())) return [];
    const file = pathOf(source);
    return [{ file, start: access.getExpression().getEnd(), end: access.getEnd(), text: `['${access.getName()}']` }];
  });
}

function bracketedEnvironment(source: SourceFile): Edit[] {
  return source
    .getDescendantsOfKind(SyntaxKind.PropertyAccessExpression)
    .filter((access) => access.getExpression().getText() === 'process.env')
    .map((access) => replace(access, `process.env['${access.getName()}']`));
}

/** Rewrites of what things are called and how they are named. */
export const names: readonly Rewrite[] = [
  editing('other names', renames),
  editing('imports under other names', aliases),
  editing('namespace imports', namespaces),
  editing('members in brackets', bracketed),
  editing('environment in brackets', bracketedEnvironment),
];
