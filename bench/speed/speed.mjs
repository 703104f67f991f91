// Archwright and its peers over one repository, in one interleaved run: medians, ratios, peak memory.
//   npm run build && npm install --prefix bench/speed && npm run bench:speed -- REPOSITORY [rounds]
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { commitAll, copyRepository, remove, sourcesOf } from './corpus.mjs';
import { GOALS } from './goals.mjs';
import { canAccount, measure, median } from './measure.mjs';
import { commandsFor, writeSettings } from './peers.mjs';

const [repository, rounds = '3', only = ''] = process.argv.slice(2);
if (!repository) {
  console.error('Usage: npm run bench:speed -- REPOSITORY [rounds] [part of the names of the commands to run]');
  process.exit(2);
}
const copy = copyRepository(path.resolve(repository));
const settingsFolder = mkdtempSync(path.join(tmpdir(), 'archwright-peers-'));
try {
  run();
} finally {
  remove(copy);
  remove(settingsFolder);
}

function run() {
  const { files, bytes } = sourcesOf(copy);
  commitAll(copy);
  console.log(
    `${files.length} source files, ${(bytes / 1e6).toFixed(1)} MB; Node ${process.version}; ${rounds} rounds, medians`,
  );
  const commands = commandsFor(copy, writeSettings(settingsFolder))
    .filter(({ id }) => id.includes(only))
    .map((each) => ({ ...each, runs: [] }));
  for (const each of commands) if (each.warm) attempt(each, () => measure(each.command, copy, each.allowed));
  for (let round = 0; round < Number(rounds); round++) for (const each of commands) runOnce(each, files, round);
  printTable(commands);
  printGoals(new Map(commands.filter(({ runs }) => runs.length > 0).map((each) => [each.id, each])));
}

// What a run leaves behind (a filled cache, edits) is what the next one of the same kind finds.
function runOnce(each, files, round) {
  if (each.failed) return;
  if (each.clear) rmSync(each.clear, { recursive: true, force: true });
  if (each.warm && !each.changed) attempt(each, () => measure(each.command, copy, each.allowed));
  if (each.changed) for (const file of spread(files, 20)) appendFileSync(file, `// ${each.id} ${round}\n`);
  attempt(each, () => each.runs.push(measure(each.command, copy, each.allowed)));
  process.stderr.write('.');
}

// A peer that fails on a repository is named; the others go on.
function attempt(each, action) {
  try {
    action();
  } catch (error) {
    each.failed = String(error.message ?? error);
    console.error(`\n${each.id} failed: ${each.failed}`);
  }
}

function spread(files, count) {
  const step = Math.max(1, Math.floor(files.length / count));
  return files.filter((_, index) => index % step === 0).slice(0, count);
}

function printTable(commands) {
  console.log(`\n\n${'command'.padEnd(46)} wall s (min–max)          CPU s  peak MB`);
  for (const { id, runs } of commands.filter((each) => each.runs.length > 0)) {
    const walls = runs.map(({ wall }) => wall);
    const range = `(${Math.min(...walls).toFixed(2)}–${Math.max(...walls).toFixed(2)})`;
    const cpu = canAccount ? median(runs.map((each) => each.cpu)).toFixed(2) : '-';
    const peak = canAccount ? median(runs.map((each) => each.peak)).toFixed(0) : '-';
    console.log(
      `${id.padEnd(46)} ${median(walls).toFixed(2).padStart(6)} ${range.padEnd(16)} ${cpu.padStart(8)} ${peak.padStart(8)}`,
    );
  }
}

function printGoals(byId) {
  console.log(`\n${'ratio'.padEnd(76)}   seen    must  moonshot            of CPU`);
  for (const goal of GOALS) {
    const [ours, peer] = [byId.get(goal.ours), byId.get(goal.peer)];
    if (!ours || !peer || (goal.of === 'peak' && !canAccount)) continue;
    const isFaster = goal.kind === 'faster';
    const ratio = (what) => {
      const [a, b] = [ours, peer].map((each) => median(each.runs.map((run) => run[what])));
      return isFaster ? b / a : a / b;
    };
    const seen = ratio(goal.of);
    // What else the machine does counts less in processor time.
    const ofCpu = canAccount && goal.of === 'wall' ? ratio('cpu').toFixed(2) : '';
    const reached = (bound) => (isFaster ? seen >= bound : seen <= bound);
    const verdict = reached(goal.moonshot) ? 'moonshot' : reached(goal.must) ? 'must' : 'missed';
    const what = isFaster
      ? `${goal.ours}: times faster than ${goal.peer}`
      : `${goal.ours}: ${goal.of} as a share of ${goal.peer}`;
    const [sign, show] = [isFaster ? '≥' : '≤', (value) => value.toFixed(2)];
    console.log(
      `${what.padEnd(76)} ${show(seen).padStart(6)} ${(sign + show(goal.must)).padStart(7)} ${(sign + show(goal.moonshot)).padStart(8)}  ${verdict.padEnd(9)} ${ofCpu.padStart(6)}`,
    );
  }
}
