import { LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { codeFrame } from '../util/code-frame.ts';
import { UserError, type Where } from '../util/user-error.ts';

/** A parsed YAML text that still knows where everything stands. */
export interface YamlText {
  readonly file: string;
  readonly text: string;
  readonly document: Document.Parsed;
  readonly value: unknown;
  /** Position of the node at `path` (its value, or with `key` its key); of the nearest parent when the path does not exist. */
  where(path: readonly (string | number)[], key?: boolean): Where & { line: number; column: number };
}

export interface YamlOptions {
  /** For files that other tools read: merge keys (`<<`) are resolved, of duplicate keys the last wins. */
  readonly foreign?: boolean;
}

/** Parses YAML. Throws UserError with file:line:column for the first syntax error. Aliases are bounded against expansion bombs. */
export function parseYaml(file: string, text: string, { foreign = false }: YamlOptions = {}): YamlText {
  const lines = new LineCounter();
  const document = parseBounded(file, text, lines, foreign);
  const position = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const [error] = document.errors;
  if (error) {
    const at = position(error.pos[0]);
    throw new UserError(`YAML: ${error.message}`, { where: { file, ...at }, frame: frameAt(text, at) });
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 1000 });
  } catch (cause) {
    throw new UserError(`YAML: ${cause instanceof Error ? cause.message : String(cause)}`, {
      where: { file, line: 1, column: 1 },
    });
  }
  return {
    file,
    text,
    document,
    value,
    where: (path, key = false) => ({ file, ...position(offsetOf(document, path, key)) }),
  };
}

// The composer is recursive: a text of ten thousand brackets must not end the process.
function parseBounded(file: string, text: string, lineCounter: LineCounter, foreign: boolean): Document.Parsed {
  try {
    return parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      logLevel: 'silent',
      ...(foreign ? { merge: true, uniqueKeys: false } : {}),
    });
  } catch (cause) {
    const reason = cause instanceof RangeError ? 'it is nested too deeply' : String(cause);
    throw new UserError(`YAML: ${reason}`, { where: { file, line: 1, column: 1 } });
  }
}

/** A code frame of one character at a position. */
export function frameAt(text: string, at: { line: number; column: number }): string {
  return codeFrame(text, { ...at, endLine: at.line, endColumn: at.column + 1 });
}

function offsetOf(document: Document.Parsed, path: readonly (string | number)[], key: boolean): number {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const found = pairOffset(parent, last, key && length === path.length);
    if (found !== undefined) return found;
  }
  return (document.contents as Node | null)?.range?.[0] ?? 0;
}

function pairOffset(parent: unknown, name: string | number | undefined, key: boolean): number | undefined {
  if (typeof parent !== 'object' || parent === null || !('items' in parent) || !Array.isArray(parent.items))
    return undefined;
  if (typeof name === 'number' && !('anchorMap' in parent)) {
    const item: unknown = parent.items[name];
    return rangeStart(item) ?? rangeStart((item as { key?: unknown } | undefined)?.key);
  }
  for (const item of parent.items as { key?: unknown; value?: unknown }[]) {
    const text = (item.key as { value?: unknown } | undefined)?.value ?? item.key;
    if (String(text) === String(name))
      return (key ? rangeStart(item.key) : rangeStart(item.value)) ?? rangeStart(item.key);
  }
  return undefined;
}

function rangeStart(node: unknown): number | undefined {
  const range = (node as { range?: unknown } | null | undefined)?.range;
  return Array.isArray(range) ? (range[0] as number) : undefined;
}
