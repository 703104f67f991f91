import { isDeepStrictEqual } from 'node:util';
import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Document,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { UserError } from '../util/user-error.ts';
import { blockText, flowText, indented } from './yaml-text.ts';
import { parseYaml, type YamlPath } from './yaml.ts';

/**
 * The text with the value at `path` set: what is missing on the way is made, an index one past the end of a list appends.
 * Comments and the form of the rest stay as they are, byte for byte where the text around the place is plain enough.
 * `value` is what JSON can say. Throws UserError when the text is no YAML, or when something on the way is neither a map nor a list.
 */
export function setInYaml(file: string, text: string, path: YamlPath, value: unknown): string {
  const { document, value: before } = parseYaml(file, text);
  const expected = withValue(before, path, value);
  const edit = place(document, path, value, text);
  const edited = edit && text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  if (edited !== undefined && reads(file, edited, expected)) return edited;
  const rewritten = rewrite(file, text, path, value);
  if (rewritten !== undefined && reads(file, rewritten, expected)) return rewritten;
  const what = `"${path.join('.')}" cannot be set: what stands on the way is no map or list`;
  throw new UserError(what, { where: parseYaml(file, text).where(path, true) });
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The smallest change of the text that sets the value, or undefined when it takes more than an insertion or one replaced value. */
function place(document: Document.Parsed, path: YamlPath, value: unknown, text: string): Edit | undefined {
  let node: unknown = document.contents;
  if (path.length === 0) return undefined;
  if (node === null || (isScalar(node) && node.value === null)) return appendTo(text, nest(path, value));
  for (const [index, segment] of path.entries()) {
    const rest = nest(path.slice(index + 1), value);
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(
        ({ key }) => isScalar(key) && String(key.value) === String(segment),
      );
      if (!pair) return insert(node, { [segment]: rest }, text);
      const isEnd = index === path.length - 1 || isEmpty(pair.value);
      if (isEnd) return replace(pair, rest, text, node.flow === true);
      node = pair.value;
    } else if (isSeq(node)) {
      if (segment === node.items.length) return insert(node, [rest], text);
      const item: unknown = node.items[Number(segment)];
      if (index === path.length - 1) return replaceNode(item, rest) ?? keyed(item, rest, text, node.flow === true);
      node = item;
    } else return undefined;
  }
  return undefined;
}

function isEmpty(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null) || (isCollection(node) && node.items.length === 0);
}

function appendTo(text: string, value: unknown): Edit {
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  return { start: text.length, end: text.length, text: withLineEnds(gap + blockText(value), text) };
}

/** Adds the entries of `value` behind the last one of a map or list. */
function insert(node: YAMLMap | YAMLSeq, value: unknown, text: string): Edit | undefined {
  const last = node.items.at(-1);
  if (last === undefined || !node.range) return undefined;
  const end = endOf(last);
  if (end === undefined) return undefined;
  if (node.flow === true) return { start: end, end, text: `, ${flowText(value).slice(1, -1).trim()}` };
  const column = node.range[0] - lineStart(text, node.range[0]);
  const start = lineEnd(text, end);
  const gap = start > 0 && text[start - 1] !== '\n' ? '\n' : '';
  const blank = areApart(node, text) ? '\n' : '';
  return { start, end: start, text: withLineEnds(gap + blank + indented(blockText(value), column), text) };
}

/** Gives a key of a map another value. */
function replace(pair: Pair, value: unknown, text: string, inFlow: boolean): Edit | undefined {
  const key = pair.key;
  if (!isScalar(key) || !key.range) return undefined;
  if (!isEmpty(pair.value) || isScalarValue(value) || inFlow) {
    const edit = replaceNode(pair.value, value);
    if (edit) return edit;
  }
  if (inFlow) return undefined;
  // Nothing, {} or [] stands there: what comes is written below the key, and a comment beside it stays.
  const colon = text.indexOf(':', key.range[1]) + 1;
  if (isScalarValue(value)) return { start: colon, end: colon, text: ` ${flowText(value)}` };
  const after = isCollection(pair.value) && pair.value.range ? pair.value.range[1] : colon;
  const end = lineEnd(text, after);
  const beside = text.slice(after, end).trimEnd();
  const column = key.range[0] - lineStart(text, key.range[0]);
  const below = indented(blockText(value), column + 2);
  return { start: colon, end, text: withLineEnds(`${beside}\n${below}`, text) };
}

