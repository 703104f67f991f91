export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type ArithmeticOperator = '+' | '-' | '*' | '/';
export type FunctionName = 'max' | 'min' | 'sum' | 'pow' | 'known';

/**
 * An expression as parsed. `at` is the offset of its first character in the text, `end` that after its last.
 * Durations are in milliseconds; a percentage is its number from 0 to 100.
 */
export type Syntax = { readonly at: number; readonly end: number } & (
  | { readonly kind: 'number'; readonly value: number; readonly time: boolean }
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'not'; readonly of: Syntax }
  | { readonly kind: 'negate'; readonly of: Syntax }
  | { readonly kind: 'and' | 'or'; readonly left: Syntax; readonly right: Syntax }
  | { readonly kind: 'compare'; readonly operator: CompareOperator; readonly left: Syntax; readonly right: Syntax }
  | {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Syntax;
      readonly right: Syntax;
    }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Syntax[] }
);

/** An expression whose names are known to mean something and whose types fit: what the evaluator reads. */
export type Term =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'input'; readonly id: string }
  | { readonly kind: 'threshold'; readonly id: string }
  | { readonly kind: 'force'; readonly id: string }
  | { readonly kind: 'known'; readonly id: string }
  | { readonly kind: 'is'; readonly input: string; readonly value: string; readonly negated: boolean }
  | { readonly kind: 'not'; readonly of: Term }
  | { readonly kind: 'negate'; readonly of: Term }
  | { readonly kind: 'and' | 'or'; readonly left: Term; readonly right: Term }
  | { readonly kind: 'compare'; readonly operator: CompareOperator; readonly left: Term; readonly right: Term }
  | { readonly kind: 'arithmetic'; readonly operator: ArithmeticOperator; readonly left: Term; readonly right: Term }
  | { readonly kind: 'call'; readonly name: 'max' | 'min' | 'sum' | 'pow'; readonly args: readonly Term[] };

/** Every term inside a term, itself first, in the order of the text. */
export function* termsOf(term: Term): Generator<Term> {
  yield term;
  if ('of' in term) yield* termsOf(term.of);
  if ('left' in term) {
    yield* termsOf(term.left);
    yield* termsOf(term.right);
  }
  if ('args' in term) for (const arg of term.args) yield* termsOf(arg);
}
