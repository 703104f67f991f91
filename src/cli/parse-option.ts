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
