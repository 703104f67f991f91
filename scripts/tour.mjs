// The main job from end to end, on a machine with nothing but Node: advice, a generated system that is built, started
// and called, lint, documents. Every step prints the command that a person would type, and what came out, trimmed.
//   npm run tour        writes into tour-output/ (TOUR_OUTPUT=<folder> for another place), afresh each time
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Shop } from './tour-shop.mjs';

const root = path.resolve(import.meta.dirname, '..');
const program = path.join(root, 'bin/archwright.js');
const output = path.resolve(process.env['TOUR_OUTPUT'] ?? path.join(root, 'tour-output'));
const shopDir = path.join(output, 'shop');
const marker = path.join(output, '.archwright-tour');

/** A step that did not go as it should: the tour ends, with status 1 and without a stack. */
class Stopped extends Error {}

const ENDED = ['COMPLETED', 'COMPENSATED', 'COMPENSATION_FAILED'];

let shop;
// Ctrl-C reaches us and the commands in front, but not the shop, which runs in a group of its own.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void stopBy(signal));
}

async function stopBy(signal) {
  await shop?.stop();
  process.exit(signal === 'SIGINT' ? 130 : 143);
}

try {
  prepare();
  await advise();
  await generate();
  await build();
  await start();
  await lint();
  await document();
  goodbye();
} catch (error) {
  const known = error instanceof Stopped || error?.name === 'ShopError';
  console.error(`\nThe tour stopped: ${known ? error.message : (error?.stack ?? error)}`);
  process.exitCode = 1;
} finally {
  await shop?.stop();
}

function prepare() {
  // Only a folder that a tour made is removed: TOUR_OUTPUT may name one that holds something else.
  if (existsSync(output) && readdirSync(output).length > 0 && !existsSync(marker)) {
    throw new Stopped(`"${output}" holds files that no tour wrote; name another folder with TOUR_OUTPUT`);
  }
  rmSync(output, { recursive: true, force: true });
  mkdirSync(shopDir, { recursive: true });
  writeFileSync(marker, 'Made by npm run tour; removed by the next.\n');
  if (!existsSync(path.join(root, 'dist/cli/main.js')))
    throw new Stopped('nothing is built yet; run "npm install" first');
}

async function advise() {
  title('What should we build? Advice from answers that a team wrote down.');
  const answers = 'examples/shop/answers.yaml';
  show(await archwright(['advise', '--answers', answers, '--out', shown(path.join(shopDir, 'docs/decisions'))]), 30);
  const [adr] = filesBelow(path.join(shopDir, 'docs/decisions'));
  if (adr === undefined) throw new Stopped('no decision record was written');
}

async function generate() {
  title('Give us a good start: services from a blueprint.');
  copyFileSync(path.join(root, 'examples/shop/archwright.yaml'), path.join(shopDir, 'archwright.yaml'));
  console.log(`$ cp examples/shop/archwright.yaml ${shown(shopDir)}/`);
  show(await archwright(['generate', shown(shopDir)]), 14);
}

async function build() {
  title('It installs, builds, and passes its own tests.');
  // What an outer npm tells the programs that it runs would lead the inner one astray.
  show(await npm(['install', '--no-audit', '--no-fund']), 4);
  show(await npm(['run', 'build']), 4);
  show(await npm(['test']), 12);
}

async function start() {
  title('It starts in one process with no infrastructure. A customer orders something.');
  shop = new Shop(shopDir);
  console.log(`$ cd ${shown(shopDir)} && npm run dev`);
  show(await shop.start(), 8);

  const order = { customer: 'ada', items: [{ sku: 'mug', quantity: 2 }], amount: 2400 };
  const placed = await shop.call('POST', '/api/orders', order);
  if (placed.status >= 300) throw new Stopped(`the order was refused with status ${placed.status}`);
  const { id } = placed.body;
  const settled = await shop.callUntil('GET', `/api/orders/${id}`, ({ saga }) => ENDED.includes(saga?.state));
  if (settled.body?.saga?.state !== 'COMPLETED') throw new Stopped(`the saga ended in "${settled.body?.saga?.state}"`);
  console.log(
    '\nThe order service has reserved stock and charged the card; had one failed, it would have undone the other.',
  );
  console.log('Others heard of it by events. From the log of the shop:');
  show(await shop.logged(/event handled/, /order\.created/), 4);
  await shop.call('GET', '/health/ready');
  await shop.stop();
  console.log('\nStopped, as Ctrl-C does: new requests refused, what was in flight finished.');
}

