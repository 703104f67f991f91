import { Node, SyntaxKind, type SourceFile, type VariableDeclaration } from 'ts-morph';
import { replace, type Edit } from '../../mutation/mutant.ts';
import { pathOf, type System } from '../../mutation/system.ts';
import { statementOf } from '../../mutation/operators/syntax.ts';
import { edited, editing, inFront, isCommonJs, isExported, renamed, type Rewrite, type Rewritten } from '../rewrite.ts';

// What is made once and not seen outside: clients, applications, pools.
function made(source: SourceFile): VariableDeclaration[] {
  return source.getDescendantsOfKind(SyntaxKind.VariableDeclaration).filter((declaration) => {
    const value = declaration.getInitializer();
    const isMade =
      Node.isNewExpression(value) || (Node.isCallExpression(value) && value.getExpression().getText() !== 'require');
    const statement = declaration.getVariableStatement();
    return (
      isMade &&
      Node.isIdentifier(declaration.getNameNode()) &&
      !isExported(declaration) &&
      statement?.getDeclarations().length === 1
    );
  });
}

function factories(source: SourceFile): Edit[] {
  return made(source).flatMap((declaration, index) => {
    const value = declaration.getInitializerOrThrow();
    const statement = declaration.getVariableStatementOrThrow();
    return [
      replace(
        statement,
        `function make${index}() { return ${value.getText()}; } ${prefix(declaration)}make${index}();`,
      ),
    ];
  });
}

// `const client: Client = `
function prefix(declaration: VariableDeclaration): string {
  const statement = declaration.getVariableStatementOrThrow();
  const value = declaration.getInitializerOrThrow();
  return statement
    .getText()
    .slice(0, value.getStart() - statement.getStart())
    .replaceAll('\n', ' ');
}

function held(source: SourceFile): Edit[] {
  return made(source).flatMap((declaration, index) => {
    const name = declaration.getNameNode();
    const value = declaration.getInitializerOrThrow();
    if (!Node.isIdentifier(name) || declaration.getTypeNode()) return [];
    const uses = renamed(name, `held${index}.${name.getText()}`).filter(({ start }) => start !== name.getStart());
    // What refers to itself while it is made cannot be held like that in one step.
    if (uses.some(({ start }) => start >= value.getStart() && start < value.getEnd())) return [];
    const open = {
      file: pathOf(source),
      start: name.getStart(),
      end: value.getStart(),
      text: `held${index} = { ${name.getText()}: `,
    };
    const close = { file: pathOf(source), start: value.getEnd(), end: value.getEnd(), text: ' }' };
    return [open, close, ...uses];
  });
}

function namedOptions(source: SourceFile): Edit[] {
  return source.getDescendantsOfKind(SyntaxKind.ObjectLiteralExpression).flatMap((object, index) => {
    const call = object.getParent();
    const statement = statementOf(object);
    const isArgument =
      (Node.isCallExpression(call) || Node.isNewExpression(call)) && call.getArguments().includes(object);
    const around = (node: Node): Node | undefined =>
      node.getFirstAncestor((one) => Node.isFunctionLikeDeclaration(one) || Node.isClassDeclaration(one));
    if (
      !isArgument ||
      !statement ||
      object.getText().includes('\n') ||
      object.getProperties().length === 0 ||
      around(object) !== around(statement)
    )
      return [];
    if (!Node.isBlock(statement.getParent()) && !Node.isSourceFile(statement.getParent())) return [];
    return [inFront(statement, `const options${index} = ${object.getText()}; `), replace(object, `options${index}`)];
  });
}

// Numbers and texts that are arguments or options.
function literals(source: SourceFile): Node[] {
  return source.getDescendants().filter((node) => {
    if (!Node.isStringLiteral(node) && !Node.isNumericLiteral(node)) return false;
    const parent = node.getParent();
    const callee = Node.isCallExpression(parent) ? parent.getExpression().getText() : '';
    return (
      (Node.isPropertyAssignment(parent) && parent.getInitializer() === node) ||
      (Node.isCallExpression(parent) && !/^(require|import)$/.test(callee))
    );
  });
}

function constants(source: SourceFile): Edit[] {
  const found = literals(source);
  const [first] = source
    .getStatementsWithComments()
    .filter((one) => Node.isStatement(one) && !/^['"]use strict/.test(one.getText()));
  if (!first || found.length === 0) return [];
  const declared = found.map((node, index) => `const LITERAL${index} = ${node.getText()}; `).join('');
  return [inFront(first, declared), ...found.map((node, index) => replace(node, `LITERAL${index}`))];
}

function constantsApart(system: System): Rewritten | undefined {
  const files = new Map<string, string>();
  const edits = system.sources.flatMap((source): Edit[] => {
    const found = literals(source);
    const [first] = source
      .getStatementsWithComments()
      .filter((one) => Node.isStatement(one) && !/^['"]use strict/.test(one.getText()));
    if (!first || found.length === 0) return [];
    const file = pathOf(source);
    const extension = /\.\w+$/.exec(file)?.[0] ?? '.js';
    const base = file.slice(file.lastIndexOf('/') + 1, -extension.length);
    const list = found.map((_, index) => `LITERAL${index}`).join(', ');
    const values = found.map((node, index) => `LITERAL${index}: ${node.getText()}`);
    const inCommonJs = isCommonJs(source);
    files.set(
      file.replace(/[^/]+$/, `${base}-values${extension}`),
      inCommonJs
        ? `module.exports = { ${values.join(', ')} };\n`
        : found.map((node, index) => `export const LITERAL${index} = ${node.getText()};\n`).join(''),
    );
    const from = `'./${base}-values${inCommonJs ? '' : '.js'}'`;
    const line = inCommonJs ? `const { ${list} } = require(${from}); ` : `import { ${list} } from ${from}; `;
    return [inFront(first, line), ...found.map((node, index) => replace(node, `LITERAL${index}`))];
  });
  if (edits.length === 0) return undefined;
  return { texts: new Map([...edited(system.texts, edits), ...files]), keepsLines: true };
}

function concatenations(source: SourceFile): Edit[] {
  return source.getDescendantsOfKind(SyntaxKind.TemplateExpression).flatMap((template) => {
    if (Node.isTaggedTemplateExpression(template.getParent()) || template.getText().includes('\n')) return [];
    const parts = [quoted(template.getHead().getLiteralText())];
    for (const span of template.getTemplateSpans()) {
      parts.push(`(${span.getExpression().getText()})`, quoted(span.getLiteral().getLiteralText()));
    }
    return [replace(template, `(${parts.join(' + ')})`)];
  });
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}

function results(source: SourceFile): Edit[] {
  return source.getDescendantsOfKind(SyntaxKind.ReturnStatement).flatMap((statement, index) => {
    const value = statement.getExpression();
    const isCall = Node.isCallExpression(value) || Node.isAwaitExpression(value);
    if (
      !isCall ||
      !Node.isBlock(statement.getParent()) ||
      statement.getDescendantsOfKind(SyntaxKind.ReturnStatement).length > 0
    )
      return [];
    return [replace(statement, `const result${index} = ${value.getText()}; return result${index};`)];
  });
}

/** Rewrites of where values come from. */
export const values: readonly Rewrite[] = [
  editing('a factory around what is made', factories),
  editing('what is made in an object', held),
  editing('options in a variable', namedOptions),
  editing('literals in constants', constants, true, ['hard-coded-endpoint']),
  { name: 'literals in another file', apply: constantsApart, moves: ['hard-coded-endpoint'] },
  editing('concatenation for templates', concatenations),
  editing('results in variables', results),
];
