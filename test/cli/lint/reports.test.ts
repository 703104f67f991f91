import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runMain } from '../../support/run-main.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'archwright-reports-'))));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const shop = ['lint', 'examples/legacy-shop', '--no-cache', '--severity', 'warning'];
const inFolder = (name: string): string => join(folder, name);

test('several files and the terminal, each in its format', async () => {
  const files = [inFolder('lint.sarif'), inFolder('new/report.html')];
  const { status, stdout, stderr } = await runMain(...shop, '-f', 'github', ...files.flatMap((file) => ['-o', file]));
  expect(status).toBe(1);
  expect(stdout).toMatch(/^::error file=examples\/legacy-shop\/services\/inventory\/src\/clients\.js,line=9,/);
  expect(stderr).toBe(`4 errors, 13 warnings; the reports are in "${files[0]}", "${files[1]}"\n`);
  expect(JSON.parse(readFileSync(files[0]!, 'utf8'))).toMatchObject({ version: '2.1.0' });
  expect(readFileSync(files[1]!, 'utf8')).toMatch(/^<!doctype html>/);
  expect(readdirSync(folder).sort()).toEqual(['lint.sarif', 'new']);
});

test('places are linked to the URL given, from the working directory on', async () => {
  const file = inFolder('comment.md');
  await runMain(...shop, '-o', file, '--source-url', 'https://git.example.com/acme/shop/blob/main/');
  expect(readFileSync(file, 'utf8')).toContain(
    '](https://git.example.com/acme/shop/blob/main/examples/legacy-shop/services/inventory/src/clients.js#L12)',
  );
});

describe('a file that cannot be written', () => {
  test.each([
    ['a folder', 'taken', 'it is a folder'],
    ['below a file', 'file/report.html', 'a part of the path is a file'],
  ])('%s: status 2, and no other file is touched', async (_, name, reason) => {
    mkdirSync(inFolder('taken'));
    writeFileSync(inFolder('file'), 'kept');
    writeFileSync(inFolder('lint.sarif'), 'before');
    const sarif = inFolder('lint.sarif');
    const { status, stdout, stderr } = await runMain(...shop, '-o', sarif, '-f', `html=${inFolder(name)}`);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`error: "${inFolder(name)}" cannot be written (${reason})`);
    expect(readFileSync(sarif, 'utf8')).toBe('before');
    expect(readdirSync(folder).sort()).toEqual(['file', 'lint.sarif', 'taken']);
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('in a folder of somebody else', async () => {
    mkdirSync(inFolder('closed'));
    chmodSync(inFolder('closed'), 0o555);
    const { status, stderr } = await runMain(...shop, '-o', inFolder('closed/report.html'));
    expect(status).toBe(2);
    expect(stderr).toContain('cannot be written (permission denied)');
  });
});

test.skipIf(process.platform === 'win32')('a device is written to and stays a device', async () => {
  const { status } = await runMain(...shop, '-f', 'sarif=/dev/null');
  expect(status).toBe(1);
  expect(readFileSync('/dev/null', 'utf8')).toBe('');
});

describe('--step-summary', () => {
  test('adds the Markdown to the file of the job', async () => {
    const file = inFolder('summary');
    writeFileSync(file, 'before\n');
    vi.stubEnv('GITHUB_STEP_SUMMARY', file);
    const { stdout } = await runMain(...shop, '-f', 'github', '--step-summary');
    expect(stdout).toContain('::error');
    expect(readFileSync(file, 'utf8')).toMatch(/^before\n<!-- archwright-report -->\n\n## Archwright: 4 errors/);
  });

  test('outside of a job is a mistake', async () => {
    vi.stubEnv('GITHUB_STEP_SUMMARY', '');
    const { status, stdout, stderr } = await runMain(...shop, '--step-summary');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('GITHUB_STEP_SUMMARY is not set');
    expect(existsSync(inFolder('summary'))).toBe(false);
  });
});
