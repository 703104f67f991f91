import { Ajv2020 } from 'ajv/dist/2020.js';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runMain } from '../support/run-main.ts';

const example = path.resolve(import.meta.dirname, '../../examples/shop/archwright.yaml');
const original = readFileSync(example, 'utf8');
let root = '';
let blueprint = '';

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'archwright-declared-'));
  blueprint = path.join(root, 'archwright.yaml');
  copyFileSync(example, blueprint);
  expect((await runMain('generate', root)).status).toBe(0);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function check(schema: string, text: string): Record<string, unknown> {
  const isValid = new Ajv2020({ strict: false }).compile(
    JSON.parse(readFileSync(path.resolve(import.meta.dirname, `../../schema/${schema}.schema.json`), 'utf8')) as object,
  );
  const value = JSON.parse(text) as Record<string, unknown>;
  expect(isValid(value), JSON.stringify(isValid.errors)).toBe(true);
  return value;
}

const write = (text: string): void => writeFileSync(blueprint, text);
const changed = original.replace('timeout: 500ms', 'timeout: 900ms').replace('      - GET /products\n', '');

describe('archwright drift', () => {
  test('a generated system has none', async () => {
    write(original);
    const { status, stdout } = await runMain('drift', root, '--no-color');
    expect(stdout).toContain('No drift');
    expect(status).toBe(0);
  });

  test('ends in 1, and tells both edits', async () => {
    write(changed);
    const { status, stdout } = await runMain('drift', root, '--no-color');
    expect(status).toBe(1);
    expect(stdout).toContain('+ catalogue answers GET /products');
    expect(stdout).toContain('      +      - GET /products');
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /in the code: make it 900 ms in 2 attempts here \(services\/catalogue\/src\/clients\/inventory\.ts:\d+:\d+\)/,
    );
    const short = await runMain('drift', root, '--no-color', '--check');
    expect(short.status).toBe(1);
    expect(short.stdout).not.toContain('in the code:');
  });

  test('tells programs and comments the same', async () => {
    write(changed);
    const { stdout } = await runMain('drift', root, '--format', 'json');
    expect(check('drift', stdout)['drift']).toHaveLength(2);
    const { stdout: markdown } = await runMain('drift', root, '--format', 'markdown');
    expect(markdown).toContain('### Different on the two sides');
    expect(markdown).toContain('```diff');
  });

  test('holds telemetry against both', async () => {
    write(original);
    const metrics = path.join(root, 'metrics.prom');
    writeFileSync(metrics, 'traces_service_graph_request_total{client="catalogue",server="payment"} 3\n');
    const { status, stdout } = await runMain('drift', root, '--runtime', metrics, '--no-color');
    expect(status).toBe(1);
    expect(stdout).toContain('! catalogue → payment (requests seen: 3)');
    expect(stdout).toContain('Not seen at run time');
    writeFileSync(metrics, 'up 1\n');
    expect((await runMain('drift', root, '--runtime', metrics)).status).toBe(2);
    rmSync(metrics);
  });

  test('a folder without a blueprint is wrong use', async () => {
    const { status, stderr } = await runMain('drift', path.join(root, 'services'));
    expect(status).toBe(2);
    expect(stderr).toContain('there is no archwright.yaml');
  });
});

