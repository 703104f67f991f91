/**
 * Line and column of the character at `index` of a YAML text value that starts at `start` in `source`:
 * inside quotes, and across the lines that YAML folds into one.
 */
export function positionInScalar(
  source: string,
  start: { readonly line: number; readonly column: number },
  value: string,
  index: number,
): { line: number; column: number } {
  let offset = contentOffset(source, offsetOf(source, start));
  for (let done = 0; done < index && offset < source.length; done++) {
    if (/\s/.test(value[done] ?? '')) {
      while (/\s/.test(source[offset] ?? '')) offset++;
      while (/\s/.test(value[done + 1] ?? '') && done + 1 < index) done++;
    } else {
      offset += source[offset] === '\\' ? 2 : 1;
    }
  }
  return lineAndColumn(source, offset);
}

function contentOffset(source: string, start: number): number {
  const sign = source[start];
  if (sign === '"' || sign === "'") return start + 1;
  if (sign !== '>' && sign !== '|') return start;
  const line = source.indexOf('\n', start);
  return line === -1 ? start : line + 1 + (/\S/.exec(source.slice(line + 1))?.index ?? 0);
}

function offsetOf(source: string, at: { readonly line: number; readonly column: number }): number {
  let offset = 0;
  for (let line = 1; line < at.line; line++) offset = source.indexOf('\n', offset) + 1;
  return offset + at.column - 1;
}

function lineAndColumn(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
