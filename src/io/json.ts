import {
  parseTree,
  findNodeAtLocation,
  getNodeValue,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';

/** A place in a text, 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A JSON text (comments and trailing commas allowed) that still knows where everything stands. */
export interface JsonText {
  readonly value: unknown;
  /** The first syntax error; `value` then holds what could be read before and after it. */
  readonly problem: (Position & { readonly reason: string }) | undefined;
  /** Position of the value at `path` (with `key`, of its key); of the nearest parent when the path does not exist. */
  where(path: readonly (string | number)[], key?: boolean): Position;
}

/** Parses JSON as tools write it. Never throws: a mistake is told in `problem`. */
export function parseJson(text: string): JsonText {
  const errors: ParseError[] = [];
  const tree = nested(text)
    ? undefined
    : parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const [error] = errors;
  return {
    value: tree === undefined ? undefined : (getNodeValue(tree) as unknown),
    problem:
      error === undefined ? emptiness(text, tree) : { ...positionAt(text, error.offset), reason: inWords(error) },
    where: (path, key = false) => positionAt(text, offsetOf(tree, path, key)),
  };
}

/** Line and column of an offset. */
export function positionAt(text: string, offset: number): Position {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', start)) {
    line++;
    start = at + 1;
  }
  return { line, column: Math.max(0, offset - start) + 1 };
}

function offsetOf(tree: Node | undefined, path: readonly (string | number)[], key: boolean): number {
  if (tree === undefined) return 0;
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node === undefined) continue;
    return key && length === path.length && node.parent?.type === 'property' ? node.parent.offset : node.offset;
  }
  return tree.offset;
}

// The parser is recursive: a text of ten thousand brackets must not end the process.
function nested(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 123 || c === 91) {
      if (++depth > 500) return true;
    } else if (c === 125 || c === 93) depth--;
  }
  return false;
}

function emptiness(text: string, tree: Node | undefined): JsonText['problem'] {
  if (tree !== undefined) return undefined;
  return { line: 1, column: 1, reason: text.trim() === '' ? 'the file is empty' : 'its objects are nested too deeply' };
}

function inWords(error: ParseError): string {
  const name = printParseErrorCode(error.error);
  const known: Record<string, string> = {
    InvalidSymbol: 'unknown word',
    InvalidNumberFormat: 'a number is malformed',
    PropertyNameExpected: 'a property name is expected',
    ValueExpected: 'a value is expected',
    ColonExpected: 'a colon is expected',
    CommaExpected: 'a comma is expected',
    CloseBraceExpected: 'a closing brace is expected',
    CloseBracketExpected: 'a closing bracket is expected',
    EndOfFileExpected: 'the end of the file is expected',
    UnexpectedEndOfString: 'a string does not end',
    UnexpectedEndOfComment: 'a comment does not end',
    InvalidCharacter: 'a character is not allowed here',
  };
  return known[name] ?? name;
}
