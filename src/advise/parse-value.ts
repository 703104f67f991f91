import { didYouMean } from '../util/did-you-mean.ts';
import { formatValue, parseDuration } from './format-value.ts';
import type { Input, Threshold, Value } from './tree.ts';

/** A value that was understood, or what is wrong with it. */
export type Parsed = { readonly value: Value | null } | { readonly wrong: string; readonly help?: string };

type Asked = Pick<Input, 'id' | 'type' | 'min' | 'max' | 'choices' | 'unknown'>;

const truths: Readonly<Record<string, boolean>> = { true: true, yes: true, y: true, false: false, no: false, n: false };

/**
 * Understands an answer as a file, `--set` or a person gives it: text, number or truth value; `unknown`, `?` and an empty
 * value mean "I don't know".
 */
export function parseAnswer(input: Asked, raw: unknown): Parsed {
  const text = typeof raw === 'string' ? raw.trim() : raw;
  if (text === null || text === undefined || text === '' || text === '?' || text === 'unknown') {
    return input.unknown ? { value: null } : { wrong: `"${input.id}" cannot be left unknown`, help: expected(input) };
  }
  if (typeof text === 'object') return { wrong: `"${input.id}" must be a single value`, help: expected(input) };
  if (input.type === 'enum') return parseChoice(input, String(text));
  if (input.type === 'bool') {
    const truth = truths[String(text).toLowerCase()];
    return truth === undefined ? wrong(input, text) : { value: truth };
  }
  const number = parseNumber(input.type, text);
  if (number === undefined) return wrong(input, text);
  if (input.type === 'int' && !Number.isInteger(number)) return { wrong: `"${input.id}" must be a whole number` };
  if (number < input.min || number > input.max) {
    return { wrong: `"${input.id}" cannot be ${formatValue(input.type, number)}`, help: expected(input) };
  }
  return { value: number };
}

/** Understands a number for a threshold. */
export function parseThreshold(
  threshold: Pick<Threshold, 'id' | 'type'>,
  raw: unknown,
): { value: number } | { wrong: string; help: string } {
  const value = parseNumber(threshold.type, typeof raw === 'string' ? raw.trim() : raw);
  if (value !== undefined) return { value };
  return { wrong: `the threshold "${threshold.id}" cannot be "${String(raw)}"`, help: wanted[threshold.type] };
}

const wanted: Readonly<Record<Exclude<Input['type'], 'enum'>, string>> = {
  int: 'a whole number',
  number: 'a number',
  bool: 'yes or no',
  duration: 'a duration such as 250ms, 29s, 15min, 2h or 1d',
  percent: 'a percentage from 0 to 100',
};

/** What an answer to the question looks like: `a whole number from 1`, `one of: growth, scale`. */
export function expected(input: Pick<Input, 'type' | 'min' | 'max' | 'choices'>): string {
  if (input.type === 'enum') return `one of: ${input.choices.map((choice) => choice.value).join(', ')}`;
  const what = wanted[input.type];
  if (input.type === 'bool' || input.type === 'percent') return what;
  const ends = [
    input.min > 0 ? `from ${formatValue(input.type, input.min)}` : '',
    input.max < Infinity ? `up to ${formatValue(input.type, input.max)}` : '',
  ];
  return [what, ...ends.filter((end) => end !== '')].join(' ');
}

function parseNumber(type: Input['type'] | Threshold['type'], raw: unknown): number | undefined {
  if (typeof raw === 'number') return type === 'duration' && raw !== 0 ? undefined : finite(raw);
  if (typeof raw !== 'string') return undefined;
  if (type === 'duration') return raw === '0' ? 0 : parseDuration(raw);
  const text = type === 'percent' ? raw.replace(/\s*%$/, '') : raw;
  return /^-?\d+(\.\d+)?$/.test(text) ? finite(Number(text)) : undefined;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function parseChoice(input: Asked, text: string): Parsed {
  const values = input.choices.map((choice) => choice.value);
  if (values.includes(text)) return { value: text };
  const near = didYouMean(text, values);
  const help = near ? `did you mean "${near}"? It is ${expected(input)}` : `it is ${expected(input)}`;
  return { wrong: `"${input.id}" cannot be "${text}"`, help };
}

function wrong(input: Asked, raw: unknown): Parsed {
  return { wrong: `"${input.id}" cannot be "${String(raw)}"`, help: `it is ${expected(input)}` };
}
