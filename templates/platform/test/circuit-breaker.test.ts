import { beforeEach, describe, expect, it } from 'vitest';
import { breakerPolicy, DEFAULT_CALL_POLICY, type BreakerPolicy } from '../src/call-policy.ts';
import { CircuitBreaker, type BreakerState } from '../src/circuit-breaker.ts';
import { AttemptTimeout, CallAborted, CircuitOpen, UpstreamProblem } from '../src/errors.ts';
import { failure } from './support/upstream.ts';

let now = 0;
beforeEach(() => {
  now = 1_000_000;
});

/** The default policy (20 calls, 50 %, 10 s, slow from 800 ms on), on a clock that only the test moves. */
function breakerOf(policy: Partial<BreakerPolicy> = {}): { breaker: CircuitBreaker; changes: BreakerState[] } {
  const all = breakerPolicy({ ...DEFAULT_CALL_POLICY, breaker: policy });
  if (all === undefined) throw new Error('no policy');
  const changes: BreakerState[] = [];
  return {
    breaker: new CircuitBreaker({ name: 'payment', policy: all, clock: () => now, onChange: (to) => changes.push(to) }),
    changes,
  };
}

const answered = (status: number): UpstreamProblem => new UpstreamProblem('payment', status, {});

async function succeed(breaker: CircuitBreaker, times = 1, tookMs = 1): Promise<void> {
  for (let call = 0; call < times; call++) await breaker.run(async () => void (now += tookMs));
}

async function fail(breaker: CircuitBreaker, times = 1, error: Error = answered(503)): Promise<void> {
  for (let call = 0; call < times; call++)
    await failure(
      breaker.run(() => Promise.reject(error)),
      Error,
    );
}

/** A call that goes on until the test ends it. */
function held(breaker: CircuitBreaker): { done: Promise<void>; end: (error?: Error) => void } {
  let end = (_error?: Error): void => {};
  const work = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve());
  });
  return { done: breaker.run(() => work), end };
}

describe('a closed circuit', () => {
  it('opens with the call that makes half of at least twenty fail, no later', async () => {
    const { breaker } = breakerOf();
    await succeed(breaker, 10);
    await fail(breaker, 9);
    expect(breaker.state).toBe('closed');
    await fail(breaker);
    expect(breaker.state).toBe('open');
  });

  it('opens when a success completes the twenty of which most failed', async () => {
    const { breaker } = breakerOf();
    await fail(breaker, 19);
    expect(breaker.state).toBe('closed');
    await succeed(breaker);
    expect(breaker.state).toBe('open');
  });

  it('is not opened by one failure, nor by nineteen', async () => {
    const { breaker } = breakerOf();
    await fail(breaker, 19);
    expect(breaker.state).toBe('closed');
  });

  it('opens for calls that are slow, whose answers are used all the same', async () => {
    const { breaker } = breakerOf();
    const slow = Array.from({ length: 20 }, () => held(breaker));
    const late = breaker.run(async () => 'late');
    now += 800;
    expect(await late).toBe('late');
    for (const call of slow.slice(1)) call.end();
    await Promise.all(slow.slice(1).map(({ done }) => done));
    expect(breaker.state).toBe('open');
  });

  it('stays closed when calls take just less than slow', async () => {
    const { breaker } = breakerOf();
    const calls = Array.from({ length: 100 }, () => held(breaker));
    now += 799;
    for (const call of calls) call.end();
    await Promise.all(calls.map(({ done }) => done));
    expect(breaker.state).toBe('closed');
  });

  it.each([
    ['a refusal', answered(404)],
    ['a caller that gave up', new CallAborted('payment')],
    ['a mistake of our own', new TypeError('undefined is not a function')],
  ])('counts neither for nor against the upstream: %s', async (_, error) => {
    const { breaker } = breakerOf();
    await fail(breaker, 1_000, error);
    await fail(breaker, 10);
    await succeed(breaker, 9);
    expect(breaker.state).toBe('closed');
    await fail(breaker);
    expect(breaker.state).toBe('open');
  });

  it.each([408, 429, 500, 503])('counts %i as a failure', async (status) => {
    const { breaker } = breakerOf();
    await fail(breaker, 20, answered(status));
    expect(breaker.state).toBe('open');
  });

  it('does not count calls in flight as sound', async () => {
    const { breaker } = breakerOf();
    const calls = Array.from({ length: 25 }, () => held(breaker));
    await fail(breaker, 20);
    expect(breaker.state).toBe('open');
    for (const call of calls) call.end();
    await Promise.all(calls.map(({ done }) => done));
    expect(breaker.state).toBe('open');
  });

  it('forgets what is older than the window, slice by slice', async () => {
    const { breaker } = breakerOf();
    await fail(breaker, 19);
    now += 11_000;
    await fail(breaker, 10);
    now += 5_000;
    await fail(breaker, 9);
    expect(breaker.state).toBe('closed');
    now += 3_600_000;
    await fail(breaker, 19);
    expect(breaker.state).toBe('closed');
    await fail(breaker);
    expect(breaker.state).toBe('open');
  });
});

