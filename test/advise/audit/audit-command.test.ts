import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runMain } from '../../support/run-main.ts';

let shop = '';
beforeEach(async () => {
  shop = join(mkdtempSync(join(tmpdir(), 'archwright-audit-')), 'shop');
  cpSync('test/fixtures/audit/shop', shop, { recursive: true });
  const decided = await runMain(
    ...['advise', '--answers', join(shop, 'answers.yaml'), '--yes', '--status', 'accepted', '--date', '2026-11-21'],
    ...['--out', join(shop, 'docs/decisions')],
  );
  expect(decided.status).toBe(0);
});
afterEach(() => rmSync(join(shop, '..'), { recursive: true, force: true }));

const schema = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('schema/audit.schema.json', 'utf8')) as object,
);

interface Audit {
  readonly summary: Readonly<Record<string, number>>;
  readonly decisions: readonly {
    readonly decision: string;
    readonly outcome: string;
    readonly file: string;
    readonly violations: readonly { readonly name: string; readonly file: string; readonly line: number }[];
    readonly held: readonly string[];
    readonly notVerified: readonly string[];
  }[];
}

async function audit(): Promise<{ status: number; data: Audit }> {
  const { status, stdout } = await runMain('advise', 'audit', shop, '--no-cache', '--json');
  const data: unknown = JSON.parse(stdout);
  expect(schema(data), JSON.stringify(schema.errors)).toBe(true);
  return { status, data: data as Audit };
}

const outcomes = ({ data }: Awaited<ReturnType<typeof audit>>): string[] =>
  data.decisions.map(({ decision, outcome }) => `${decision} ${outcome}`);

/** Changes one file; the function it gives takes the change back. */
function edit(file: string, from: string, to: string): () => void {
  const path = join(shop, file);
  const before = readFileSync(path, 'utf8');
  if (!before.includes(from)) throw new Error(`${file} has no "${from}"`);
  writeFileSync(
    path,
    before.replace(from, () => to),
  );
  return () => writeFileSync(path, before);
}

const green = ['ADR-0001 holds', 'ADR-0002 holds'];

test('green; red when a service writes the table of another one; green again', async () => {
  const before = await audit();
  expect([before.status, outcomes(before)]).toEqual([0, green]);
  expect(before.data.decisions[0]?.held).toContain('shared-database');
  const takeBack = [
    edit(
      'docker-compose.yml',
      'postgres://payment@payment-db:5432/payment',
      'postgres://payment@orders-db:5432/orders',
    ),
    edit('payment/src/server.js', 'INSERT INTO charges', 'INSERT INTO orders'),
  ];
  const broken = await audit();
  expect([broken.status, outcomes(broken)]).toEqual([1, ['ADR-0001 violated', 'ADR-0002 holds']]);
  expect(broken.data.decisions[0]?.violations).toMatchObject([
    { by: 'lint rule', name: 'shared-database', file: 'orders/src/server.js', line: 5 },
  ]);
  for (const back of takeBack) back();
  const after = await audit();
  expect([after.status, outcomes(after)]).toEqual([0, green]);
});

test('red when what was decided to be finished later becomes a chain of calls, with the place; green again', async () => {
  const takeBack = edit(
    'payment/src/server.js',
    '  res.json({ accepted: true });',
    '  const score = await fetch(`${process.env.FRAUD_URL}/scores/${req.body.id}`, { signal: AbortSignal.timeout(1000) });\n  res.json({ accepted: score.ok });',
  );
  const { status, stdout } = await runMain('advise', 'audit', shop, '--no-cache');
  expect(status).toBe(1);
  expect(stdout).toContain('violated  ADR-0002 Communication: Accept now, finish later\n');
  expect(stdout).toContain('✗ orders/src/server.js:11:24 POST /orders of "orders" leads through 3 further');
  takeBack();
  expect((await audit()).status).toBe(0);
});

test('red when archwright.yaml says something else than the decision, at its place', async () => {
  writeFileSync(join(shop, 'archwright.yaml'), 'system:\n  name: shop\n  shape: modular-monolith\n');
  const { status, data } = await audit();
  expect(status).toBe(1);
  expect(data.decisions[0]?.violations).toMatchObject([
    { by: 'setting', name: 'system.shape', file: 'archwright.yaml', line: 3, column: 10 },
  ]);
  writeFileSync(join(shop, 'archwright.yaml'), 'system:\n  name: shop\n  shape: microservices\n');
  expect((await audit()).data.decisions[0]?.held).toContain('system.shape = microservices');
});

