// The proof that generated services survive: runs the parts in bench/platform, and shows their figures.
//   npm run proof                     every part, in its short form: some at once, where only counts are judged
//   npm run proof -- --long           in the long form (minutes each), one by one
//   npm run proof -- R7 R8            only the parts for these goals
//   npm run proof -- --seed 7         with the seed of another run
//   npm run proof -- --long --page    also keeps the figures for docs/proof.md
//   npm run proof -- --list           the parts, and what each proves
// Exit status: 0 every goal met or skipped, 1 one was not, 2 wrong use.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { GOALS } from './proof/goals.mjs';
import { keepFigures } from './proof/page.mjs';
import { describeMachine } from './proof/machine.mjs';
import { table } from './proof/table.mjs';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'bench/platform');
const SHORT_LIMIT_MS = 10 * 60_000;
const LONG_LIMIT_MS = 90 * 60_000;
/** In the short form, whose parts mostly wait. */
const AT_ONCE = 4;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean' },
    long: { type: 'boolean' },
    page: { type: 'boolean' },
    list: { type: 'boolean' },
    seed: { type: 'string' },
    report: { type: 'string' },
  },
});
const parts = discover();
const chosen = choose(parts, positionals);
if (values.list) {
  for (const { goals, file } of parts) console.log(`${goals.join(' ').padEnd(8)} ${file}: ${GOALS[goals[0]] ?? ''}`);
  process.exit();
}
const long = values.long === true;
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const started = Date.now();
const running = new Set();
let stopped = false;
// A part ends what it has started by itself.
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    for (const child of running) child.kill('SIGTERM');
    stopped = true;
  });
console.log(`${long ? 'long' : 'short'} form, seed ${seed}; ${describeMachine()}`);
const results = await runAll(chosen, long ? 1 : AT_ONCE);
console.log(`\n${table(results)}`);
console.log(`\n${Math.round((Date.now() - started) / 1_000)} s; the figures as JSON: build/proof/figures.json`);
write(path.join(root, 'build/proof/figures.json'), { form: long ? 'long' : 'short', seed, results });
if (values.report !== undefined) write(values.report, counts(results));
if (values.page) keepFigures(root, results, { form: long ? 'long' : 'short', machine: describeMachine() });
process.exitCode = !stopped && results.every(({ met }) => met) ? 0 : 1;

/** Each program in bench/platform names in its first line the goals that it proves: `// R7: …`, or `// R2, R3: …`. */
function discover() {
  const found = readdirSync(folder)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => {
      const [first = ''] = readFileSync(path.join(folder, file), 'utf8').split('\n');
      const [, names = ''] = /^\/\/ ([A-Z]\d+(?:(?:, | and )[A-Z]\d+)*)\b/.exec(first) ?? [];
      return { file, goals: names.match(/[A-Z]\d+/g) ?? [] };
    })
    .filter(({ goals }) => goals.length > 0);
  return found.sort((a, b) => order(a.goals[0]) - order(b.goals[0]) || (a.file < b.file ? -1 : 1));
}

/** In the order of the list of goals. */
function order(goal) {
  const index = Object.keys(GOALS).indexOf(goal);
  return index < 0 ? Infinity : index;
}

function choose(all, wanted) {
  const unknown = wanted.find((goal) => !all.some(({ goals }) => goals.includes(goal)));
  if (unknown !== undefined) {
    const known = [...new Set(all.flatMap(({ goals }) => goals))];
    console.error(`nothing proves "${unknown}"; there is ${known.join(', ')}`);
    process.exit(2);
  }
  return wanted.length === 0 ? all : all.filter(({ goals }) => goals.some((goal) => wanted.includes(goal)));
}

/** The results of all parts, in their order; so many at a time. */
async function runAll(waiting, width) {
  const queue = [...waiting];
  const found = new Map();
  const worker = async () => {
    for (let part = queue.shift(); part && !stopped; part = queue.shift()) found.set(part, await runPart(part));
  };
  await Promise.all(Array.from({ length: width }, worker));
  return waiting.flatMap((part) => found.get(part) ?? []);
}

/** What a part told in its last lines; one failed result when it told nothing. */
async function runPart({ file, goals }) {
  if (long) console.log(`\n─── ${goals.join(', ')}: ${file}`);
  const begin = Date.now();
  const { lines, said, code, timedOut } = await spawnPart(file);
  // What parts say side by side is told when each has ended.
  if (!long) console.log(`\n─── ${goals.join(', ')}: ${file}\n${said}`.trimEnd());
  const seconds = Math.round((Date.now() - begin) / 1_000);
  const told = lines.flatMap((line) => resultIn(line) ?? []);
  if (told.length > 0 && !timedOut) return told.map((result) => ({ ...result, seconds }));
  const error = timedOut ? 'took too long' : `ended with ${code} and told no figures`;
  return [{ goal: goals[0], figures: { error }, met: false, seconds }];
}

function spawnPart(file) {
  const child = spawn(process.execPath, [path.join(folder, file), ...(long ? [] : ['--short'])], {
    cwd: root,
    env: { ...process.env, PROOF_SEED: String(seed) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = [];
  let rest = '';
  let said = '';
  const say = (text) => {
    if (long) process.stdout.write(text);
    else said += text;
  };
  child.stderr.on('data', (chunk) => say(String(chunk)));
  running.add(child);
  child.stdout.on('data', (chunk) => {
    const complete = `${rest}${chunk}`.split('\n');
    rest = complete.pop();
    lines.push(...complete);
    for (const line of complete) if (resultIn(line) === undefined) say(`${line}\n`);
  });
  let timedOut = false;
  const timer = setTimeout(
    () => {
      timedOut = true;
      child.kill('SIGTERM');
    },
    long ? LONG_LIMIT_MS : SHORT_LIMIT_MS,
  );
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ lines: [...lines, rest], said, code, timedOut });
    });
  });
}

/** `{ goal, figures, met }` or `{ goal, skipped, met }` in a line of output. */
function resultIn(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(line);
    return typeof value.goal === 'string' && typeof value.met === 'boolean' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** In the form of the test runner's report, for whoever adds up all checks. */
function counts(all) {
  const number = (condition) => all.filter(condition).length;
  return {
    numPassedTests: number(({ met, skipped }) => met && skipped === undefined),
    numFailedTests: number(({ met }) => !met),
    numPendingTests: number(({ met, skipped }) => met && skipped !== undefined),
    numTodoTests: 0,
  };
}

function write(file, value) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
