import { bug } from './bug.mjs';

const client = 'http-client.test.ts';
const retry = 'retry.test.ts';
const bulkhead = 'bulkhead.test.ts';

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
  bug('the retry budget lets every request be retried', 'retry.ts', ['PER_REQUEST = 0.1', 'PER_REQUEST = 1'], retry, [
    'allows a tenth of the requests and one a second',
  ]),
  bug(
    'a POST without a key is retried',
    'retry.ts',
    ['request.idempotencyKey === undefined) return false', 'false) return false'],
    client,
    ['never follows a 503 of a POST without an idempotency key', 'follows a reset of a GET, but not of a POST'],
  ),
  bug('a 500 is retried', 'retry.ts', ['([408, 429, 502', '([408, 429, 500, 502'], client, [
    'does not follow a 500, and stops after three attempts',
  ]),
  bug(
    'one attempt too many',
    'http-client.ts',
    ['attempt >= this.policy.retries', 'attempt > this.policy.retries'],
    client,
    ['does not follow a 500, and stops after three attempts'],
  ),
  bug('every layer retries', 'http-client.ts', [' || (context.retryAttempt ?? 0) > 0', ''], client, [
    'is left to the caller when the caller retries already',
  ]),
  bug('nobody asks the retry budget', 'http-client.ts', [' || !this.budget.tryRetry()', ''], client, [
    'stops when the budget is used up',
  ]),
  bug('the caller’s deadline is forgotten', 'http-client.ts', ['context.deadline ?? Infinity', 'Infinity'], client, [
    'is never later than that of the request it is made for',
  ]),
  bug('it sleeps into the deadline', 'http-client.ts', ['Date.now() + waitMs >= deadline || ', ''], client, [
    'does not happen when Retry-After asks for more than the deadline leaves',
  ]),
  bug(
    'a caller that is gone is worked for',
    'http-client.ts',
    ["addEventListener('abort', onCallerGone", "addEventListener('gone', onCallerGone"],
    client,
    ['aborts the attempt and the retries after it'],
  ),
  bug(
    'one failure opens the breaker',
    'circuit-breaker.ts',
    ['volumeThreshold: this.policy.minimumCalls', 'volumeThreshold: 0'],
    client,
    ['is not opened by one failure'],
  ),
  bug(
    'a refused request counts against the upstream',
    'circuit-breaker.ts',
    [': isCallersFault(error))', ': false)'],
    client,
    ['does not count refusals of a request, nor a full bulkhead'],
  ),
  bug(
    'a probe that was given up closes the breaker',
    'circuit-breaker.ts',
    ['? !circuit.halfOpen :', '? true :'],
    client,
    ['is not closed by a probe whose caller went away'],
  ),
  bug(
    'a call that waited and was aborted keeps its turn',
    'bulkhead.ts',
    ['this.waiters.splice(this.waiters.indexOf(waiter), 1);', ''],
    bulkhead,
    ['gives the place of a waiting call that was aborted to another one'],
  ),
  bug(
    'a call that failed keeps its place',
    'bulkhead.ts',
    ['} finally {\n      this.release();', '} finally {'],
    bulkhead,
    [
      'frees the place of a call that fails',
      'gives the place of a waiting call that was aborted to another one',
      'serves those who wait in their order, one at a time',
    ],
  ),
  bug('the last who came is served first', 'bulkhead.ts', ['this.waiters.shift()', 'this.waiters.pop()'], bulkhead, [
    'serves those who wait in their order, one at a time',
  ]),
  bug(
    'the bulkhead has no limit',
    'bulkhead.ts',
    ['if (this.running < this.concurrent)', 'if (this.running < Infinity)'],
    client,
    [
      'turns away the call beyond its limit without sending it',
      'holds against timeouts: never more requests at once than allowed',
      'does not count refusals of a request, nor a full bulkhead',
    ],
  ),
  bug('the trace ends at the call', 'http-message.ts', ["headers['traceparent'] = context.traceparent", ''], client, [
    'is parsed, and the request carries body, query, correlation and trace',
  ]),
];
