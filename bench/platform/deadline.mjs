// R5: calls over twelve faults, methods, deadlines and callers that go away: how far beyond its deadline does the latest
// call end, and what is left of sockets, timers and listeners? The overshoot is told; what is left over fails.
//   node bench/platform/deadline.mjs [--short] [--seed N]
import { fork } from 'node:child_process';
import { getEventListeners, once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { finish, isShort, loadPlatform, quantile, randomOf, round, seed } from './platform.mjs';

const CALLS = isShort ? 600 : 10_000;
const LANES = 24;
const CONCURRENT = 4;

const platform = loadPlatform();

if (process.argv.includes('--upstreams')) {
  const { startFaultMenu } = await platform('test/support/fault-menu');
  const menu = await startFaultMenu();
  process.send(menu.faults);
  await once(process, 'disconnect');
  await menu.close();
  process.exit();
}

const { HttpClient } = await platform('src/http-client');
const { runWithContext } = await platform('src/context');
const random = randomOf(seed);
// In another process, so that what they do delays no timer here.
const upstreams = fork(fileURLToPath(import.meta.url), ['--upstreams']);
const [faults] = await once(upstreams, 'message');
const held = () => process.getActiveResourcesInfo().filter((kind) => /Timeout|TCPSocket|ConnectWrap/.test(kind)).length;
const before = held();
const clients = faults.map(({ name, url }) => {
  // Without a breaker, which would spare most calls their fault.
  const policy = {
    attemptTimeoutMs: 120,
    concurrent: CONCURRENT,
    queue: LANES,
    breaker: false,
    maxResponseBytes: 200_000,
  };
  return { name, client: new HttpClient({ name, baseUrl: url, policy }) };
});

const overshoots = new Map(clients.map(({ name }) => [name, []]));
const codes = new Map();
let answered = 0;
let listeners = 0;
let left = CALLS;
// How late a timer of nobody is: the machine's share of every overshoot.
let latestTimerMs = 0;
let ticking = true;
const ticker = (async () => {
  while (ticking) {
    const due = performance.now() + 20;
    await sleep(20);
    latestTimerMs = Math.max(latestTimerMs, performance.now() - due);
  }
})();
const startedAt = performance.now();
await Promise.all(Array.from({ length: LANES }, lane));
ticking = false;
await ticker;
const seconds = (performance.now() - startedAt) / 1_000;

async function lane() {
  while (left-- > 0) {
    const { name, client } = clients[Math.floor(random() * clients.length)];
    const deadlineMs = 50 + Math.floor(random() * 250);
    const caller = new AbortController();
    const context = { correlationId: 'bench', signal: caller.signal };
    const leaves = random() < 0.05 ? sleep(random() * deadlineMs).then(() => caller.abort()) : undefined;
    const request = { method: random() < 0.5 ? 'GET' : 'POST', path: '/charges', deadlineMs };
    const calledAt = performance.now();
    await runWithContext(context, () => client.request(request)).then(
      () => answered++,
      (error) => codes.set(error.code, (codes.get(error.code) ?? 0) + 1),
    );
    overshoots.get(name).push(performance.now() - calledAt - deadlineMs);
    listeners += getEventListeners(caller.signal, 'abort').length;
    await leaves;
  }
}

const inFlight = clients.reduce((sum, { client }) => sum + client.stats().inFlight + client.stats().queued, 0);
await Promise.all(clients.map(({ client }) => client.close()));
for (let wait = 0; wait < 50 && held() > before; wait++) await sleep(100);
const leaked = Math.max(0, held() - before);
upstreams.disconnect();

const all = [...overshoots.values()].flat().sort((a, b) => a - b);
for (const [name, values] of overshoots)
  console.log(
    `${name.padEnd(34)} ${String(values.length).padStart(5)} calls, latest ${round(Math.max(...values), 1)} ms`,
  );
const figures = {
  seed,
  calls: all.length,
  seconds: round(seconds, 1),
  outcomes: { answered, ...Object.fromEntries([...codes].sort()) },
  maxOvershootMs: round(all.at(-1) ?? 0, 1),
  p999OvershootMs: round(quantile(all, 0.999), 1),
  latestTimerMs: round(latestTimerMs, 1),
  leakedSocketsAndTimers: leaked,
  leakedListeners: listeners,
  leakedPlaces: inFlight,
  judged: isShort ? 'counts' : 'counts and times',
};
const clean = leaked === 0 && listeners === 0 && inFlight === 0 && all.length === CALLS && answered === 0;
finish('R5', figures, { met: clean && (isShort || figures.maxOvershootMs <= 50), failed: !clean });
