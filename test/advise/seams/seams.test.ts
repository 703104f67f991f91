import { expect, test } from 'vitest';
import { readHistory } from '../../../src/cli/git/read-history.ts';
import { readCode } from '../../../src/recover/read-code.ts';
import { recoverSystem } from '../../../src/recover/recover-system.ts';
import { reasonsOf } from '../../../src/advise/seams/reasons.ts';
import { reportSeams, type SeamReport, type SeamSettings } from '../../../src/advise/seams/seam-report.ts';
import { stranglerPlan } from '../../../src/advise/seams/strangler-plan.ts';
import type { Seam } from '../../../src/advise/seams/judge.ts';
import { commit, commitAll, git } from '../../support/history.ts';
import { modularShop } from '../../support/modular-shop.ts';
import { writeFiles, type Files } from '../../support/recover-files.ts';

const settings: SeamSettings = { modules: [], weights: [], values: [], days: 365, largest: 50 };
const file = (name: string): string => `src/modules/${name}/index.ts`;

async function report(root: string, changed: Partial<SeamSettings> = {}): Promise<SeamReport> {
  const { model } = await recoverSystem(root);
  const sources = { model, code: await readCode(root), history: await readHistory(root) };
  return reportSeams(sources, { ...settings, ...changed });
}

function seam(seams: SeamReport, name: string): Seam {
  const found = seams.seams.find(({ module }) => module.name === name);
  if (found === undefined)
    throw new Error(`no module ${name}: ${seams.seams.map(({ module }) => module.name).join(', ')}`);
  return found;
}

/** The shop with 26 weeks of work: reviews often and alone, orders with payment. */
function workedShop(files: Files = modularShop): string {
  const root = writeFiles(files);
  commitAll(root, '2024-01-01');
  for (const day of ['01', '03', '05', '07', '09', '11']) {
    commit(root, { day: `2024-05-${day}`, files: [file('reviews')] });
    commit(root, { day: `2024-06-${day}`, files: [file('orders'), file('payment')] });
  }
  commit(root, { day: '2024-07-01', files: [file('stock')] });
  return root;
}

