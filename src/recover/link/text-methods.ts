import type { Evaluator } from './evaluate.ts';
import { listOf } from './mapped.ts';
import { separatorOf } from './regexes.ts';
import { concat, joinTexts } from './texts.ts';
import { UNKNOWN, type Closure, type Part, type Value } from './values.ts';

const LONGEST = 200;

/** Methods of texts, and of the lists that they are split into, through which a text that callers tell stays theirs to tell. */
const STAYS_OPEN =
  /^(?:split|join|map|filter|slice|substring|substr|at|charAt|pop|shift|match|replace|replaceAll|padStart|padEnd|normalize|reverse|concat|to\w*Case|trim\w*|toString|valueOf)$/;

/** What a method of texts gives; undefined when the call is no method of texts. */
export function textMethod(
  evaluator: Evaluator,
  receivers: readonly Value[],
  name: string,
  args: readonly Closure[],
): Value[] | undefined {
  // Of what callers tell nothing is computed: with what they tell it is asked again.
  if (STAYS_OPEN.test(name) && receivers.every(isOpen)) return [...receivers];
  switch (name) {
    case 'toString':
    case 'valueOf':
      return [...receivers];
    case 'trim':
    case 'trimEnd':
      return receivers.map((value) => eachPiece(value, (s) => s.trim()));
    case 'toLowerCase':
    case 'toLocaleLowerCase':
      return receivers.map((value) => eachPiece(value, (s) => s.toLowerCase()));
    case 'toUpperCase':
    case 'toLocaleUpperCase':
      return receivers.map((value) => eachPiece(value, (s) => s.toUpperCase()));
    case 'concat':
      return concat([receivers, ...args.map((arg) => evaluator.of(arg))]);
    case 'replace':
    case 'replaceAll':
      return receivers.flatMap((value) => replaced(evaluator, value, args, name));
    case 'substr':
    case 'substring':
    case 'slice':
    case 'charAt':
    case 'at':
      return cut(evaluator, receivers, name, args);
    case 'split':
      return receivers.flatMap((value) => split(evaluator, value, args[0]));
    default:
      return receivers.some((value) => knownText(value) !== undefined) ? [{ t: 'unknown', why: name }] : undefined;
  }
}

function isOpen(value: Value): boolean {
  return value.t === 'text' && value.parts.some((part) => part.p === 'param');
}

function isConfigured(value: Value): boolean {
  return value.t === 'text' && value.parts.some((part) => part.p === 'env');
}

/** A text of which every character is known; undefined for any other value. */
function knownText(value: Value): string | undefined {
  const isKnown = value.t === 'text' && value.parts.every((part) => part.p === 'text');
  const s = isKnown ? value.parts.map((part) => (part.p === 'text' ? part.s : '')).join('') : undefined;
  return s !== undefined && s.length <= LONGEST ? s : undefined;
}

// Where the first of its pieces was written stands for all of it.
function rewritten(value: Value, s: string): Value {
  const [first] = value.t === 'text' ? value.parts : [];
  return first?.p === 'text' ? { t: 'text', parts: [{ ...first, s }] } : { t: 'unknown', why: 'text' };
}

function cut(evaluator: Evaluator, receivers: readonly Value[], name: string, args: readonly Closure[]): Value[] {
  // Of configured texts an end is cut off at most: brackets, a last separator.
  if (receivers.some(isConfigured)) return [...receivers];
  const numbers = args.map((arg) => evaluator.of(arg).find((value) => value.t === 'num')?.v);
  if (numbers.includes(undefined)) return [{ t: 'unknown', why: name }];
  const [from = 0, to] = numbers;
  return receivers.map((value) => {
    const s = knownText(value);
    return s === undefined ? { t: 'unknown', why: name } : rewritten(value, piece(s, name, from, to));
  });
}

function piece(s: string, name: string, from: number, to: number | undefined): string {
  if (name === 'slice') return s.slice(from, to);
  if (name === 'substring') return s.substring(from, to);
  if (name === 'substr') return s.slice(from, to === undefined ? undefined : from + to);
  return s.at(from) ?? '';
}

