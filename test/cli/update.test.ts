import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseBlueprint } from '../../src/blueprint/read-blueprint.ts';
import { readTree } from '../../src/io/read-tree.ts';
import { applyPlan, planGeneration, readTemplates } from '../../src/scaffold/generate.ts';
import { sha256 } from '../../src/scaffold/manifest.ts';
import { runMain } from '../support/run-main.ts';
import { runCli } from './run-cli.ts';

const BLUEPRINT = `
system: { name: shop, shape: microservices }
services:
  orders:
    port: 4001
    owns: [orders]
    endpoints: [POST /orders, "GET /orders/{id}"]
`;
const CONFIG = 'services/orders/src/config.ts';
const PACKAGE = 'services/orders/package.json';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shop-'));
  writeFileSync(at('archwright.yaml'), BLUEPRINT);
  generateOlder();
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const at = (path: string): string => join(root, path);
const read = (path: string): string => readFileSync(at(path), 'utf8');
const write = (path: string, text: string): void => writeFileSync(at(path), text);

function edit(path: string, from: string, to: string): void {
  expect(read(path)).toContain(from);
  write(path, read(path).replace(from, to));
}

/** Generates as a version before this one did, whose templates said something else here and there. */
function generateOlder(): void {
  const templates = new Map(readTemplates());
  const change = (name: string, from: string, to: string): void => {
    expect(templates.get(name)).toContain(from);
    templates.set(name, (templates.get(name) ?? '').replaceAll(from, to));
  };
  change('service/src/config.ts.hbs', "default('development')", "default('older')");
  change('service/src/main.ts.hbs', '\n', '\n// older\n');
  change('system/_gitignore', '*.log\n', '*.older\n');
  change('platform/versions.json', '"vitest": "', '"vitest": "0.');
  const plan = planGeneration(root, parseBlueprint(at('archwright.yaml'), BLUEPRINT), templates, {
    template: '0.0.1',
    node: 20,
    runningOn: 20,
    blueprint: sha256(BLUEPRINT),
  });
  applyPlan(root, plan);
}

/** Edits that the template's changes are in the way of: in code, and in package.json. */
function editInConflict(): void {
  edit(CONFIG, "default('older')", "default('mine')");
  const value = JSON.parse(read(PACKAGE)) as { devDependencies: Record<string, string> };
  value.devDependencies['vitest'] = '1.1.1-mine';
  write(PACKAGE, `${JSON.stringify(value, null, 2)}\n`);
}

