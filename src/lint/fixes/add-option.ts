import { Node, SyntaxKind, VariableDeclarationKind, type ObjectLiteralExpression } from 'ts-morph';
import { leave, type Edit, type FixOutcome, type Site } from './fix.ts';
import { hasSpread, scopeOf } from './find-site.ts';

/** A property for an options object: `text` is what is written, `names` are those that must not be there already. */
export interface Option {
  readonly text: string;
  readonly names: readonly string[];
  /** Made anew for every call, such as a signal that starts to count when it is made. */
  readonly perCall?: boolean;
}

/**
 * Puts an option into argument `index` (0-based) of a call: into the object literal there, into the one that the name
 * there was given in the same file, or as a new argument. `undefined` stands in for arguments that are skipped.
 */
export function addOption(site: Site, index: number, option: Option): FixOutcome {
  if (hasSpread(site)) return leave('the arguments are spread, so that their places are not known');
  const given = site.getArguments();
  const argument = given[index];
  const title = `${option.text.split(':')[0] ?? ''} set`;
  if (argument === undefined || argument.getText() === 'undefined')
    return { edits: [newArgument(site, index, option)], title };
  const literal = objectOf(argument, option);
  return typeof literal === 'string' ? leave(literal) : withProperty(literal, option, title);
}

/** Puts an option as a new argument before the one at `index`, which moves on by one. */
export function insertOption(site: Site, index: number, option: Option): FixOutcome {
  const next = site.getArguments()[index];
  if (next === undefined) return addOption(site, index, option);
  const start = next.getStart();
  const title = `${option.text.split(':')[0] ?? ''} set`;
  return { edits: [{ start, end: start, text: `{ ${option.text} }, ` }], title };
}

/** The object literal that an expression is, or that a constant of the same file holds; the reason why there is none. */
function objectOf(expression: Node, { perCall = false }: Option): ObjectLiteralExpression | string {
  const plain = unwrapped(expression);
  if (Node.isObjectLiteralExpression(plain)) return plain;
  if (!Node.isIdentifier(plain)) return 'the options are made elsewhere';
  const declaration = declarationOf(plain.getText(), plain);
  if (declaration === undefined) return `the options "${plain.getText()}" are made elsewhere`;
  if (
    declaration.getTypeNode() !== undefined &&
    !/(Config|Options|Init)\b/.test(declaration.getTypeNodeOrThrow().getText())
  )
    return `the type of "${plain.getText()}" may not allow it`;
  const initializer = declaration.getInitializer();
  const literal = initializer && unwrapped(initializer);
  if (!Node.isObjectLiteralExpression(literal)) return `the options "${plain.getText()}" are made elsewhere`;
  if (perCall && scopeOf(literal) !== scopeOf(plain))
    return `"${plain.getText()}" is shared by calls, and a signal serves only one`;
  return literal;
}

function unwrapped(node: Node): Node {
  return Node.isAsExpression(node) || Node.isParenthesizedExpression(node) || Node.isSatisfiesExpression(node)
    ? unwrapped(node.getExpression())
    : node;
}

/** The one constant of that name that the use can see; none when several could be meant. */
function declarationOf(name: string, use: Node): ReturnType<typeof declarationsNamed>[number] | undefined {
  const visible = declarationsNamed(name, use).filter((declaration) => {
    const scope = scopeOf(declaration);
    return scope === use.getSourceFile() || use.getAncestors().includes(scope);
  });
  const [only, ...others] = visible;
  return others.length === 0 ? only : undefined;
}

function declarationsNamed(name: string, use: Node) {
  return use
    .getSourceFile()
    .getDescendantsOfKind(SyntaxKind.VariableDeclaration)
    .filter(
      (declaration) =>
        declaration.getName() === name &&
        declaration.getVariableStatement()?.getDeclarationKind() === VariableDeclarationKind.Const,
    );
}

