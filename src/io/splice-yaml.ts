import { isCollection, isMap, isScalar, isSeq, type Document } from 'yaml';
import { setInYaml } from './edit-yaml.ts';
import { blockText, flowText, indented } from './yaml-text.ts';
import { parseYaml, type YamlPath } from './yaml.ts';

/** The text with one more item in a list, at the index that ends the path. The rest stays as it is where the text around is plain enough. */
export function insertInYaml(file: string, text: string, path: YamlPath, value: unknown): string {
  const { document } = parseYaml(file, text);
  const list: unknown = document.getIn(path.slice(0, -1), true);
  const index = Number(path.at(-1));
  const item: unknown = isSeq(list) ? list.items[index] : undefined;
  const start = rangeOf(item)?.[0];
  if (!isSeq(list) || item === undefined || start === undefined) return setInYaml(file, text, path, value);
  if (list.flow === true) return splice(text, start, start, `${flowText(value)}, `);
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const dash = /^(\s*)-\s+$/.exec(text.slice(line, start));
  if (dash === null) return rewritten(document, () => list.items.splice(index, 0, document.createNode(value)));
  return splice(text, line, line, indented(blockText([value]), dash[1]?.length ?? 0));
}

/** The text without the key or item at a path. What is left of a list or map that had nothing else is an empty one. */
export function removeFromYaml(file: string, text: string, path: YamlPath): string {
  const { document } = parseYaml(file, text);
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const byHand = (): string => rewritten(document, () => document.deleteIn(path));
  if (!isCollection(parent) || parent.flow === true) return byHand();
  if (parent.items.length === 1)
    return path.length === 1
      ? byHand()
      : setEmpty(file, text, path.slice(0, -1), isMap(parent) ? {} : [], parent.range);
  const node: unknown = document.getIn(path, true);
  const key: unknown = isMap(parent)
    ? parent.items.find(({ key: each }) => isScalar(each) && String(each.value) === String(path.at(-1)))?.key
    : node;
  const [start] = rangeOf(key) ?? [];
  const end = rangeOf(node)?.[2] ?? rangeOf(key)?.[2];
  if (start === undefined || end === undefined) return byHand();
  const from = text.lastIndexOf('\n', start - 1) + 1;
  if (!/^\s*(-\s+)?$/.test(text.slice(from, start))) return byHand();
  // A first key beside the dash of its list takes the dash along.
  if (isMap(parent) && text.slice(from, start).includes('-')) return byHand();
  return splice(text, from, lineEnd(text, lastOf(node, end)), '');
}

function setEmpty(
  file: string,
  text: string,
  path: YamlPath,
  value: unknown,
  range: readonly number[] | null | undefined,
): string {
  const { document } = parseYaml(file, text);
  return range ? rewritten(document, () => document.setIn(path, document.createNode(value))) : text;
}

function rewritten(document: Document.Parsed, change: () => void): string {
  change();
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  if (isScalar(node) || isCollection(node)) return node.range ?? undefined;
  return undefined;
}

/** Where the last line of a node ends; comments and blank lines below it belong to what follows. */
function lastOf(node: unknown, end: number): number {
  if (isCollection(node) && node.flow !== true) {
    const last: unknown = node.items.at(-1);
    const value: unknown =
      typeof last === 'object' && last !== null && 'value' in last && !isScalar(last) ? last.value : last;
    const inner = rangeOf(value);
    if (inner) return lastOf(value, inner[1]);
  }
  return isScalar(node) || isCollection(node) ? (node.range?.[1] ?? end) : end;
}

function lineEnd(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

function splice(text: string, start: number, end: number, insertion: string): string {
  const ends = text.includes('\r\n') ? insertion.replace(/\r?\n/g, '\r\n') : insertion;
  return text.slice(0, start) + ends + text.slice(end);
}