test('a setting that amounts to one option is a decision, where no record has it', async () => {
  rmSync(join(shop, 'docs'), { recursive: true });
  writeFileSync(join(shop, 'archwright.yaml'), 'system: { shape: microservices }\n');
  const { data } = await audit();
  expect(data.decisions).toMatchObject([
    {
      decision: 'system.shape',
      recordedIn: 'blueprint',
      file: 'archwright.yaml',
      option: 'microservices',
      outcome: 'holds',
    },
  ]);
});

test('a rule that is off, and code without services, prove nothing', async () => {
  const rules = ['missing-timeout', 'sync-call-chain', 'non-idempotent-consumer', 'missing-dead-letter'];
  writeFileSync(
    join(shop, 'archwright.yaml'),
    `lint:\n  rules:\n${rules.map((rule) => `    ${rule}: off\n`).join('')}`,
  );
  const off = (await audit()).data.decisions[1];
  expect(off?.outcome).toBe('unverifiable');
  expect(off?.notVerified).toContain('sync-call-chain: the rule is off');
  rmSync(join(shop, 'archwright.yaml'));
  for (const service of ['orders', 'payment', 'fraud', 'customers', 'docker-compose.yml'])
    rmSync(join(shop, service), { recursive: true });
  const { status, data } = await audit();
  expect([status, data.summary]).toMatchObject([0, { unverifiable: 2, holds: 0 }]);
});

test('only accepted decisions are judged; those that people wrote are named as unverifiable', async () => {
  const decisions = join(shop, 'docs/decisions');
  await runMain('adr', 'new', 'Node.js for all', '--dir', decisions, '--date', '2026-11-21', '--status', 'accepted');
  await runMain('adr', 'new', 'Rust', '--dir', decisions, '--date', '2026-11-21');
  await runMain('adr', 'deprecate', '2', '--dir', decisions);
  const result = await audit();
  expect(outcomes(result)).toEqual(['ADR-0001 holds', 'ADR-0003 unverifiable']);
  expect(result.data.summary).toMatchObject({ notAccepted: 1 });
  expect(result.data.decisions[1]?.notVerified).toEqual([
    'it was written by hand: it holds no answers that could be asked again',
  ]);
});

test('two accepted decisions that contradict each other are both violated, for lint as well', async () => {
  const decisions = join(shop, 'docs/decisions');
  const answers = [
    '--set',
    'engineers=3',
    '--set',
    'current=none',
    '--set',
    'outcome_named=yes',
    '--yes',
    '--no-cache',
  ];
  const record = ['--status', 'accepted', '--date', '2026-11-22', '--out', decisions];
  await runMain('advise', 'architecture-style', ...answers, ...record);
  const result = await audit();
  expect(result.status).toBe(1);
  expect(outcomes(result)).toEqual(['ADR-0001 violated', 'ADR-0002 holds', 'ADR-0003 violated']);
  expect(result.data.decisions[2]?.violations[0]).toMatchObject({ by: 'other decision', name: 'ADR-0001' });
  const linted = await runMain('adr', 'lint', '--dir', decisions);
  expect(linted.status).toBe(1);
  expect(linted.stdout).toContain('contradicts ADR-0001 "Architecture style: Microservices"');
  const second = readdirSync(decisions).find((name) => name.startsWith('0003-')) ?? '';
  const takeBack = edit(
    `docs/decisions/${second}`,
    '## More Information\n',
    '## More Information\n\nFor the back office, it holds beside [the first](0001-architecture-style-microservices.md).\n',
  );
  expect((await runMain('adr', 'lint', '--dir', decisions)).status).toBe(0);
  expect((await audit()).status).toBe(0);
  takeBack();
  await runMain('adr', 'supersede', '1', '3', '--dir', decisions);
  expect((await runMain('adr', 'lint', '--dir', decisions)).status).toBe(0);
});

test('a folder that is not there is wrong use', async () => {
  rmSync(join(shop, 'docs'), { recursive: true });
  const { status, stderr } = await runMain('advise', 'audit', shop, '--no-cache');
  expect(status).toBe(2);
  expect(stderr).toContain('there is no folder');
});
