import { afterAll, beforeAll, expect, it } from 'vitest';
import { runWithContext } from '../src/context.ts';
import { CallError } from '../src/errors.ts';
import { HttpClient } from '../src/http-client.ts';
import { startFaultMenu, type FaultMenu } from './support/fault-menu.ts';
import { failure, until } from './support/upstream.ts';

const DEADLINE_MS = 300;
const FAULTS = [
  'never reads',
  'resets in the middle of the body',
  'speaks no HTTP',
  'hangs up',
  'stays silent',
  'stalls after the headers',
  'drips its body',
  'redirects for ever',
  'answers 503',
  'sends an endless body',
  'refuses',
  'swallows connections',
];

let menu: FaultMenu;
beforeAll(async () => {
  menu = await startFaultMenu();
});
afterAll(() => menu.close());

it('the menu has every fault', () => {
  expect(menu.faults.map(({ name }) => name)).toEqual(FAULTS);
});

/** Sockets and timers of this process without those of the upstreams. */
function resources(): number {
  const held = process.getActiveResourcesInfo().filter((kind) => /Timeout|TCPSocket|ConnectWrap/.test(kind));
  return held.length - menu.openSockets();
}

it.each(FAULTS)('an upstream that %s costs no more than the deadline, and leaves nothing behind', async (name) => {
  const url = menu.faults.find((fault) => fault.name === name)?.url ?? '';
  const caller = new AbortController();
  const context = { correlationId: 'test', signal: caller.signal };
  const policy = {
    deadlineMs: DEADLINE_MS,
    attemptTimeoutMs: 200,
    queue: 100,
    breaker: false,
    maxResponseBytes: 100_000,
  };
  const before = resources();
  const client = new HttpClient({ name, baseUrl: url, policy });
  const startedAt = performance.now();
  const calls = ['GET', 'POST', 'GET', 'POST'].map((method) =>
    runWithContext(context, () => client.request({ method: method === 'GET' ? 'GET' : 'POST', path: '/charges' })),
  );
  const errors = await Promise.all(calls.map((call) => failure(call, CallError)));
  const tookMs = performance.now() - startedAt;
  // Generous, because the machine may be busy; bench/platform/deadline.mjs measures it.
  expect(tookMs).toBeLessThan(DEADLINE_MS + 1_000);
  expect(errors.map(({ code }) => code)).not.toContain('CALL_ABORTED');
  if (name === 'refuses' || name === 'swallows connections') {
    expect(errors.map(({ outcomeUnknown }) => outcomeUnknown)).not.toContain(true);
  }
  expect(client.stats()).toMatchObject({ inFlight: 0, queued: 0 });
  await client.close();
  await until(() => resources() <= before, 'sockets and timers were given back');
});
