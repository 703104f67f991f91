// Runs every check, goes on after one that fails, says which failed, and ends in "N passed, N failed".
//   node scripts/check.mjs              types, lint, format, imports, unused code, fast tests
//   node scripts/check.mjs --all        those, then the tests that need services, generate systems, or pack
//   node scripts/check.mjs lint test    only the named ones
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';

const root = path.resolve(import.meta.dirname, '..');
const reports = path.join(root, 'build/check');

const parts = [
  tool(
    'format',
    'prettier',
    'prettier',
    '--check',
    '--log-level=warn',
    '--cache',
    '--cache-location=build/prettier-cache',
    '.',
  ),
  tool('lint', 'oxlint', 'oxlint', '--type-aware', '--deny-warnings'),
  tool('types', 'typescript', 'tsc'),
  tool('platform-types', 'typescript', 'tsc', '--noEmit', '-p', 'templates/platform/tsconfig.json'),
  tool('page-types', 'typescript', 'tsc', '--noEmit', '-p', 'templates/page/tsconfig.json'),
  tool('imports', 'dependency-cruiser', 'depcruise', '--config', '.dependency-cruiser.js', ...sources()),
  tool('unused', 'knip', 'knip'),
  suite('test', 'vitest.config.ts'),
  suite('test:mutation', 'vitest.mutation.config.ts', 'slow'),
  suite('test:browser', 'vitest.browser.config.ts', 'slow'),
  suite('test:services', 'vitest.services.config.ts', 'slow'),
  suite('test:generated', 'vitest.generated.config.ts', 'slow'),
  suite('test:pack', 'vitest.pack.config.ts', 'slow'),
  proof(),
].filter((part) => part.needs === undefined || existsSync(path.join(root, part.needs)));

const results = [];
const chosen = choose(process.argv.slice(2));
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
// Two at a time: the static checks mostly wait for one core each. Tests use all cores, and stream what they do.
await runPool(
  chosen.filter((part) => !part.suite),
  2,
);
await runPool(
  chosen.filter((part) => part.suite),
  1,
);
finish();

function tool(name, packageName, binary, ...args) {
  const project = args.indexOf('-p');
  return { name, packageName, binary, args, needs: project < 0 ? undefined : args[project + 1] };
}

// Tests in build/check/<name>.json, so that the last line can add them up.
function suite(name, config, pace = 'fast') {
  const file = path.join(reports, `${name.replace(':', '-')}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return {
    ...tool(name, 'vitest', 'vitest', 'run', '--config', config, ...reporters),
    needs: config,
    suite: true,
    slow: pace === 'slow',
    file,
  };
}

// Its parts count as tests: what the generated services have to survive, in the short form.
function proof() {
  const file = path.join(reports, 'proof.json');
  const script = 'scripts/proof.mjs';
  // The parts that judge by counts alone; the others want a quiet machine: `npm run proof`.
  const args = ['--report', file, 'R1', 'R5', 'R6', 'R9'];
  return { name: 'proof', script, args, needs: script, suite: true, slow: true, file };
}

function sources() {
  return ['src', 'test', 'scripts', 'bench', 'templates/platform/src'].filter((dir) =>
    existsSync(path.join(root, dir)),
  );
}

function choose(words) {
  const names = words.filter((word) => word !== '--all');
  const unknown = names.find((name) => !parts.some((part) => part.name === name));
  if (unknown !== undefined) {
    console.error(`there is no check "${unknown}"; the checks are ${parts.map((part) => `"${part.name}"`).join(', ')}`);
    process.exit(2);
  }
  if (names.length > 0) return parts.filter((part) => names.includes(part.name));
  return parts.filter((part) => !part.slow || words.includes('--all'));
}

async function runPool(waiting, width) {
  const queue = [...waiting];
  const worker = async () => {
    for (let part = queue.shift(); part; part = queue.shift()) await runPart(part);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

async function runPart(part) {
  const start = performance.now();
  if (part.suite) console.log(`\n─── ${part.name}`);
  const { code, output } = await run(part);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const counts = part.suite ? countTests(part.file, code) : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  results.push({ part, code, seconds, skipped: 0, ...counts });
  if (part.suite) return;
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${part.name.padEnd(15)} ${seconds.padStart(5)} s`);
  if (code !== 0) console.log(`${output.trimEnd()}\n`);
}

function run(part) {
  const child = spawn(process.execPath, [part.script ?? binary(part), ...part.args], {
    cwd: root,
    stdio: part.suite ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

// The JavaScript behind node_modules/.bin, which on Windows holds shell wrappers.
function binary({ packageName, binary: name }) {
  const folder = path.join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return path.join(folder, typeof bin === 'string' ? bin : bin[name]);
}

// A suite that ends badly without a failed test (a file that does not load, say) counts as one failure.
function countTests(file, code) {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  if (existsSync(file)) {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    passed = report.numPassedTests;
    failed = report.numFailedTests;
    skipped = report.numPendingTests + report.numTodoTests;
  }
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped };
}

function finish() {
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  console.log('');
  for (const { part, code, seconds, passed, failed, skipped } of results) {
    const tests = part.suite ? `  ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}` : '';
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${part.name.padEnd(15)} ${seconds.padStart(5)} s${tests}`);
  }
  console.log('\nTests, and each other check as one:');
  console.log(`${total('passed')} passed, ${total('failed')} failed`);
  process.exitCode = results.every((result) => result.code === 0) && total('failed') === 0 ? 0 : 1;
}
