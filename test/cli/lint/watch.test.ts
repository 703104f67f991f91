import { spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { shop, unguarded } from '../../support/adoption-shop.ts';
import { writeFiles } from '../../support/recover-files.ts';
import { runCli } from '../run-cli.ts';

const program = path.resolve('bin/archwright.js');

/** `lint --watch` in a folder; `until` waits for a text to be written since the last call of it. */
function watch(root: string, ...flags: readonly string[]) {
  const argv = [program, 'lint', '--watch', '--format', 'compact', '--rule', 'missing-timeout', ...flags];
  // One pipe for both, so that what is written keeps its order.
  const merged = ['-c', 'exec "$0" "$@" 2>&1', process.execPath, ...argv];
  const child = spawn('sh', merged, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [written, seen] = ['', 0];
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
    for (const listener of listeners) listener();
  });
  const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve) =>
    child.on('close', (status, signal) => resolve([status, signal])),
  );
  const until = async (text: string): Promise<string> =>
    new Promise((resolve) => {
      const look = (): void => {
        const at = written.indexOf(text, seen);
        if (at < 0) return;
        listeners.delete(look);
        const piece = written.slice(seen, at + text.length);
        seen = at + text.length;
        resolve(piece);
      };
      listeners.add(look);
      look();
    });
  return { child, until, ended };
}

const quiet = 'Ctrl-C ends it\n';
const finding = 'orders/src/http.js:1:35: error:';

test('lints again when files change, appear or go, tells mistakes and goes on, and ends without a trace', async () => {
  const root = writeFiles(shop);
  const at = (file: string) => path.join(root, file);
  const { child, until, ended } = watch(root);
  expect(await until(quiet)).not.toContain('error');
  writeFileSync(at('orders/src/http.js'), unguarded);
  expect(await until(quiet)).toContain(finding);
  writeFileSync(at('archwright.yaml'), 'lint: { rules: { missing-timeouts: off } }\n');
  expect(await until(quiet)).toMatch(/archwright\.yaml:1:18: error: there is no rule "missing-timeouts"/);
  rmSync(at('archwright.yaml'));
  expect(await until(quiet)).toContain(finding);
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
}, 120_000);

test('a report that is written into the repository does not set it off again', async () => {
  const root = writeFiles(shop);
  const { child, until, ended } = watch(root, '--output', 'lint.txt');
  await until(quiet);
  expect(existsSync(path.join(root, 'lint.txt'))).toBe(true);
  writeFileSync(path.join(root, 'orders/src/http.js'), unguarded);
  const second = await until(quiet);
  expect(second.split('the report is in').length).toBe(2);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
}, 120_000);

test.each(['--init', '--update-baseline', '--fix', '--fix-dry-run'])('%s does not go with it', async (flag) => {
  const { status, stderr } = await runCli(['lint', '--watch', flag], { cwd: writeFiles(shop) });
  expect([status, stderr]).toEqual([2, `error: "--watch" and "${flag}" do not go together\n`]);
});
