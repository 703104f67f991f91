import type { KafkaMessage } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { Partition } from '../src/kafka-partition.ts';

const message = (offset: number, key: string | null = null): KafkaMessage => ({
  offset: String(offset),
  key: key === null ? null : Buffer.from(key),
  value: null,
  timestamp: '0',
  attributes: 0,
  headers: {},
});

describe('a partition of Kafka', () => {
  it('commits up to the oldest event that is not settled', () => {
    const partition = new Partition(0, { offset: 5, starts: 0 });
    for (const offset of [5, 6, 7]) expect(partition.take(message(offset))).toBe(true);
    partition.settle(message(6));
    expect(partition.committed().offset).toBe(5);
    partition.settle(message(5));
    expect(partition.committed().offset).toBe(7);
    partition.settle(message(7));
    expect(partition.committed().offset).toBe(8);
  });

  it('takes nothing twice, though it is read again after each change in the group', () => {
    const partition = new Partition(0, { offset: 5, starts: 0 });
    expect([4, 5, 6, 5, 6, 7].map((offset) => partition.take(message(offset)))).toEqual([
      false,
      true,
      true,
      false,
      false,
      true,
    ]);
  });

  it('counts processes that ended at its oldest event, and not those that left in good order', () => {
    const partition = new Partition(0, { offset: 5, starts: 2 });
    partition.take(message(5));
    partition.take(message(6));
    expect(partition.committed()).toEqual({ offset: 5, starts: 3 });
    expect(partition.committed(true)).toEqual({ offset: 5, starts: 2 });
    expect([5, 6].map((offset) => partition.crashes(message(offset)))).toEqual([2, 0]);
    partition.settle(message(5));
    expect(partition.committed()).toEqual({ offset: 6, starts: 1 });
    expect(partition.committed(true)).toEqual({ offset: 6, starts: 0 });
  });

  it('lets others wait for an event at which processes ended, so that they are not suspected', () => {
    const partition = new Partition(0, { offset: 5, starts: 2 });
    partition.take(message(5));
    partition.take(message(6));
    expect([5, 6].map((offset) => partition.isSuspended(message(offset)))).toEqual([false, true]);
    partition.settle(message(5));
    expect(partition.isSuspended(message(6))).toBe(false);
  });

  it('runs events of one key one after the other, those of others beside them', async () => {
    const partition = new Partition(0, { offset: 0, starts: 0 });
    const log: string[] = [];
    const run = (name: string, ms: number) => async (): Promise<void> => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, ms));
      log.push(`${name} ends`);
    };
    await Promise.all([
      partition.inLane(message(0, 'a'), run('a1', 60)),
      partition.inLane(message(1, 'a'), run('a2', 1)),
      partition.inLane(message(2, 'b'), run('b1', 10)),
    ]);
    expect(log.filter((line) => line.startsWith('a'))).toEqual(['a1 begins', 'a1 ends', 'a2 begins', 'a2 ends']);
    expect(log.indexOf('b1 begins')).toBeLessThan(log.indexOf('a1 ends'));
  });
});
