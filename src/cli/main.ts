import { readFileSync } from 'node:fs';
import { commands } from './commands/index.ts';

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
    const { reportError } = await import('./report-error.ts');
    process.exitCode = await reportError(error);
  }
}

async function run(argv: readonly string[]): Promise<void> {
  const { Command } = await import('commander');
  const program = new Command('archwright')
    .description('Architecture advisor, scaffolder, linter and documenter for Node.js back ends.')
    .version(version(), '-V, --version')
    .helpOption('-h, --help')
    .showHelpAfterError('(archwright --help lists the commands)')
    .exitOverride();
  const wanted = argv.find((word) => !word.startsWith('-'));
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = program.command(name).summary(summary).description(summary);
    // Only the command that was asked for is loaded: `--help` and `--version` stay as fast as node itself.
    if (name === wanted) (await load()).define(command);
  }
  program.action(() => void process.stdout.write(welcome()));
  program.addHelpText('after', '\nEach command explains itself: archwright <command> --help');
  await program.parseAsync([...argv], { from: 'user' });
}

function welcome(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  archwright ${name.padEnd(width)}  ${summary}`);
  return [
    `archwright ${version()}: advise, scaffold, lint and document Node.js back ends.`,
    '',
    ...lines,
    '',
    'Try first:',
    '  archwright lint .      what is unsound in the repository you are in, with evidence',
    '  archwright advise      what you should build: answer a few questions, get an ADR',
    '  archwright docs .      diagrams and catalogues of what is there',
    '',
  ].join('\n');
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}
