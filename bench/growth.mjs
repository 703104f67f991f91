// How the cost grows with size: 1, 2, 4 and 8 copies of a repository side by side, each run from nothing.
//   npm run build && npm run bench:growth -- REPOSITORY [rounds]
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { copyInto } from './speed/corpus.mjs';
import { canAccount, measure, median } from './speed/measure.mjs';

const [repository, rounds = '3'] = process.argv.slice(2);
if (!repository) {
  console.error('Usage: npm run bench:growth -- REPOSITORY [rounds]');
  process.exit(2);
}
const program = path.join(import.meta.dirname, '../bin/archwright.js');
const goal = 9;
const sizes = [1, 2, 4, 8].map((copies) => ({ copies, root: build(copies), runs: [] }));
try {
  for (let round = 0; round < Number(rounds); round++) {
    for (const { root, runs } of sizes) {
      rmSync(path.join(root, '.archwright/cache'), { recursive: true, force: true });
      runs.push(
        measure([process.execPath, program, 'model', root, '--format', 'json'], root, (status) => status === 0),
      );
    }
  }
  const of = (size, what) => median(size.runs.map((run) => run[what]));
  const what = canAccount ? 'cpu' : 'wall';
  console.log(`${what} seconds, medians of ${rounds} interleaved rounds`);
  for (const size of sizes) {
    const ratio = of(size, what) / of(sizes[0], what);
    const peak = canAccount ? `${of(size, 'peak').toFixed(0)} MB` : '';
    console.log(
      `${size.copies} × ${of(size, what).toFixed(2).padStart(8)} s  ${ratio.toFixed(2).padStart(5)} times one  ${peak}`,
    );
  }
  console.log(`The goal for 8 copies is at most ${goal} times one.`);
} finally {
  for (const { root } of sizes) rmSync(root, { recursive: true, force: true });
}

function build(copies) {
  const root = mkdtempSync(path.join(tmpdir(), `archwright-growth-${copies}-`));
  for (let copy = 1; copy <= copies; copy++) {
    const folder = path.join(root, `copy-${copy}`);
    mkdirSync(folder);
    copyInto(path.resolve(repository), folder);
  }
  return root;
}
