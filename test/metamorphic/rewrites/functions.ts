import { Node, SyntaxKind, type FunctionDeclaration, type SourceFile } from 'ts-morph';
import { replace, type Edit } from '../../mutation/mutant.ts';
import { pathOf } from '../../mutation/system.ts';
import { editing, inFront, usesThis, type Rewrite } from '../rewrite.ts';

function named(source: SourceFile): FunctionDeclaration[] {
  return source.getFunctions().filter((fn) => {
    const isPlain = !fn.isGenerator() && !fn.isOverload() && fn.getOverloads().length === 0 && !fn.isDefaultExport();
    return isPlain && fn.getBody() !== undefined && fn.getName() !== undefined && !usesThis(fn);
  });
}

// `function f(a) { … }` becomes `const f = (a) => { … };`
function arrows(source: SourceFile): Edit[] {
  return named(source).map((fn) => {
    const body = fn.getBodyOrThrow();
    const open = fn.getFirstChildByKindOrThrow(SyntaxKind.OpenParenToken);
    const typeParameters =
      fn.getTypeParameters().length > 0
        ? `<${fn
            .getTypeParameters()
            .map((one) => one.getText())
            .join(', ')}>`
        : '';
    const head = source.getFullText().slice(open.getStart(), body.getStart());
    const exported = fn.isExported() ? 'export ' : '';
    return replace(
      fn,
      `${exported}const ${fn.getName()} = ${fn.isAsync() ? 'async ' : ''}${typeParameters}${head.trimEnd()} => ${body.getText()};`,
    );
  });
}

// `(a) => { … }` becomes `function (a) { … }` where it does not matter whose `this` it has.
function functions(source: SourceFile): Edit[] {
  return source.getDescendantsOfKind(SyntaxKind.ArrowFunction).flatMap((fn) => {
    const body = fn.getBody();
    if (!Node.isBlock(body) || usesThis(fn)) return [];
    const arrow = fn.getEqualsGreaterThan();
    const head = source
      .getFullText()
      .slice(fn.getStart(), arrow.getStart())
      .replace(/^async\b/, '')
      .trim();
    const parameters = head.startsWith('(') || head.startsWith('<') ? head : `(${head})`;
    const file = pathOf(source);
    return [
      {
        file,
        start: fn.getStart(),
        end: body.getStart(),
        text: `${fn.isAsync() ? 'async ' : ''}function ${parameters} `,
      },
    ];
  });
}

// `(a) => f(a)` becomes `(a) => { return f(a); }`
function blocks(source: SourceFile): Edit[] {
  return source.getDescendantsOfKind(SyntaxKind.ArrowFunction).flatMap((fn) => {
    const body = fn.getBody();
    return Node.isBlock(body) ? [] : [replace(body, `{ return ${body.getText()}; }`)];
  });
}

function chained(source: SourceFile): Edit[] {
  return source.getDescendantsOfKind(SyntaxKind.AwaitExpression).flatMap((node) => {
    const value = node.getExpression();
    if (!Node.isCallExpression(value)) return [];
    return [{ file: pathOf(source), start: value.getEnd(), end: value.getEnd(), text: '.then((value) => value)' }];
  });
}

// `async find(id) { … }` of a class becomes `find = async (id) => { … };`
function fields(source: SourceFile): Edit[] {
  return source.getClasses().flatMap((cls) =>
    cls.getMethods().flatMap((method) => {
      const body = method.getBody();
      const isPlain =
        method.getDecorators().length === 0 && !method.isGenerator() && !method.isAbstract() && !method.isStatic();
      if (!body || !isPlain || cls.getExtends() !== undefined || cls.getImplements().length > 0 || usesSuper(method))
        return [];
      const open = method.getFirstChildByKindOrThrow(SyntaxKind.OpenParenToken);
      const head = source.getFullText().slice(open.getStart(), body.getStart()).trimEnd();
      const types = method
        .getTypeParameters()
        .map((one) => one.getText())
        .join(', ');
      const before = method
        .getModifiers()
        .map((one) => one.getText())
        .filter((one) => one !== 'async')
        .join(' ');
      const text = `${before} ${method.getName()} = ${method.isAsync() ? 'async ' : ''}${types === '' ? '' : `<${types}>`}${head} => ${body.getText()};`;
      return [replace(method, text.trimStart())];
    }),
  );
}

function usesSuper(node: Node): boolean {
  return node.getDescendantsOfKind(SyntaxKind.SuperKeyword).length > 0;
}

// `{ find() { … } }` becomes `{ find: function () { … } }`
function properties(source: SourceFile): Edit[] {
  return source.getDescendantsOfKind(SyntaxKind.ObjectLiteralExpression).flatMap((object) =>
    object.getProperties().flatMap((property) => {
      if (!Node.isMethodDeclaration(property) || property.isGenerator() || usesSuper(property)) return [];
      const open = property.getFirstChildByKindOrThrow(SyntaxKind.OpenParenToken);
      const text = `${property.getName()}: ${property.isAsync() ? 'async ' : ''}function `;
      return [{ file: pathOf(source), start: property.getStart(), end: open.getStart(), text }];
    }),
  );
}

// Functions that are declared are known everywhere: they may stand at the end.
function reordered(source: SourceFile): Edit[] {
  const found = named(source);
  const last = source.getStatements().at(-1);
  if (found.length === 0 || !last || found.includes(last as FunctionDeclaration)) return [];
  const moved = found
    .map((fn) => fn.getText())
    .reverse()
    .join('\n\n');
  const end = { file: pathOf(source), start: source.getEnd(), end: source.getEnd(), text: `\n${moved}\n` };
  return [...found.map((fn) => replace(fn, '')), end];
}

function commented(source: SourceFile): Edit[] {
  const blocks = source.getDescendantsOfKind(SyntaxKind.Block).flatMap((block) => block.getStatements());
  return [...source.getStatements(), ...blocks].map((statement) =>
    inFront(statement, '\n\n// one step further\n/* and on */ '),
  );
}

/** Rewrites of functions and of the order of things. */
export const functionRewrites: readonly Rewrite[] = [
  editing('arrow functions for declarations', arrows),
  editing('function expressions for arrow functions', functions),
  editing('blocks for expressions', blocks),
  editing('then behind await', chained),
  editing('fields for methods', fields),
  editing('properties for methods', properties),
  editing('functions at the end', reordered, false),
  editing('comments and empty lines', commented, false),
];
