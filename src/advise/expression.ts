import { didYouMean } from '../util/did-you-mean.ts';
import { parseDuration } from './format-value.ts';
import type { ArithmeticOperator, CompareOperator, FunctionName, Syntax } from './term.ts';
import { ExpressionError, tokenize, type Token } from './tokenize.ts';

/** What a function takes: `forces` may also name a score, which stands for all of its forces. */
export const functions: Readonly<Record<FunctionName, { readonly args: number | 'any'; readonly summary: string }>> = {
  max: { args: 'any', summary: 'the largest of its arguments' },
  min: { args: 'any', summary: 'the smallest of its arguments' },
  sum: { args: 'any', summary: 'the sum of its arguments' },
  pow: { args: 2, summary: 'the first argument to the power of the second' },
  known: { args: 1, summary: 'whether a question was answered with something else than "I don\'t know"' },
};

const depthLimit = 100;

/**
 * Parses an expression: comparisons, `&& || !`, arithmetic, parentheses, functions, names, numbers with a unit (`29s`, `99.9%`).
 * Nothing is evaluated. Throws ExpressionError with the offset of the mistake.
 */
export function parseExpression(text: string): Syntax {
  const parser = new Parser(tokenize(text));
  return parser.whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Syntax {
    const first = this.#next;
    if (first.kind === 'end') throw new ExpressionError('an expression is missing', first);
    const syntax = this.#or();
    const rest = this.#next;
    if (rest.kind === 'end') return syntax;
    throw new ExpressionError(`"${rest.text}" is not expected here`, rest, joinHelp(rest));
  }

  get #next(): Token {
    const token = this.#tokens[Math.min(this.#position, this.#tokens.length - 1)];
    if (token === undefined) throw new Error('an expression without tokens');
    return token;
  }

  #take(): Token {
    const token = this.#next;
    this.#position++;
    return token;
  }

  #accept<const Sign extends string>(...signs: readonly Sign[]): Sign | undefined {
    const sign = this.#next.kind === 'sign' ? signs.find((each) => each === this.#next.text) : undefined;
    if (sign !== undefined) this.#position++;
    return sign;
  }

  #or(): Syntax {
    let left = this.#and();
    while (this.#accept('||')) {
      const right = this.#and();
      left = { kind: 'or', left, right, at: left.at, end: right.end };
    }
    return left;
  }

  #and(): Syntax {
    let left = this.#comparison();
    while (this.#accept('&&')) {
      const right = this.#comparison();
      left = { kind: 'and', left, right, at: left.at, end: right.end };
    }
    return left;
  }

  #comparison(): Syntax {
    const left = this.#sum();
    const operator: CompareOperator | undefined = this.#accept('==', '!=', '<=', '>=', '<', '>');
    if (operator === undefined) return left;
    const right = this.#sum();
    const syntax: Syntax = { kind: 'compare', operator, left, right, at: left.at, end: right.end };
    const again = this.#next;
    if (this.#accept('==', '!=', '<=', '>=', '<', '>')) {
      throw new ExpressionError('comparisons cannot be chained', again, 'write "a < b && b < c"');
    }
    return syntax;
  }

  #sum(): Syntax {
    let left = this.#product();
    for (;;) {
      const operator: ArithmeticOperator | undefined = this.#accept('+', '-');
      if (operator === undefined) return left;
      const right = this.#product();
      left = { kind: 'arithmetic', operator, left, right, at: left.at, end: right.end };
    }
  }

  #product(): Syntax {
    let left = this.#prefix();
    for (;;) {
      const operator: ArithmeticOperator | undefined = this.#accept('*', '/');
      if (operator === undefined) return left;
      const right = this.#prefix();
      left = { kind: 'arithmetic', operator, left, right, at: left.at, end: right.end };
    }
  }

  #prefix(): Syntax {
    const { at } = this.#next;
    if (++this.#depth > depthLimit) throw new ExpressionError('the expression is nested too deep', this.#next);
    try {
      const sign = this.#accept('!', '-');
      if (sign === undefined) return this.#primary();
      const of = this.#prefix();
      return { kind: sign === '!' ? 'not' : 'negate', of, at, end: of.end };
    } finally {
      this.#depth--;
    }
  }

  #primary(): Syntax {
    const token = this.#take();
    if (token.kind === 'number') return numberOf(token);
    if (token.kind === 'name') return this.#named(token);
    if (token.kind === 'sign' && token.text === '(') {
      const inside = this.#or();
      this.#close(token);
      return inside;
    }
    if (token.kind === 'end') throw new ExpressionError('the expression ends too early', token);
    throw new ExpressionError(`a value is expected instead of "${token.text}"`, token, joinHelp(token));
  }

  #named(token: Token): Syntax {
    const { text: name, at, end } = token;
    if (name === 'true' || name === 'false') return { kind: 'truth', value: name === 'true', at, end };
    if (!this.#accept('(')) return { kind: 'name', name, at, end };
    if (!isFunction(name)) {
      const near = didYouMean(name, Object.keys(functions));
      const help = near ? `did you mean "${near}"?` : `functions are: ${Object.keys(functions).join(', ')}`;
      throw new ExpressionError(`there is no function "${name}"`, token, help);
    }
    const args = [this.#or()];
    while (this.#accept(',')) args.push(this.#or());
    const close = this.#close(token);
    const wanted = functions[name].args;
    if (wanted !== 'any' && args.length !== wanted) {
      throw new ExpressionError(`"${name}" takes ${wanted === 1 ? 'one argument' : `${wanted} arguments`}`, token);
    }
    return { kind: 'call', name, args, at, end: close };
  }

  #close(opened: Token): number {
    const { end } = this.#next;
    if (this.#accept(')')) return end;
    if (this.#next.kind === 'end') throw new ExpressionError('a ")" is missing', opened);
    throw new ExpressionError(`")" is expected instead of "${this.#next.text}"`, this.#next, joinHelp(this.#next));
  }
}

function numberOf(token: Token): Syntax {
  const { at, end, text } = token;
  if (text.endsWith('%')) return { kind: 'number', value: Number(text.slice(0, -1)), time: false, at, end };
  const plain = Number(text);
  if (!Number.isNaN(plain)) return { kind: 'number', value: plain, time: false, at, end };
  const time = parseDuration(text);
  if (time === undefined) {
    throw new ExpressionError(`"${text}" is not a number`, token, 'units are ms, s, min, h, d and %');
  }
  return { kind: 'number', value: time, time: true, at, end };
}

function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(functions, name);
}

function joinHelp(token: Token): string | undefined {
  if (token.text === 'and') return 'write "&&" for and';
  if (token.text === 'or') return 'write "||" for or';
  if (token.text === 'not') return 'write "!" for not';
  return token.kind === 'name' || token.kind === 'number' ? 'is "&&" or "||" missing before it?' : undefined;
}