describe('archwright sync --to blueprint', () => {
  test('shows the diff, writes it once, and leaves no drift', async () => {
    write(changed);
    const dry = await runMain('sync', root, '--to', 'blueprint', '--dry-run');
    expect(dry.stdout).toContain('+      - GET /products\n');
    expect(readFileSync(blueprint, 'utf8')).toBe(changed);
    const first = await runMain('sync', root, '--to', 'blueprint', '--json');
    expect(first.status).toBe(0);
    expect(check('sync', first.stdout)).toMatchObject({ written: true, left: [] });
    const written = readFileSync(blueprint, 'utf8');
    for (const comment of original.match(/#.*/g) ?? []) expect(written).toContain(comment);
    const second = await runMain('sync', root, '--to', 'blueprint');
    expect(second.stdout).toContain('nothing to write');
    expect(readFileSync(blueprint, 'utf8')).toBe(written);
    expect((await runMain('drift', root)).status).toBe(0);
  });

  test('needs to be told the side', async () => {
    expect((await runMain('sync', root)).status).toBe(2);
  });
});

describe('archwright whatif', () => {
  test('tells before and after', async () => {
    write(original);
    const { status, stdout } = await runMain('whatif', root, '--async', 'orders>payment', '--no-color');
    expect(status).toBe(0);
    expect(stdout).toContain('What if orders tells payment by an event instead of waiting for it?');
    expect(stdout).toMatch(/needs: inventory, payment ⇒ inventory/);
  });

  test('of what is only declared, for programs and for a record', async () => {
    const { stdout } = await runMain('whatif', path.dirname(example), '--replicas', 'inventory=3', '--format', 'json');
    const value = check('whatif', stdout);
    expect(value['changed']).toMatchObject([{ endpoint: 'catalogue GET /products/:id' }]);
    const words = ['--merge', 'catalogue,inventory', '--cache', 'web>orders=0.5', '--format', 'markdown'];
    expect((await runMain('whatif', path.dirname(example), ...words)).stdout).toContain('### What it asks for');
  });

  test.each([
    [['--async', 'orders>paymnt'], 'did you mean "payment"?'],
    [['--async', 'payment>orders'], '"payment" does not call "orders"'],
    [[], 'whatif needs something to change'],
    [['--replicas', 'orders'], 'like "orders=3"'],
    [['--cache', 'a>b=7'], 'from 0 to 1'],
    [['--merge', 'orders'], 'Two services or more'],
    [['--split', 'orders'], 'like "orders=reports:/reports"'],
  ])('%j is wrong use', async (words, message) => {
    const { status, stderr } = await runMain('whatif', path.dirname(example), ...words);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

const circle = `services:
  a: { endpoints: [GET /a: { as: a, calls: [b.b] }], calls: { b: [b] } }
  b: { endpoints: [GET /b: { as: b, calls: [a.a] }], calls: { a: [a] }, subscribes: [c.done] }
`;

describe('a blueprint that is not sound', () => {
  test('is reported where it stands, in every format', async () => {
    const file = path.join(root, 'circle.yaml');
    writeFileSync(file, circle);
    const { status, stdout } = await runMain('lint', '--blueprint', file, '--no-color');
    expect(status).toBe(1);
    expect(stdout).toContain(
      'circle.yaml:2:67: error: services call each other in a circle: a → b → a [cyclic-dependency]',
    );
    const { stdout: json } = await runMain('lint', '--blueprint', file, '--format', 'json');
    expect(check('lint', json)['findings']).toHaveLength(2);
    const { stdout: sarif } = await runMain('lint', '--blueprint', file, '--format', 'sarif');
    expect(sarif).toContain('one-sided-event');
    expect((await runMain('lint', '--blueprint', file, '--rule', 'one-sided-event')).status).toBe(0);
    expect((await runMain('lint', '--blueprint', file, '--fix')).status).toBe(2);
    rmSync(file);
  });

  test('is not generated from, unless somebody says so', async () => {
    const other = mkdtempSync(path.join(tmpdir(), 'archwright-circle-'));
    writeFileSync(path.join(other, 'archwright.yaml'), circle);
    const refused = await runMain('generate', other);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('[cyclic-dependency]');
    expect(refused.stderr).toContain('--no-lint generates all the same');
    expect(refused.stderr).toContain('hint: archwright.yaml:3:86: "b" consumes "c.done", which nobody publishes');
    expect(existsSync(path.join(other, 'package.json'))).toBe(false);
    expect((await runMain('generate', other, '--no-lint')).status).toBe(0);
    rmSync(other, { recursive: true, force: true });
  });
});