function split(evaluator: Evaluator, value: Value, by: Closure | undefined): Value[] {
  const separator = separatorOf(evaluator, by);
  // A configured list stands for its first item where only one can be shown.
  if (isConfigured(value)) return [firstItem(value, typeof separator === 'string' ? separator : undefined)];
  const s = knownText(value);
  const [first] = value.t === 'text' ? value.parts : [];
  if (s === undefined || separator === undefined || first?.p !== 'text') return [{ t: 'unknown', why: 'split' }];
  if (first.origin !== 'literal') return [typeof separator === 'string' ? firstItem(value, separator) : value];
  const { file } = first.at;
  const items = s.split(separator).filter((item) => typeof item === 'string');
  return [
    listOf(
      file,
      items.map((item) => one(file, rewritten(value, item))),
    ),
  ];
}

function one(file: string, value: Value): Closure {
  return { file, expr: { k: 'dyn' }, frame: undefined, values: [value] };
}

// The default of a configured list is a list too.
function firstItem(value: Value, separator: string | undefined): Value {
  const [part, ...more] = value.t === 'text' ? value.parts : [];
  if (part?.p !== 'text' || more.length > 0 || !separator) return value;
  return { t: 'text', parts: [{ ...part, s: part.s.split(separator)[0] ?? part.s }] };
}

function eachPiece(value: Value, change: (s: string) => string): Value {
  if (value.t !== 'text') return value;
  return { t: 'text', parts: value.parts.map((part) => (part.p === 'text' ? { ...part, s: change(part.s) } : part)) };
}

function replaced(evaluator: Evaluator, value: Value, args: readonly Closure[], name: string): Value[] {
  const [search, replacement] = args;
  const needle = separatorOf(evaluator, search);
  if (needle === undefined || !replacement) return [value];
  const insert = evaluator.of(replacement);
  const [by] = insert;
  if (typeof needle === 'string' && by?.t !== 'fn' && name === 'replace') return onceReplaced(value, needle, insert);
  const s = knownText(value);
  const made = by && replacing(evaluator, by, value);
  if (s === undefined || made === undefined) return [value];
  return [rewritten(value, name === 'replace' ? s.replace(needle, made) : s.replaceAll(everywhere(needle), made))];
}

function everywhere(needle: string | RegExp): string | RegExp {
  const isEverywhere = typeof needle === 'string' || needle.flags.includes('g');
  return isEverywhere ? needle : new RegExp(needle.source, `${needle.flags}g`);
}

type Replacing = (match: string, ...more: readonly unknown[]) => string;

// `'$1-$2'`, or `(letter) => '_' + letter.toLowerCase()`; what a function does not show leaves what it is asked about.
function replacing(evaluator: Evaluator, by: Value, value: Value): Replacing | undefined {
  const written = knownText(by);
  if (written !== undefined) return (match, ...more) => withGroups(written, match, more);
  if (by.t !== 'fn') return undefined;
  return (...given) => {
    const args = given.map((item) => one(by.file, typeof item === 'string' ? rewritten(value, item) : UNKNOWN));
    return joinTexts(evaluator.invoke(by, args, 1))[0] ?? given[0];
  };
}

function withGroups(written: string, match: string, groups: readonly unknown[]): string {
  return written.replace(/\$(\d|&)/g, (sign, n: string) => {
    const group = n === '&' ? match : groups[Number(n) - 1];
    return typeof group === 'string' ? group : sign;
  });
}

function onceReplaced(value: Value, needle: string, insert: readonly Value[]): Value[] {
  if (value.t !== 'text') return [value];
  const sets = value.parts.flatMap((part): (readonly Value[])[] => {
    if (part.p !== 'text' || !part.s.includes(needle)) return [[{ t: 'text', parts: [part] }]];
    const at = part.s.indexOf(needle);
    const some = (s: string): Value[] => [{ t: 'text', parts: [{ ...part, s } satisfies Part] }];
    return [some(part.s.slice(0, at)), insert, some(part.s.slice(at + needle.length))];
  });
  return concat(sets);
}
