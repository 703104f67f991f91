import { Node, type Identifier, type SourceFile } from 'ts-morph';
import type { Texts } from '../support/lint-texts.ts';
import type { Edit } from '../mutation/mutant.ts';
import { pathOf, type System } from '../mutation/system.ts';

/** Another spelling of the same system. */
export interface Rewritten {
  readonly texts: Texts;
  /** The file that a file was before; the same when left out. */
  readonly fileBefore?: (file: string) => string;
  /** Whether every statement stands on the line where it stood. */
  readonly keepsLines: boolean;
}

/** Writes a system in another way that changes nothing of what it does. Undefined where there is nothing to rewrite. */
export interface Rewrite {
  readonly name: string;
  readonly apply: (system: System) => Rewritten | undefined;
  /** Rules whose findings stand where the rewrite puts what they are about: at a constant, at the file in between. */
  readonly moves?: readonly string[];
}

/** Edits of one source file; what overlaps an earlier edit is left for another time. */
export type EditsOf = (source: SourceFile, system: System) => readonly Edit[];

/** A rewrite that edits every file by itself. */
export function editing(name: string, editsOf: EditsOf, keepsLines = true, moves: readonly string[] = []): Rewrite {
  return {
    name,
    moves,
    apply: (system) => {
      const edits = system.sources.flatMap((source) => disjoint(editsOf(source, system)));
      return edits.length === 0 ? undefined : { texts: edited(system.texts, edits), keepsLines };
    },
  };
}

/** The texts with edits, which must not overlap. */
export function edited(texts: Texts, edits: readonly Edit[]): Map<string, string> {
  const result = new Map(texts);
  for (const { file, start, end, text } of edits.toSorted((a, b) => b.start - a.start)) {
    const before = result.get(file) ?? '';
    result.set(file, before.slice(0, start) + text + before.slice(end));
  }
  return result;
}

function disjoint(edits: readonly Edit[]): Edit[] {
  const kept: Edit[] = [];
  for (const edit of edits)
    if (!kept.some((other) => edit.file === other.file && edit.start < other.end && other.start < edit.end))
      kept.push(edit);
  return kept;
}

/** Puts a text in front of a node, on its line. */
export function inFront(node: Node, text: string): Edit {
  return { file: pathOf(node.getSourceFile()), start: node.getStart(), end: node.getStart(), text };
}

/** Writes something else for a name, where it is declared and everywhere in its file. */
export function renamed(name: Identifier, to: string): Edit[] {
  const source = name.getSourceFile();
  const uses = name.findReferencesAsNodes().filter((node) => node.getSourceFile() === source);
  const all = new Map([name, ...uses].map((node) => [node.getStart(), node]));
  return [...all.values()].map((node) => {
    const parent = node.getParent();
    const isShort = Node.isShorthandPropertyAssignment(parent);
    const isBound =
      Node.isBindingElement(parent) &&
      parent.getPropertyNameNode() === undefined &&
      !parent.getDotDotDotToken() &&
      Node.isObjectBindingPattern(parent.getParent());
    const text = isShort || (isBound && parent.getNameNode() === node) ? `${node.getText()}: ${to}` : to;
    return { file: pathOf(source), start: node.getStart(), end: node.getEnd(), text };
  });
}

/** Whether other files can name what a declaration declares. */
export function isExported(declaration: Node): boolean {
  const statement = Node.isVariableDeclaration(declaration) ? declaration.getVariableStatement() : declaration;
  return Node.isExportable(statement) && (statement.isExported() || statement.isDefaultExport());
}

/** Whether a file is written with `require`. */
export function isCommonJs(source: SourceFile): boolean {
  return (
    source.getImportDeclarations().length === 0 && /\brequire\(|module\.exports|\bexports\./.test(source.getFullText())
  );
}

/** Whether a node uses the object or the arguments of the function around it. */
export function usesThis(node: Node): boolean {
  return node
    .getDescendants()
    .some(
      (one) =>
        Node.isThisExpression(one) ||
        Node.isSuperExpression(one) ||
        (Node.isIdentifier(one) && one.getText() === 'arguments'),
    );
}