describe('an open circuit', () => {
  it('rejects without running, and says how long it will', async () => {
    const { breaker } = breakerOf();
    await fail(breaker, 20);
    now += 4_000;
    let ran = false;
    const error = await failure(
      breaker.run(async () => void (ran = true)),
      CircuitOpen,
    );
    expect(error.retryAfterMs).toBe(6_000);
    expect(ran).toBe(false);
  });

  it('lets one probe through after 10 s; its success closes the circuit and clears the window', async () => {
    const { breaker, changes } = breakerOf();
    await fail(breaker, 20);
    now += 10_000;
    expect(breaker.state).toBe('half-open');
    const probe = held(breaker);
    await failure(
      breaker.run(async () => {}),
      CircuitOpen,
    );
    probe.end();
    await probe.done;
    await fail(breaker, 19);
    expect(breaker.state).toBe('closed');
    expect(changes).toEqual(['open', 'half-open', 'closed']);
  });

  it('doubles its time with each probe that fails, up to 60 s, and starts anew when it was closed', async () => {
    const { breaker } = breakerOf();
    await fail(breaker, 20);
    for (const openMs of [10_000, 20_000, 40_000, 60_000, 60_000]) {
      now += openMs - 1;
      expect(breaker.state).toBe('open');
      now += 1;
      await fail(breaker);
    }
    now += 60_000;
    await succeed(breaker);
    await fail(breaker, 20);
    now += 10_000;
    expect(breaker.state).toBe('half-open');
  });

  it('takes as many probes as configured, and closes when all of them succeeded', async () => {
    const { breaker } = breakerOf({ probes: 3 });
    await fail(breaker, 20);
    now += 10_000;
    const probes = [held(breaker), held(breaker), held(breaker)];
    await failure(
      breaker.run(async () => {}),
      CircuitOpen,
    );
    for (const probe of probes.slice(0, 2)) {
      probe.end();
      await probe.done;
      expect(breaker.state).toBe('half-open');
      await failure(
        breaker.run(async () => {}),
        CircuitOpen,
      );
    }
    probes[2]?.end();
    await probes[2]?.done;
    expect(breaker.state).toBe('closed');
  });

  it('opens again with the first of several probes that fails; the others say nothing any more', async () => {
    const { breaker } = breakerOf({ probes: 2 });
    await fail(breaker, 20);
    now += 10_000;
    const [sound, failing] = [held(breaker), held(breaker)];
    failing.end(answered(503));
    await failure(failing.done, UpstreamProblem);
    sound.end();
    await sound.done;
    expect(breaker.state).toBe('open');
  });

  it('is not wedged by a probe that times out, nor by one whose caller gave up', async () => {
    const { breaker } = breakerOf();
    await fail(breaker, 20);
    now += 10_000;
    await fail(breaker, 5, new CallAborted('payment'));
    expect(breaker.state).toBe('half-open');
    await fail(breaker, 1, new AttemptTimeout('payment', 1_000));
    expect(breaker.state).toBe('open');
    now += 20_000;
    await succeed(breaker);
    expect(breaker.state).toBe('closed');
  });

  it('closes when a probe is refused: who refuses, answers', async () => {
    const { breaker } = breakerOf();
    await fail(breaker, 20);
    now += 10_000;
    await fail(breaker, 1, answered(404));
    expect(breaker.state).toBe('closed');
  });

  it('is not opened again, nor closed, by calls that began before it opened', async () => {
    const { breaker } = breakerOf();
    const [late, lateFailure] = [held(breaker), held(breaker)];
    await fail(breaker, 20);
    now += 10_000;
    expect(breaker.state).toBe('half-open');
    late.end();
    await late.done;
    expect(breaker.state).toBe('half-open');
    await succeed(breaker);
    lateFailure.end(answered(503));
    await failure(lateFailure.done, UpstreamProblem);
    await fail(breaker, 19);
    expect(breaker.state).toBe('closed');
  });
});
