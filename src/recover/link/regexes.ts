import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { joinTexts } from './texts.ts';
import type { Closure, Value } from './values.ts';

type RegexExpr = Extract<Expr, { k: 'regex' }>;

/** A regular expression as `new RegExp(source, flags)` gives it. */
export function regexValue(file: string, { source, flags, at }: RegexExpr): Value {
  const args = [source, flags].map((v): Closure => ({ file, expr: { k: 'str', v, at }, frame: undefined }));
  return { t: 'lib', lib: { pkg: 'global', path: 'RegExp!', base: undefined, args, site: undefined } };
}

/**
 * What a text is split at or searched for: a text, or a regular expression that any text is quickly held against.
 * Undefined when that is not known.
 */
export function separatorOf(evaluator: Evaluator, closure: Closure | undefined): string | RegExp | undefined {
  if (!closure) return undefined;
  for (const value of evaluator.of(closure)) {
    const [known] = joinTexts([value]);
    if (known !== undefined) return known;
    if (value.t !== 'lib' || value.lib.pkg !== 'global' || value.lib.path !== 'RegExp!') return undefined;
    const [source, flags] = value.lib.args.map((arg) => joinTexts(evaluator.of(arg))[0]);
    return source === undefined ? undefined : compiled(source, flags ?? '');
  }
  return undefined;
}

const MOST_QUANTIFIERS = 3;

// The expression comes from the code under analysis: repeated groups and back references could keep us busy for ever.
function compiled(source: string, flags: string): RegExp | undefined {
  const quantifiers = source.match(/[+*]|\{\d+,\d*\}/g) ?? [];
  if (/\)[+*{]|\\\d|\\k/.test(source) || quantifiers.length > MOST_QUANTIFIERS) return undefined;
  try {
    return new RegExp(source, flags.replace('y', ''));
  } catch {
    return undefined;
  }
}
