/**
 * `.env.example` of a service, read off the text of its src/config.ts, so that it names what is checked there and nothing
 * else: what is required stands open, what has a default or may be absent behind a `#`.
 */
export function envExample(name: string, config: string): string {
  const variables = [...config.matchAll(/(?:\/\*\* (.+?) \*\/\s*)?^\s*([A-Z][A-Z0-9_]*): ((?:z\.|url\b).*)$/gm)];
  const entries = variables.map(([, comment, variable = '', check = '']) => {
    const value = defaultOf(check);
    const line = value === undefined && !/\.optional\(\)/.test(check) ? `${variable}=` : `# ${variable}=${value ?? ''}`;
    return comment === undefined ? [line] : [`# ${comment}`, line];
  });
  return [
    `# What the environment may tell ${name}; src/config.ts checks it at the start, and says everything that is wrong.`,
    '# In a copy called .env it is read by: node --env-file=.env dist/main.js',
    ...entries.flatMap((lines) => ['', ...lines]),
    '',
  ].join('\n');
}

/** What `.default(…)` holds, as the environment would say it; empty where the code works it out. */
function defaultOf(check: string): string | undefined {
  const [, literal] = /\.default\(('[^']*'|[^()']*)\)/.exec(check) ?? [];
  if (literal === undefined) return check.includes('.default(') ? '' : undefined;
  return literal.startsWith("'") ? literal.slice(1, -1) : literal.replaceAll('_', '');
}
