import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseEvent } from '../src/bus.ts';
import { NatsBus } from '../src/bus-nats.ts';
import { createLogger } from '../src/logger.ts';
import { busSuite } from './support/bus-suite.ts';
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
    await manager.streams.purge('dead-letters', { filter: `dead-letters.${unique('shipping')}.>` }).catch(() => {});
    await connection.close();
  });

  const unique = (name: string): string => `${name.replaceAll('.', '-')}-${runId}`;
  const open = (service: string, url = NATS_URL): Promise<NatsBus> =>
    NatsBus.connect({ url, service, log: createLogger({ name: service, level: 'silent' }) });

  busSuite({
    open,
    unique,
    deadLetters: async (service, type) => {
      const subject = `dead-letters.${service}.${type}`;
      // The message is asked for only once the stream counts it: asking while it is being stored ends the server 2.9.10.
      const info = await manager.streams.info('dead-letters', { subjects_filter: subject }).catch(() => null);
      if (!info?.state.subjects?.[subject]) return [];
      const message = await manager.streams.getMessage('dead-letters', { last_by_subj: subject });
      return message ? [parseEvent(message.string()).id] : [];
    },
  });
  outageSuite({ url: NATS_URL, open, unique });

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
