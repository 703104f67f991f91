// Runs a command and says how long it took, what processor time it used, and its peak memory.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';

const TIME = '/usr/bin/time';
const accounts = path.join(tmpdir(), `archwright-bench-${process.pid}.txt`);

/** Whether processor time and peak memory can be told here (GNU time; on Debian: `apt install time`). */
export const canAccount = existsSync(TIME);

/**
 * Runs `[program, ...args]` in `cwd`. Gives `{ wall, cpu }` in seconds, `peak` in MB (the largest process of the tree;
 * null without GNU time), and what was printed. Throws when the command ends with a status that `allowed` refuses.
 */
export function measure([program, ...args], cwd, allowed) {
  const prefix = canAccount ? [TIME, '-f', '%U %S %M', '-o', accounts, program] : [program];
  const start = performance.now();
  const done = spawnSync(prefix[0], [...prefix.slice(1), ...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 30 });
  const wall = (performance.now() - start) / 1000;
  if (done.error) throw done.error;
  if (!allowed(done.status, done.stdout)) {
    throw new Error(
      `${program} ${args.join(' ')}: status ${done.status}\n${(done.stderr + done.stdout).slice(0, 1500)}`,
    );
  }
  return { wall, ...accounted(), stdout: done.stdout };
}

function accounted() {
  if (!canAccount) return { cpu: null, peak: null };
  // A status other than 0 is told in a line of its own, before the figures.
  const [user, system, kilobytes] = readFileSync(accounts, 'utf8').trim().split('\n').at(-1).split(' ').map(Number);
  rmSync(accounts);
  return { cpu: user + system, peak: kilobytes / 1024 };
}

/** The middle value; the mean of the two middle ones for an even number. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
