import type { z } from 'zod';

/** EX_CONFIG of sysexits.h. */
const EXIT_CONFIG = 78;

const SECRET = /PASSWORD|SECRET|TOKEN|KEY|CREDENTIAL/i;

/** Reads the configuration from the environment. When something is wrong, lists every error and ends the process with 78. */
export function parseConfig<S extends z.ZodType>(schema: S, env: NodeJS.ProcessEnv = process.env): z.output<S> {
  const result = schema.safeParse(withoutEmpty(env));
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => describe(issue, env)).sort();
  process.stderr.write(`The configuration is wrong:\n${lines.map((line) => `  ${line}\n`).join('')}`);
  process.exit(EXIT_CONFIG);
}

/** `PORT=` in a compose or .env file means "not set", so that defaults apply. */
function withoutEmpty(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

function describe(issue: z.core.$ZodIssue, env: NodeJS.ProcessEnv): string {
  const name = issue.path.map(String).join('.') || 'configuration';
  const value = env[name];
  if (value === undefined || value === '') return `${name}: ${issue.message} (not set)`;
  return `${name}: ${issue.message} (got ${SECRET.test(name) ? '***' : JSON.stringify(maskUserInfo(value))})`;
}

function maskUserInfo(value: string): string {
  return value.replace(/\/\/[^/@\s]*@/, '//***@');
}
