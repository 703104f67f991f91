import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runMain } from '../support/run-main.ts';

const CHARGE =
  '﻿import axios from "axios";\r\nexport const charge = (order) => axios.post("http://payment:3000/charges", order);\r\n';
let root = '';

function put(file: string, text: string | Buffer): void {
  mkdirSync(join(root, file, '..'), { recursive: true });
  writeFileSync(join(root, file), text);
}

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd: root,
    encoding: 'utf8',
  });

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const lint = (...flags: readonly string[]) =>
  runMain('lint', root, '--rule', 'missing-timeout', '--format', 'compact', '--no-cache', ...flags);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'archwright-fix-'));
  put(
    'orders/package.json',
    '{ "name": "orders", "scripts": { "start": "node index.js" }, "dependencies": { "axios": "1", "express": "4" } }',
  );
  put(
    'orders/index.js',
    'import express from "express";\nimport { charge } from "./charge.js";\nconst app = express();\napp.post("/orders", (req, res) => charge(req.body).then(() => res.end()));\napp.listen(3000);\n',
  );
  put('orders/charge.js', CHARGE);
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'orders');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a dry run prints the diff and writes nothing', async () => {
  const { status, stdout, stderr } = await lint('--fix-dry-run');
  expect(status).toBe(1);
  expect(stdout).toContain('--- a/orders/charge.js\n+++ b/orders/charge.js\n');
  expect(stdout).toContain('order, { timeout: 10000 });');
  expect(stderr).toContain('1 of 1 findings with a fix would be mended, in 1 file');
  expect(git('status', '--porcelain')).toBe('');
});

test('a fix keeps every other byte, mends the finding, and a second run changes nothing', async () => {
  const first = await lint('--fix');
  expect(first).toMatchObject({ status: 0, stdout: '' });
  expect(first.stderr).toContain('fixed   orders/charge.js:2:34 missing-timeout: timeout set');
  expect(read('orders/charge.js')).toBe(CHARGE.replace('order);', 'order, { timeout: 10000 });'));
  git('commit', '-q', '-am', 'fixed');
  const second = await lint('--fix');
  expect(second).toMatchObject({ status: 0, stdout: '' });
  expect(second.stderr).toContain('0 of 0 findings');
  expect(git('status', '--porcelain', '-uno')).toBe('');
});

test('files with changes that are not committed are refused, and nothing is written, unless forced', async () => {
  put('orders/charge.js', `${CHARGE}// half a thought\r\n`);
  const refused = await lint('--fix');
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('changes are not committed: "orders/charge.js"');
  expect(refused.stderr).toContain('--force');
  expect(read('orders/charge.js')).not.toContain('timeout');
  expect((await lint('--fix', '--force')).status).toBe(0);
  expect(read('orders/charge.js')).toContain('{ timeout: 10000 });\r\n// half a thought\r\n');
});

test('asking git for changes runs nothing that the repository names', async () => {
  const trap = join(root, 'trapped');
  put('.gitattributes', '*.js filter=trap\n');
  git('add', '-A');
  git('commit', '-q', '-m', 'attributes');
  git('config', 'filter.trap.clean', `touch ${trap}; cat`);
  git('config', 'core.fsmonitor', `touch ${trap}; true`);
  // Another time stamp makes git compare what the file holds.
  utimesSync(join(root, 'orders/charge.js'), 1, 1);
  expect((await lint('--fix')).status).toBe(0);
  expect(existsSync(trap)).toBe(false);
  git('status');
  expect(existsSync(trap), 'the trap works').toBe(true);
});

test('without git nothing is written unless forced', async () => {
  rmSync(join(root, '.git'), { recursive: true });
  const refused = await lint('--fix');
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('in no git repository');
  expect(read('orders/charge.js')).toBe(CHARGE);
});

test('a file that is not UTF-8 is left alone', async () => {
  put('orders/charge.js', Buffer.from(`${CHARGE.slice(1)}// caf\u00e9\r\n`, 'latin1'));
  git('commit', '-q', '-am', 'latin');
  const { status, stderr } = await lint('--fix');
  expect(status).toBe(1);
  expect(stderr).toContain('left    orders/charge.js');
  expect(git('status', '--porcelain', '-uno')).toBe('');
});

test('a retry without an end gets one, where that is all that is wrong with it', async () => {
  const code = (options: string): string =>
    `import axios from "axios";\nimport axiosRetry from "axios-retry";\nconst api = axios.create({ timeout: 1000 });\naxiosRetry(api, ${options});\nexport const charge = () => api.get("http://payment:3000/charges");\n`;
  const endless = code('{ retries: Infinity, retryDelay: axiosRetry.exponentialDelay }');
  put('orders/charge.js', endless);
  git('commit', '-q', '-am', 'retry');
  const flags = ['--rule', 'unsafe-retry', '--format', 'compact', '--no-cache', '--fix'];
  const mended = await runMain('lint', root, ...flags);
  expect(mended.stderr).toContain('unsafe-retry: tries limited');
  expect(read('orders/charge.js')).toBe(endless.replace('Infinity', '3'));
  put('orders/charge.js', code('{ retries: Infinity, retryDelay: () => 100 }'));
  git('commit', '-q', '-am', 'another beat');
  const left = await runMain('lint', root, ...flags);
  expect(left.stderr).toContain('left    orders/charge.js');
  expect(read('orders/charge.js')).toContain('Infinity');
});

test('fact files cannot be mended', async () => {
  const { status, stderr } = await runMain('lint', '--facts', 'facts.json', '--fix');
  expect(status).toBe(2);
  expect(stderr).toContain('--fix needs the files themselves');
});
