import { InvalidArgumentError } from 'commander';
import { splitList } from './split-list.ts';

/** The value of an option that takes a whole number from 0. */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('A whole number is expected.');
  return Number(text);
}

/** The value of an option that takes names, separated by commas or given by repeating the option. */
export function names(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...splitList(text)];
}

/** The value of an option that takes an availability, as a percentage above 0 and at most 100. */
export function availability(text: string): number {
  const percent = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (percent > 0 && percent <= 100) return percent;
  throw new InvalidArgumentError('A percentage is expected, above 0 and at most 100, like 99.9.');
}