describe('archwright update', () => {
  test('brings what was generated to the installed templates, merged with edits, and says from which to which', async () => {
    edit('.gitignore', 'dist/\n', 'dist/\nmine/\n');
    edit(CONFIG, '\nconst ', '\n// mine\nconst ');
    const { status, stdout } = await runMain('update', root);
    expect(stdout).toMatch(/^templates 0\.0\.1 → \d+\.\d+\.\d+\n/);
    expect(status).toBe(0);
    expect(read('.gitignore')).toContain('*.log');
    expect(read('.gitignore')).toContain('mine/');
    expect(read(CONFIG)).toContain('// mine');
    expect(read(CONFIG)).toContain("default('development')");
    const before = readTree(root);
    const again = await runMain('update', root);
    expect(again.stdout).toMatch(/as before\n(leave .*\n)*nothing to write/);
    expect(readTree(root)).toEqual(before);
  });

  test('a dry run shows everything and writes nothing', async () => {
    editInConflict();
    const before = readTree(root);
    const { status, stdout } = await runMain('update', root, '--dry-run');
    expect(status).toBe(1);
    expect(stdout).toContain('+<<<<<<< yours');
    expect(stdout).toContain('"devDependencies.vitest" is "1.1.1-mine" (yours)');
    expect(readTree(root)).toEqual(before);
  });

  test('writes conflicts to be settled, each with its place, and goes on when they are', async () => {
    editInConflict();
    const { status, stdout } = await runMain('update', root);
    expect(status).toBe(1);
    const line = read(CONFIG).split('\n').indexOf('<<<<<<< yours') + 1;
    expect(stdout).toContain(`conflict  ${CONFIG}:${line}: you and the template changed the same lines`);
    expect(stdout).toMatch(/conflict {2}services\/orders\/package\.json:\d+: "devDependencies\.vitest"/);
    expect(JSON.parse(read(PACKAGE))).toMatchObject({ devDependencies: { vitest: '1.1.1-mine' } });
    expect((await runMain('status', root, '--check')).stdout).toContain(`conflict  ${CONFIG}`);
    expect(await runMain('generate', root)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/an update with 2 files in conflict is under way/),
    });

    const open = await runMain('update', root, '--continue');
    expect(open).toMatchObject({ status: 1, stdout: expect.stringMatching(/still to settle: 2 of 2 files/) });
    write(CONFIG, read(CONFIG).replace(/<<<<<<<[^]*>>>>>>> generated\n/, "  NODE_ENV: z.string().default('both'),\n"));
    expect((await runMain('update', root, '--continue')).stdout).toContain('still to settle: 1 of 2 files');
    const ended = await runMain('update', root, '--continue', '--theirs', PACKAGE);
    expect(ended).toMatchObject({ status: 0, stdout: expect.stringMatching(/is done/) });
    expect(read(PACKAGE)).not.toContain('mine');
    expect(read(CONFIG)).toContain("default('both')");
    expect((await runMain('status', root, '--check', '--all')).stdout).toContain(`merged    ${CONFIG}`);
    expect((await runMain('update', root)).stdout).toContain('nothing to write');
  });

  test('a file can be settled for one side, one after the other', async () => {
    editInConflict();
    await runMain('update', root);
    expect(await runMain('update', root, '--continue', '--ours', CONFIG)).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/still to settle: 1 of 2 files/),
    });
    expect(read(CONFIG)).toContain("default('mine')");
    expect(read(CONFIG)).not.toContain('<<<<');
    expect(await runMain('update', root, '--continue', '--ours', PACKAGE)).toMatchObject({ status: 0 });
    expect(read(PACKAGE)).toContain('1.1.1-mine');
    expect((await runMain('update', root)).stdout).toContain('nothing to write');
  });

  test('an abort restores every byte and permission, also of what nobody committed', async () => {
    editInConflict();
    write('services/orders/src/mine.ts', 'mine\r\n');
    write('services/orders/src/main.ts', read('services/orders/src/main.ts').replaceAll('\n', '\r\n'));
    chmodSync(at(CONFIG), 0o755);
    const before = readTree(root);
    await runMain('update', root);
    expect(readTree(root)).not.toEqual(before);
    write(CONFIG, 'half settled\n');
    expect(await runMain('update', root, '--abort')).toMatchObject({ status: 0 });
    expect(readTree(root)).toEqual(before);
    expect(statSync(at(CONFIG)).mode & 0o777).toBe(0o755);
    expect(await runMain('update', root, '--abort')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/no update is under way/),
    });
  });

  test('an abort does not take away what was edited meanwhile, unless told to', async () => {
    editInConflict();
    await runMain('update', root);
    edit('.gitignore', 'dist/', 'dist/\nmine/');
    expect(await runMain('update', root, '--abort')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/edited since the update began: \.gitignore/),
    });
    expect(await runMain('update', root, '--abort', '--force')).toMatchObject({ status: 0 });
    expect(read('.gitignore')).not.toContain('mine/');
  });

  test.each([
    ['ours', "default('mine')", '1.1.1-mine'],
    ['theirs', "default('development')", '"vitest": "'],
  ])('--conflicts %s settles all of them', async (side, config, manifest) => {
    editInConflict();
    expect(await runMain('update', root, '--conflicts', side)).toMatchObject({ status: 0 });
    expect(read(CONFIG)).toContain(config);
    expect(read(PACKAGE)).toContain(manifest);
    expect((await runMain('update', root)).stdout).toContain('nothing to write');
  });

  test('tells what cannot be done', async () => {
    expect((await runMain('update', root, '--theirs', CONFIG)).stderr).toContain('give them with --continue');
    editInConflict();
    await runMain('update', root);
    expect((await runMain('update', root, '--continue', '--ours', 'services/orders/src/confg.ts')).stderr).toContain(
      `did you mean "${CONFIG}"?`,
    );
    await runMain('update', root, '--abort');
    rmSync(at('.archwright/manifest.json'));
    expect(await runMain('update', root)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/manifest\.json is gone/),
    });
  });

  test('leaves links and files that were deleted as they are', async () => {
    rmSync(at(CONFIG));
    symlinkSync(at('archwright.yaml'), at(CONFIG));
    rmSync(at('.gitignore'));
    const { status, stdout } = await runMain('update', root);
    expect(status).toBe(0);
    expect(stdout).toContain(`leave     ${CONFIG}: a symbolic link stands there, and stays`);
    expect(existsSync(at('.gitignore'))).toBe(false);
  });
});

