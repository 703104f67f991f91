// Start-up of the built program against bare Node: interleaved runs, medians, ratios.
//   npm run build && node bench/startup.mjs [runs]     15 runs of each unless told
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { performance } from 'node:perf_hooks';

const program = path.join(import.meta.dirname, '../bin/archwright.js');
const runs = Number(process.argv[2] ?? 15);
const goal = 1.5;
const cases = [
  { name: 'node -e 0', args: ['-e', '0'] },
  { name: 'archwright --version', args: [program, '--version'] },
  { name: 'archwright', args: [program] },
  { name: 'archwright --help', args: [program, '--help'] },
].map((each) => ({ ...each, times: [] }));

// The first round warms the file cache (and Node's compile cache, where it has one) and is not counted.
for (let round = 0; round <= runs; round++) {
  for (const { args, times } of cases) {
    const start = performance.now();
    const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
    const time = performance.now() - start;
    if (status !== 0) throw new Error(`node ${args.join(' ')} ended with status ${status}`);
    if (round > 0) times.push(time);
  }
}

const bare = median(cases[0].times);
console.log(`Node ${process.version}, median of ${runs} interleaved runs`);
for (const { name, times } of cases) {
  const time = median(times);
  const spread = `${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)}`;
  console.log(`${name.padEnd(22)} ${time.toFixed(1).padStart(6)} ms  (${spread})  ${(time / bare).toFixed(2)} ×`);
}
console.log(`The goal for --version is at most ${goal} ×.`);

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
