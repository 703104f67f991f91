import type { EnvironmentEntry } from './facts.ts';
import { baseOf } from './paths.ts';

/** True for `.env`, `.env.production`, `orders.env`, `env` and the like. */
export function isDotenv(file: string): boolean {
  return /^(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env|\.?env(?:[.-](?:example|sample|template|dist|local|dev|prod|test|docker))?)$/.test(
    baseOf(file),
  );
}

/** True for a file that shows how an environment could look: `.env.example`, `.env.sample`, … */
export function isExample(file: string): boolean {
  return /(?:example|sample|template|dist|defaults?)$/.test(baseOf(file));
}

/** Reads a file of `NAME=value` lines: comments, `export`, quotes, quoted values over several lines, and `$NAME` of earlier lines. */
export function parseDotenv(file: string, text: string, environment = `dotenv:${file}`): readonly EnvironmentEntry[] {
  const entries: EnvironmentEntry[] = [];
  const known = new Map<string, string>();
  const pattern =
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(?:=|:[ \t])[ \t]*("(?:\\[^]|[^"\\])*"|'[^']*'|`[^`]*`|[^\r\n]*)/gm;
  let line = 1;
  let counted = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, name = '', raw = ''] = match;
    const start = match.index + whole.indexOf(name);
    for (let at = text.indexOf('\n', counted); at >= 0 && at < start; at = text.indexOf('\n', at + 1)) {
      line++;
      counted = at + 1;
    }
    const value = expand(raw, known);
    if (value !== null) known.set(name, value);
    entries.push({ name, value, environment, evidence: { file, line, column: start - text.lastIndexOf('\n', start) } });
  }
  return entries;
}

/** Replaces `${NAME}`, `${NAME:-default}` and `$NAME`; null when a name without default has no value. */
export function interpolate(text: string, lookup: (name: string) => string | undefined): string | null {
  let known = true;
  const pattern = /\$\$|\$\{([A-Za-z_]\w*)(?:(:?[-?+])([^{}]*(?:\{[^{}]*\}[^{}]*)*))?\}|\$([A-Za-z_]\w*)/g;
  const result = text.replace(
    pattern,
    (whole, braced?: string, operator?: string, fallback?: string, bare?: string) => {
      const name = braced ?? bare;
      if (name === undefined) return '$';
      const value = lookup(name);
      if (operator?.endsWith('+')) return value === undefined ? '' : (fallback ?? '');
      if (value !== undefined && (value !== '' || !operator?.startsWith(':'))) return value;
      if (operator?.endsWith('-')) return interpolate(fallback ?? '', lookup) ?? whole;
      known = false;
      return whole;
    },
  );
  return known ? result : null;
}

function expand(raw: string, known: ReadonlyMap<string, string>): string | null {
  const quote = raw[0];
  if (quote === "'" || quote === '`') return raw.slice(1, -1);
  const text =
    quote === '"' && raw.length > 1 && raw.endsWith('"')
      ? raw.slice(1, -1).replaceAll('\\n', '\n').replaceAll('\\"', '"')
      : raw.replace(/(?:^|[ \t]+)#.*$/, '').trim();
  return text.includes('$') ? interpolate(text, (name) => known.get(name)) : text;
}
