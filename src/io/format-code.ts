import { formatJson } from './format-json.ts';
import { formatTogether, type FormatJob } from './format-together.ts';
import { FORMAT, runPrettier } from './prettier.ts';

/** Which of prettier's parsers reads a file, by the end of its name. */
const PARSERS: Readonly<Record<string, string>> = {
  ts: 'babel-ts',
  mjs: 'babel',
  json: 'json',
  yaml: 'yaml',
  yml: 'yaml',
};

const formatted = new Map<string, string>();

/**
 * Text of a file as prettier would leave it; a file that it is not asked about stays as it is. Throws Error for code that
 * cannot be parsed, because that is a mistake of ours.
 */
export function formatCode(path: string, text: string): string {
  const parser = parserOf(path);
  if (parser === undefined) return text;
  const key = keyOf({ parser, text });
  const known = formatted.get(key);
  if (known !== undefined) return known;
  const result = withoutPrettier(parser, text) ?? runPrettier(text, parser);
  formatted.set(key, result);
  return result;
}

/**
 * Does the work of `formatCode` for many files ahead, on more than one core where that is quicker. What cannot be parsed is
 * left to `formatCode`, whose caller is told.
 */
export function formatAhead(files: Iterable<readonly [path: string, text: string]>): void {
  const jobs = new Map<string, FormatJob>();
  for (const [path, text] of files) {
    const parser = parserOf(path);
    if (parser === undefined) continue;
    const job = { parser, text };
    const key = keyOf(job);
    if (!formatted.has(key) && withoutPrettier(parser, text) === undefined) jobs.set(key, job);
  }
  const results = formatTogether([...jobs.values()]);
  for (const [index, key] of [...jobs.keys()].entries()) {
    const result = results[index];
    if (result !== undefined) formatted.set(key, result);
  }
}

function parserOf(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'package-lock.json') return undefined;
  return name === 'package.json' ? 'json-stringify' : PARSERS[name.slice(name.lastIndexOf('.') + 1)];
}

function keyOf({ parser, text }: FormatJob): string {
  return `${parser}:${text}`;
}

// What is laid out as prettier would lay it out needs none of it.
function withoutPrettier(parser: string, text: string): string | undefined {
  if (parser === 'json') return formatJson(text, FORMAT.printWidth);
  return parser === 'json-stringify' && isStringified(text) ? text : undefined;
}

function isStringified(text: string): boolean {
  try {
    return `${JSON.stringify(JSON.parse(text), null, 2)}\n` === text;
  } catch {
    return false;
  }
}
