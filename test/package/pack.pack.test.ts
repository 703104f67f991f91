import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const windows = process.platform === 'win32';

interface Packed {
  readonly filename: string;
  readonly version: string;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

let packed: Packed;
let folder: string;
let installed: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'archwright-packed-'));
  [packed] = JSON.parse(npm(root, 'pack', '--json', '--pack-destination', folder)) as [Packed];
  installed = path.join(folder, 'shop');
  mkdirSync(installed);
  npm(installed, 'init', '--yes');
  npm(installed, 'install', '--engine-strict', '--no-audit', '--no-fund', path.join(folder, packed.filename));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function npm(cwd: string, ...argv: string[]): string {
  const { status, stdout, stderr } = run(cwd, 'npm', argv);
  if (status !== 0) throw new Error(`npm ${argv.join(' ')} ended with status ${status}\n${stdout}${stderr}`);
  return stdout;
}

// As a person types it, in the folder that the tarball was installed in.
function archwright(...argv: string[]): { status: number | null; stdout: string; stderr: string } {
  return run(installed, 'npx', ['--no-install', 'archwright', ...argv]);
}

function run(cwd: string, command: string, argv: string[]): { status: number | null; stdout: string; stderr: string } {
  const { FORCE_COLOR: _color, ...env } = process.env;
  // Variables of the npm that runs these tests would make the inner one work in our own package.
  for (const name of Object.keys(env)) if (/^npm_(?!config_(cache|registry|userconfig))/i.test(name)) delete env[name];
  const { status, stdout, stderr } = spawnSync(command, argv, { cwd, env, encoding: 'utf8', shell: windows });
  return { status, stdout, stderr };
}

function filesBelow(dir: string): string[] {
  if (!existsSync(path.join(root, dir))) return [];
  return readdirSync(path.join(root, dir), { recursive: true, encoding: 'utf8' })
    .map((file) => `${dir}/${file.replaceAll('\\', '/')}`)
    .filter((file) => statSync(path.join(root, file)).isFile() && !file.includes('/node_modules/'));
}

describe('the tarball', () => {
  test('holds the build of every source file, and all templates, trees, schemas and pages that are on disk', () => {
    const built = filesBelow('src').flatMap((file) => {
      const base = file.replace(/^src/, 'dist').replace(/\.ts$/, '');
      return [`${base}.d.ts`, `${base}.js`];
    });
    // npm silently leaves out .gitignore, .npmrc and what a .gitignore names; then a template would be incomplete.
    const content = ['templates', 'decision-trees', 'schema', 'docs', 'bin', 'lib']
      .flatMap(filesBelow)
      .filter((file) => !isTest(file));
    const alone = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];
    expect(packed.files.map((file) => file.path).sort()).toEqual([...built, ...content, ...alone].sort());
  });

  test('has no test, source map or build record, and an executable that can be executed', () => {
    const files = packed.files.map((file) => file.path);
    expect(files.filter((file) => isTest(file) || /\.map$|tsbuildinfo|fixtures/.test(file))).toEqual([]);
    const mode = packed.files.find((file) => file.path === 'bin/archwright.js')?.mode ?? 0;
    if (!windows) expect(mode & 0o111).toBe(0o111);
  });
});

function isTest(file: string): boolean {
  return /^templates\/platform\/(test|vitest)|^templates\/page\/tsconfig\.json$|^test\//.test(file);
}

describe('the package, installed in an empty folder', () => {
  test('brings no dependency that runs a script at install, and none that refuses this Node', () => {
    const lock = JSON.parse(readFileSync(path.join(installed, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { hasInstallScript?: boolean; dev?: boolean }>;
    };
    const withScripts = Object.entries(lock.packages).filter(([, entry]) => entry.hasInstallScript);
    expect(withScripts.map(([name]) => name)).toEqual([]);
    expect(run(installed, 'npm', ['ls', '--all']).status).toBe(0);
  });

  test('--version, --help, and every command explains itself', () => {
    expect(archwright('--version')).toMatchObject({ status: 0, stdout: `${packed.version}\n` });
    const help = archwright('--help');
    expect(help.status).toBe(0);
    const names = [...help.stdout.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name = '']) => name);
    expect(names).toContain('lint');
    for (const name of names) expect([name, archwright(name, '--help').status]).toEqual([name, 0]);
  });

  test('lint judges a tiny system: a call without a timeout is found', () => {
    const files = {
      'package.json': JSON.stringify({ name: 'tiny', private: true, workspaces: ['orders', 'payment'] }),
      'orders/package.json': JSON.stringify({
        name: 'orders',
        dependencies: { axios: '1', express: '4' },
        scripts: { start: 'node main.js' },
      }),
      'orders/main.js': `const express = require('express');
const axios = require('axios');
const app = express();
app.get('/health', (req, res) => res.send('ok'));
app.post('/orders', async (req, res) => {
  const charge = await axios.post('http://payment:3001/charges', req.body);
  res.status(201).json(charge.data);
});
app.listen(3000);
`,
      'payment/package.json': JSON.stringify({
        name: 'payment',
        dependencies: { express: '4' },
        scripts: { start: 'node main.js' },
      }),
      'payment/main.js': `const app = require('express')();
app.get('/health', (req, res) => res.send('ok'));
app.post('/charges', (req, res) => res.status(201).json({ charged: true }));
app.listen(3001);
`,
    };
    write('tiny', files);
    expect(lint('tiny')).toMatchObject({ status: 1, found: ['missing-timeout orders/main.js:6'] });
    write('tiny', { 'orders/main.js': files['orders/main.js'].replace('req.body)', 'req.body, { timeout: 2000 })') });
    expect(lint('tiny').found).toEqual([]);
  });

  test('new service, by flags, writes a service that lint finds sound', () => {
    mkdirSync(path.join(installed, 'fresh'));
    const created = archwright('new', 'service', 'notifications', '--dir', 'fresh', '--yes');
    expect(created.status, created.stderr).toBe(0);
    expect(existsSync(path.join(installed, 'fresh/services/notifications/src/main.ts'))).toBe(true);
    expect(archwright('lint', 'fresh')).toMatchObject({ status: 0 });
  });

  test('the schemas and the library can be imported', () => {
    const script =
      "import 'archwright'; import('archwright/package.json', { with: { type: 'json' } }).then((m) => console.log(m.default.name));";
    expect(run(installed, 'node', ['--input-type=module', '-e', script])).toMatchObject({
      status: 0,
      stdout: 'archwright\n',
    });
  });
});

function lint(dir: string): { status: number | null; found: string[] } {
  const { status, stdout } = archwright('lint', dir, '--format', 'json');
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; file: string; line: number }[] };
  const timeouts = findings.filter(({ rule }) => rule === 'missing-timeout');
  return { status, found: timeouts.map(({ rule, file, line }) => `${rule} ${file}:${line}`) };
}

function write(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    const target = path.join(installed, dir, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}