/** Writes a value over a scalar on one line, or over a list or map in brackets. */
function replaceNode(node: unknown, value: unknown): Edit | undefined {
  if ((!isScalar(node) && !isCollection(node)) || !node.range) return undefined;
  if (isScalar(node) && (!isScalarValue(value) || node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL'))
    return undefined;
  if (isCollection(node) && node.flow !== true) return undefined;
  const [start, end] = node.range;
  return start === end ? undefined : { start, end, text: flowText(value) };
}

/** Writes a map of one key over a text in a list: `- POST /orders` becomes `- POST /orders: { … }`. */
function keyed(node: unknown, value: unknown, text: string, inFlow: boolean): Edit | undefined {
  if (!isScalar(node) || !node.range || inFlow || typeof value !== 'object' || value === null) return undefined;
  const [entry, ...rest] = Object.entries(value);
  if (!entry || rest.length > 0 || node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL') return undefined;
  const [start, end] = node.range;
  const key = node.value === entry[0] ? text.slice(start, end) : flowText(entry[0]);
  return { start, end, text: `${key}: ${flowText(entry[1])}` };
}

function isScalarValue(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/** Where the text of a node or pair ends, its last descendant included. */
function endOf(node: unknown): number | undefined {
  if (isCollection(node)) {
    if (node.flow === true) return node.range?.[1];
    const last = node.items.at(-1);
    return last === undefined ? undefined : endOf(last);
  }
  if (isScalar(node) || isAlias(node)) return node.range?.[1];
  if (typeof node === 'object' && node !== null && 'key' in node && 'value' in node) {
    const end = endOf(node.value);
    return isScalar(node.value) && node.value.range?.[0] === node.value.range?.[1]
      ? endOf(node.key)
      : (end ?? endOf(node.key));
  }
  return undefined;
}

/** True when a blank line stands between the last two entries of a map. */
function areApart(node: YAMLMap | YAMLSeq, text: string): boolean {
  const [before, last] = node.items.slice(-2);
  if (!isMap(node) || before === undefined || last === undefined) return false;
  const start = isScalar((last as Pair).key)
    ? (last as Pair<{ range?: [number, number, number] }>).key.range?.[0]
    : undefined;
  return /\n[ \t\r]*\n/.test(text.slice(endOf(before) ?? 0, start ?? 0));
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Behind the line break of the line that ends at or after `offset`; a text that ends there already keeps its place. */
function lineEnd(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

function withLineEnds(insertion: string, text: string): string {
  return text.includes('\r\n') ? insertion.replace(/\r?\n/g, '\r\n') : insertion;
}

function rewrite(file: string, text: string, path: YamlPath, value: unknown): string | undefined {
  const { document } = parseYaml(file, text);
  try {
    if (path.length === 0) document.contents = document.createNode(value) as Document.Parsed['contents'];
    else document.setIn(path, document.createNode(value));
    return document.toString({ lineWidth: 0 });
  } catch {
    return undefined;
  }
}

function reads(file: string, text: string, expected: unknown): boolean {
  try {
    return isDeepStrictEqual(parseYaml(file, text).value, expected);
  } catch {
    return false;
  }
}

function nest(path: YamlPath, value: unknown): unknown {
  return path.reduceRight<unknown>((inner, segment) => (segment === 0 ? [inner] : { [segment]: inner }), value);
}

/** The plain value as it shall read afterwards; undefined where the path leads through something else. */
function withValue(before: unknown, path: YamlPath, value: unknown): unknown {
  const [segment, ...rest] = path;
  if (segment === undefined) return value;
  if (before === null || before === undefined) return nest(path, value);
  if (Array.isArray(before))
    return before.toSpliced(Number(segment), 1, withValue(before[Number(segment)], rest, value));
  if (typeof before !== 'object') return undefined;
  return {
    ...before,
    [segment]: withValue(Object.entries(before).find(([key]) => key === String(segment))?.[1], rest, value),
  };
}
