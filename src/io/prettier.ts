import { createRequire } from 'node:module';
import { createContext, runInContext, type Context } from 'node:vm';
import { readText } from './read-text.ts';

const require = createRequire(import.meta.url);

/** What generated systems are formatted with, here and by their own prettier: a test holds .prettierrc.json against it. */
export const FORMAT = { singleQuote: true, printWidth: 120, trailingComma: 'all' } as const;

/** What differs in YAML, whose usual quotes are these. */
export const YAML_FORMAT = { singleQuote: false } as const;

let context: Context | undefined;

/**
 * Text as one of prettier's parsers leaves it. Prettier answers with promises alone. In a context with a microtask queue of
 * its own they are settled when the call returns, so that rendering stays a plain function. Throws Error for what cannot be
 * parsed.
 */
export function runPrettier(text: string, parser: string): string {
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
