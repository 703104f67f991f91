import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ignore from 'ignore';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { walkRepository } from '../../../src/recover/inventory/walk.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shop-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

test('lists files sorted, without node_modules and what .gitignore files exclude', () => {
  put({
    '.gitignore': 'dist/\n*.log\n/tmp\n',
    'orders/src/app.ts': '',
    'orders/dist/app.js': '',
    'orders/node_modules/express/index.js': '',
    'orders/.npm/nodemon/1.11.0/package/package.json': '{}',
    'orders/debug.log': '',
    'orders/tmp/kept.ts': '',
    'payment/.gitignore': '!dist/\nsecret.ts\n',
    'payment/dist/app.js': '',
    'payment/secret.ts': '',
    'tmp/x.ts': '',
  });
  expect(walkRepository(root).files).toEqual([
    '.gitignore',
    'orders/src/app.ts',
    'orders/tmp/kept.ts',
    'payment/.gitignore',
    'payment/dist/app.js',
  ]);
});

test('keeps ignored files that git tracks, and no others', () => {
  put({
    '.gitignore': '.env\ndist\n',
    '.env': 'A=1\n',
    'orders/.env': 'B=2\n',
    'orders/dist/app.js': '',
    'payment/dist/app.js': '',
  });
  const git = (...args: string[]): void => void execFileSync('git', args, { cwd: root, stdio: 'ignore' });
  git('init');
  git('add', '-f', '.gitignore', 'orders/.env', 'orders/dist/app.js');
  expect(walkRepository(root).files).toEqual(['.gitignore', 'orders/.env', 'orders/dist/app.js']);
  expect(walkRepository(join(root, 'orders')).files).toEqual(['.env', 'dist/app.js']);
});

test('outside of git, an ignored .env is still read', () => {
  put({ '.gitignore': '.env\n*.log\n', '.env': 'A=1\n', 'x.log': '' });
  expect(walkRepository(root).files).toEqual(['.env', '.gitignore']);
});

test('tells dangling links, loops and links that leave the root; follows links to files inside', () => {
  put({ 'orders/app.ts': '', 'shared/.env': 'A=1\n' });
  symlinkSync('gone.ts', join(root, 'orders/dangling.ts'));
  symlinkSync('loop', join(root, 'orders/loop'));
  symlinkSync('..', join(root, 'orders/up'));
  symlinkSync(tmpdir(), join(root, 'orders/away'));
  symlinkSync('../shared/.env', join(root, 'orders/.env'));
  const { files, gaps } = walkRepository(root);
  expect(files).toEqual(['orders/.env', 'orders/app.ts', 'shared/.env']);
  expect(gaps.map(({ file, reason }) => `${file}: ${reason}`)).toEqual([
    'orders/away: a symbolic link that leads out of the root is not followed',
    'orders/dangling.ts: a symbolic link whose target does not exist',
    'orders/loop: a symbolic link that leads back to itself',
  ]);
});

test('the quick look ahead of a .gitignore misses no form of pattern', () => {
  const patterns = ['*.log', '/build', 'a/**/b', '[Dd]ebug/', 'x?z', '\\#odd', 'trail ', 'w\\*d', 'ÜBER', 'n/*', '*'];
  const files = [
    's.LOG',
    'n/keep.log',
    'build',
    'm/build',
    'a/b',
    'a/c/d/b',
    'debug/f',
    'Debug/f',
    'xyz',
    '#odd',
    'trail',
  ];
  files.push('w*d', 'über', 'plain.ts', 'n/plain.ts');
  put(Object.fromEntries(files.map((file) => [file, ''])));
  for (const some of [...patterns.map((one) => [one]), patterns.slice(0, -1), ['*.log', '!keep.log'], ['*', '!*.ts']]) {
    put({ '.gitignore': `${some.join('\n')}\n` });
    const expected = files.filter((file) => !ignore().add(some).ignores(file));
    expect(walkRepository(root).files.filter((file) => file !== '.gitignore')).toEqual(expected.sort());
  }
});
