import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

let root = '';
const unix = process.platform !== 'win32';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'archwright-install-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

// An npm of our own stands first in the PATH: what matters is where and with what it is started.
function plantNpm(script: string): Record<string, string> {
  const npm = path.join(root, 'npm');
  writeFileSync(npm, `#!/bin/sh\n${script}\n`);
  chmodSync(npm, 0o755);
  return { PATH: `${root}${path.delimiter}${process.env['PATH'] ?? ''}` };
}

test.runIf(unix)('new service --install runs npm install in the generated system', async () => {
  const env = plantNpm('echo "$PWD $*" > "$PWD/started.txt"');
  const { status } = await runCli(['new', 'service', 'orders', '--yes', '--dir', '.', '--install'], { cwd: root, env });
  expect(status).toBe(0);
  expect(readFileSync(path.join(root, 'started.txt'), 'utf8')).toContain('install');
});

test.runIf(unix)('a failing npm install is a clear message, and what was generated stays', async () => {
  const env = plantNpm('exit 7');
  const { status, stderr } = await runCli(['new', 'service', 'orders', '--yes', '--install'], { cwd: root, env });
  expect(status).toBe(2);
  expect(stderr).toContain('npm ended with status 7');
  expect(stderr).not.toContain('    at ');
  expect(readFileSync(path.join(root, 'archwright.yaml'), 'utf8')).toContain('orders');
});
