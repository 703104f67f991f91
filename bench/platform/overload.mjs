// R8: a generated service is asked for five times what it can do. It has to turn the rest away so cheaply that it still does
// four fifths of it, those that it serves are served in time, and it is as before within 2 s of the end of the overload.
// The short form judges only that every request was answered and that some were turned away.
//   node bench/platform/overload.mjs [--short]      20 s of overload, or 4
// Two services: one whose requests wait for something scarce (a pool of connections, say), one whose requests compute.
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { load } from './support/load.mjs';
import { finish, isShort, quantile, round } from './support/part.mjs';
import { builtSystem, freePorts, startService } from './support/system.mjs';

const SECONDS = isShort ? 4 : 20;
const CALM_SECONDS = isShort ? 3 : 10;
const TIMES = 5;

const blueprint = `
system: { name: plain, shape: microservices }
services:
  quotes: { endpoints: [GET /quotes] }
`;

const WAITING = `
const waiting: (() => void)[] = [];
let free = 8;

/** Eight at a time, 40 ms each: 200 a second. */
async function askTheStore(): Promise<void> {
  if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
  else free--;
  await new Promise((resolve) => setTimeout(resolve, 40));
  const next = waiting.shift();
  if (next) next();
  else free++;
}
`;

const COMPUTING = `
/** Keeps the processor busy for some 5 ms. */
async function askTheStore(): Promise<void> {
  const end = process.cpuUsage().user + 5_000;
  while (process.cpuUsage().user < end);
}
`;

for (const [on, work] of Object.entries({ waiting: WAITING, computing: COMPUTING })) {
  const root = await builtSystem(blueprint, {
    'services/quotes/src/handlers/get-quotes.ts': (text) =>
      text.replace('\n/** GET', `${work}\n/** GET`).replace(/(: Promise<Fields> \{\n)/, '$1  await askTheStore();\n'),
  });
  const [port] = await freePorts(1);
  const service = await startService(root, 'quotes', port, { LOG_LEVEL: 'fatal' });
  const origin = `http://127.0.0.1:${port}`;
  const figures = await measure(origin);
  service.child.kill('SIGKILL');
  finish(
    'R8',
    { on, ...figures, judged: !isShort ? 'counts and times' : on === 'waiting' ? 'counts' : 'nothing' },
    // How much a service that computes can take depends on what else the machine does: a few seconds judge nothing.
    (isShort && on === 'computing') ||
      (figures.unanswered === 0 &&
        figures.turnedAway > 0 &&
        (isShort || (figures.goodput >= 0.8 && figures.p99Ratio <= 2 && figures.recoverySeconds <= 2))),
  );
}
process.exit();

async function measure(origin) {
  await peak(origin, 1);
  const peakRate = await peak(origin, CALM_SECONDS);
  const calm = await during(CALM_SECONDS, { origin, rate: peakRate * 0.8 });
  const calmP99 = quantile(times(calm), 0.99);
  // What comes after the overload goes over connections of its own: it must not wait behind what is still unanswered.
  const [over, after] = await Promise.all([
    during(SECONDS, { origin, rate: peakRate * TIMES }),
    sleep(SECONDS * 1_000).then(() => during(4, { origin, rate: peakRate * 0.5 })),
  ]);
  const served = over.filter(({ status, at, ms }) => status === 200 && at + ms <= SECONDS * 1_000);
  // The time until answers are good again, and stay so.
  const bad = after.filter(({ status, ms }) => status !== 200 || ms > Math.max(2 * calmP99, 100));
  return {
    peakPerSecond: round(peakRate),
    offeredPerSecond: round(over.length / SECONDS),
    goodput: round(served.length / SECONDS / peakRate, 2),
    p99CalmMs: round(calmP99),
    p99AcceptedMs: round(quantile(times(served), 0.99)),
    p99Ratio: round(quantile(times(served), 0.99) / calmP99, 2),
    p99TurnedAwayMs: round(quantile(times(over.filter(({ status }) => status === 503)), 0.99)),
    turnedAway: over.filter(({ status }) => status === 503).length,
    unanswered: over.filter(({ status }) => status !== 200 && status !== 503).length,
    recoverySeconds: round(Math.max(0, ...bad.map(({ at }) => at)) / 1_000, 2),
  };
}

function times(results) {
  return results.map(({ ms }) => ms);
}

async function during(seconds, options) {
  const stop = AbortSignal.timeout(seconds * 1_000);
  return load({ path: '/quotes', connections: 2_000, timeoutMs: 30_000, ...options, stop });
}

/** Requests a second that are served when as many ask as it can take: sixteen, each as soon as it has its answer. */
async function peak(origin, seconds) {
  const pool = new Pool(origin, { connections: 16, pipelining: 1 });
  const end = performance.now() + seconds * 1_000;
  let served = 0;
  const ask = async () => {
    while (performance.now() < end) {
      const { statusCode, body } = await pool.request({ path: '/quotes', method: 'GET' });
      await body.dump();
      if (statusCode === 200) served++;
    }
  };
  await Promise.all(Array.from({ length: 16 }, ask));
  await pool.close();
  return served / seconds;
}
