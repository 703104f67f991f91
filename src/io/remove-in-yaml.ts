import { isDeepStrictEqual } from 'node:util';
import { isCollection, isMap, isScalar, isSeq, type Document } from 'yaml';
import { parseYaml, type YamlPath } from './yaml.ts';

/**
 * The text without the value at `path`; a list or map that is empty after that goes too, up to `keep` keys from the top.
 * Comments on lines of their own stay, and so does the form of the rest. A path that leads nowhere changes nothing.
 */
export function removeInYaml(file: string, text: string, path: YamlPath, keep = 3): string {
  const { document, value } = parseYaml(file, text);
  if (!document.hasIn(path)) return text;
  const parent = path.length > keep ? document.getIn(path.slice(0, -1), true) : undefined;
  if (isCollection(parent) && parent.items.length === 1) return removeInYaml(file, text, path.slice(0, -1), keep);
  const expected = without(value, path);
  const cut = cutOut(document, path, text);
  if (cut !== undefined && reads(file, cut, expected)) return cut;
  document.deleteIn(path);
  return document.toString({ lineWidth: 0 });
}

function cutOut(document: Document.Parsed, path: YamlPath, text: string): string | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if ((!isMap(parent) && !isSeq(parent)) || last === undefined) return undefined;
  const at = isSeq(parent)
    ? Number(last)
    : parent.items.findIndex(({ key }) => isScalar(key) && String(key.value) === String(last));
  const [start, end] = [startOf(parent.items[at]), endOf(parent.items[at])];
  if (start === undefined || end === undefined) return undefined;
  if (parent.flow === true) {
    const next = startOf(parent.items[at + 1]);
    if (next !== undefined) return text.slice(0, start) + text.slice(next);
    const before = endOf(parent.items[at - 1]);
    return before === undefined ? undefined : text.slice(0, before) + text.slice(end);
  }
  // Whole lines, with the comment at their end.
  const from = text.lastIndexOf('\n', start - 1) + 1;
  if (!/^\s*(?:-\s+)?$/.test(text.slice(from, start))) return undefined;
  const until = text.indexOf('\n', Math.max(end - 1, start));
  return text.slice(0, from) + (until === -1 ? '' : text.slice(until + 1));
}

function startOf(item: unknown): number | undefined {
  if (isScalar(item) || isCollection(item)) return item.range?.[0];
  if (typeof item === 'object' && item !== null && 'key' in item) return startOf(item.key);
  return undefined;
}

function endOf(item: unknown): number | undefined {
  if (isCollection(item)) return item.flow === true ? item.range?.[1] : endOf(item.items.at(-1));
  if (isScalar(item)) return item.range?.[1];
  if (typeof item === 'object' && item !== null && 'key' in item && 'value' in item)
    return endOf(item.value) ?? endOf(item.key);
  return undefined;
}

function without(value: unknown, [segment, ...rest]: YamlPath): unknown {
  if (Array.isArray(value)) {
    const at = Number(segment);
    return rest.length === 0 ? value.toSpliced(at, 1) : value.toSpliced(at, 1, without(value[at], rest));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => rest.length > 0 || key !== String(segment));
  return Object.fromEntries(entries.map(([key, one]) => [key, key === String(segment) ? without(one, rest) : one]));
}

function reads(file: string, text: string, expected: unknown): boolean {
  try {
    return isDeepStrictEqual(parseYaml(file, text).value, expected);
  } catch {
    return false;
  }
}