test('what binds modules is counted: imports, calls, tables, endpoints', async () => {
  const shop = await report(workedShop());
  // `shared` is about nothing: its files lie between modules.
  expect(shop.seams.map(({ module, role }) => `${module.name} ${role}`).sort()).toEqual([
    'billing candidate',
    'orders candidate',
    'payment candidate',
    'reviews candidate',
    'stock candidate',
  ]);
  const payment = seam(shop, 'payment');
  expect(payment.importedBy).toEqual(['orders']);
  // `charge(…)`, `new Refunds()` and `refunds.open(…)` of orders, and nothing that only passes the router on.
  expect(payment.callsInto).toBe(3);
  expect(payment.tables).toEqual(['charges']);
  expect(payment.sharedTables).toMatchObject([
    { table: 'charges', users: [{ module: 'billing' }, { module: 'payment' }] },
  ]);
  expect(payment.endpoints.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /charges']);
  expect(seam(shop, 'stock').callsInto).toBe(2);
  // A type is a contract, and no import when the program runs.
  expect(seam(shop, 'billing').importedBy).toEqual([]);
  expect(shop.links.find(({ from, to }) => from === 'orders' && to === 'billing')).toMatchObject({
    imports: 0,
    types: 1,
  });
});

test('history is counted by module: what changes often and alone comes first', async () => {
  const shop = await report(workedShop());
  expect(shop.seams[0]?.module.name).toBe('reviews');
  expect(seam(shop, 'reviews')).toMatchObject({ commits: 7, partners: [{ module: 'billing' }, {}, {}, {}] });
  expect(seam(shop, 'orders').partners[0]).toMatchObject({ module: 'payment', commits: 7, share: 1 });
  expect(shop.history).toMatchObject({ from: '2024-01-01', to: '2024-07-01', weeks: 26 });
  const score = 7 / 26 / (1 + 4 * (1 / 7));
  expect(seam(shop, 'reviews').score).toBeCloseTo(score, 10);
});

test('commits with many files are left out, and counted', async () => {
  const root = workedShop();
  commit(root, {
    day: '2024-07-02',
    files: Array.from({ length: 9 }, (_, index) => `src/modules/stock/part-${index}.ts`),
  });
  const all = await report(root);
  const few = await report(root, { largest: 8 });
  expect(seam(all, 'stock').commits - seam(few, 'stock').commits).toBe(1);
  expect(few.history).toMatchObject({ changes: { large: 1 } });
});

test('the order takes importers before what they import, and weights and values change it', async () => {
  const shop = await report(workedShop());
  const names = shop.order.flatMap(({ modules }) => modules);
  expect(names[0]).toBe('reviews');
  expect(names.indexOf('orders')).toBeLessThan(names.indexOf('payment'));
  expect(names.indexOf('orders')).toBeLessThan(names.indexOf('stock'));
  expect(shop.order.find(({ modules }) => modules.includes('payment'))).toEqual({
    modules: ['payment'],
    after: ['orders'],
    tiedTo: [],
  });
  const valued = await report(workedShop(), { values: ['stock=900'], weights: ['fan_in=0.5'] });
  expect(valued.seams[0]?.module.name).toBe('stock');
  const order = valued.order.flatMap(({ modules }) => modules);
  expect(order.indexOf('orders')).toBeLessThan(order.indexOf('stock'));
});

test('modules of a small cycle go together', async () => {
  const stock = String(modularShop[file('stock')]);
  const shop = await report(
    workedShop({
      ...modularShop,
      [file('stock')]: `import { orders } from '../orders/index.ts';\n${stock}orders.stack.pop();\n`,
    }),
  );
  expect(seam(shop, 'stock').cycle).toEqual(['orders']);
  expect(shop.order.find(({ modules }) => modules.includes('stock'))?.modules).toEqual(['orders', 'stock']);
  expect(reasonsOf(seam(shop, 'stock')).bad).toContain('It stands in a cycle with orders.');
});

test('a plan names routes, callers and the other writer of a table', async () => {
  const shop = await report(workedShop());
  const plan = stranglerPlan(seam(shop, 'payment'), shop.links);
  expect(plan.map(({ title }) => title)).toEqual(['Façade', 'Anti-corruption layer', 'Data', 'Check', 'Delete']);
  const text = plan.flatMap(({ steps }) => steps).join('\n');
  expect(text).toContain('Route POST /charges through a façade');
  expect(text).toContain('orders, 3 calls (first import: src/modules/orders/index.ts:4)');
  expect(text).toContain('billing (src/modules/billing/index.ts:5) must ask payment instead of writing charges');
  expect(text).toContain('Co-change with orders falls below 40 %');
});

test('without a history there is no score, and it is said', async () => {
  const shop = await report(writeFiles(modularShop));
  expect(shop.history).toMatchObject({ missing: 'there is no git history here' });
  expect(shop.seams.every(({ score }) => score === null)).toBe(true);
  // What nothing hangs on comes first all the same.
  expect(shop.seams[0]?.module.name).toBe('orders');
});

test('a shallow clone gives no rates', async () => {
  const root = workedShop();
  const clone = `${root}-shallow`;
  git(root, ['clone', '--quiet', '--depth=2', `file://${root}`, clone]);
  expect((await report(clone)).history).toMatchObject({ missing: expect.stringContaining('shallow') as string });
});

test('modules are named by globs, and mistakes are told', async () => {
  const root = workedShop();
  const two = await report(root, { modules: ['src/modules/{orders,stock}/'] });
  expect(two.seams.map(({ module }) => module.folder).sort()).toEqual(['src/modules/orders', 'src/modules/stock']);
  await expect(report(root, { modules: ['src/areas/*'] })).rejects.toThrow('no folder with code has such a path');
  await expect(report(root, { weights: ['fan_inn=2'] })).rejects.toThrow('there is no weight "fan_inn"');
  await expect(report(root, { values: ['paymnt=2'] })).rejects.toThrow('there is no module "paymnt"');
  await expect(report(root, { values: ['payment=a'] })).rejects.toThrow('"a" is no number');
});
