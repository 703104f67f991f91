import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NatsBus, type NatsBusOptions } from '../src/bus-nats.ts';
import { createLogger } from '../src/logger.ts';
import { busSuite, FAST_RETRIES } from './support/bus-suite.ts';
import { outageSuite } from './support/outage-suite.ts';
import { describeWith, NATS_URL, runId } from './support/services.ts';
import { until } from './support/upstream.ts';

const describeNats = await describeWith('NATS', NATS_URL);

describeNats('the bus on NATS JetStream', () => {
  let connection: NatsConnection;
  let manager: JetStreamManager;
  const foreign = new Set<string>();
  beforeAll(async () => {
    connection = await connect({ servers: NATS_URL });
    manager = await jetstreamManager(connection);
    for await (const name of manager.streams.names()) foreign.add(name);
  });
  afterAll(async () => {
    for await (const name of manager.streams.names()) {
      const ours = name.endsWith(runId) || name === 'dead-letters';
      if (ours && !foreign.has(name)) await manager.streams.delete(name);
    }
    const names = ['shipping', 'archive', 'reader', 'translator'].map((name) => unique(name));
    for (const name of names)
      await manager.streams.purge('dead-letters', { filter: `dead-letters.${name}.>` }).catch(() => {});
    await connection.close();
  });

  const unique = (name: string): string => `${name.replaceAll('.', '-')}-${runId}`;
  const open = (service: string, options: Partial<NatsBusOptions> = {}): Promise<NatsBus> => {
    const log = createLogger({ name: service, level: 'silent' });
    return NatsBus.connect({ url: NATS_URL, service, log, retryDelaysMs: FAST_RETRIES, ...options });
  };
  const sendText = async (type: string, text: string): Promise<void> => {
    connection.publish(type, text);
    await connection.flush();
  };

  busSuite({ open, unique, sendText });
  outageSuite({ url: NATS_URL, open: (service, url) => open(service, { url }), unique });

  it('handles one event at a time, in their order, when told to', async () => {
    const [service, type] = [unique('in-order'), unique('in-order-type')];
    const processes = await Promise.all([1, 2].map(() => open(service, { concurrency: 1 })));
    expect(processes.map(({ keepsOrder }) => keepsOrder)).toEqual([true, true]);
    const received: number[] = [];
    let failed = false;
    for (const process of processes)
      await process.subscribe(type, async ({ data }) => {
        if (data === 5 && !failed) {
          failed = true;
          throw new Error('just once');
        }
        received.push(Number(data));
      });
    const numbers = Array.from({ length: 30 }, (_, number) => number);
    for (const number of numbers) await processes[0]?.publish(type, number);
    await until(() => received.length >= 30, 'all arrived');
    expect(received).toEqual(numbers);
    for (const process of processes) await process.close();
  });

  it('shares the events of a service between its processes', async () => {
    const [service, type] = [unique('replicas'), unique('shared')];
    const processes = await Promise.all([open(service), open(service)]);
    const received: number[] = [];
    for (const process of processes)
      await process.subscribe(type, async (event) => void received.push(Number(event.data)));
    for (let number = 0; number < 50; number++) await processes[0]?.publish(type, number);
    await until(() => received.length >= 50, 'all arrived');
    expect(received.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, number) => number));
    for (const process of processes) await process.close();
  });

  it('delivers an event once that was published twice with one id', async () => {
    const type = unique('repeated');
    const bus = await open(unique('repeating'));
    const received: unknown[] = [];
    await bus.subscribe(type, async (event) => void received.push(event.data));
    await bus.publish(type, 'first', { id: unique('same') });
    await bus.publish(type, 'second', { id: unique('same') });
    await bus.publish(type, 'third');
    await until(() => received.includes('third'), 'the last event arrived');
    expect(received).toEqual(['first', 'third']);
    await bus.close();
  });

  // Deleted between two pulls, the stream is missed only when signs of life stay out.
  it('takes up its stream again when it was deleted', { timeout: 90_000 }, async () => {
    const type = unique('deleted');
    const bus = await open(unique('deleting'));
    const received: unknown[] = [];
    await bus.subscribe(type, async (event) => void received.push(event.data));
    await manager.streams.delete(type);
    await until(
      async () => {
        await bus.publish(type, 'after').catch(() => {});
        return received.length > 0;
      },
      'an event arrived',
      60_000,
    );
    await bus.close();
  });

  it('says so when there is no broker', async () => {
    const log = createLogger({ name: 'lost', level: 'silent' });
    const lost = NatsBus.connect({ url: 'nats://127.0.0.1:1', service: 'lost', log, connectAttempts: 1 });
    await expect(lost).rejects.toThrow();
  });
});
