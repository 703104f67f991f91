import { Document, isScalar, visit } from 'yaml';

/** A value as lines, two spaces per level; short lists of plain words stay on one line. Ends with a line break. */
export function blockText(value: unknown): string {
  const document = new Document(value);
  visit(document, {
    Seq: (_, node) => {
      const words = node.items.map((item) => (isScalar(item) ? String(item.value) : ' '));
      if (words.every((word) => /^[\w.-]+$/.test(word)) && words.join(', ').length < 56) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** A value on one line, fit to stand inside brackets, too. */
export function flowText(value: unknown): string {
  // Inside brackets more characters need quotes, so the value is written as the only item of a list.
  const list = new Document([value]);
  visit(list, {
    Collection: (_, node) => void (node.flow = true),
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && node.value.includes('\n')) node.type = 'QUOTE_DOUBLE';
    },
  });
  const text = list.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER });
  // No text spans lines, so a line break only stands between items.
  return text
    .trim()
    .replace(/\n\s*/g, ' ')
    .replace(/^\[\s*|\s*\]$/g, '');
}

/** Every line that has text, moved right by `column` spaces. */
export function indented(text: string, column: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(column));
}
