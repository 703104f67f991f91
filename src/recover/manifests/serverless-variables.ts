import { parseYaml } from '../../io/yaml.ts';
import type { LoadConfig } from './config-literal.ts';
import { objectOf, textOf } from './facts.ts';

const DEEPEST = 12;
// What stands in the braces of the innermost variable.
const VARIABLE = /\$\{([^${}]+)\}/g;

/** Replaces what a serverless file says of itself. Any value goes in, the same with texts filled in comes out. */
export type FillIn = (value: unknown) => unknown;

/**
 * Fills in variables (https://www.serverless.com/framework/docs/guides/variables) that the file itself answers: `${self:…}`,
 * also through a file that it includes, and the value that `${opt:…}` and `${env:…}` fall back to. The stage is `dev` where
 * nobody says otherwise. All others stay as they are written.
 */
export function variablesOf(file: string, root: unknown, load: LoadConfig): FillIn {
  const fill = (text: string, depth: number): string => {
    const filled = text.replace(VARIABLE, (whole, inner: string) => valueOf(inner, depth) ?? whole);
    return filled === text || depth > DEEPEST ? filled : fill(filled, depth + 1);
  };
  const valueOf = (written: string, depth: number): string | null => {
    const [first = '', ...fallbacks] = written.split(',').map((part) => part.trim());
    const [, source = '', key = ''] = /^(\w+):(.*)$/.exec(first) ?? [];
    const found = source === 'self' ? own(key.split('.'), depth) : null;
    if (found !== null) return found;
    for (const fallback of fallbacks) {
      const [, quoted] = /^['"](.*)['"]$/.exec(fallback) ?? [];
      const other = quoted ?? (/^\w+:/.test(fallback) ? valueOf(fallback, depth + 1) : null);
      if (other !== null) return other;
    }
    return /^(?:opt|sls|self:provider):stage$|^self:provider\.stage$/.test(first) ? 'dev' : null;
  };
  const own = (keys: readonly string[], depth: number): string | null => {
    let at: unknown = root;
    for (const key of keys) {
      at = objectOf(included(at, depth))[key];
      if (at === undefined) return null;
    }
    const text = textOf(at);
    return text === null || depth > DEEPEST ? null : fill(text, depth + 1);
  };
  // `custom: ${file(config.yml):orders}` stands for what that file holds.
  const included = (at: unknown, depth: number): unknown => {
    const written = textOf(at);
    const [, path, keys = ''] = /^\$\{file\(([^)]+)\)(?::([\w.]+))?\}$/.exec(written ?? '') ?? [];
    if (path === undefined || depth > DEEPEST) return at;
    const found = load(fill(path, depth + 1).replace(/^(?!\.)/, './'), file);
    if (found === undefined || !/\.(?:ya?ml|json)$/.test(found.file)) return undefined;
    const read: unknown = parseYaml(found.file, found.text, { foreign: true }).value;
    return keys
      .split('.')
      .filter(Boolean)
      .reduce<unknown>((one, key) => objectOf(one)[key], read);
  };
  const deep: FillIn = (value) => {
    if (typeof value === 'string') return value.includes('${') ? fill(value, 0) : value;
    if (Array.isArray(value)) return value.map(deep);
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, deep(one)]))
      : value;
  };
  return deep;
}