async function lint() {
  title('Is it sound? Nothing is found: what an order changes and what is said about it commit together.');
  show(await archwright(['lint', shown(shopDir)]), 12);
  title('The legacy shop has: an honest history, with the usual accidents.');
  const legacy = await archwright(['lint', 'examples/legacy-shop'], 1);
  show(legacy, 46);
  console.log('(status 1: findings)');
}

async function document() {
  title('What do we have? Diagrams and catalogs, each fact linked to its evidence.');
  show(await archwright(['docs', shown(shopDir), '--out', shown(path.join(shopDir, 'docs/architecture'))]), 14);
  show(await archwright(['docs', 'examples/legacy-shop', '--out', shown(path.join(output, 'legacy-docs'))]), 14);
  for (const folder of ['shop/docs/architecture', 'legacy-docs']) {
    if (filesBelow(path.join(output, folder)).length === 0) throw new Stopped(`nothing was written to "${folder}"`);
  }
}

function goodbye() {
  const [adr = ''] = filesBelow(path.join(shopDir, 'docs/decisions'));
  const page = (folder) =>
    shown(filesBelow(path.join(output, folder)).find((file) => /(README|index)\.md$/.test(file)) ?? folder);
  title('Where to look');
  const places = [
    [shown(adr), 'the decision, with its reasons'],
    ['examples/shop/archwright.yaml', 'the blueprint'],
    [shown(path.join(shopDir, 'services/orders/src')), 'a generated service'],
    [page('shop/docs/architecture'), 'documents of the shop'],
    [page('legacy-docs'), 'documents of the legacy shop'],
    [`cd ${shown(shopDir)} && npm run dev`, 'starts the shop again'],
    ['npx archwright lint <folder>', 'your own repository'],
  ];
  const width = Math.max(...places.map(([place]) => place.length));
  for (const [place, what] of places) console.log(`  ${place.padEnd(width)}  ${what}`);
}

function title(text) {
  console.log(`\n\n── ${text}\n`);
}

/** Prints a text indented, `most` lines at most; what was left out is said. */
function show(text, most) {
  const lines = text.trimEnd().split('\n');
  const kept = lines.length > most ? [...lines.slice(0, most - 1), `… ${lines.length - most + 1} more lines`] : lines;
  for (const line of kept) console.log(line === '' ? '' : `  ${line}`);
}

/** A path as one would type it in the root of the repository. */
function shown(file) {
  const relative = path.relative(root, path.resolve(root, file));
  return relative.startsWith('..') ? file : relative.replaceAll('\\', '/');
}

function filesBelow(dir) {
  if (!existsSync(dir)) return [];
  const all = readdirSync(dir, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

async function archwright(args, expected = 0) {
  console.log(`$ npx archwright ${args.join(' ')}`);
  return run(process.execPath, [program, ...args], root, `archwright ${args.join(' ')}`, expected);
}

async function npm(args) {
  console.log(`$ cd ${shown(shopDir)} && npm ${args.join(' ')}`);
  return run('npm', args, shopDir, `npm ${args.join(' ')}`, 0);
}

async function run(command, args, cwd, typed, expected) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command|execpath)/.test(name)),
  );
  const child = spawn(command, args, {
    cwd,
    env,
    shell: process.platform === 'win32' && command === 'npm',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let all = '';
  child.stdout.on('data', (chunk) => (all += chunk));
  child.stderr.on('data', (chunk) => (all += chunk));
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (status === expected) return all;
  show(all.split('\n').slice(-40).join('\n'), 41);
  throw new Stopped(`"${typed}" ended with status ${status} instead of ${expected}`);
}
