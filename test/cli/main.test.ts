import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { unknownCommand, welcome } from '../../src/cli/welcome.ts';
import { runCli } from './run-cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const names = Object.keys(commands);

describe('archwright', () => {
  test('without arguments it lists every command and says what to try first', async () => {
    const { status, stdout, stderr } = await runCli([]);
    expect([status, stderr]).toEqual([0, '']);
    for (const name of names) expect(stdout).toMatch(new RegExp(`^ {2}archwright ${name} +\\S`, 'm'));
    expect(stdout).toContain('Try first:\n  archwright lint .');
  });

  test.each(['--version', '-V'])('%s prints the version of the package alone', async (flag) => {
    const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };
    expect(await runCli([flag])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('--help and help say the same, with every command', async () => {
    const help = await runCli(['--help']);
    expect(help).toMatchObject({ status: 0, stderr: '' });
    for (const name of names) expect(help.stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    expect(await runCli(['help'])).toEqual(help);
  });

  test.each(names)('help %s is its --help, and exits 0', async (name) => {
    const help = await runCli([name, '--help']);
    expect(help).toMatchObject({ status: 0, stderr: '' });
    expect(help.stdout).toContain(`Usage: archwright ${name}`);
    expect(await runCli(['help', name])).toEqual(help);
  });

  test('an unknown command names the nearest one and all of them, on stderr, with status 2', async () => {
    const { status, stdout, stderr } = await runCli(['lintt', '.']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      `error: there is no command "lintt"\n = help: did you mean "lint"? the commands are ${names.map((name) => `"${name}"`).join(', ')}\n`,
    );
    expect((await runCli(['help', 'lintt'])).stderr).toBe(stderr);
    expect(unknownCommand('kubernetes', commands).help).not.toContain('did you mean');
  });

  test.each([['--verbos'], ['lint', '--no-such-option'], ['constructor'], ['__proto__']])(
    'wrong use (%s %s) exits 2 and says so on stderr',
    async (...argv) => {
      const { status, stdout, stderr } = await runCli(argv.filter((word) => word !== undefined));
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^error: /);
    },
  );

  test('a reader that goes away early (archwright --help | head) is no error', async () => {
    const { FORCE_COLOR: _force, ...env } = process.env;
    const child = spawn(process.execPath, [`${root}/bin/archwright.js`, '--help'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect([status, stderr]).toEqual([0, '']);
  });
});

describe('welcome', () => {
  test('fits into the terminal: beside each other where there is room, below each other where not', () => {
    const longest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));
    const wide = welcome('1.0.0', commands, 100);
    const narrow = welcome('1.0.0', commands, 70);
    expect(longest(welcome('1.0.0', commands))).toBeLessThanOrEqual(80);
    expect(longest(narrow)).toBeLessThanOrEqual(70);
    expect(narrow.split('\n').length).toBeGreaterThan(wide.split('\n').length);
  });
});
