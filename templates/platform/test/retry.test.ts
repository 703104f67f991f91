import { describe, expect, it } from 'vitest';
import { UpstreamProblem } from '../src/errors.ts';
import { parseRetryAfter, RetryBudget, retryDelayMs } from '../src/retry.ts';

describe('the wait before a retry', () => {
  const unavailable = new UpstreamProblem('payment', 503, {});

  it('is spread over the whole window: no hundredth of it holds more than its share', () => {
    const buckets = [0, 0, 0, 0, 0];
    for (let client = 0; client < 10_000; client++) {
      const bucket = Math.floor(retryDelayMs(unavailable, 0) / 10);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    for (const count of buckets) expect(count).toBeGreaterThan(1_700);
  });

  it('doubles its ceiling with each retry up to 20 s, and starts at 1 s when the upstream throttles', () => {
    const ceiling = (error: UpstreamProblem, retry: number): number => retryDelayMs(error, retry, () => 1);
    expect([0, 1, 2, 20].map((retry) => ceiling(unavailable, retry))).toEqual([50, 100, 200, 20_000]);
    expect(ceiling(new UpstreamProblem('payment', 429, {}), 0)).toBe(1_000);
  });

  it('is never shorter than Retry-After', () => {
    expect(retryDelayMs(new UpstreamProblem('payment', 503, {}, { retryAfterMs: 2_000 }), 0, () => 0)).toBe(2_000);
  });
});

it('Retry-After is read as seconds or as a date', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(parseRetryAfter('7', now)).toBe(7_000);
  expect(parseRetryAfter('Thu, 01 Jan 2026 00:00:05 GMT', now)).toBe(5_000);
  expect(parseRetryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0);
  expect(parseRetryAfter('soon', now)).toBeUndefined();
});

describe('the retry budget', () => {
  function spend(budget: RetryBudget): number {
    let granted = 0;
    while (budget.tryRetry()) granted++;
    return granted;
  }

  it('allows one retry for ten successes, and saves up at most ten', () => {
    const budget = new RetryBudget(() => 0);
    expect(spend(budget)).toBe(10);
    for (let request = 0; request < 51; request++) budget.recordSuccess();
    expect(spend(budget)).toBe(5);
    for (let request = 0; request < 1_000; request++) budget.recordSuccess();
    expect(spend(budget)).toBe(10);
    expect(budget.exhausted).toBe(3);
  });

  it('allows one retry a second when nothing succeeds', () => {
    let now = 0;
    const budget = new RetryBudget(() => now);
    spend(budget);
    const granted: number[] = [];
    for (now = 0; now < 10_000; now += 10) if (budget.tryRetry()) granted.push(now);
    expect(granted).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((second) => second * 1_000));
  });
});
