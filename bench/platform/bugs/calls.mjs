import { bug } from './bug.mjs';

const client = 'http-client.test.ts';
const retry = 'retry.test.ts';
const bulkhead = 'bulkhead.test.ts';
const breaker = 'circuit-breaker.test.ts';

/** Bugs in what guards the calls to other services. */
export const calls = [
  bug('the wait before a retry has no jitter', 'retry.ts', ['random() * Math.min', 'Math.min'], retry, [
    'is spread over the whole window',
  ]),
  bug('the wait before a retry does not grow', 'retry.ts', ['* 2 ** retry', '* 1 ** retry'], retry, [
    'doubles its ceiling with each retry',
  ]),
  bug('Retry-After is not waited for', 'retry.ts', ['return asked + jitter', 'return jitter'], retry, [
    'is never shorter than Retry-After',
  ]),
  bug('a success pays for a retry', 'retry.ts', ['PER_SUCCESS = 0.1', 'PER_SUCCESS = 1'], retry, [
    'allows one retry for ten successes, and saves up at most ten',
  ]),
  bug('a POST without a key is retried', 'retry.ts', ['if (!idempotent) return false;', ''], client, [
    'never follows a 503 of a POST without an idempotency key',
    'follows a reset of a GET, but not of a POST',
  ]),
  bug('a 500 is retried', 'retry.ts', ['([408, 429, 502', '([408, 429, 500, 502'], client, [
    'does not follow a 500, and stops after three attempts',
  ]),
  bug(
    'one attempt too many',
    'call-guard.ts',
    ['attempt >= this.policy.retries', 'attempt > this.policy.retries'],
    client,
    ['does not follow a 500, and stops after three attempts'],
  ),
  bug('every layer retries', 'call-guard.ts', ['(context.retryAttempt ?? 0) > 0 || ', ''], client, [
    'is left to the caller when the caller retries already',
  ]),
  bug('what was repeated in vain below is repeated above', 'retry.ts', ['error.mayRetry && ', ''], client, [
    'is left to whom the answer names',
    'ask a dead one three times, not twenty-seven',
  ]),
  bug(
    'nobody asks the retry budget',
    'call-guard.ts',
    ['if (this.budget.tryRetry()) return waitMs;', 'return waitMs;'],
    client,
    ['stops when the budget is used up'],
  ),
  bug(
    'the caller’s deadline is forgotten',
    'call-guard.ts',
    ['Math.min(ownDeadline, context.deadline ?? Infinity)', 'ownDeadline'],
    client,
    ['is never later than that of the request it is made for'],
  ),
  bug(
    'it sleeps into the deadline',
    'call-guard.ts',
    ['if (Date.now() + waitMs >= deadline) return undefined;', ''],
    client,
    ['does not happen when Retry-After asks for more than the deadline leaves'],
  ),
  bug(
    'a caller that is gone is worked for',
    'call-guard.ts',
    ["if (onCallerGone) signal.addEventListener('abort', onCallerGone, { once: true });", ''],
    client,
    ['aborts the attempt and the retries after it'],
  ),
  bug(
    'a place is free while its call still runs',
    'call-guard.ts',
    [
      'return await this.repeat({ call, context, deadline }, start);',
      'return this.repeat({ call, context, deadline }, start);',
    ],
    client,
    ['turns away the call beyond its limit without sending it'],
  ),
  bug('one failure opens the breaker', 'circuit-breaker.ts', ['calls >= minimumCalls && ', ''], breaker, [
    'is not opened by one failure, nor by nineteen',
  ]),
  bug(
    'slow calls are good enough',
    'circuit-breaker.ts',
    ["endedAt - startedAt >= this.policy.slowMs ? 'bad' : 'good'", "'good'"],
    breaker,
    ['opens for calls that are slow, whose answers are used all the same'],
  ),
  bug(
    'a refused request counts against the upstream',
    'circuit-breaker.ts',
    ["? 'alive' : 'bad'", "? 'bad' : 'bad'"],
    breaker,
    ['closes when a probe is refused: who refuses, answers'],
  ),
  bug(
    'a probe that was given up closes the breaker',
    'circuit-breaker.ts',
    ["else if (verdict !== 'nothing' && ", 'else if ('],
    breaker,
    ['is not wedged by a probe that times out, nor by one whose caller gave up'],
  ),
  bug(
    'every call is a probe',
    'circuit-breaker.ts',
    ['if (waitMs > 0 || this.probing + this.passed >= this.policy.probes)', 'if (waitMs > 0)'],
    breaker,
    ['lets one probe through after 10 s; its success closes the circuit and clears the window'],
  ),
  bug('a failed probe does not lengthen the wait', 'circuit-breaker.ts', ['this.openMs * 2', 'this.openMs'], breaker, [
    'doubles its time with each probe that fails',
  ]),
  bug(
    'what began long ago is held against a closed breaker',
    'circuit-breaker.ts',
    ['if (era !== this.era) return;', ''],
    breaker,
    ['is not opened again, nor closed, by calls that began before it opened'],
  ),
  bug(
    'a call that waited and was aborted keeps its turn',
    'bulkhead.ts',
    ['this.waiters.splice(this.waiters.indexOf(waiter), 1);', ''],
    bulkhead,
    ['gives the place of a waiting call that was aborted to another one'],
  ),
  bug('the last who came is served first', 'bulkhead.ts', ['this.waiters.shift()', 'this.waiters.pop()'], bulkhead, [
    'serves those who wait in their order, one at a time',
  ]),
  bug(
    'the bulkhead has no limit',
    'bulkhead.ts',
    ['if (this.running >= this.concurrent)', 'if (this.running >= Infinity)'],
    client,
    ['turns away the call beyond its limit without sending it'],
  ),
  bug('the trace ends at the call', 'http-message.ts', ["headers['traceparent'] = context.traceparent", ''], client, [
    'is parsed, and the request carries body, query, correlation and trace',
  ]),
];