describe('archwright status', () => {
  test('names the state of each file, and with --check ends in 1 on drift alone', async () => {
    const older = await runMain('status', root, '--check');
    expect(older.status).toBe(1);
    expect(older.stdout).toMatch(/^templates 0\.0\.1, \d+\.\d+\.\d+ is installed\n/);
    expect(older.stdout).toContain(`outdated  ${CONFIG}`);
    await runMain('update', root);
    expect(await runMain('status', root, '--check')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^templates \S+\n\d+ clean\n$/),
    });
    edit(CONFIG, '\n', '\n// mine\n');
    expect(await runMain('status', root, '--check')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/edited {4}services\/orders\/src\/config\.ts\n1 edited, \d+ clean/),
    });
    rmSync(at('.gitignore'));
    const missing = await runMain('status', root, '--check', '--json');
    expect(missing.status).toBe(1);
    expect(JSON.parse(missing.stdout)).toMatchObject({
      drift: true,
      summary: { edited: 1, missing: 1 },
      pending: null,
    });
    write('archwright.yaml', BLUEPRINT.replace('4001', '4002'));
    expect((await runMain('status', root)).stdout).toContain('archwright.yaml changed since');
  });

  test('is told by the program that users run, too', async () => {
    expect(await runCli(['status', '--check'], { cwd: root })).toMatchObject({ status: 1, stderr: '' });
    expect(await runCli(['status', 'nowhere'], { cwd: root })).toMatchObject({ status: 2, stdout: '' });
  });
});

describe('archwright eject and adopt', () => {
  test('an ejected file is never written, and an adopted one gets what it missed', async () => {
    expect((await runMain('eject', CONFIG, '--dir', root)).stdout).toContain(`eject     ${CONFIG}\nyours from here on`);
    edit(CONFIG, '\nconst ', '\n// mine\nconst ');
    await runMain('update', root);
    expect(read(CONFIG)).toContain("default('older')");
    expect(await runMain('status', root, '--check')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`ejected   ${CONFIG}`),
    });
    expect(await runMain('adopt', CONFIG, '--dir', root)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`merge     ${CONFIG}`),
    });
    expect(read(CONFIG)).toContain("default('development')");
    expect(read(CONFIG)).toContain('// mine');
    expect((await runMain('status', root)).stdout).toContain(`merged    ${CONFIG}`);
  });

  test('a folder stands for the files in it; a deletion is accepted by ejecting', async () => {
    await runMain('update', root);
    rmSync(at('.gitignore'));
    await runMain('eject', '.gitignore', 'services/orders/src/handlers', '--dir', root);
    const { status, stdout } = await runMain('status', root, '--check');
    expect(status).toBe(0);
    expect(stdout).toMatch(/3 ejected/);
    expect(await runMain('adopt', '.gitignore', '--dir', root)).toMatchObject({ status: 0 });
    expect(existsSync(at('.gitignore'))).toBe(true);
  });

  test('a file that a person made is adopted as it is', async () => {
    rmSync(at('.archwright'), { recursive: true });
    write('.gitignore', 'mine/\n');
    expect((await runMain('generate', root)).stdout).toContain('leave     .gitignore: it was not generated');
    await runMain('adopt', '.gitignore', '--dir', root);
    expect(read('.gitignore')).toBe('mine/\n');
    expect((await runMain('status', root)).stdout).toContain('edited    .gitignore');
  });

  test('tells what is not generated', async () => {
    expect(await runMain('eject', 'services/orders/src/confg.ts', '--dir', root)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`did you mean "${CONFIG}"?`),
    });
    expect((await runMain('adopt', 'mine.ts', '--dir', root)).stderr).toContain('nothing that the blueprint generates');
    expect((await runMain('eject', '../out.ts', '--dir', root)).stderr).toContain('lies outside');
  });
});

test('the manifest is as its schema says', async () => {
  const schema = JSON.parse(readFileSync('schema/manifest.schema.json', 'utf8')) as object;
  const validate = new Ajv2020().compile(schema);
  editInConflict();
  await runMain('eject', '.gitignore', '--dir', root);
  await runMain('update', root);
  expect(validate(JSON.parse(read('.archwright/manifest.json'))), JSON.stringify(validate.errors)).toBe(true);
});
