// What the benchmarks of the generated platform have in common: its sources as JavaScript, options, and the last line.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname, '../..');
const source = path.join(root, 'templates/platform');
const builds = path.join(root, 'build/platform');

/** True when a short run was asked for. */
export const isShort = process.argv.includes('--short');

/** The seed of this run: the one given by `--seed N`, or one by chance. */
export const seed =
  Number(process.argv[process.argv.indexOf('--seed') + 1] || process.env.PROOF_SEED || 0) ||
  Math.floor(Math.random() * 1e9);

/** Compiles the platform once for the same sources; gives a function that imports one of its modules, by path without its end. */
export function loadPlatform() {
  const compiled = path.join(builds, hashOf(source));
  if (!existsSync(compiled)) compile(compiled);
  return (name) => {
    const file = path.join(compiled, `${name}.js`);
    if (!existsSync(file)) throw new Error(`there is no ${file}`);
    return import(pathToFileURL(file).href);
  };
}

/** Compiled beside its place and then moved: other parts may be at work, and a run that was stopped leaves no half of it. */
function compile(folder) {
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const settings = ['--noEmit', 'false', '--outDir', fresh, '--rootDir', source, '--incremental', 'false'];
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', source, ...settings], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the platform does not compile:\n${stdout}`);
  try {
    renameSync(fresh, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(fresh, { recursive: true, force: true });
  }
}

function hashOf(folder) {
  const hash = createHash('sha256');
  for (const file of readdirSync(folder, { recursive: true }).sort())
    if (/\.(?:ts|json)$/.test(file)) hash.update(file).update(readFileSync(path.join(folder, file)));
  return hash.digest('hex').slice(0, 16);
}

/** A random number generator that repeats itself with its seed. */
export function randomOf(start) {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The value below which a share of the sorted values lies. */
export function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** The middle of some values. */
export function median(values) {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

/** Says how it went in one line of JSON, the last one, and ends the process with 1 when a count was missed. */
export function finish(goal, figures, { met, failed = false }) {
  console.log(JSON.stringify({ goal, figures, met }));
  process.exit(failed ? 1 : 0);
}

/** Rounded to so many digits after the point. */
export function round(value, digits = 3) {
  return Number(value.toFixed(digits));
}
