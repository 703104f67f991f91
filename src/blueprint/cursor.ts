import type { YamlPath } from '../io/yaml.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { parseDuration } from './duration.ts';
import type { Mistakes } from './mistakes.ts';
import type { Flaw } from './names.ts';

/**
 * A value of the blueprint together with its place. Every `as…` gives the value in the wanted type,
 * or notes a mistake and gives undefined.
 */
export class Cursor {
  readonly value: unknown;
  readonly path: YamlPath;
  readonly mistakes: Mistakes;

  constructor(value: unknown, path: YamlPath, mistakes: Mistakes) {
    this.value = value;
    this.path = path;
    this.mistakes = mistakes;
  }

  /** Notes a mistake here; with `key` at the key instead of the value. */
  fail(what: string, help?: string, key = false): undefined {
    this.mistakes.add(this.path, what, { help, key });
    return undefined;
  }

  /** Notes the flaw of a name that stands here; true when there was none. */
  check(name: string, flaw: Flaw | undefined, key = false): boolean {
    if (flaw) this.fail(`"${name}" ${flaw.what}`, flaw.help, key);
    return flaw === undefined;
  }

  /** The name that stands here as a key, as if it stood here alone. */
  renamed(name: string): Cursor {
    return new Cursor(name, this.path, this.mistakes);
  }

  /** Entries by key, in the order of the file. With `allowed`, any other key is a mistake (and left out). */
  asMap(what: string, allowed?: readonly string[]): Map<string, Cursor> | undefined {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.fail(
        `${what} is a map, but here is ${describe(value)}`,
        allowed && `its keys: ${allowed.join(', ')}`,
      );
    }
    const entries = new Map<string, Cursor>();
    for (const [key, item] of Object.entries(value)) {
      const cursor = new Cursor(item, [...this.path, key], this.mistakes);
      if (allowed && !allowed.includes(key)) {
        cursor.fail(`"${key}" is not a key of ${what}`, oneOf(key, allowed, 'its keys'), true);
      } else entries.set(key, cursor);
    }
    return entries;
  }

  asList(what: string): readonly Cursor[] | undefined {
    const { value } = this;
    if (!Array.isArray(value)) return this.fail(`${what} is a list, but here is ${describe(value)}`);
    return value.map((item: unknown, index) => new Cursor(item, [...this.path, index], this.mistakes));
  }

  asString(what: string): string | undefined {
    if (typeof this.value === 'string' && this.value !== '') return this.value;
    return this.fail(`${what} is a text, but here is ${describe(this.value)}`);
  }

  asOneOf<T extends string>(what: string, values: readonly T[]): T | undefined {
    const found = values.find((value) => value === this.value);
    if (found !== undefined) return found;
    const help = oneOf(typeof this.value === 'string' ? this.value : '', values, 'allowed');
    return this.fail(`${what} cannot be ${describe(this.value)}`, help);
  }

  asInteger(what: string, min: number, max: number): number | undefined {
    const { value } = this;
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    return this.fail(`${what} is a whole number from ${min} to ${max}, but here is ${describe(value)}`);
  }

  asBoolean(what: string): boolean | undefined {
    if (typeof this.value === 'boolean') return this.value;
    return this.fail(`${what} is true or false, but here is ${describe(this.value)}`);
  }

  /** Milliseconds. */
  asDuration(what: string): number | undefined {
    const duration = parseDuration(this.value);
    if (duration !== undefined) return duration;
    const help = 'write it like 500ms, 5s or 2m (at most 1 h); a plain number means milliseconds';
    return this.fail(`${what} is a duration, but here is ${describe(this.value)}`, help);
  }
}

/** "did you mean …?" if a word is near, then the list of what is possible. */
export function oneOf(word: string, candidates: readonly string[], label: string): string {
  const near = didYouMean(word, candidates);
  const list = `${label}: ${candidates.join(', ')}`;
  return near === undefined ? list : `did you mean "${near}"? ${list}`;
}

/** A value in the words of a message: `"orders"`, `the number 3`, `a list`, `nothing`. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value === 'number') return `the number ${value}`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return String(value);
}
