import { describe, expect, it } from 'vitest';
import { runWithContext } from '../src/context.ts';
import { CircuitOpen, UpstreamProblem } from '../src/errors.ts';
import { answerOf, keyOf } from '../src/grpc-answer.ts';
import { keyedCall } from '../src/grpc-server.ts';
import { keyedRequest } from '../src/idempotency.ts';
import { HttpProblem, toHttpProblem } from '../src/problem.ts';
import { failure } from './support/upstream.ts';

const refused = (status: number): UpstreamProblem =>
  new UpstreamProblem('stock', status, { title: 'as told' }, { retryAfterMs: 6_200 });

describe('the answer to a request that was a call over gRPC', () => {
  it('is the reply', async () => {
    expect(await answerOf(Promise.resolve({ sku: 'shoe' }))).toEqual({ sku: 'shoe' });
  });

  it('is a refusal with its status, reason and wait; of failures the reason is kept back', async () => {
    expect(await failure(answerOf(Promise.reject(refused(429))), HttpProblem)).toMatchObject({
      status: 429,
      message: 'as told',
      retryAfterSeconds: 7,
      mayRetry: true,
    });
    expect(await failure(answerOf(Promise.reject(refused(500))), HttpProblem)).toMatchObject({
      status: 500,
      message: '',
    });
  });

  it('asks for no repetition of what was repeated in vain', async () => {
    const spent = refused(503);
    spent.retriesSpent = true;
    expect(await failure(answerOf(Promise.reject(spent)), HttpProblem)).toMatchObject({ mayRetry: false });
  });

  it('is what any failed call is where nobody answered', async () => {
    const error = await failure(answerOf(Promise.reject(new CircuitOpen('stock', 3_000))), CircuitOpen);
    expect(toHttpProblem(error)).toMatchObject({ status: 503, retryAfterSeconds: 3 });
  });
});

describe('the key of a request', () => {
  it('goes with the call, when there is one', () => {
    expect(keyOf({ 'idempotency-key': 'once' })).toEqual({ idempotencyKey: 'once' });
    expect(keyOf({})).toEqual({});
  });

  it('belongs to the user on whose behalf the call comes', () => {
    const keyFor = (user: string): unknown =>
      runWithContext({ correlationId: 'test', identity: { 'x-user-id': user } }, () =>
        keyedRequest('refill', keyedCall({ sku: 'shoe' }, 'once')),
      );
    expect(keyFor('ann')).toEqual(keyFor('ann'));
    expect(keyFor('ann')).not.toEqual(keyFor('bob'));
    expect(keyedRequest('refill', keyedCall({ sku: 'shoe' }, undefined))).toBeUndefined();
  });
});
