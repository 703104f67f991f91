import { appendFileSync, chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { git, shop, shopRepository, unguarded } from '../../support/adoption-shop.ts';
import { runMain } from '../../support/run-main.ts';

const only = ['--no-cache', '--format', 'compact', '--rule', 'missing-timeout,missing-graceful-shutdown'];

/** Findings that the change brings, `file:line rule` each, what was said about it, and the exit status. */
async function changed(root: string, ...flags: readonly string[]) {
  const { status, stdout, stderr } = await runMain('lint', root, ...only, '--changed', ...flags);
  const lines = stdout.split('\n').filter(Boolean);
  const found = lines.map((line) => line.replace(/^(.+?:\d+):\d+: (?:error|warning|info): .*\[(.+)\]$/, '$1 $2'));
  return { status, found, stderr };
}

/** The shop in which payment has a finding that nobody is about to change. */
function legacyShop(): string {
  return shopRepository({
    ...shop,
    'payment/src/app.js': `const express = require('express');\nexpress().listen(3000);\n`,
  });
}

describe('what a change brings', () => {
  test('nothing was changed: nothing is shown, and that is said', async () => {
    const root = legacyShop();
    expect(await changed(root)).toMatchObject({
      status: 0,
      found: [],
      stderr: expect.stringMatching(/^nothing has changed since [0-9a-f]{12} \(main\)\n$/),
    });
  });

  test.each<[string, (root: string) => void]>([
    ['in the work tree', () => undefined],
    ['staged', (root) => git(root, 'add', '--all')],
    [
      'committed on a branch, while the main branch went on',
      (root) => {
        git(root, 'switch', '--quiet', '--create', 'feature');
        git(root, 'commit', '--quiet', '--all', '--message=faster');
        git(root, 'switch', '--quiet', 'main');
        writeFileSync(path.join(root, 'payment/src/app.js'), "require('express')().listen(3001);\n");
        git(root, 'commit', '--quiet', '--all', '--message=port');
        git(root, 'switch', '--quiet', 'feature');
      },
    ],
  ])('a finding in a changed file, %s', async (_, settle) => {
    const root = legacyShop();
    writeFileSync(path.join(root, 'orders/src/http.js'), unguarded);
    settle(root);
    const { status, found, stderr } = await changed(root);
    expect(found).toEqual(['orders/src/http.js:1 missing-timeout']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^1 file changed since [0-9a-f]{12} \(main\)\n$/);
  });

  test('a file that git does not know yet', async () => {
    const root = legacyShop();
    appendFileSync(path.join(root, 'orders/src/pay.js'), "require('./refund');\n");
    writeFileSync(path.join(root, 'orders/src/refund.js'), "require('axios').post('http://payment:3000/refunds');\n");
    expect((await changed(root)).found).toEqual(['orders/src/refund.js:1 missing-timeout']);
  });

  test('a protection that was taken away, although no step of the evidence is in a changed file', async () => {
    const calls =
      "const axios = require('axios');\nmodule.exports = async (order) => axios.post('http://payment:3000/charges', order);\n";
    const deadline = "const axios = require('axios');\naxios.defaults.timeout = 2000;\nmodule.exports = axios;\n";
    const root = shopRepository({ ...shop, 'orders/src/http.js': deadline, 'orders/src/pay.js': calls });
    writeFileSync(path.join(root, 'orders/src/http.js'), "module.exports = require('axios');\n");
    const { found } = await changed(root);
    expect(found).toEqual(['orders/src/pay.js:2 missing-timeout']);
  });

  test('a moved file brings nothing, and a deleted one only what it protected from', async () => {
    const root = legacyShop();
    renameSync(path.join(root, 'orders/src/pay.js'), path.join(root, 'orders/src/charge.js'));
    writeFileSync(path.join(root, 'orders/src/app.js'), String(shop['orders/src/app.js']).replace('./pay', './charge'));
    expect((await changed(root)).found).toEqual([]);
    writeFileSync(
      path.join(root, 'orders/src/charge.js'),
      "const http = require('axios');\nmodule.exports = (order) => http.post('http://payment:3000/charges', order);\n",
    );
    rmSync(path.join(root, 'orders/src/http.js'));
    expect((await changed(root)).found).toEqual(['orders/src/charge.js:2 missing-timeout']);
  });

  test('names with spaces, quotes and letters of other scripts; a root below the top; another ref', async () => {
    const root = shopRepository(
      Object.fromEntries(Object.entries(shop).map(([file, text]) => [`apps/shop/${file}`, text])),
    );
    const odd = path.join(root, 'apps/shop/orders/src/zahlung "größe" 支払.js');
    writeFileSync(odd, "require('axios').get('http://payment:3000/size');\n");
    appendFileSync(path.join(root, 'apps/shop/orders/src/pay.js'), `require('./zahlung "größe" 支払');\n`);
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message=odd');
    const { found, stderr } = await changed(path.join(root, 'apps/shop'), 'HEAD~1');
    expect(found).toEqual(['orders/src/zahlung "größe" 支払.js:1 missing-timeout']);
    expect(stderr).toContain('(HEAD~1)');
    expect((await changed(path.join(root, 'apps/shop'))).found).toEqual([]);
  });

  test('what a baseline knows stays known', async () => {
    const root = legacyShop();
    writeFileSync(path.join(root, 'orders/src/http.js'), unguarded);
    await runMain('lint', root, '--no-cache', '--update-baseline');
    const flags = ['--baseline', path.join(root, '.archwright/baseline.json')];
    expect((await changed(root, ...flags)).found).toEqual([]);
  });
});

describe('when git cannot tell', () => {
  const clone = (root: string, ...flags: readonly string[]): string => {
    const copy = path.join(path.dirname(root), 'clone');
    git(root, 'clone', '--quiet', ...flags, `file://${root}`, copy);
    return copy;
  };

  test('a folder outside of git', async () => {
    const root = legacyShop();
    rmSync(path.join(root, '.git'), { recursive: true });
    const { status, stderr } = await changed(root);
    expect(status).toBe(2);
    expect(stderr).toContain('is in no work tree of git');
  });

  test('no git at all', async () => {
    const root = legacyShop();
    const before = process.env['PATH'];
    process.env['PATH'] = path.join(root, 'nowhere');
    const { status, stderr } = await changed(root).finally(() => (process.env['PATH'] = before));
    expect([status, stderr]).toEqual([2, expect.stringContaining('git cannot be run: it is not installed')]);
  });

  test('a shallow clone of a branch: the default branch, and the commit at which it was left', async () => {
    const root = legacyShop();
    git(root, 'switch', '--quiet', '--create', 'feature');
    for (const message of ['one', 'two']) git(root, 'commit', '--quiet', '--allow-empty', `--message=${message}`);
    git(root, 'switch', '--quiet', 'main');
    const copy = clone(root, '--depth=1', '--branch=feature');
    const unknown = await changed(copy);
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toMatch(
      /the default branch is not known here: .*\n = help: .*"fetch-depth: 0" for actions\/checkout.*--changed=<ref>/,
    );
    git(copy, 'fetch', '--quiet', '--depth=1', 'origin', 'main:refs/remotes/origin/main');
    const apart = await changed(copy);
    expect(apart.status).toBe(2);
    expect(apart.stderr).toMatch(
      /the commit at which this branch left "origin\/main" is not known: this clone is shallow\n.*fetch-depth: 0/,
    );
    git(copy, 'fetch', '--quiet', '--unshallow');
    expect((await changed(copy)).status).toBe(0);
  });

  test.each([
    ['--output=/tmp/x', 'is no name of a commit or branch'],
    ['stable', 'there is no commit or branch "stable" here\n = help: git fetch origin stable'],
    ['examples', 'there is no commit or branch "examples" here\n = help: "examples" is a folder: write it in front'],
    ['HEAD~9', 'there is no commit or branch "HEAD~9" here'],
  ])('the ref %s', async (ref, message) => {
    const root = legacyShop();
    const { status, stderr, stdout } = await runMain('lint', root, ...only, `--changed=${ref}`);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  test('a branch that only the remote has, by its plain name', async () => {
    const root = legacyShop();
    git(root, 'branch', 'release');
    const copy = clone(root);
    expect((await changed(copy, 'release')).stderr).toContain('(origin/release)');
  });

  test('a repository without a commit, and fact files', async () => {
    const root = legacyShop();
    rmSync(path.join(root, '.git'), { recursive: true });
    git(root, 'init', '--quiet');
    expect((await changed(root)).stderr).toContain('there is no commit yet');
    expect((await changed(root, '--facts', root)).stderr).toContain('does not go with "--facts"');
  });
});

test('nothing that the repository configures is executed', async () => {
  const root = shopRepository({ ...shop, '.gitattributes': '*.js filter=spy diff=spy\n' });
  const seen = path.join(root, 'seen');
  const spy = path.join(root, 'spy.sh');
  writeFileSync(spy, `#!/bin/sh\necho "$0 $*" >> "${seen}"\ncat\n`);
  chmodSync(spy, 0o755);
  mkdirSync(path.join(root, '.git/hooks'), { recursive: true });
  for (const hook of ['post-index-change', 'post-checkout', 'fsmonitor-watchman'])
    writeFileSync(path.join(root, '.git/hooks', hook), `#!/bin/sh\necho hook >> "${seen}"\n`, { mode: 0o755 });
  for (const [key, value] of Object.entries({
    'core.fsmonitor': spy,
    'core.pager': spy,
    'filter.spy.clean': spy,
    'filter.spy.process': spy,
    'filter.spy.required': 'true',
    'diff.spy.textconv': spy,
    'diff.spy.command': spy,
    'diff.external': spy,
    'alias.diff': `!${spy}`,
  }))
    git(root, 'config', key, value);
  writeFileSync(path.join(root, 'orders/src/http.js'), unguarded);
  expect((await changed(root)).found).toEqual(['orders/src/http.js:1 missing-timeout']);
  expect(existsSync(seen)).toBe(false);
  // The trap is a real one: plain git walks into it.
  expect(() => git(root, 'diff', '--stat')).toThrow('spy');
  expect(existsSync(seen)).toBe(true);
});
