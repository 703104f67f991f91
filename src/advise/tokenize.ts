/** A word of an expression; `at` is the offset of its first character, `end` that after its last. */
export interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

/** A mistake in an expression, at offsets into its text. */
export class ExpressionError extends Error {
  readonly at: number;
  readonly end: number;
  readonly help: string | undefined;

  constructor(message: string, span: { readonly at: number; readonly end: number }, help?: string) {
    super(message);
    this.name = 'ExpressionError';
    this.at = span.at;
    this.end = Math.max(span.end, span.at + 1);
    this.help = help;
  }
}

const patterns: readonly [Token['kind'] | 'space', RegExp][] = [
  ['space', /\s+/y],
  ['number', /\d+(?:\.\d+)?(?:[A-Za-z]+|%)?/y],
  ['name', /[A-Za-z_]\w*(?:-\w+)*/y],
  ['sign', /&&|\|\||==|!=|<=|>=|[-+*/()<>!,]/y],
];

const almost: Readonly<Record<string, string>> = {
  '=': 'write "==" to compare',
  '&': 'write "&&" for and',
  '|': 'write "||" for or',
  '"': 'names of values stand without quotes: stage == growth',
  "'": 'names of values stand without quotes: stage == growth',
};

/**
 * Splits an expression into its words. A `-` with a letter on both sides belongs to the name (`pre-pmf`);
 * a subtraction has spaces around it. Throws ExpressionError at a character that means nothing.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const found = match(text, at);
    if (found === undefined) {
      const sign = text[at] ?? '';
      throw new ExpressionError(`"${sign}" has no meaning here`, { at, end: at + 1 }, almost[sign]);
    }
    if (found.kind !== 'space') tokens.push({ kind: found.kind, text: found.text, at, end: at + found.text.length });
    at += found.text.length;
  }
  tokens.push({ kind: 'end', text: '', at: text.length, end: text.length });
  return tokens;
}

function match(text: string, at: number): { kind: Token['kind'] | 'space'; text: string } | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) return { kind, text: found[0] };
  }
  return undefined;
}
