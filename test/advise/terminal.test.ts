import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cacheTreeText } from './support.ts';

const recorder = 'script';
// util-linux' script gives a program a terminal; where it is missing (Windows, macOS) nothing can be shown.
const hasScript = spawnSync(recorder, ['--version']).stdout?.toString().includes('util-linux') === true;
const program = resolve('bin/archwright.js');
const enter = '\r';
const down = '\u001b[B';
const ctrlC = '\u0003';
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archwright-terminal-'));
  const tree = cacheTreeText(['cons: [It gets old.] }', 'cons: [It gets old.], followups: [communication] }']);
  writeFileSync(join(folder, 'cache.yaml'), tree);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program at a terminal of 60 columns: waits for what is shown, and types. */
class Terminal {
  #seen = '';
  #from = 0;
  readonly #child;
  readonly ended: Promise<number | null>;

  constructor(command: string) {
    const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
    this.#child = spawn(recorder, ['-qefc', `stty cols 60 rows 40; ${command}`, '/dev/null'], {
      cwd: folder,
      env: { ...env, TERM: 'xterm', SHELL: '/bin/sh' },
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#seen += text));
    this.ended = new Promise((done) => this.#child.on('close', done));
  }

  /** What was shown since the last wait, as soon as `text` is in it. Lines are joined, since a narrow terminal breaks them. */
  async shows(text: string): Promise<string> {
    for (let tries = 0; ; tries++) {
      const all = stripVTControlCharacters(this.#seen).replaceAll(/\s+/g, ' ');
      const at = all.indexOf(text, this.#from);
      const since = all.slice(this.#from, at < 0 ? undefined : at + text.length);
      if (at >= 0) {
        this.#from = at + text.length;
        return since;
      }
      if (this.#child.exitCode !== null || tries > 1500) throw new Error(`"${text}" was not shown:\n${since}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  type(...keys: readonly string[]): void {
    for (const key of keys) this.#child.stdin.write(key);
  }

  /** Everything that was shown, with what paints it. */
  get raw(): string {
    return this.#seen;
  }
}

function advise(...flags: readonly string[]): Terminal {
  return new Terminal(`${JSON.stringify(process.execPath)} ${JSON.stringify(program)} advise ${flags.join(' ')}`);
}

const state = (): string => join(folder, '.archwright', 'advise-session.yaml');

describe.skipIf(!hasScript)('at a terminal', { timeout: 120_000 }, () => {
  test('from the first question to the records: help, back across decisions, unknown, Ctrl-C, resumed', async () => {
    const first = advise('cache.yaml', '--date', '2026-11-21');
    await first.shows('Question 1 of at most 4');
    await first.shows('How many reads a second?');
    await first.shows('? why)');
    first.type('?');
    expect(await first.shows('? why)')).toContain('Compared with 100: Many reads.');
    first.type('500', enter);
    expect(await first.shows('May they be old?')).toContain('So far: No cache leads; still possible: Cache.');
    first.type(enter);
    await first.shows('Cache: Cache');
    await first.shows('What next?');
    first.type(enter);
    expect(await first.shows('Question 1 of at most')).toContain('Go on with: Communication');
    await first.shows('< back)');
    first.type('<');
    expect(await first.shows('May they be old?')).toContain('You said yes.');
    first.type(ctrlC);
    await first.shows('goes on from here.');
    expect(await first.ended).toBe(130);
    expect(readdirSync(folder).toSorted()).toEqual(['.archwright', 'cache.yaml']);
    expect(readFileSync(state(), 'utf8')).toContain('- "cache.reads"\n');

    const again = advise('--date', '2026-11-21');
    await again.shows('An interview was stopped: Cache, 1 answer.');
    await again.shows('Forget it');
    again.type(enter);
    await again.shows('May they be old?');
    again.type(down, down, enter);
    await again.shows('How long may a read take?');
    again.type('0', enter);
    await again.shows('Which store?');
    again.type(down, down, enter);
    await again.shows('in a few words?');
    again.type('sheets of paper', enter);
    await again.shows('Cache: No cache');
    await again.shows('Go back to the last question');
    again.type(enter);
    await again.shows('Recorded: docs/decisions/0001-cache-none.md');
    expect(await again.ended).toBe(0);
    expect(existsSync(state())).toBe(false);
    const record = readFileSync(join(folder, 'docs/decisions/0001-cache-none.md'), 'utf8');
    expect(record).toContain('  reads: 500\n  stale: unknown\n  wait: 0s\n  store: "other: sheets of paper"\n');
  });

  test('NO_COLOR paints nothing, and no line is longer than the terminal is wide', async () => {
    const plain = new Terminal(
      `NO_COLOR=1 ${JSON.stringify(process.execPath)} ${JSON.stringify(program)} advise cache.yaml --dry-run --set reads=500`,
    );
    await plain.shows('May they be old?');
    plain.type(enter);
    await plain.shows('What next?');
    plain.type(ctrlC);
    expect(await plain.ended).toBe(130);
    // eslint-disable-next-line no-control-regex
    expect(plain.raw).not.toMatch(/\u001b\[[0-9;]*m/);
    const lines = stripVTControlCharacters(plain.raw).split(/\r?\n/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    // A dry run keeps nothing.
    expect(readdirSync(folder)).toEqual(['cache.yaml']);
  });
});
