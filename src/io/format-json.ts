/**
 * The text of JSON as prettier leaves it, without loading or running it: objects over several lines, arrays on one line
 * where they fit. Undefined for what is not JSON as `JSON.stringify` writes it, and for what prettier lays out otherwise.
 */
export function formatJson(text: string, width: number): string | undefined {
  if (/[^\n\x20-\x7e]/.test(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (`${JSON.stringify(value, null, 2)}\n` !== text || hasFill(value)) return undefined;
  return `${print(value, { indent: '', used: 0, width })}\n`;
}

interface Place {
  readonly indent: string;
  /** The columns of the line that what stands before and right behind the value takes. */
  readonly used: number;
  readonly width: number;
}

function print(value: unknown, { indent, used, width }: Place): string {
  if (!isBranch(value) || childrenOf(value).length === 0) return JSON.stringify(value);
  const line = Array.isArray(value) ? flat(value) : undefined;
  if (line !== undefined && used + line.length <= width) return line;
  const deeper = `${indent}  `;
  const entries = Array.isArray(value)
    ? value.map((each: unknown) => ['', each] as const)
    : Object.entries(value).map(([key, each]) => [`${JSON.stringify(key)}: `, each] as const);
  const lines = entries.map(([key, each], index) => {
    const comma = index < entries.length - 1 ? ',' : '';
    const before = `${deeper}${key}`;
    return `${before}${print(each, { indent: deeper, used: before.length + comma.length, width })}${comma}`;
  });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.join('\n')}\n${indent}${close}`;
}

// The array on one line; undefined where an object, or several lists side by side, ask for more.
function flat(array: readonly unknown[]): string | undefined {
  if (array.length > 1 && array.every((each) => Array.isArray(each) && each.length > 1)) return undefined;
  const parts = array.map((each) => {
    if (!isBranch(each) || childrenOf(each).length === 0) return JSON.stringify(each);
    return Array.isArray(each) ? flat(each) : undefined;
  });
  return parts.includes(undefined) ? undefined : `[${parts.join(', ')}]`;
}

// Lists of numbers alone fill their lines.
function hasFill(value: unknown): boolean {
  if (!isBranch(value)) return false;
  const children = childrenOf(value);
  if (Array.isArray(value) && children.length > 1 && children.every((each) => typeof each === 'number')) return true;
  return children.some(hasFill);
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function childrenOf(value: object): readonly unknown[] {
  return Object.values(value);
}
