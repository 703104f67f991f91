import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { commit, commitAll } from '../support/history.ts';
import { modularShop } from '../support/modular-shop.ts';
import { writeFiles } from '../support/recover-files.ts';
import { runMain } from '../support/run-main.ts';

function shop(): string {
  const root = writeFiles(modularShop);
  commitAll(root, '2024-01-01');
  for (let day = 10; day < 22; day++) commit(root, { day: `2024-05-${day}`, files: ['src/modules/orders/index.ts'] });
  return root;
}

interface Answered {
  readonly question: string;
  readonly answer: unknown;
  readonly from: string | null;
}

async function path(...argv: readonly string[]): Promise<readonly Answered[]> {
  const { stdout } = await runMain(
    'advise',
    'architecture-style',
    '--yes',
    '--json',
    '--dry-run',
    '--no-cache',
    ...argv,
  );
  const { decisions } = JSON.parse(stdout) as { decisions: { path: Answered[] }[] };
  return decisions[0]?.path ?? [];
}

test('answers come from the repository, and JSON tells the source of each', async () => {
  const answered = await path('--from', shop(), '--set', 'outcome_named=yes', '--set', 'stage=growth');
  expect(answered.find(({ question }) => question === 'current')).toMatchObject({
    answer: 'modular-monolith',
    from: expect.stringContaining('one service, shop, with 5 modules') as string,
  });
  expect(answered.find(({ question }) => question === 'engineers')).toMatchObject({
    answer: 1,
    from: 'git: 1 author in 90 days up to 2024-05-21, robots left out',
  });
  expect(answered.find(({ question }) => question === 'outcome_named')).toMatchObject({ answer: true, from: null });
});

test('what is given wins', async () => {
  const answered = await path('--from', shop(), '--set', 'outcome_named=yes', '--set', 'engineers=40');
  expect(answered.find(({ question }) => question === 'engineers')).toMatchObject({ answer: 40, from: null });
});

test('the ADR tells the source, and standard error what stays open', async () => {
  const out = writeFiles({});
  const { stdout, stderr, status } = await runMain(
    'advise',
    'architecture-style',
    '--yes',
    '--no-cache',
    '--from',
    shop(),
    '--set',
    'outcome_named=yes',
    '--out',
    out,
    '--date',
    '2024-06-01',
  );
  expect(status).toBe(0);
  expect(stdout).toContain('Recorded:');
  expect(stderr).toContain('engineers = 1, inferred from git: 1 author in 90 days up to 2024-05-21');
  expect(stderr).toContain('teams stays open: there is no CODEOWNERS');
  const { readdirSync, readFileSync } = await import('node:fs');
  const [adr = ''] = readdirSync(out).filter((name) => name.startsWith('0001'));
  expect(readFileSync(`${out}/${adr}`, 'utf8')).toContain('inferred from git: 1 author in 90 days');
});

test('archwright evidence lists every fact, for people and for programs', async () => {
  const root = shop();
  const { stdout } = await runMain('evidence', root, '--no-cache');
  expect(stdout).toMatch(/^shop: \d+ of \d+ facts are known$/m);
  expect(stdout).toContain('· contributors-90d: 1 person; git: 1 author in 90 days');
  expect(stdout).toContain('? teams: unknown, because there is no CODEOWNERS');
  const json = await runMain('evidence', root, '--no-cache', '--json');
  const data: unknown = JSON.parse(json.stdout);
  const fact = {
    type: 'object',
    required: ['name', 'title', 'kind', 'unit', 'value', 'source', 'evidence', 'unknown', 'remedy'],
  };
  const validate = new Ajv2020().compile({
    type: 'object',
    required: ['schemaVersion', 'system', 'facts'],
    properties: { facts: { type: 'array', minItems: 40, items: fact } },
  });
  expect(validate(data)).toBe(true);
  expect((await runMain('evidence', root, '--no-cache', '--json')).stdout).toBe(json.stdout);
});

test('a folder that is none is a mistake of the user', async () => {
  const { status, stderr } = await runMain('advise', '--from', '/nowhere/at/all', '--yes', '--dry-run');
  expect(status).toBe(2);
  expect(stderr).toContain('the folder "/nowhere/at/all" cannot be read');
});
