import { readFileSync } from 'node:fs';

/**
 * The command line: `archwright <command> …`. Sets the exit status and never throws:
 * 0 nothing wrong, 1 findings or drift, 2 wrong use, bad configuration or an internal error.
 */
export async function main(argv: readonly string[]): Promise<void> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${version()}\n`);
    return;
  }
  try {
    await run(argv);
  } catch (error) {
    await report(error);
  }
}

/** Settles for the whole process, once, what becomes of closed pipes and of errors that nobody caught. */
export function guardProcess(): void {
  // `archwright lint | head` closes our output early. The command goes on, so that its exit status stays true.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  // Node would end an error from a forgotten promise with status 1, which means findings.
  process.once('uncaughtException', (error) => void report(error).finally(() => process.exit(2)));
}

async function run(argv: readonly string[]): Promise<void> {
  const { commands } = await import('./commands/index.ts');
  if (argv.length === 0) {
    const { welcome } = await import('./welcome.ts');
    process.stdout.write(welcome(version(), commands, process.stdout.columns));
    return;
  }
  const words = helpAsOption(argv);
  const wanted = words.find((word) => !word.startsWith('-'));
  if (wanted !== undefined && !Object.hasOwn(commands, wanted)) {
    const { unknownCommand } = await import('./welcome.ts');
    throw unknownCommand(wanted, commands);
  }
  const { settleColor } = await import('./color.ts');
  settleColor(words, process.env);
  const { createProgram } = await import('./program.ts');
  // Only the command that was asked for is loaded: `--help` stays nearly as fast as node itself. One tells of all.
  const program = await createProgram(version(), (name) => name === wanted || wanted === 'completion');
  await program.parseAsync(words, { from: 'user' });
}

// `archwright help lint` is `archwright lint --help`, so that only that command has to be loaded.
function helpAsOption(argv: readonly string[]): string[] {
  if (argv[0] !== 'help') return [...argv];
  const [name] = argv.slice(1).filter((word) => !word.startsWith('-'));
  return name === undefined ? ['--help'] : [name, '--help'];
}

async function report(error: unknown): Promise<void> {
  const { reportError } = await import('./report-error.ts');
  process.exitCode = await reportError(error);
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}
