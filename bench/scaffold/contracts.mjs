// Breaks providers of a generated shop in twenty places, one at a time, each in a way that some consumer feels: the tests
// of the provider's contracts have to turn red for every one, and to be green without any.
//   node bench/scaffold/contracts.mjs [--keep]     needs the build (npm run build) and the npm registry
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '../..');
const root = mkdtempSync(path.join(tmpdir(), 'archwright-contracts-'));

const inventory = 'inventory/src/routes.ts';
const payment = 'payment/src/routes.ts';
/** What is broken, in which file below services, and how: a text, and what takes its place. */
const mutations = [
  ['a path is renamed', inventory, "'/reservations',", "'/holds',"],
  ['a path gets a version', inventory, "'/stock/:sku'", "'/v2/stock/:sku'"],
  ['a path below another is renamed', inventory, "'/reservations/release'", "'/reservations/undo'"],
  ['a method changes', inventory, 'app.post<{ Body: Fields; Headers', 'app.put<{ Body: Fields; Headers'],
  ['another method changes', inventory, 'app.get<', 'app.post<'],
  ['a status changes', inventory, 'code(201)', 'code(202)'],
  [
    'a body is wanted in another form',
    inventory,
    "const fields = { type: 'object' }",
    "const fields = { type: 'array' }",
  ],
  [
    'a field that nobody sends is required',
    inventory,
    "const fields = { type: 'object' }",
    "const fields = { type: 'object', required: ['warehouse'] }",
  ],
  [
    'a field that is relied on goes',
    'inventory/src/handlers/get-stock-by-sku.ts',
    'return stock;',
    'return { id: stock.id };',
  ],
  [
    'a field that is relied on is renamed',
    'inventory/src/handlers/get-stock-by-sku.ts',
    'return stock;',
    'const { quantity, ...rest } = stock;\n  return { ...rest, available: quantity };',
  ],
  [
    'an answer is wrapped',
    'inventory/src/handlers/get-stock-by-sku.ts',
    'return stock;',
    'return { data: stock } as never;',
  ],
  ['an id becomes a number', 'inventory/src/store/row.ts', 'id: row.id,', 'id: 7 as never,'],
  [
    'a query is required',
    'inventory/src/handlers/get-stock-by-sku.ts',
    'return stock;',
    "throw new Error('needs ?warehouse=');",
  ],
  ['another path is renamed', payment, "'/charges',", "'/payments',"],
  ['another status changes', payment, 'code(200)', 'code(204)'],
  ['an id is renamed', 'payment/src/store/row.ts', 'id: row.id,', 'id: undefined as never, chargeId: row.id,'],
  ['an event is renamed', 'payment/src/events.ts', "tx, 'payment.settled'", "tx, 'payment.done'"],
  ['a field of an event is renamed', 'payment/src/events.ts', 'paymentSettled.parse(data)', '{ chargeId: data.id }'],
  [
    'an event is not published any more',
    'payment/src/handlers/charge.ts',
    'await publishPaymentSettled(',
    'void (() => publishPaymentSettled)(); void (',
  ],
  [
    'a field of an event becomes a number',
    'orders/src/events.ts',
    'orderCreated.parse(data)',
    '{ ...orderCreated.parse(data), id: 7 }',
  ],
];

try {
  const example = readFileSync(path.join(repository, 'examples/shop/archwright.yaml'), 'utf8');
  const reading = example.replace(
    '{ timeout: 500ms, retries: 1 }',
    '{ timeout: 500ms, retries: 1, reads: [quantity] }',
  );
  writeFileSync(path.join(root, 'archwright.yaml'), reading);
  run(process.execPath, [path.join(repository, 'bin/archwright.js'), 'generate', root, '--node', '20']);
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund']);
  const sound = judge('');
  if (sound !== 'green') throw new Error(`without a mutation the tests are ${sound}`);
  console.log('green without a mutation');
  const found = mutations.filter(([what, file, before, after]) => {
    const state = mutate(path.join(root, 'services', file), before, after, () => judge(file.split('/')[0]));
    console.log(`${state === 'red' ? 'found ' : 'MISSED'} ${file.split('/')[0].padEnd(9)} ${what}`);
    return state === 'red';
  });
  console.log(JSON.stringify({ mutations: mutations.length, found: found.length }));
  process.exitCode = found.length === mutations.length ? 0 : 1;
} finally {
  if (process.argv.includes('--keep')) console.log(root);
  else rmSync(root, { recursive: true, force: true });
}

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
}

/** Runs the contract tests of one service, or of all. Anything but failed tests is neither green nor red. */
function judge(service) {
  const args = ['vitest', 'run', `${service}/test/contracts.test.ts`, '--maxWorkers=1', '--reporter=json'];
  const { stdout } = spawnSync('npx', args, { cwd: root, encoding: 'utf8' });
  const report = JSON.parse(stdout.slice(stdout.indexOf('{')));
  if (report.numTotalTests === 0) return 'not run';
  return report.numFailedTests > 0 ? 'red' : 'green';
}

function mutate(file, before, after, then) {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(before)) throw new Error(`${file} has no "${before}"`);
  writeFileSync(file, text.replace(before, after));
  try {
    return then();
  } finally {
    writeFileSync(file, text);
  }
}
