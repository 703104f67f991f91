import { parseYaml, type YamlPath } from '../../io/yaml.ts';
import type { SystemModel } from '../../model/system.ts';
import type { Blueprint, ServiceSpec } from '../blueprint.ts';

/** A blueprint on its way to what code says: its text, what the text says, and the code's model with the blueprint's names. */
export interface Draft {
  readonly file: string;
  readonly text: string;
  readonly blueprint: Blueprint;
  readonly observed: SystemModel;
}

/** Why an edit cannot be made, in words that end a sentence about it. */
export class Refusal {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

export type Edited = string | Refusal;

/** The service of that name, or undefined. */
export function specOf({ blueprint }: Draft, name: string | null): ServiceSpec | undefined {
  return blueprint.services.find((service) => service.name === name);
}

/** What stands at a path of a text, as plain data. */
export function rawAt({ file, text }: Pick<Draft, 'file' | 'text'>, path: YamlPath): unknown {
  let value = parseYaml(file, text).value;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === String(segment))?.[1];
  }
  return value;
}

/** How many items the list at a path has; 0 when there is none. */
export function lengthAt(draft: Pick<Draft, 'file' | 'text'>, path: YamlPath): number {
  const value = rawAt(draft, path);
  return Array.isArray(value) ? value.length : 0;
}

/** The one key of a map with one entry (the long form of an endpoint or call), or undefined for anything else. */
export function onlyKey(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value)[0] : undefined;
}

/** The text with `from` replaced by `to` in the key (or scalar) at a path, in the form in which it is written. */
export function replaceWritten(
  { file, text }: Pick<Draft, 'file' | 'text'>,
  path: YamlPath,
  [from, to]: readonly [string, string],
  key: boolean,
): Edited {
  const { line, column } = parseYaml(file, text).where(path, key);
  const lineStart =
    text
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length + (line > 1 ? 1 : 0);
  const start = lineStart + column - 1;
  const at = text.slice(start, start + from.length + 1).indexOf(from);
  if (at < 0) return new Refusal('it is written in a form that cannot be edited in place');
  return text.slice(0, start + at) + to + text.slice(start + at + from.length);
}
