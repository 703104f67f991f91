import { UserError, formatWhere } from '../util/user-error.ts';

/**
 * Prints an error the way its cause deserves (a user's mistake without a stack, a bug of ours with one)
 * on stderr, and returns the exit status: 0 for commander's help, 2 otherwise.
 */
export async function reportError(error: unknown): Promise<number> {
  const { CommanderError } = await import('commander');
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Error && error.name === 'ExitPromptError') {
    process.stderr.write('\nStopped. Nothing was written.\n');
    return 130;
  }
  if (error instanceof UserError) {
    process.stderr.write(formatUserError(error));
    return 2;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `archwright stopped on an internal error; this is a bug, and a report with these lines helps:\n${text}\n`,
  );
  return 2;
}

function formatUserError(error: UserError): string {
  const all = [error, ...error.others];
  const summary = all.length > 1 ? `\n${all.length} mistakes${inFile(all)}.\n` : '';
  return `${all.map(formatOne).join('\n')}${summary}`;
}

function formatOne(error: UserError): string {
  const where = error.where ? `${formatWhere(error.where)}: ` : '';
  const parts = [`${where}error: ${error.message}`];
  if (error.frame) parts.push(error.frame);
  if (error.help) parts.push(` = help: ${error.help}`);
  return `${parts.join('\n')}\n`;
}

function inFile(errors: readonly UserError[]): string {
  const files = new Set(errors.map(({ where }) => where?.file));
  const [file] = files;
  return files.size === 1 && file !== undefined ? ` in ${file}` : '';
}
