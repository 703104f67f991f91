import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildPlatform, type Build } from './support/child.ts';

let build: Build;
beforeAll(async () => {
  build = await buildPlatform();
});
afterAll(() => build.remove());

it('logs JSON lines with correlation and trace, without secrets, and loses none when the process is killed', async () => {
  const child = build.start('last-words');
  expect(await child.ended).toBe('SIGKILL');
  const lines = child.output().trim().split('\n');
  expect(lines).toHaveLength(201);
  // At each depth that a logged error or request has.
  expect(child.output()).not.toContain('hunter2');
  expect(lines[0]?.match(/\[redacted\]/g)).toHaveLength(39);
  expect(JSON.parse(lines[200] ?? '')).toMatchObject({
    level: 'info',
    name: 'orders',
    msg: 'line 199',
    correlationId: 'order-1',
    trace_id: 'a'.repeat(32),
    span_id: 'b'.repeat(16),
    password: '[redacted]',
    request: { headers: { authorization: '[redacted]', host: 'orders' } },
  });
});
