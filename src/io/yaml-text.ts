import { Document, isScalar, visit } from 'yaml';

/** What YAML can say without tags: the values of JSON. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** A value as lines, two spaces per level; short lists of plain words stay on one line. Ends with a line break. */
export function blockText(value: Plain): string {
  const document = new Document(value);
  visit(document, {
    Seq: (_, node) => {
      const words = node.items.map((item) => (isScalar(item) ? String(item.value) : ' '));
      if (words.every((word) => /^[\w.-]+$/.test(word)) && words.join(', ').length < 80) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** A value on one line, fit to stand inside brackets, too. */
export function flowText(value: Plain): string {
  // Inside brackets more characters need quotes, so the value is written as the only item of a list.
  const list = new Document([value]);
  visit(list, { Collection: (_, node) => void (node.flow = true) });
  const text = list.toString({ lineWidth: 0, flowCollectionPadding: true });
  return text
    .trim()
    .replace(/^\[\s*/, '')
    .replace(/\s*\]$/, '');
}

/** Every line that has text, moved right by `column` spaces. */
export function indented(text: string, column: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(column));
}
