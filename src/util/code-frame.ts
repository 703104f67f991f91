/** A stretch of source: 1-based, end exclusive. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/**
 * The source lines around a span with a marker under it, `context` lines either side.
 * Lines longer than `width` are cut around the marker, and a "…" tells where; tabs count as one column, as in the positions.
 * Characters that would play with the terminal are shown as signs of one column.
 */
export function codeFrame(source: string, span: Span, { context = 0, width = 120 } = {}): string {
  const lines = source.split(/\r\n|\n|\r/);
  const first = Math.max(1, span.line - context);
  const last = Math.min(lines.length, span.line + context);
  const gutter = String(last).length;
  const offset = span.column > width - 20 ? span.column - Math.floor(width / 3) : 0;
  const out: string[] = [];
  for (let n = first; n <= last; n++) {
    const text = harmless(lines[n - 1] ?? '');
    out.push(` ${String(n).padStart(gutter)} | ${cut(text, offset, width)}`.trimEnd());
    if (n === span.line) {
      const end = span.endLine === span.line ? span.endColumn : text.length + 1;
      const length = Math.max(1, Math.min(end - span.column, width - (span.column - offset) + 1));
      out.push(` ${' '.repeat(gutter)} | ${' '.repeat(Math.max(0, span.column - 1 - offset))}${'^'.repeat(length)}`);
    }
  }
  return out.join('\n');
}

function cut(text: string, offset: number, width: number): string {
  const piece = text.slice(offset, offset + width);
  const begun = offset > 0 && piece !== '' ? `…${piece.slice(1)}` : piece;
  return offset + width < text.length ? `${begun.slice(0, -1)}…` : begun;
}

/** A line of source with every character that could play with a terminal or a page as a sign of one column; the columns stay. */
export function harmless(text: string): string {
  return text
    .replaceAll('\t', ' ')
    .replace(/[\u0000-\u001F]/g, (control) => String.fromCodePoint(0x2400 + control.charCodeAt(0)))
    .replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, '\u{FFFD}');
}
