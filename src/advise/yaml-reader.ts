import type { YamlText } from '../io/yaml.ts';
import { frameAt } from '../io/yaml.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { combineUserErrors, UserError } from '../util/user-error.ts';

type Path = readonly (string | number)[];

/** A mistake in a YAML file, at a place in it. */
export interface Problem {
  readonly message: string;
  readonly at: { readonly file: string; readonly line: number; readonly column: number };
  readonly help?: string;
}

/** A value in a YAML file and the way to it. */
export interface Spot {
  readonly path: Path;
  readonly value: unknown;
}

/** The problem as an error to throw or print, with the line of the file that it stands on. */
export function problemError(problem: Problem, text: string): UserError {
  const details = { where: problem.at, frame: frameAt(text, problem.at) };
  return new UserError(problem.message, problem.help === undefined ? details : { ...details, help: problem.help });
}

/** Throws one UserError that carries all problems; nothing when there are none. */
export function throwProblems(problems: readonly Problem[], text: string): void {
  const error = combineUserErrors(problems.map((problem) => problemError(problem, text)));
  if (error) throw error;
}

/** Reads a parsed YAML text field by field and collects what is wrong with it, so that all of it can be shown at once. */
export class YamlReader {
  readonly yaml: YamlText;
  readonly problems: Problem[] = [];

  constructor(yaml: YamlText) {
    this.yaml = yaml;
  }

  get root(): Spot {
    return { path: [], value: this.yaml.value };
  }

  at(spot: Spot, key = false): Problem['at'] {
    const { file, line, column } = this.yaml.where(spot.path, key);
    return { file, line, column };
  }

  /** Notes a problem at the value of a spot, or with `key` at its key. */
  report(spot: Spot, message: string, help?: string, key = false): void {
    const problem = { message, at: this.at(spot, key) };
    this.problems.push(help === undefined ? problem : { ...problem, help });
  }

  /** The fields of a mapping; reports unknown and missing ones. Undefined when it is no mapping. */
  fields(spot: Spot, what: string, required: readonly string[], optional: readonly string[]): Fields | undefined {
    const entries = this.entries(spot, what);
    if (entries === undefined) return undefined;
    const allowed = [...required, ...optional];
    for (const [name, field] of entries) {
      if (allowed.includes(name)) continue;
      const near = didYouMean(name, allowed);
      this.report(field, `${what} has no field "${name}"`, near ? `did you mean "${near}"?` : list(allowed), true);
    }
    for (const name of required) {
      if (!entries.has(name)) this.report(spot, `${what} has no "${name}"`, `it needs: ${required.join(', ')}`);
    }
    return new Fields(entries);
  }

  /** Names and values of a mapping. Undefined, and reported, when it is none. */
  entries(spot: Spot, what: string): Map<string, Spot> | undefined {
    const { value, path } = spot;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return new Map(Object.entries(value).map(([name, inner]) => [name, { path: [...path, name], value: inner }]));
    }
    this.report(spot, `${what} must be a mapping of names to values`);
    return undefined;
  }

  /** The items of a list; none when the field is missing. */
  items(spot: Spot | undefined, what: string): Spot[] {
    if (spot === undefined) return [];
    if (Array.isArray(spot.value)) {
      return spot.value.map((value: unknown, index) => ({ path: [...spot.path, index], value }));
    }
    this.report(spot, `${what} must be a list`);
    return [];
  }

  /** A text that must not be empty; line breaks become spaces. Null when missing. */
  text(spot: Spot | undefined, what: string): string | null {
    if (spot === undefined) return null;
    if (typeof spot.value === 'string' && spot.value.trim() !== '') return spot.value.trim().replaceAll(/\s+/g, ' ');
    this.report(spot, `${what} must be a text`, typeof spot.value === 'string' ? undefined : 'put it in quotes');
    return null;
  }

  /** A list of texts; one text alone is a list of one. */
  texts(spot: Spot | undefined, what: string): string[] {
    const items = typeof spot?.value === 'string' ? [spot] : this.items(spot, what);
    return items.flatMap((item) => this.text(item, `each of ${what}`) ?? []);
  }

  /** A finite number. Null when missing. */
  number(spot: Spot | undefined, what: string): number | null {
    if (spot === undefined) return null;
    if (typeof spot.value === 'number' && Number.isFinite(spot.value)) return spot.value;
    this.report(spot, `${what} must be a number`);
    return null;
  }

  /** One of some words. Null when missing or something else. */
  oneOf<const Word extends string>(spot: Spot | undefined, what: string, words: readonly Word[]): Word | null {
    if (spot === undefined) return null;
    const found = words.find((word) => word === spot.value);
    if (found !== undefined) return found;
    const near = didYouMean(String(spot.value), words);
    this.report(spot, `${what} cannot be "${String(spot.value)}"`, near ? `did you mean "${near}"?` : list(words));
    return null;
  }

  /** A name of the wanted form. Null when missing or malformed. */
  name(spot: Spot | undefined, what: string, form: 'word' | 'kebab'): string | null {
    const text = this.text(spot, what);
    if (text === null || spot === undefined) return null;
    const pattern = form === 'word' ? /^[a-z][a-z0-9_]*$/ : /^[a-z][a-z0-9-]*$/;
    if (pattern.test(text)) return text;
    const example = form === 'word' ? 'product_areas' : 'modular-monolith';
    this.report(spot, `${what} "${text}" is not a name`, `names look like "${example}"`);
    return null;
  }
}

/** The fields of one mapping. */
export class Fields {
  readonly #entries: ReadonlyMap<string, Spot>;

  constructor(entries: ReadonlyMap<string, Spot>) {
    this.#entries = entries;
  }

  get(name: string): Spot | undefined {
    return this.#entries.get(name);
  }
}

function list(words: readonly string[]): string {
  return `allowed: ${words.join(', ')}`;
}
