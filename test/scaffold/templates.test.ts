import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readTree } from '../../src/io/read-tree.ts';
import { runMain } from '../support/run-main.ts';

const blueprint = `system: { name: shop }
templates:
  from: ./templates
  variables: { team: payments }
services:
  orders:
    endpoints: [GET /orders]
`;
const packFile = `variables:
  team: { description: Who owns it, pattern: '[a-z-]+' }
  region: { default: eu, enum: [eu, us] }
`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'templates-'));
  write('archwright.yaml', blueprint);
  write('templates/templates.yaml', packFile);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const generated = (): string[] => [...readTree(root).keys()].filter((path) => /^(?:services|package)/.test(path));

describe('templates of the user', () => {
  test('take the place of ours, add files, and speak of variables and of what ours speak of', async () => {
    write('templates/README.md', 'for people');
    write('templates/service/Dockerfile.hbs', 'FROM acme/node:{{node}}\nLABEL team={{variables.team}}\n');
    write('templates/service/README.md', '# {{written as it is}}\n');
    write('templates/service/extra/_runbook.md.hbs', '{{name}} in {{variables.region}}\n');
    write('templates/system/extra/docs/teams.md.hbs', '{{#each services}}{{name}}: {{../variables.team}}{{/each}}\n');
    write('templates/platform/src/logger.ts', `${ours('platform/src/logger.ts')}// by us\n`);
    expect(await runMain('generate', root, '--node', '22')).toMatchObject({ status: 0, stderr: '' });
    expect(read('services/orders/Dockerfile')).toBe('FROM acme/node:22\nLABEL team=payments\n');
    expect(read('services/orders/README.md')).toBe('# {{written as it is}}\n');
    expect(read('services/orders/.runbook.md')).toBe('orders in eu\n');
    expect(read('docs/teams.md')).toBe('orders: payments\n');
    expect(read('services/orders/src/platform/logger.ts')).toMatch(/\/\/ by us\n$/);
    expect((await runMain('generate', root)).stdout).toContain('nothing to write');
    const { stdout } = await runMain('templates', 'list', root);
    expect(stdout).toContain(`service/Dockerfile.hbs`);
    expect(stdout).toMatch(/service\/extra\/_runbook\.md\.hbs +\S+templates\/service\/extra\/_runbook\.md\.hbs/);
    const check = await runMain('templates', 'check', root);
    expect(check.stdout).toContain('region = "eu"');
    expect(check.stdout).toContain('team = "payments"   Who owns it');
  });

  test('reach nothing but the data: no constructor, no prototype', async () => {
    const tries = ['{{lookup this "constructor"}}', '{{lookup this "__proto__"}}', '{{lookup name "constructor"}}'];
    write('templates/service/README.md.hbs', `[${tries.join('')}]`);
    expect(await runMain('generate', root)).toMatchObject({ status: 0 });
    expect(read('services/orders/README.md')).toBe('[]');
  });

  test('come from an installed package, whose folder its package.json names; versions of its packages are pinned', async () => {
    write(
      'archwright.yaml',
      blueprint.replace('./templates', '["@acme/templates"]').replace('  variables: { team: payments }\n', ''),
    );
    write(
      'node_modules/@acme/templates/package.json',
      '{"name":"@acme/templates","archwright":{"templates":"./ours"}}',
    );
    write('node_modules/@acme/templates/ours/templates.yaml', 'packages: { left-pad: 1.3.0 }\n');
    write(
      'node_modules/@acme/templates/ours/service/extra/src/pad.ts',
      "import pad from 'left-pad';\nexport { pad };\n",
    );
    expect(await runMain('generate', root)).toMatchObject({ status: 0 });
    expect(JSON.parse(read('services/orders/package.json'))).toMatchObject({ dependencies: { 'left-pad': '1.3.0' } });
  });

  test.each([
    [
      'a folder that is not there',
      './elsewhere',
      {},
      /archwright\.yaml:3:3.*the templates ".\/elsewhere" are not there/s,
    ],
    ['a package that is not installed', 'acme', {}, /npm install --save-dev acme/],
    ['what is neither', '/etc', {}, /"\/etc" is neither a folder nor the name of an npm package/],
    [
      'a file that takes the place of nothing',
      './templates',
      { 'service/Dokerfile.hbs': '' },
      /Dokerfile\.hbs: error: "service\/Dokerfile.hbs" takes the place of no template\n = help: did you mean "service\/Dockerfile.hbs"\?/,
    ],
    ['a template for what is copied', './templates', { 'service/tsconfig.build.json.hbs': '' }, /cannot be a template/],
    [
      'a name that is not there',
      './templates',
      { 'service/README.md.hbs': '{{nmae}}' },
      /README\.md\.hbs: error: this template cannot be rendered: "nmae" not defined/,
    ],
    [
      'an added file that ours makes',
      './templates',
      { 'service/extra/src/main.ts': '' },
      /two parts of the service "orders" would both be the file "src\/main.ts"/,
    ],
    [
      'an added file of the system that ours makes',
      './templates',
      { 'system/extra/package.json': '' },
      /would make "package.json", which is made already/,
    ],
    ['a name that Windows refuses', './templates', { 'service/extra/aux.md': '' }, /device name on Windows/],
    [
      'a mistake in its file',
      './templates',
      { 'templates.yaml': 'variables: { team: { type: text } }\nhook: []\n' },
      /templates\.yaml:1:28.*type cannot be "text".*templates\.yaml:2:1.*"hook" is not a key/s,
    ],
    [
      'a hook as one text',
      './templates',
      { 'templates.yaml': "variables: { team: {} }\nhooks: ['rm -rf /']\n" },
      /a hook is a list, but here is "rm -rf \/"/,
    ],
    [
      'a version that is none',
      './templates',
      { 'templates.yaml': 'variables: { team: {} }\npackages: { left-pad: ^1 }\n' },
      /"\^1" is no exact version/,
    ],
  ])('refuses %s, and writes nothing', async (_, from, files, message) => {
    write('archwright.yaml', blueprint.replace('./templates', from));
    for (const [path, text] of Object.entries(files)) write(`templates/${path}`, String(text));
    const { status, stderr } = await runMain('generate', root);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
    expect(generated()).toEqual([]);
  });

  test.each([
    ['{ team: Payments }', /"team" \(Who owns it\) does not match/],
    ['{ team: 5 }', /"team" \(Who owns it\) is a string/],
    ['{ team: a, region: asia }', /"region" cannot be "asia".*allowed: eu, us/s],
    ['{ team: a, regoin: us }', /no template has a variable "regoin".*did you mean "region"\?/s],
    ['{}', /need a value for "team" \(Who owns it\)/],
    ['{ team: [a] }', /a variable is a text, a number, true or false/],
  ])('refuses the variables %s', async (variables, message) => {
    write('archwright.yaml', blueprint.replace('{ team: payments }', variables));
    const { status, stderr } = await runMain('generate', root);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('archwright.yaml:4:');
    expect(status).toBe(2);
  });
});

