// What is done to each edge, and what has to be seen then. A result: { fault, protection, figures }; protection is null when
// nothing protected the edge.
import { setTimeout as sleep } from 'node:timers/promises';
import { FaultProxy } from './fault-proxy.mjs';

/** A call: its other side falls silent, answers 503 or breaks once, and then fails for good. */
export async function breakCall(edge, target, Client) {
  const results = [];
  // Each time with a proxy and a client of its own: what is left in flight of one fault must not count for the next.
  const test = async (fault, run) => {
    const proxy = await new FaultProxy(target).listen();
    const client = new Client({ baseUrl: proxy.url });
    results.push({ fault, ...(await run(edge, proxy, client)) });
    proxy.close();
    void client.close();
  };
  await test('silent', silent);
  for (const fault of [503, 'reset']) {
    await test(`${fault} once`, (...args) => failOnce(...args, fault));
    if (edge.keyed) await test(`${fault} once, no key`, (...args) => failWithoutKey(...args, fault));
  }
  if (edge.breaker) await test('500 for good', failForGood);
  return results;
}

/** More calls at once than may be in flight: those too many are turned away, and the others end in time. */
async function silent({ call, timeoutMs, concurrent }, proxy, client) {
  proxy.break('silent');
  const begin = performance.now();
  const tooMany = 5;
  const calls = Array.from({ length: concurrent + tooMany }, () => outcome(() => call(client, KEY)));
  const limitMs = timeoutMs * 1.1 + 1_000;
  const ended = await Promise.race([Promise.all(calls), sleep(limitMs, null, { ref: false })]);
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
  const figures = `${proxy.mostInFlight} in flight of ${concurrent} allowed, over after ${seconds} s of ${timeoutMs / 1_000} s`;
  const timedOut = ended !== null;
  const turnedAway = (ended ?? []).filter(({ error }) => error?.code === 'BULKHEAD_FULL').length;
  const bounded = proxy.mostInFlight <= concurrent && (!timedOut || turnedAway >= tooMany);
  const names = [...(timedOut ? ['timeout'] : []), ...(bounded ? ['bulkhead'] : [])].join(', ');
  return { protection: timedOut && bounded ? names : null, figures };
}

/** What may be repeated is repeated, so that the caller never hears of the failure. */
async function failOnce({ call, retries }, proxy, client, fault) {
  proxy.break(fault, 1);
  const { error } = await outcome(() => call(client, KEY));
  const sent = proxy.requests.length;
  const heard = isInjected(error, fault);
  const figures = `${sent} sent, the caller ${heard ? 'heard of it' : 'noticed nothing'}`;
  if (retries === 0) return { protection: sent === 1 && heard ? 'error' : null, figures };
  return { protection: sent === 2 && !heard ? 'retry' : null, figures };
}

/** Without a key nobody knows whether the first one had its effect: it must not be sent again. */
async function failWithoutKey({ call }, proxy, client, fault) {
  proxy.break(fault, 1);
  const { error } = await outcome(() => call(client, {}));
  const sent = proxy.requests.length;
  return { protection: sent === 1 && error ? 'no retry' : null, figures: `${sent} sent` };
}

async function failForGood({ call }, proxy, client) {
  proxy.break(500);
  const tries = 60;
  for (let count = 0; count < tries; count++) await outcome(() => call(client, KEY));
  const sent = proxy.requests.length;
  return { protection: sent < tries ? 'circuit breaker' : null, figures: `${sent} of ${tries} calls were sent` };
}

/** A route of a gateway: whatever its service does, the gateway answers in time, and lives. */
export async function breakRoute(proxy, gatewayUrl, path, deadlineMs) {
  const expected = { silent: [503, 504], reset: [502, 503, 504], 500: [500, 502, 503] };
  const results = [];
  for (const fault of ['silent', 'reset', 500]) {
    proxy.break(fault);
    const begin = performance.now();
    const status = await statusOf(`${gatewayUrl}${path}`, deadlineMs + 2_000);
    const figures = `${status || 'no answer'} after ${Math.round(performance.now() - begin)} ms`;
    const lives = (await statusOf(`${gatewayUrl}/health/live`, 1_000)) === 200;
    // A gateway that asks who is there before it passes anything on has answered by itself.
    const turnedAway = proxy.requests.length === 0 && status >= 400 && status < 500;
    const isGood = lives && (turnedAway || expected[fault].includes(status));
    const name = turnedAway ? 'turned away' : fault === 'silent' ? 'timeout' : 'error';
    results.push({ fault: String(fault), protection: isGood ? name : null, figures });
  }
  proxy.break(null, 0);
  return results;
}

/** An event while the broker is away: with an outbox it is kept and sent later, without one it fails at once. */
export async function breakPublication({ what, outbox, endpoint }, deps, url, broker) {
  broker.cut();
  const begin = performance.now();
  const { error } = await outcome(() => (endpoint ? post(`${url}${endpoint}`) : publish(deps, what, outbox)));
  const ms = Math.round(performance.now() - begin);
  if (!outbox) {
    broker.mend();
    return [{ fault: 'away', protection: error && ms < 10_000 ? 'error' : null, figures: `failed after ${ms} ms` }];
  }
  const kept = (await deps.outbox.lag()).waiting;
  broker.mend();
  const mended = performance.now();
  while ((await deps.outbox.lag()).waiting > 0 && performance.now() - mended < 60_000) await sleep(50);
  const { waiting } = await deps.outbox.lag();
  const figures = `${kept} kept, sent ${Math.round(performance.now() - mended)} ms after it was back`;
  return [{ fault: 'away', protection: !error && kept > 0 && waiting === 0 ? 'outbox' : null, figures }];
}

function publish({ store, outbox, bus }, type, throughOutbox) {
  const data = { id: 'chaos' };
  return throughOutbox ? store.transaction((tx) => outbox.publish(tx, type, data)) : bus.publish(type, data);
}

async function post(url) {
  const headers = { 'content-type': 'application/json', 'idempotency-key': `chaos-${Math.random()}` };
  const response = await fetch(url, { method: 'POST', headers, body: '{}', signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`POST ${url} answered ${response.status}`);
}

const KEY = { idempotencyKey: 'chaos' };

async function outcome(work) {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}

/** The upstream may well refuse what chaos sends; that is no failure of the edge. */
function isInjected(error, fault) {
  if (!error) return false;
  return fault === 'reset' ? error.status === undefined : error.status === fault;
}

async function statusOf(url, timeoutMs) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })).status;
  } catch {
    return 0;
  }
}
