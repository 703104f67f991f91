import { Ajv2020 } from 'ajv/dist/2020.js';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { git, shopRepository, unguarded } from '../support/adoption-shop.ts';
import { runMain } from '../support/run-main.ts';

const schema: object = JSON.parse(readFileSync(new URL('../../schema/diff.schema.json', import.meta.url), 'utf8'));
const isValid = new Ajv2020({ strict: false }).compile(schema);

async function diff(root: string, ...words: readonly string[]) {
  return runMain('diff', '--dir', root, '--no-cache', '--no-color', ...words);
}

interface Told {
  readonly facts: readonly { change: string; kind: string; service: string; what: string; attributes: unknown[] }[];
  readonly findings: { added: { rule: string }[]; removed: { rule: string }[] };
  readonly synchronousEdges: { added: { from: string; to: string }[]; removed: unknown[] };
  readonly cycles: unknown[];
  readonly longestChain: { before: { services: string[] } | null; after: { services: string[] } | null };
}

async function told(root: string, ...words: readonly string[]): Promise<Told> {
  const { stdout } = await diff(root, '--format', 'json', ...words);
  const value: unknown = JSON.parse(stdout);
  expect(isValid(value), JSON.stringify(isValid.errors)).toBe(true);
  return value as Told;
}

function edit(root: string, file: string, change: (text: string) => string): void {
  const name = path.join(root, file);
  writeFileSync(name, change(readFileSync(name, 'utf8')));
}

/** Payment asks orders back, by a new endpoint, which makes a cycle. */
function askBack(root: string): void {
  const routes = `app.get('/ask', async (q, r) => r.json((await http.post('http://orders:3000/orders', {})).data));\n`;
  edit(root, 'payment/src/app.js', (text) => text.replace('const server', `${routes}const server`));
}

describe('archwright diff', () => {
  test('nothing changed', async () => {
    const { status, stdout } = await diff(shopRepository());
    expect(stdout).toMatch(/^main \([0-9a-f]{12}\) → the work tree\n\nNo change to the architecture\.\n$/);
    expect(status).toBe(0);
  });

  test('lines that only move are no news', async () => {
    const root = shopRepository();
    edit(root, 'orders/src/pay.js', (text) => `// Asks the payment service.\n\n${text}`);
    expect((await diff(root)).stdout).toContain('No change to the architecture.');
  });

  test('a deadline that is lost changes the call, and brings a finding', async () => {
    const root = shopRepository();
    writeFileSync(path.join(root, 'orders/src/http.js'), unguarded);
    const { facts, findings } = await told(root);
    expect(facts).toMatchObject([{ change: 'changed', kind: 'call', what: 'payment POST /charges (axios)' }]);
    expect(facts[0]?.attributes).toEqual([{ name: 'timeout', before: '2000 ms', after: 'none' }]);
    expect(findings.added.map(({ rule }) => rule)).toContain('missing-timeout');
    expect(findings.removed).toEqual([]);
  });

  test('a new call back is an endpoint, a call, an edge and a cycle, and a longer chain', async () => {
    const root = shopRepository();
    askBack(root);
    const { facts, synchronousEdges, cycles, longestChain } = await told(root);
    expect(facts.map(({ change, kind, service, what }) => [change, kind, service, what])).toEqual([
      ['added', 'call', 'payment', 'orders POST /orders (axios)'],
      ['added', 'endpoint', 'payment', 'GET /ask'],
    ]);
    expect(synchronousEdges.added).toMatchObject([{ from: 'payment', to: 'orders' }]);
    expect(synchronousEdges.removed).toEqual([]);
    expect(cycles).toEqual([['orders', 'payment']]);
    expect(longestChain.before?.services).toEqual(['orders', 'payment']);
    expect(longestChain.after?.services).toEqual(['payment', 'orders', 'payment']);
  });

  test('two commits are compared exactly, whatever lies in the work tree', async () => {
    const root = shopRepository();
    askBack(root);
    git(root, 'commit', '--quiet', '--all', '--message=ask back');
    writeFileSync(path.join(root, 'orders/src/http.js'), unguarded);
    const forward = await told(root, 'HEAD~1', 'HEAD');
    expect(forward.facts.map(({ change }) => change)).toEqual(['added', 'added']);
    expect(forward.findings.added.map(({ rule }) => rule)).not.toContain('missing-timeout');
    const back = await told(root, 'HEAD', 'HEAD~1');
    expect(back.facts.map(({ change }) => change)).toEqual(['removed', 'removed']);
    expect(back.findings.added).toEqual(forward.findings.removed);
  });

  test.each([
    ['cycle', 'orders, payment'],
    ['sync-edge', 'payment → orders'],
    ['sync-edge-without-adr', 'payment → orders'],
    ['longer-chain', 'payment → orders → payment'],
  ])('--fail-on %s fails, and says by what', async (policy, by) => {
    const root = shopRepository();
    askBack(root);
    const { status, stdout } = await diff(root, '--fail-on', policy);
    expect(status).toBe(1);
    expect(stdout.replace(/\s+/g, ' ')).toContain(`Not allowed (${policy}`);
    expect(stdout.replace(/\s+/g, ' ')).toContain(by);
  });

  test('a new edge with a record of the decision is allowed', async () => {
    const root = shopRepository();
    askBack(root);
    mkdirSync(path.join(root, 'docs/decisions'), { recursive: true });
    writeFileSync(path.join(root, 'docs/decisions/0001-ask-back.md'), '# Ask back\n');
    expect((await diff(root, '--fail-on', 'sync-edge-without-adr')).status).toBe(0);
  });

  test('--fail-on weaker-policy, removed-endpoint, external-edge and finding', async () => {
    const root = shopRepository();
    writeFileSync(path.join(root, 'orders/src/http.js'), unguarded);
    expect((await diff(root, '--fail-on', 'weaker-policy')).status).toBe(1);
    expect((await diff(root, '--fail-on', 'finding')).status).toBe(1);
    expect((await diff(root, '--fail-on', 'removed-endpoint')).status).toBe(0);
    expect((await diff(root, '--fail-on', 'external-edge')).status).toBe(0);
    edit(root, 'payment/src/app.js', (text) => text.replace("app.post('/charges'", "app.post('/charge'"));
    expect((await diff(root, '--fail-on', 'removed-endpoint')).status).toBe(1);
    edit(
      root,
      'payment/src/app.js',
      (text) => `require('axios').get('https://rates.example/eur', { timeout: 9 });\n${text}`,
    );
    expect((await diff(root, '--fail-on', 'external-edge')).status).toBe(1);
  });

  test('what git does not know is wrong use, with the remedy', async () => {
    const root = shopRepository();
    const { status, stderr } = await diff(root, 'v9', 'HEAD');
    expect(status).toBe(2);
    expect(stderr).toContain('there is no commit or branch "v9" here');
  });
});
