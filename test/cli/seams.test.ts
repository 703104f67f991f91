import { beforeAll, expect, test } from 'vitest';
import { lint } from 'markdownlint/sync';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { renderSeams } from '../../src/advise/seams/render-seams.ts';
import { reportSeams } from '../../src/advise/seams/seam-report.ts';
import { readHistory } from '../../src/cli/git/read-history.ts';
import { readCode } from '../../src/recover/read-code.ts';
import { recoverSystem } from '../../src/recover/recover-system.ts';
import { commit, commitAll } from '../support/history.ts';
import { modularShop } from '../support/modular-shop.ts';
import { writeFiles } from '../support/recover-files.ts';
import { runMain } from '../support/run-main.ts';

let home = '';
let root = '';

beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'archwright-seams-'));
  root = path.join(home, 'shop');
  return () => rmSync(home, { recursive: true, force: true });
});

test('a report explains the best, the order, the coupling, and how the first gets out', async () => {
  const made = writeFiles(modularShop);
  commitAll(made, '2024-01-01');
  for (const day of ['01', '08', '15', '22'])
    commit(made, { day: `2024-06-${day}`, files: ['src/modules/reviews/index.ts'] });
  cpSync(made, root, { recursive: true });
  const { status, stdout, stderr } = await runMain('seams', root, '--no-cache', '--top', '2');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('Seams of shop: 5 candidates');
  expect(stdout).toContain('score = change_rate × value ÷ (1 + fan_in + shared_tables + 0.5 × fan_out +');
  expect(stdout).toMatch(/^1\. reviews$/m);
  expect(stdout).toContain('+ No other module imports it');
  expect(stdout).toContain('… and 3 more: --top 5, or --json.');
  for (const title of ['The order to go in', 'Coupling', 'How reviews gets out'])
    expect(stdout).toContain(`\n${title}\n`);
});

test('the same repository gives the same bytes, as data and as a page', async () => {
  const json = [
    await runMain('seams', root, '--no-cache', '--json'),
    await runMain('seams', root, '--no-cache', '--format', 'json'),
  ];
  expect(json[0]?.stdout).toBe(json[1]?.stdout);
  const data = JSON.parse(json[0]?.stdout ?? '') as {
    candidates: { name: string; plan: unknown[] }[];
    matrix: { names: string[] };
  };
  expect(data.candidates.map(({ name }) => name)).toEqual(data.matrix.names);
  expect(data.candidates.every(({ plan }) => plan.length === 5)).toBe(true);
});

test('the page is well-formed Markdown', async () => {
  const file = path.join(home, 'seams.md');
  await runMain('seams', root, '--no-cache', '--format', 'markdown', '--plans', '3', '-o', file);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('| 1 | reviews | `src/modules/reviews` |');
  const { content } = lint({ strings: { content: text }, config: { default: true, MD013: false } });
  expect(content).toEqual([]);
});

test('narrow terminals get narrow lines', async () => {
  const { model } = await recoverSystem(root);
  const settings = { modules: [], weights: [], values: [], days: 365, largest: 50 };
  const report = await reportSeams({ model, code: await readCode(root), history: await readHistory(root) }, settings);
  const text = renderSeams(report, { top: 5, plans: 2 }, 28);
  const long = text.split('\n').filter((line) => line.length > 28 && line.trim().includes(' '));
  expect(long).toEqual([]);
  expect(text).toContain('A wider terminal');
});

test('without modules the mistake and the remedy are told', async () => {
  const { status, stderr } = await runMain('seams', writeFiles({ 'src/app.ts': 'export {};\n' }), '--no-cache');
  expect(status).toBe(2);
  expect(stderr).toContain('there are no modules under');
  expect(stderr).toContain('--modules "src/areas/*"');
});
