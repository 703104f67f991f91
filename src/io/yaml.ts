import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type YAMLParseError,
} from 'yaml';
import { codeFrame, type Span } from '../util/code-frame.ts';
import { deepestNesting, isDeeplyNested } from './yaml-depth.ts';
import { combineUserErrors, UserError, type Where } from '../util/user-error.ts';

/** Keys and indexes that lead from the top of a YAML text to a value. */
export type YamlPath = readonly (string | number)[];

/** A parsed YAML text that still knows where everything stands. */
export interface YamlText {
  readonly file: string;
  readonly text: string;
  readonly document: Document.Parsed;
  readonly value: unknown;
  /** Position of the node at `path` (its value, or with `key` its key); of the nearest parent's key when the path does not exist. */
  where(path: YamlPath, key?: boolean): Where & { line: number; column: number };
  /** The stretch of text that `where` points at. */
  span(path: YamlPath, key?: boolean): Span;
  /** Keys that stand twice in one map of a foreign file, where the second one stands. */
  duplicateKeys(): readonly { readonly key: string; readonly line: number; readonly column: number }[];
}

/** How to read a YAML text. */
export interface YamlOptions {
  /** For files that other tools read: merge keys (`<<`) are resolved, of duplicate keys the last wins, only the first document counts. */
  readonly foreign?: boolean;
}

/**
 * Parses YAML. Throws UserError with file:line:column for a syntax error or for duplicate keys.
 * Aliases are bounded against expansion bombs.
 */
export function parseYaml(file: string, text: string, { foreign = false }: YamlOptions = {}): YamlText {
  const lines = new LineCounter();
  const document = parseBounded(file, text, lines, foreign);
  const position = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const toSpan = ([start, end]: readonly [number, number]): Span => {
    const last = position(Math.max(start, end));
    return { ...position(start), endLine: last.line, endColumn: last.column };
  };
  const mistakes = worthTelling(document.errors).map((error) => syntaxError(error, file, text, toSpan(error.pos)));
  const combined = combineUserErrors(mistakes);
  if (combined) throw combined;
  const spanAt = (path: YamlPath, key = false): Span => toSpan(rangeOf(document, path, key));
  return {
    file,
    text,
    document,
    value: plainValue(document, file),
    where: (path, key) => {
      const { line, column } = spanAt(path, key);
      return { file, line, column };
    },
    span: spanAt,
    duplicateKeys: () => duplicates(document).map(({ key, range }) => ({ key, ...position(range[0]) })),
  };
}

// The composer is recursive: deep nesting exhausts its stack, which can end the process where no catch sees it.
function parseBounded(file: string, text: string, lineCounter: LineCounter, foreign: boolean): Document.Parsed {
  if (isDeeplyNested(text)) {
    throw new UserError(`YAML: it is nested more than ${deepestNesting} levels deep`, { where: { file } });
  }
  const options = foreign
    ? ({ merge: true, uniqueKeys: false, logLevel: 'silent' } as const)
    : ({ logLevel: 'error' } as const);
  return parseDocument(text, { lineCounter, prettyErrors: false, ...options });
}

/** A code frame of one character at a position. */
export function frameAt(text: string, at: { line: number; column: number }): string {
  return codeFrame(text, { ...at, endLine: at.line, endColumn: at.column + 1 });
}

// One syntax error makes further ones that mislead; duplicate keys are independent of one another.
function worthTelling(errors: readonly YAMLParseError[]): readonly YAMLParseError[] {
  const syntax = errors.find((error) => error.code !== 'DUPLICATE_KEY');
  return syntax ? [syntax] : errors;
}

function syntaxError(error: YAMLParseError, file: string, text: string, span: Span): UserError {
  const where = { file, line: span.line, column: span.column };
  if (error.code === 'DUPLICATE_KEY') {
    const line = text.split(/\r\n|\n|\r/)[span.line - 1] ?? '';
    const key = /^(?:"[^"]*"|'[^']*'|[^:]*(?::(?! )[^:]*)*)/.exec(line.slice(span.column - 1))?.[0].trim() ?? '';
    const frame = codeFrame(text, { ...span, endLine: span.line, endColumn: span.column + Math.max(1, key.length) });
    const what = `the key ${key.startsWith('"') ? key : `"${key}"`} stands twice in one map`;
    return new UserError(what, { where, frame, help: 'keep one of the two' });
  }
  const frame = frameAt(text, span);
  // `[GET /orders/{id}]`: inside brackets YAML reads the brace as the start of a map.
  const brace = error.code === 'MISSING_CHAR' && text[error.pos[0]] === '{';
  const help =
    'inside "[ ]" a text with braces needs quotes ("GET /orders/{id}"); a parameter may also be written ":id"';
  return new UserError(`YAML: ${error.message}`, { where, frame, ...(brace && { help }) });
}

function plainValue(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 1000 });
  } catch (cause) {
    const what = `YAML: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new UserError(what, { where: { file, line: 1, column: 1 } });
  }
}

function duplicates(document: Document.Parsed): { readonly key: string; readonly range: Range }[] {
  const found: { readonly key: string; readonly range: Range }[] = [];
  visit(document, {
    Map: (_at, map) => {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const text = keyText(key);
        const range = rangeOfNode(key);
        // Several merge keys are several merges.
        if (seen.has(text) && range && text !== '<<') found.push({ key: text, range });
        seen.add(text);
      }
    },
  });
  return found;
}

type Range = readonly [number, number];

function rangeOf(document: Document.Parsed, path: YamlPath, key: boolean): Range {
  let node: unknown = document.contents;
  let found: Range = rangeOfNode(document.contents) ?? [0, 0];
  for (const [index, segment] of path.entries()) {
    const step = descend(document, node, segment);
    if (step === undefined) return found;
    const last = index === path.length - 1;
    // What does not exist further down is shown at the key of what does.
    found = (last && !key ? (step.value ?? step.key) : (step.key ?? step.value)) ?? found;
    node = step.node;
  }
  return found;
}

interface Step {
  readonly node: unknown;
  readonly key: Range | undefined;
  readonly value: Range | undefined;
}

function descend(document: Document.Parsed, parent: unknown, segment: string | number): Step | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isSeq(node)) {
    const item = node.items[Number(segment)];
    return item === undefined ? undefined : { node: item, key: undefined, value: rangeOfNode(item) };
  }
  if (!isMap(node)) return undefined;
  for (const pair of node.items) {
    if (keyText(pair.key) !== String(segment)) continue;
    return { node: pair.value, key: rangeOfNode(pair.key), value: rangeOfNode(pair.value) };
  }
  return undefined;
}

function keyText(key: unknown): string {
  return isNode(key) && 'value' in key ? String(key.value) : String(key);
}

// An empty value (`orders:` with nothing after it) has an empty range, which would point at nothing.
function rangeOfNode(node: unknown): Range | undefined {
  if (isPair(node)) return rangeOfNode(node.key);
  if (!isNode(node) || !node.range) return undefined;
  const [start, end] = node.range;
  // Of a map over several lines, its first key is enough to see where it stands.
  if (isMap(node) && node.flow !== true) return rangeOfNode(node.items[0]?.key);
  return end > start ? [start, end] : undefined;
}
