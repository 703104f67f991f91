import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli, stackLines, type Ended } from './run-cli.ts';

/** The parts of `model --format json` and `lint --format json` that these tests read. */
interface Covered {
  readonly coverage: {
    readonly gaps: readonly { readonly file: string; readonly line: number; readonly reason: string }[];
  };
  readonly services?: readonly { readonly id: string }[];
}

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'archwright-shop-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A shop of one sound service, to which each test adds what is broken. */
function writeShop(files: Readonly<Record<string, string>> = {}): void {
  const manifest = { name: 'orders', version: '1.0.0', main: 'src/main.js', dependencies: { express: '4.21.0' } };
  const source = `const express = require('express');
const app = express();
app.get('/health', (req, res) => res.json({ status: 'ok' }));
app.get('/orders/:id', (req, res) => res.json({ id: req.params.id }));
app.listen(3000);
`;
  const shop = { 'orders/package.json': JSON.stringify(manifest, null, 2), 'orders/src/main.js': source, ...files };
  for (const [file, text] of Object.entries(shop)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
}

/** The three commands that read a repository, each run on `root`. */
async function runAll(folder = root): Promise<Record<'model' | 'lint' | 'docs', Ended>> {
  const out = path.join(root, 'written-docs');
  const [model, lint, docs] = await Promise.all([
    runCli(['model', folder, '--format', 'json']),
    runCli(['lint', folder, '--format', 'json']),
    runCli(['docs', folder, '--out', out]),
  ]);
  for (const ended of [model, lint, docs]) {
    expect(ended.signal).toBeNull();
    expect(stackLines(ended.stdout + ended.stderr)).toEqual([]);
  }
  return { model, lint, docs };
}

/** All three stop with status 2, say what is wrong on stderr, and write nothing. */
async function expectStopped(message: RegExp, folder = root): Promise<void> {
  for (const [command, { status, stdout, stderr }] of Object.entries(await runAll(folder))) {
    expect([command, status, stdout]).toEqual([command, 2, '']);
    expect(stderr, command).toMatch(message);
  }
  expect(readdirSync(root)).not.toContain('written-docs');
}

/** All three do their work; model and lint tell of each file in their coverage; the orders service is still understood. */
async function expectGaps(files: readonly string[], reason = /\w/): Promise<void> {
  const { model, lint, docs } = await runAll();
  expect([model.status, docs.status]).toEqual([0, 0]);
  expect([0, 1]).toContain(lint.status);
  for (const { stdout } of [model, lint]) {
    const { gaps } = (JSON.parse(stdout) as Covered).coverage;
    const said = gaps.filter((gap) => reason.test(gap.reason)).map((gap) => gap.file);
    expect(said).toEqual(expect.arrayContaining([...files]));
  }
  expect((JSON.parse(model.stdout) as Covered).services?.map(({ id }) => id)).toContain('orders');
}

describe('a folder that cannot be analyzed stops the command', () => {
  test('one that does not exist', () =>
    expectStopped(/no-such-shop" cannot be read \(it does not exist\)/, path.join(root, 'no-such-shop')));

  test('one that is a file', async () => {
    writeFileSync(path.join(root, 'shop.txt'), 'orders\n');
    await expectStopped(/shop\.txt" is a file, not a folder/, path.join(root, 'shop.txt'));
  });

  test('one that is a circle of links', async () => {
    symlinkSync(path.join(root, 'b'), path.join(root, 'a'));
    symlinkSync(path.join(root, 'a'), path.join(root, 'b'));
    await expectStopped(/links go in a circle/, path.join(root, 'a'));
  });

  test.each([
    ['an empty one', {}],
    ['one of another language', { 'shop/main.py': 'print("orders")\n', 'README.md': '# Shop\n' }],
  ])('one without JavaScript is never called sound: %s', async (_name, files) => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    const nothing = /\bno (\w+ )*(services?|JavaScript|TypeScript|Node)/i;
    const { model, docs } = await runAll();
    // It may refuse, or go on and say so; what it may not be is silent.
    for (const { status, stdout, stderr } of [await runCli(['lint', root]), docs]) {
      expect([0, 2]).toContain(status);
      expect(stderr + stdout).toMatch(nothing);
    }
    if (model.status === 2) expect(model.stderr).toMatch(nothing);
    else
      expect(JSON.parse(model.stdout)).toMatchObject({ endpoints: [], calls: [], coverage: { files: { parsed: 0 } } });
  });
});

describe('a file that cannot be understood is named, and the rest is analyzed', () => {
  test('a package.json that is broken, or holds no object', async () => {
    const files = {
      'payment/package.json': '{ "name": "payment" "main": "src/main.js"\n',
      'returns/package.json': 'null',
      'billing/package.json': '[]',
      'shipping/package.json': '"shipping"',
      'loyalty/package.json': '',
    };
    writeShop({ ...files, 'payment/src/main.js': "require('express')().listen(3001);\n" });
    await expectGaps(Object.keys(files));
  });

  test('a syntax error in a source file', async () => {
    writeShop({
      'orders/src/refunds.js': "const axios = require('axios');\naxios.get('http://payment/refunds'\nconst = ;\n",
    });
    await expectGaps(['orders/src/refunds.js']);
  });

  test('a YAML error in docker-compose.yml', async () => {
    writeShop({ 'docker-compose.yml': 'services:\n  orders:\n    build: ./orders\n   ports: ["3000:3000"]\n' });
    await expectGaps(['docker-compose.yml']);
  });

  test('a dangling link, and links in a circle', async () => {
    writeShop();
    symlinkSync(path.join(root, 'gone.js'), path.join(root, 'orders/src/dangling.js'));
    symlinkSync(path.join(root, 'orders'), path.join(root, 'orders/src/again'));
    const { model, lint, docs } = await runAll();
    expect([model.status, lint.status, docs.status]).toEqual([0, 0, 0]);
    const { coverage } = JSON.parse(model.stdout) as Covered;
    expect(coverage.gaps.map(({ file }) => file)).toContain('orders/src/dangling.js');
    expect(coverage.gaps.filter(({ file }) => file.includes('again/src/again'))).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')('a file and a folder that may not be read', async () => {
    writeShop({ 'orders/src/secret.js': "require('axios').get('http://payment/charges');\n", 'vault/main.js': '' });
    chmodSync(root, 0o755);
    chmodSync(path.join(root, 'orders/src/secret.js'), 0);
    chmodSync(path.join(root, 'vault'), 0);
    // Root may read everything: then somebody else has to look.
    const user = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    const { status, stdout, stderr } = await runCli(['model', root, '--format', 'json'], user);
    chmodSync(path.join(root, 'vault'), 0o755);
    expect([status, stackLines(stderr)]).toEqual([0, []]);
    const { gaps } = (JSON.parse(stdout) as Covered).coverage;
    const denied = gaps.filter(({ reason }) => /permission|EACCES/.test(reason)).map(({ file }) => file);
    expect(denied.sort()).toEqual(['orders/src/secret.js', 'vault']);
  });

  test.skipIf(process.platform === 'win32')('a named pipe, which nobody writes to', async () => {
    writeShop();
    expect(
      spawnSync('mkfifo', [path.join(root, 'orders/src/pipe.js'), path.join(root, 'docker-compose.yml')]).status,
    ).toBe(0);
    const { model, lint, docs } = await runAll();
    expect([model.status, lint.status, docs.status]).toEqual([0, 0, 0]);
  });

  test('a folder with the name of a file that is read', async () => {
    writeShop();
    for (const name of [
      'docker-compose.yml',
      '.env',
      'orders/tsconfig.json',
      'orders/Dockerfile',
      'payment/package.json',
    ]) {
      mkdirSync(path.join(root, name), { recursive: true });
    }
    const { model, lint, docs } = await runAll();
    expect([model.status, lint.status, docs.status]).toEqual([0, 0, 0]);
  });

  test('text that is no text: bytes, a very long line, a byte order mark', async () => {
    writeShop({
      'orders/src/blob.js': `require('axios')\u0000\uFFFD\u0001${'x'.repeat(1000)}`,
      'orders/src/bundle.js': `require('axios');${'a=1;'.repeat(300_000)}`,
      'orders/src/marked.js':
        "\uFEFFconst axios = require('axios');\nmodule.exports = () => axios.get('http://payment/charges');\n",
    });
    const { model, docs } = await runAll();
    expect([model.status, docs.status]).toEqual([0, 0]);
  });
});

describe('a mistake in archwright.yaml stops the commands that read it, with the place', () => {
  test.each([
    ['a YAML error', 'system:\n  name: shop\n shape: microservices\n', /archwright\.yaml:3:\d+: error: YAML/],
    [
      'an unknown key',
      'system: { name: shop }\nserivces: {}\n',
      /archwright\.yaml:2:1: error: .*"serivces"[^]*"services"/,
    ],
  ])('%s', async (_name, text, message) => {
    writeShop({ 'archwright.yaml': text });
    for (const command of ['lint', 'generate']) {
      const { status, stdout, stderr } = await runCli([command, root]);
      expect([command, status, stdout]).toEqual([command, 2, '']);
      expect(stderr, command).toMatch(message);
      expect(stackLines(stderr)).toEqual([]);
    }
    expect(readdirSync(root).sort()).toEqual(['archwright.yaml', 'orders']);
    const { model, docs } = await runAll();
    expect([0, 2]).toContain(model.status);
    expect([0, 2]).toContain(docs.status);
  });

  test('an unknown rule', async () => {
    writeShop({ 'archwright.yaml': 'lint:\n  rules:\n    missing-timeouts: off\n' });
    const { status, stdout, stderr } = await runCli(['lint', root]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/archwright\.yaml:3:5: error: .*"missing-timeouts"[^]*"missing-timeout"/);
  });
});

describe('the same mistakes on a terminal-like run', () => {
  test('lint without --format says what it could not read', async () => {
    writeShop({ 'payment/package.json': '{ "name": ' });
    const { status, stdout, stderr } = await runCli(['lint', root]);
    expect(status).toBe(0);
    expect(stdout + stderr).toContain('payment/package.json');
  });

  test('an unknown format names the known ones', async () => {
    writeShop();
    for (const command of ['lint', 'model']) {
      const { status, stdout, stderr } = await runCli([command, root, '--format', 'jsno']);
      expect([command, status, stdout]).toEqual([command, 2, '']);
      expect(stderr, command).toMatch(/"?json"?/);
    }
  });

  test('docs that cannot be written stop with the path, not with a stack', async () => {
    writeShop({ taken: 'a file where the folder would be\n' });
    const { status, stderr } = await runCli(['docs', root, '--out', path.join(root, 'taken/docs')]);
    expect(status).toBe(2);
    expect(stderr).toContain('taken');
    expect(stackLines(stderr)).toEqual([]);
  });
});
