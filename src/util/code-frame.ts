/** A stretch of source: 1-based, end exclusive. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/**
 * The source lines around a span with a marker under it, `context` lines either side.
 * Lines longer than `width` are cut around the marker; tabs count as one column, as in the positions.
 */
export function codeFrame(source: string, span: Span, { context = 0, width = 120 } = {}): string {
  const lines = source.split(/\r\n|\n|\r/);
  const first = Math.max(1, span.line - context);
  const last = Math.min(lines.length, span.line + context);
  const gutter = String(last).length;
  const offset = span.column > width - 20 ? span.column - Math.floor(width / 3) : 0;
  const out: string[] = [];
  for (let n = first; n <= last; n++) {
    const text = (lines[n - 1] ?? '').replaceAll('\t', ' ');
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
  return offset + width < text.length ? `${piece.slice(0, -1)}…` : piece;
}
