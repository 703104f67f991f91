import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readTree } from '../../../src/io/read-tree.ts';
import { runMain } from '../../support/run-main.ts';

const shop = `system: { name: shop }
services:
  orders: # ours
    endpoints: [GET /orders]
  payment:
  old: { existing: true }
`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'new-library-'));
  writeFileSync(path.join(root, 'archwright.yaml'), shop);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const make = (...words: string[]): ReturnType<typeof runMain> => runMain('new', 'library', ...words, '--dir', root);

test('a library is declared and generated, and the services that are named use it', async () => {
  expect(await make('money', '--used-by', 'orders,payment', '--owner', '@shop/core')).toMatchObject({
    status: 0,
    stderr: '',
  });
  const text = read('archwright.yaml');
  expect(text).toMatch(/ {2}orders: # ours\n {4}endpoints: \[GET \/orders\]\n {4}uses: \[money\]\n/);
  expect(text).toMatch(/ {2}payment:\n {4}uses:\s*(?:- |\[)money/);
  expect(text).toMatch(/libraries:\n {2}money:\n? .*owner: "@shop\/core"/);
  expect(read('libs/money/src/index.ts')).toContain('@shop/money');
  expect(read('services/payment/package.json')).toContain('"@shop/money": "0.1.0"');
  expect((await runMain('generate', root)).stdout).toMatch(/nothing to write/);
});

test('a second one goes beside it, in a folder of its own, and is used by nobody', async () => {
  await make('money', '--used-by', 'orders');
  expect(await make('clock', '--path', 'packages/clock')).toMatchObject({ status: 0, stderr: '' });
  expect(read('archwright.yaml')).toContain('packages/clock');
  expect(read('archwright.yaml')).toContain('uses: [money]\n');
  expect(read('packages/clock/README.md')).toContain('No service uses it yet.');
});

test.each([
  [['money', '--used-by', 'order'], /there is no service "order" in .*\n[^]*did you mean "orders"/],
  [['money', '--used-by', 'old'], /archwright.yaml:6:3: error: the code of "old" is there already/],
  [['orders'], /"orders" is declared already/],
  [['Money'], /"Money" is not in kebab-case[^]*write "money"/],
  [['money', '--path', '../money'], /"..\/money" leads out of the project/],
  [['money', '--path', '.'], /a library cannot lie in the root/],
  [['money', '--path', 'services/orders/money'], /shares files with "services\/orders" of "orders"/],
  [['money', '--owner', 'core'], /"core" is not the name of a team or a person/],
])('%j is refused, and nothing is written', async (words, message) => {
  const before = readTree(root);
  const { status, stderr } = await make(...words);
  expect(stderr).toMatch(message);
  expect(status).toBe(2);
  expect(readTree(root)).toEqual(before);
});

test('where no service is generated there is nothing that a library could be for', async () => {
  writeFileSync(path.join(root, 'archwright.yaml'), 'services:\n  old: { existing: true }\n');
  const { status, stderr } = await make('money');
  expect(stderr).toMatch(/a library is for services[^]*archwright new service/);
  expect(status).toBe(2);
});