describe('hooks of templates', () => {
  const hook = `hooks:\n  - [node, -e, 'fs.writeFileSync("ran.txt", process.argv[1])', 'a $(b) word']\n`;
  beforeEach(() => write('templates/templates.yaml', packFile + hook));

  test('are listed, and not run unless that is said', async () => {
    const { status, stderr } = await runMain('generate', root);
    expect(status).toBe(0);
    expect(stderr).toContain('Not run: programs that the templates name');
    expect(stderr).toContain('"a $(b) word"   (./templates)');
    expect(readTree(root).has('ran.txt')).toBe(false);
  });

  test('run without a shell, in the folder of the system, once something was written', async () => {
    expect(await runMain('generate', root, '--run-hooks')).toMatchObject({ status: 0 });
    expect(read('ran.txt')).toBe('a $(b) word');
    rmSync(join(root, 'ran.txt'));
    expect((await runMain('generate', root, '--run-hooks')).stderr).toBe('');
    expect(readTree(root).has('ran.txt')).toBe(false);
  });

  test('say what failed', async () => {
    write('templates/templates.yaml', `${packFile}hooks: [[node, -e, 'process.exit(3)']]\n`);
    const { status, stderr } = await runMain('generate', root, '--run-hooks');
    expect(status).toBe(2);
    expect(stderr).toContain('the program "node" of "./templates" ended with status 3');
    expect(generated().length).toBeGreaterThan(5);
  });
});

describe('archwright templates', () => {
  test('copies a template once, and says how to name the folder', async () => {
    write('archwright.yaml', 'services: { orders: { endpoints: [GET /orders] } }\n');
    const copied = await runMain('templates', 'copy', 'service/Dockerfile', '--dir', root, '--to', 'ours');
    expect(copied.stderr).toMatch(/no template "service\/Dockerfile"|^$/);
    const { status, stdout } = await runMain(
      'templates',
      'copy',
      'service/README.md.hbs',
      '--dir',
      root,
      '--to',
      'ours',
    );
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('templates: { from: ./ours }'),
    });
    expect(read('ours/service/README.md.hbs')).toBe(ours('service/README.md.hbs'));
    expect(await runMain('templates', 'copy', 'service/README.md.hbs', '--dir', root, '--to', 'ours')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is there already'),
    });
    expect(await runMain('templates', 'copy', 'service/main.ts', '--dir', root)).toMatchObject({ status: 2 });
    expect(await runMain('templates', 'copy', 'service/README.md.hbs', '--dir', root, '--to', '../out')).toMatchObject({
      status: 2,
    });
  });

  test('prints what templates may speak of', async () => {
    const { stdout } = await runMain('templates', 'data', 'orders', '--dir', root);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'orders', variables: { team: 'payments', region: 'eu' } });
    expect(await runMain('templates', 'data', 'order', '--dir', root)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('did you mean "orders"?'),
    });
    expect((await runMain('templates', 'show', 'service/Dockerfile.hbs')).stdout).toBe(ours('service/Dockerfile.hbs'));
  });
});

function ours(path: string): string {
  return readFileSync(new URL(`../../templates/${path}`, import.meta.url), 'utf8');
}
