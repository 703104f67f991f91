// Accuracy of recovery and of the rules against labels made by hand. See README.md beside this file.
//   npm run build && npm run bench:accuracy -- [--labels DIR --corpus DIR] [--only PART] [--json]
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { scoreRepository } from './scores.mjs';

const here = import.meta.dirname;
const program = path.join(here, '../../bin/archwright.js');
const { values } = parseArgs({
  options: {
    labels: { type: 'string', default: path.join(here, 'labels') },
    corpus: { type: 'string', default: path.join(here, '../../examples') },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const rules = JSON.parse(readFileSync(path.join(here, 'rules.json'), 'utf8'));

const repositories = readdirSync(values.labels)
  .filter((name) => name.endsWith('.json') && name.includes(values.only))
  .sort()
  .map((name) => judge(name.replace(/\.json$/, '')));
if (values.json) console.log(JSON.stringify(repositories, null, 2));
else print(repositories);

function judge(name) {
  const labels = JSON.parse(readFileSync(path.join(values.labels, `${name}.json`), 'utf8'));
  const checkout = path.join(values.corpus, name);
  if (!existsSync(checkout)) throw new Error(`There is no checkout ${checkout} for ${name}.json.`);
  const start = performance.now();
  const model = archwright('model', checkout);
  const seconds = (performance.now() - start) / 1000;
  const { findings } = archwright('lint', checkout);
  return { name, seconds, scores: scoreRepository(labels, model, findings, rules) };
}

// `lint` ends with 1 when there are findings.
function archwright(command, checkout) {
  const args = [program, command, checkout, '--format', 'json'];
  try {
    return JSON.parse(execFileSync(process.execPath, args, { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] }));
  } catch (error) {
    if (error.status === 1) return JSON.parse(error.stdout);
    throw error;
  }
}

function print(repositories) {
  for (const { name, seconds } of repositories) console.log(`${name.padEnd(60)} ${seconds.toFixed(1)} s`);
  const totals = new Map();
  for (const { scores } of repositories) for (const score of scores) add(totals, score.what, score);
  for (const [what, score] of [...totals]) if (what.startsWith('rule ')) add(totals, 'ALL core findings', score);
  console.log(`\n${'what'.padEnd(34)}   tp   fn   fp      P      R     F1`);
  for (const [what, { tp, missed, invented }] of totals) console.log(row(what, tp, missed.length, invented.length));
  list('Missed', 'missed', repositories);
  list('Invented', 'invented', repositories);
}

function add(totals, what, { tp, missed, invented }) {
  const total = totals.get(what) ?? { tp: 0, missed: [], invented: [] };
  totals.set(what, {
    tp: total.tp + tp,
    missed: [...total.missed, ...missed],
    invented: [...total.invented, ...invented],
  });
}

function row(what, tp, fn, fp) {
  const [p, r] = [tp / (tp + fp), tp / (tp + fn)];
  const show = (share) => (Number.isFinite(share) ? share.toFixed(3) : '-').padStart(7);
  const counts = [tp, fn, fp].map((count) => String(count).padStart(5)).join('');
  return `${what.padEnd(34)}${counts}${show(p)}${show(r)}${show((2 * p * r) / (p + r))}`;
}

function list(title, key, repositories) {
  const lines = repositories.flatMap(({ name, scores }) =>
    scores.flatMap((score) => score[key].map((text) => `  ${name}  ${score.what}: ${text}`)),
  );
  console.log(`\n${title}: ${lines.length}`);
  for (const line of lines) console.log(line);
}
