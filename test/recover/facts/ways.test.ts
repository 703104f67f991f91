import { expect, test } from 'vitest';
import type { CallFact } from '../../../src/recover/facts/file-facts.ts';
import { lowerFile } from '../../../src/recover/facts/lower-file.ts';

/** The calls of a piece of code by the name of what they call. */
function callsIn(text: string): Map<string, CallFact> {
  const { calls, bindings } = lowerFile('orders.ts', `function charge() {} function release() {} ${text}`);
  return new Map(
    calls.flatMap((call) => (call.callee.k === 'id' ? [[bindings[call.callee.b]?.name ?? '', call]] : [])),
  );
}

test.each([
  ['if and else', 'if (order.paid) charge(); else release();'],
  [
    'a branch that leaves and what stands behind it',
    'function pay() { if (order.paid) { charge(); return; } release(); }',
  ],
  ['cases', 'switch (order.kind) { case "a": charge(); break; default: release(); }'],
  ['a conditional expression', 'order.paid ? charge() : release();'],
  ['callbacks in the arms', 'if (order.paid) lines.map(() => charge()); else lines.map(() => release());'],
])('calls of %s stand in two arms of one branch', (_name, text) => {
  const calls = callsIn(text);
  const [charge, release] = [calls.get('charge')?.arms?.[0], calls.get('release')?.arms?.[0]];
  expect(charge?.[0]).toBe(release?.[0]);
  expect(charge?.[1]).not.toBe(release?.[1]);
});

test('what stands behind a branch that comes back is in none of its arms', () => {
  const calls = callsIn('if (order.paid) charge(); release();');
  expect(calls.get('charge')?.arms).toHaveLength(1);
  expect(calls.get('release')?.arms).toBeUndefined();
});

test('catch clauses and finally blocks are failure paths, the block that is tried is none', () => {
  expect(callsIn('try { charge(); } catch { release(); }').get('release')?.onFailure).toBe(true);
  expect(callsIn('try { charge(); } finally { lines.map(() => release()); }').get('release')?.onFailure).toBe(true);
  expect(callsIn('try { charge(); } catch {} release();').get('charge')?.onFailure).toBeUndefined();
  expect(callsIn('try { charge(); } catch {} release();').get('release')?.onFailure).toBeUndefined();
});
