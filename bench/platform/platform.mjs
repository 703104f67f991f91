// What the benchmarks of the generated platform have in common: its sources as JavaScript, options, and the last line.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildPlatform } from './build-platform.mjs';

/** True when a short run was asked for. */
export const isShort = process.argv.includes('--short');

const given = process.argv.indexOf('--seed') + 1;

/** The seed of this run: that of `--seed N`, that of the proof, or one by chance. */
export const seed =
  Number((given > 0 && process.argv[given]) || process.env.PROOF_SEED || 0) || Math.floor(Math.random() * 1e9);

/** The platform as JavaScript until this process ends: a function that imports one of its modules, by path without its end. */
export function loadPlatform() {
  const { folder, remove } = buildPlatform();
  process.once('exit', remove);
  return (name) => import(pathToFileURL(path.join(folder, `${name}.js`)).href);
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