function withProperty(literal: ObjectLiteralExpression, option: Option, title: string): FixOutcome {
  const properties = literal.getProperties();
  for (const property of properties) {
    if (Node.isSpreadAssignment(property))
      return leave('the options are spread from another object, which may hold one');
    const name = Node.hasName(property) ? property.getName().replace(/^['"]|['"]$/g, '') : '';
    if (!option.names.includes(name)) continue;
    const value = Node.isPropertyAssignment(property) ? property.getInitializer()?.getText() : undefined;
    if (value === undefined || !SWITCHED_OFF.test(value)) return leave(`"${name}" is there already`);
    return { edits: [replaceAll(property, option.text)], title };
  }
  const last = properties.at(-1);
  if (last === undefined) return { edits: [replaceAll(literal, `{ ${option.text} }`)], title };
  return { edits: [afterProperty(literal, last, option)], title };
}

// Values by which somebody said that there shall be no limit.
const SWITCHED_OFF = /^(0|false|null|undefined|(Number\.POSITIVE_)?Infinity)$/i;

/** After the last property, in the layout of the object; before the first when a comment follows the last one. */
function afterProperty(literal: ObjectLiteralExpression, last: Node, { text }: Option): Edit {
  const source = literal.getSourceFile().getFullText();
  const isBroken = last.getStartLineNumber() > literal.getStartLineNumber();
  const comma = /^\s*,/.exec(source.slice(last.getEnd()))?.[0];
  const end = last.getEnd() + (comma?.length ?? 0);
  const restOfLine = /^[^\n}]*/.exec(source.slice(end))?.[0] ?? '';
  if (/\/[/*]/.test(restOfLine)) {
    const first = literal.getProperties()[0] ?? last;
    const gap = isBroken ? indentOf(source, first.getStart()) : ' ';
    return { start: first.getStart(), end: first.getStart(), text: `${text},${gap}` };
  }
  if (!isBroken) return { start: end, end, text: comma === undefined ? `, ${text}` : ` ${text},` };
  const gap = indentOf(source, last.getStart());
  return { start: end, end, text: comma === undefined ? `,${gap}${text}` : `${gap}${text},` };
}

/** The line break and white space with which the line of `offset` begins; a blank when other code stands before it. */
function indentOf(source: string, offset: number): string {
  const lineStart = source.lastIndexOf('\n', offset - 1);
  const before = source.slice(lineStart + 1, offset);
  if (!/^\s*$/.test(before)) return ' ';
  const newline = source[lineStart - 1] === '\r' ? '\r\n' : '\n';
  return `${newline}${before}`;
}

function newArgument(site: Site, index: number, { text }: Option): Edit {
  const given = site.getArguments();
  const literal = `{ ${text} }`;
  const present = given[index];
  if (present !== undefined) return replaceAll(present, literal);
  const missing = Array.from({ length: index - given.length }, () => 'undefined');
  const added = [...missing, literal].join(', ');
  const last = given.at(-1);
  if (last === undefined) {
    const end = site.getEnd() - 1;
    return Node.isNewExpression(site) && !site.getText().endsWith(')')
      ? { start: site.getEnd(), end: site.getEnd(), text: `(${added})` }
      : { start: end, end, text: added };
  }
  const source = site.getSourceFile().getFullText();
  const comma = /^\s*,/.exec(source.slice(last.getEnd()))?.[0];
  const end = last.getEnd() + (comma?.length ?? 0);
  if (last.getStartLineNumber() === site.getStartLineNumber() || !startsLine(source, last.getStart()))
    return { start: end, end, text: comma === undefined ? `, ${added}` : ` ${added},` };
  const gap = indentOf(source, last.getStart());
  return { start: end, end, text: comma === undefined ? `,${gap}${added}` : `${gap}${added},` };
}

function startsLine(source: string, offset: number): boolean {
  return /^\s*$/.test(source.slice(source.lastIndexOf('\n', offset - 1) + 1, offset));
}

function replaceAll(node: Node, text: string): Edit {
  return { start: node.getStart(), end: node.getEnd(), text };
}
