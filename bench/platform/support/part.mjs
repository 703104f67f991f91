// What every part of the proof shares: its arguments, its seed, and the last line by which it tells its figures.
import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';

/** Seconds instead of the minutes of the long form. */
export const isShort = process.argv.includes('--short');

/** Repeats a run: PROOF_SEED=… ; printed with the figures. */
export const seed = Number(process.env.PROOF_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Whether an absent server is a failure and not a reason to skip. */
const isRequired = process.env.ARCHWRIGHT_REQUIRE_SERVICES === '1';

/** Prints the line by which the proof reads a part, and sets the exit status: 1 when a goal was not met. */
export function finish(goal, figures, met) {
  console.log(JSON.stringify({ goal, figures: { ...figures, seed }, met }));
  process.exitCode = met ? (process.exitCode ?? 0) : 1;
}

/** Ends a part that lacks what it needs: skipped, or failed where everything has to be there. */
export function skip(goal, reason) {
  console.log(JSON.stringify({ goal, skipped: reason, met: !isRequired, figures: {} }));
  process.exitCode = isRequired ? 1 : 0;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomOf(start) {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whether somebody listens on this port of 127.0.0.1. */
export async function answers(port) {
  const socket = connect({ host: '127.0.0.1', port, timeout: 1_000 });
  const answered = await new Promise((resolve) => {
    for (const [event, value] of Object.entries({ connect: true, error: false, timeout: false }))
      socket.once(event, () => resolve(value));
  });
  socket.destroy();
  return answered;
}

/** Whether a program can be started here. */
export function hasProgram(name) {
  return spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status === 0;
}

/** The value below which this share of the values lies; 0 when there are none. */
export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** A figure with a few digits. */
export function round(value, digits = 1) {
  return Number(value.toFixed(digits));
}
