import { createClient } from 'redis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisBus, type RedisBusOptions } from '../src/bus-redis.ts';
import { createLogger } from '../src/logger.ts';
import { busSuite, FAST_RETRIES } from './support/bus-suite.ts';
import { outageSuite } from './support/outage-suite.ts';
import { describeWith, REDIS_URL, runId } from './support/services.ts';
import { until } from './support/upstream.ts';

const describeRedis = await describeWith('Redis', REDIS_URL);

describeRedis('the bus on Redis Streams', () => {
  const client = createClient({ url: REDIS_URL });
  beforeAll(async () => {
    await client.connect();
  });
  afterAll(async () => {
    for await (const keys of client.scanIterator({ MATCH: `*.${runId}*` })) if (keys.length > 0) await client.del(keys);
    await client.close();
  });

  const unique = (name: string): string => `${name}.${runId}`;
  const open = (service: string, options: Partial<RedisBusOptions> = {}): Promise<RedisBus> => {
    const log = createLogger({ name: service, level: 'silent' });
    return RedisBus.connect({ url: REDIS_URL, service, log, retryDelaysMs: FAST_RETRIES, ...options });
  };
  const sendText = async (type: string, text: string): Promise<void> => {
    await client.xAdd(type, '*', { event: text });
  };

  busSuite({ open, unique, sendText });
  outageSuite({ url: REDIS_URL, open: (service, url) => open(service, { url }), unique });

  it('handles one event at a time, in their order, of all processes, when told to', async () => {
    const [service, type] = [unique('in-order'), unique('in-order-type')];
    const processes = await Promise.all([1, 2].map(() => open(service, { concurrency: 1, ackWaitMs: 900 })));
    expect(processes.map(({ keepsOrder }) => keepsOrder)).toEqual([true, true]);
    const received: number[] = [];
    const handledBy = new Set<number>();
    let failed = false;
    for (const [index, process] of processes.entries())
      await process.subscribe(type, async ({ data }) => {
        if (data === 5 && !failed) {
          failed = true;
          throw new Error('just once');
        }
        handledBy.add(index);
        received.push(Number(data));
      });
    const numbers = Array.from({ length: 30 }, (_, number) => number);
    for (const number of numbers.slice(0, 15)) await processes[0]?.publish(type, number);
    await until(() => received.length === 15, 'the first half arrived');
    // Whoever has the stream lets go of it, and the other one takes over.
    const [owner = 0] = handledBy;
    await processes[owner]?.close();
    for (const number of numbers.slice(15)) await processes[1 - owner]?.publish(type, number);
    await until(() => received.length >= 30, 'all arrived');
    expect(received).toEqual(numbers);
    expect(handledBy.size).toBe(2);
    await processes[1 - owner]?.close();
  });

  it('takes over what a process has left that is gone, and counts that as a try', async () => {
    const [service, type] = [unique('gone'), unique('gone-type')];
    const bus = await open(service, { ackWaitMs: 600 });
    const received: unknown[] = [];
    await client.xGroupCreate(type, service, '$', { MKSTREAM: true });
    await bus.publish(type, 'left behind');
    await client.xReadGroup(service, 'a process that is gone', { key: type, id: '>' });
    await bus.subscribe(type, async ({ data }) => void received.push(data));
    await bus.publish(type, 'next');
    await until(() => received.length === 2, 'both were handled');
    expect(received).toEqual(['next', 'left behind']);
    await until(async () => (await client.xPending(type, service)).pending === 0, 'both were acknowledged');
    await bus.close();
  });

  it('keeps an event to itself while its handler runs, however long', async () => {
    const [service, type] = [unique('slow'), unique('slow-type')];
    const processes = await Promise.all([open(service, { ackWaitMs: 300 }), open(service, { ackWaitMs: 300 })]);
    let begun = 0;
    for (const process of processes)
      await process.subscribe(type, async () => {
        begun++;
        await new Promise((resolve) => setTimeout(resolve, 1_200));
      });
    await processes[0]?.publish(type, {});
    await until(async () => begun > 0 && (await client.xPending(type, service)).pending === 0, 'it was handled');
    expect(begun).toBe(1);
    for (const process of processes) await process.close();
  });

  it('goes on when its group was deleted, and misses nothing', async () => {
    const [service, type] = [unique('lost-group'), unique('lost-group-type')];
    const bus = await open(service);
    const received = new Set<unknown>();
    await bus.subscribe(type, async ({ data }) => void received.add(data));
    await client.xGroupDestroy(type, service);
    await bus.publish(type, 'meanwhile');
    await until(() => received.has('meanwhile'), 'it arrived');
    await bus.close();
  });

  it('says so when there is no broker', async () => {
    const log = createLogger({ name: 'lost', level: 'silent' });
    const lost = RedisBus.connect({ url: 'redis://127.0.0.1:1', service: 'lost', log, connectAttempts: 1 });
    await expect(lost).rejects.toThrow();
  });
});
