// R7: two replicas of a generated service behind a load balancer are restarted one after the other under load. No request
// may fail, and the slowest hundredth may take at most twice what it takes while nothing is restarted.
//   node bench/platform/rolling-restart.mjs [--short]      50 restarts, or 4
import { setTimeout as sleep } from 'node:timers/promises';
import { balance, PROBE_MS, PROBES_TO_FALL } from './support/balancer.mjs';
import { load } from './support/load.mjs';
import { finish, isShort, quantile, round } from './support/part.mjs';
import { builtSystem, freePorts, startService, statusOf, until } from './support/system.mjs';

const ROLLS = isShort ? 4 : 50;
const STEADY_MS = isShort ? 3_000 : 15_000;
const RATE = isShort ? 50 : 200;
const DRAIN_MS = PROBE_MS * PROBES_TO_FALL * 3;

const root = await builtSystem(`
system: { name: plain, shape: microservices }
services:
  quotes: { endpoints: [GET /quotes] }
`);
const [front, ...ports] = await freePorts(3);
const env = { DRAIN_DELAY_MS: String(DRAIN_MS) };
const replicas = await Promise.all(ports.map((port) => startService(root, 'quotes', port, env)));
const balancer = await balance(front, ports);
const url = `http://127.0.0.1:${front}/quotes`;
await until(async () => (await statusOf(url)) === 200, 'the balancer has found the replicas');

const done = new AbortController();
const loading = load({ origin: `http://127.0.0.1:${front}`, path: '/quotes', rate: RATE, stop: done.signal });
// The first second warms both replicas and is not counted as steady.
await sleep(1_000 + STEADY_MS);
const rolls = [];
const exits = [];
for (let roll = 0; roll < ROLLS; roll++) {
  const which = roll % 2;
  const begin = performance.now();
  replicas[which].child.kill('SIGTERM');
  exits.push(await replicas[which].ended);
  replicas[which] = await startService(root, 'quotes', ports[which], env);
  // As an orchestrator does: the next one goes only when this one gets traffic again.
  await sleep(PROBE_MS * PROBES_TO_FALL * 2);
  rolls.push(performance.now() - begin);
}
done.abort();
const results = await loading;
await balancer.close();

const failed = results.filter(({ status }) => status !== 200);
const steady = results.filter(({ at }) => at > 1_000 && at < 1_000 + STEADY_MS).map(({ ms }) => ms);
const rolling = results.filter(({ at }) => at >= 1_000 + STEADY_MS).map(({ ms }) => ms);
// A machine so busy that requests fail while nothing is restarted says nothing about restarts.
const tooBusy = isShort && failed.some(({ at }) => at < 1_000 + STEADY_MS);
const ratio = quantile(rolling, 0.99) / quantile(steady, 0.99);
for (const { at, ms, status, error } of failed.slice(0, 10))
  console.log(`failed after ${(at / 1_000).toFixed(2)} s: status ${status} ${error ?? ''} (${ms.toFixed(0)} ms)`);
finish(
  'R7',
  {
    restarts: ROLLS,
    requests: results.length,
    failed: failed.length,
    uncleanExits: exits.filter((code) => code !== 0).length,
    p99SteadyMs: round(quantile(steady, 0.99)),
    p99RollingMs: round(quantile(rolling, 0.99)),
    p99Ratio: round(ratio, 2),
    secondsPerRestart: round(quantile(rolls, 0.5) / 1_000),
    balancer: balancer.name,
    judged: tooBusy ? 'exits: requests failed before the first restart' : isShort ? 'counts' : 'counts and times',
  },
  // A short run on a busy machine says little about the ratio; the failures are what it is for.
  (tooBusy || failed.length === 0) && exits.every((code) => code === 0) && (isShort || ratio <= 2),
);
process.exit();
