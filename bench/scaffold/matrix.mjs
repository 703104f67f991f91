// T5, T6: every two options of a blueprint together, generated, and then as a user and CI would have it: npm ci, build, strict
// type check, lint, format check, tests, start, an answer; and npm install leaves the lockfile as it was.
//   node bench/scaffold/matrix.mjs [--node 20|22|24|26] [--bin FOLDER] [--cells 1,2,3] [--short] [--results FILE]
// --bin is the folder of the node to run on, which has to be of that release; --short takes the first four cells. --results
// keeps a line of JSON for each cell: what was green there with the same bytes on the same Node.js is not tried again, so a run
// can be stopped, and one after a change tries what the change touches. Status 1 when anything was red; the last line is JSON.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../platform/support/system.mjs';
import { EXCLUDES, OPTIONS, blueprintOf } from './support/cells.mjs';
import { pairwise } from './support/pairwise.mjs';
import { firstAnswer } from './support/programs.mjs';

const repository = path.resolve(import.meta.dirname, '../..');
const { values: flags } = parseArgs({
  options: {
    node: { type: 'string', default: process.versions.node.split('.')[0] },
    bin: { type: 'string', default: path.dirname(process.execPath) },
    cells: { type: 'string' },
    short: { type: 'boolean', default: false },
    results: { type: 'string' },
  },
});
const env = { ...process.env, PATH: `${flags.bin}${path.delimiter}${process.env.PATH}`, NO_COLOR: '1' };

const cells = pairwise(OPTIONS, EXCLUDES);
const chosen =
  flags.cells?.split(',').map(Number) ?? cells.map((_, index) => index + 1).slice(0, flags.short ? 4 : undefined);
const version = (await run(tmpdir(), 'node', ['--version'], env)).trim();
console.log(`${cells.length} cells, ${chosen.length} of them on Node.js ${version} for --node ${flags.node}\n`);
const kept = keptResults(flags.results);
const results = [];
for (const number of chosen) results.push(await tryCell(number, cells[number - 1]));
const red = results.filter(({ failed }) => failed !== null);
for (const { number, failed, output } of red) console.log(`\n─── cell ${number}: ${String(failed)}\n${output}`);
const before = results.filter((result) => kept.includes(result)).length;
const summary = { node: version, cells: cells.length, run: results.length - before, before };
console.log(JSON.stringify({ ...summary, green: results.length - red.length, red: red.map(({ number }) => number) }));
process.exitCode = red.length > 0 ? 1 : 0;

function keptResults(file) {
  if (file === undefined || !existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

async function tryCell(number, cell) {
  const root = mkdtempSync(path.join(tmpdir(), 'archwright-matrix-'));
  const counts = {};
  let bytes;
  let failed = null;
  let output = '';
  try {
    for (const [name, step] of steps(root, cell)) {
      failed = name;
      Object.assign(counts, await step());
      if (name !== 'generate') continue;
      bytes = hashOf(root);
      const same = kept.find((one) => one.bytes === bytes && one.node === version && one.failed === null);
      if (same !== undefined) return same;
    }
    failed = null;
  } catch (error) {
    output = String(error.message).slice(-6_000);
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  }
  const figures = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  const words = Object.values(cell).join(' ');
  console.log(
    `${String(number).padStart(2)}  ${failed === null ? 'green' : `RED: ${String(failed)}`}  ${figures.join(', ')}  ${words}`,
  );
  const result = { number, node: version, cell, bytes, failed, output, ...counts };
  if (flags.results !== undefined) appendFileSync(flags.results, `${JSON.stringify(result)}\n`);
  return result;
}

// Of all that was generated; what it was generated from is within (.archwright).
function hashOf(root) {
  const hash = createHash('sha256');
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of files.map((entry) => path.join(entry.parentPath, entry.name)).sort())
    hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 16);
}

function steps(root, cell) {
  const npm = (...args) => run(root, 'npm', args, env);
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--omit-lockfile-registry-resolved=false'];
  return [
    ['generate', () => generate(root, cell)],
    ['npm ci', async () => void (await npm('ci', '--engine-strict', ...quiet))],
    ['npm run build', async () => void (await npm('run', 'build'))],
    ['npm run typecheck', async () => void (await npm('run', 'typecheck'))],
    ['npm run lint', async () => count('linted', /on (\d+) files/, await npm('run', 'lint'))],
    ['npm run format:check', async () => void (await npm('run', 'format:check'))],
    ['npm test', async () => count('tests', /Tests +(\d+) passed/, await npm('test'))],
    ['npm run dev', async () => void (await firstAnswer(root, 'orders', '/orders', env))],
    ['npm install', () => installAgain(root, () => npm('install', '--package-lock-only', ...quiet))],
  ];
}

async function generate(root, cell) {
  writeFileSync(path.join(root, 'archwright.yaml'), blueprintOf(cell));
  await run(
    root,
    process.execPath,
    [path.join(repository, 'bin/archwright.js'), 'generate', '--node', flags.node],
    env,
  );
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('.archwright'));
  const unrendered = paths.filter((file) => file.endsWith('.hbs') || readFileSync(file, 'utf8').includes('{{'));
  const twins = paths.length - new Set(paths.map((file) => file.toLowerCase())).size;
  const loose = paths.filter((file) => file.endsWith('tsconfig.json') && !isStrict(readFileSync(file, 'utf8')));
  if (unrendered.length + twins + loose.length > 0)
    throw new Error(
      `unrendered: ${unrendered.join(' ')}; paths equal but for case: ${twins}; not strict: ${loose.join(' ')}`,
    );
  return { files: paths.length };
}

function isStrict(text) {
  const { compilerOptions } = JSON.parse(text);
  return ['strict', 'noUncheckedIndexedAccess', 'exactOptionalPropertyTypes'].every((name) => compilerOptions[name]);
}

function count(name, pattern, output) {
  const found = Number(pattern.exec(output)?.[1] ?? 0);
  if (found === 0) throw new Error(`nothing was ${name}:\n${output}`);
  return { [name]: found };
}

async function installAgain(root, install) {
  const file = path.join(root, 'package-lock.json');
  const before = readFileSync(file, 'utf8');
  await install();
  if (readFileSync(file, 'utf8') !== before) throw new Error('npm install changed package-lock.json');
}
