import { applyEdits, modify, type FormattingOptions } from 'jsonc-parser';

type JsonPath = readonly (string | number)[];

/** The text with the value at a path set, a new key standing behind the key `after`; comments and the form of the rest stay. */
export function setInJson(text: string, path: JsonPath, value: unknown, after?: string): string {
  const getInsertionIndex = (keys: string[]): number =>
    after === undefined || !keys.includes(after) ? keys.length : keys.indexOf(after) + 1;
  return edited(text, path, value, { getInsertionIndex });
}

/** The text with one more item in a list, at the index that ends the path. */
export function insertInJson(text: string, path: JsonPath, value: unknown): string {
  return edited(text, path, value, { isArrayInsertion: true });
}

/** The text without the key or item at a path. */
export function removeFromJson(text: string, path: JsonPath): string {
  return edited(text, path, undefined, {});
}

function edited(
  text: string,
  path: JsonPath,
  value: unknown,
  options: { getInsertionIndex?: (keys: string[]) => number; isArrayInsertion?: boolean },
): string {
  return applyEdits(text, modify(text, [...path], value, { ...options, formattingOptions: formOf(text) }));
}

/** Indentation and line ends as the text has them. */
function formOf(text: string): FormattingOptions {
  const [, indent = '  '] = /\n([ \t]+)\S/.exec(text) ?? [];
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return { insertSpaces: !indent.startsWith('\t'), tabSize: indent.startsWith('\t') ? 1 : indent.length, eol };
}
