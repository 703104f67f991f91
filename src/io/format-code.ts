import { createRequire } from 'node:module';
import { createContext, runInContext, type Context } from 'node:vm';
import { formatJson } from './format-json.ts';
import { readText } from './read-text.ts';

const require = createRequire(import.meta.url);

/** What generated systems are formatted with, here and by their own prettier: a test holds .prettierrc.json against it. */
export const FORMAT = { singleQuote: true, printWidth: 120, trailingComma: 'all' } as const;

/** What differs in YAML, whose usual quotes are these. */
export const YAML_FORMAT = { singleQuote: false } as const;

/** Which of prettier's parsers reads a file, by the end of its name. */
const PARSERS: Readonly<Record<string, string>> = {
  ts: 'babel-ts',
  mjs: 'babel',
  json: 'json',
  yaml: 'yaml',
  yml: 'yaml',
};

let context: Context | undefined;
const formatted = new Map<string, string>();

/**
 * Text of a file as prettier would leave it; a file that it is not asked about stays as it is. Throws Error for code that
 * cannot be parsed, because that is a mistake of ours.
 */
export function formatCode(path: string, text: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const parser = name === 'package.json' ? 'json-stringify' : PARSERS[name.slice(name.lastIndexOf('.') + 1)];
  if (parser === undefined || name === 'package-lock.json') return text;
  const key = `${parser}:${text}`;
  const known = formatted.get(key);
  if (known !== undefined) return known;
  const result = (parser === 'json' ? formatJson(text, FORMAT.printWidth) : undefined) ?? run(text, parser);
  formatted.set(key, result);
  return result;
}

// Prettier answers with promises alone. In a context with a microtask queue of its own they are settled when the call
// returns, so that rendering stays a plain function.
function run(text: string, parser: string): string {
  context ??= load();
  const state: { text?: string; error?: string } = {};
  Object.assign(context, {
    input: { text, options: { ...FORMAT, ...(parser === 'yaml' && YAML_FORMAT), parser } },
    state,
  });
  runInContext(
    `prettier.format(input.text, { ...input.options, plugins: Object.values(prettierPlugins) })
      .then((text) => { state.text = text; }, (error) => { state.error = String(error); })`,
    context,
  );
  if (state.text === undefined) throw new Error(`generated code cannot be formatted: ${state.error ?? 'no answer'}`);
  return state.text;
}

function load(): Context {
  const made = createContext({}, { microtaskMode: 'afterEvaluate' });
  for (const part of ['standalone', 'plugins/babel', 'plugins/estree', 'plugins/yaml']) {
    const filename = require.resolve(`prettier/${part}`);
    runInContext(readText(filename, 'a file of prettier'), made, { filename });
  }
  return made;
}
