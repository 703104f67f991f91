import { afterEach, expect, it } from 'vitest';
import { aggregate } from '../src/aggregate.ts';
import { DeadlineExceeded } from '../src/errors.ts';
import { HttpClient } from '../src/http-client.ts';
import { HttpProblem } from '../src/problem.ts';
import { failure, json, startUpstream, type Answer } from './support/upstream.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function get(answer: Answer): Promise<Promise<unknown>> {
  const upstream = await startUpstream(answer);
  const client = new HttpClient({ name: 'part', baseUrl: upstream.url, policy: { deadlineMs: 300, retries: 0 } });
  cleanups.push(
    () => upstream.close(),
    () => client.close(),
  );
  return client.request({ method: 'GET', path: '/' });
}

it('runs its calls at the same time, and tells which part is missing and why', async () => {
  // Each answers only once the other was asked: one after the other, both would be late.
  const asked = { order: deferred(), charge: deferred() };
  const upstream = await startUpstream((request, response) => {
    if (request.url === '/silent') return;
    const mine = request.url === '/order' ? asked.order : asked.charge;
    const other = request.url === '/order' ? asked.charge : asked.order;
    mine.resolve(undefined);
    void other.promise.then(() => json(response, 200, { from: request.url }));
  });
  const client = new HttpClient({ name: 'both', baseUrl: upstream.url });
  cleanups.push(
    () => upstream.close(),
    () => client.close(),
  );
  const part = (path: string): Promise<unknown> => client.request({ method: 'GET', path });
  const answer = await aggregate(
    { order: part('/order') },
    { charge: part('/charge'), reviews: client.request({ method: 'GET', path: '/silent', deadlineMs: 100 }) },
  );
  expect(answer).toEqual({
    order: { from: '/order' },
    charge: { from: '/charge' },
    reviews: null,
    missing: [{ part: 'reviews', reason: 'DEADLINE_EXCEEDED' }],
  });
});

it('gives no answer without a required part, nor when every part is missing; a bug is no missing part', async () => {
  const silent: Answer = () => undefined;
  const fine: Answer = (_request, response) => json(response, 200, {});
  const absent: Answer = (_request, response) => json(response, 404, {});
  const call = async (answer: Answer): Promise<{ value: Promise<unknown> }> => ({ value: get(answer).then((v) => v) });
  await failure(
    aggregate({ order: (await call(silent)).value }, { charge: (await call(fine)).value }),
    DeadlineExceeded,
  );
  const notFound = await failure(aggregate({ order: (await call(absent)).value }, {}), HttpProblem);
  expect(notFound.status).toBe(404);
  await failure(aggregate({}, { a: (await call(silent)).value, b: (await call(silent)).value }), DeadlineExceeded);
  const bug = Promise.reject(new TypeError('a bug'));
  await failure(aggregate({}, { a: bug, b: (await call(fine)).value }), TypeError);
});

function deferred(): { promise: Promise<unknown>; resolve: (value: unknown) => void } {
  let resolve: (value: unknown) => void = () => undefined;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}
