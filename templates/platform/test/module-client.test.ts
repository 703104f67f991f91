import { expect, test } from 'vitest';
import { currentContext, runWithContext } from '../src/context.ts';
import { copy, ModuleClient } from '../src/module-client.ts';
import { HttpProblem } from '../src/problem.ts';

const client = new ModuleClient({ name: 'payment', deadlineMs: 200 });

test('answers are copies, as they would arrive over a network', async () => {
  const kept = { at: new Date(0), list: [1] };
  const answer = await client.request<{ at: string; list: number[] }>('GET', async () => kept);
  answer.list.push(2);
  expect([answer.at, kept.list]).toEqual(['1970-01-01T00:00:00.000Z', [1]]);
  expect(copy(kept)).not.toBe(kept);
  expect(await client.request('DELETE', async () => undefined)).toBeUndefined();
});

test('what a module refuses is a CallError, as of a service', async () => {
  const refused = client.request('POST', async () => {
    throw new HttpProblem(409, 'gone', { retryAfterSeconds: 2 });
  });
  await expect(refused).rejects.toMatchObject({
    code: 'UPSTREAM_PROBLEM',
    status: 409,
    outcomeUnknown: false,
    retryAfterMs: 2_000,
    problem: { detail: 'gone' },
  });
  const broken = client.request('POST', () => {
    throw new TypeError('a bug');
  });
  await expect(broken).rejects.toMatchObject({ status: 500, outcomeUnknown: true, cause: expect.any(TypeError) });
});

test('a call ends with its deadline, or with its caller’s, of which the module knows', async () => {
  const silent = () => new Promise(() => {});
  await expect(client.request('GET', silent)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  let seen: number | undefined;
  const deadline = Date.now() + 50;
  const late = runWithContext({ correlationId: 'test', deadline }, () =>
    client.request('GET', () => {
      seen = currentContext()?.deadline;
      return silent();
    }),
  );
  await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', outcomeUnknown: true });
  expect(seen).toBeLessThanOrEqual(deadline + 5);
});

test('the module works in the correlation of its caller', async () => {
  const seen = await runWithContext({ correlationId: 'of-the-caller' }, () =>
    client.request('GET', async () => ({ id: currentContext()?.correlationId })),
  );
  expect(seen).toEqual({ id: 'of-the-caller' });
});
