import { connect } from 'node:net';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { KafkaBus, type KafkaBusOptions } from '../src/bus-kafka.ts';
import { createLogger } from '../src/logger.ts';
import { busSuite, FAST_RETRIES } from './support/bus-suite.ts';
import { describeKafka, startKafka, type KafkaServer } from './support/kafka-mock.ts';
import { outageSuite } from './support/outage-suite.ts';
import { runId } from './support/services.ts';
import { until } from './support/upstream.ts';

// Most of their time goes by until a group has been formed.
describeKafka.concurrent('the bus on Kafka', () => {
  let server: KafkaServer;
  beforeAll(async () => {
    server = await startKafka();
  });
  afterAll(() => server.stop());

  const unique = (name: string): string => `${name}.${runId}`;
  const open = (service: string, options: Partial<KafkaBusOptions> = {}): Promise<KafkaBus> => {
    const log = createLogger({ name: service, level: 'silent' });
    return KafkaBus.connect({
      url: server.url,
      service,
      log,
      retryDelaysMs: FAST_RETRIES,
      ackWaitMs: 6_000,
      ...options,
    });
  };
  const sendText = async (type: string, text: string): Promise<void> => {
    const kafka = new Kafka({ brokers: [new URL(server.url).host], logLevel: logLevel.NOTHING });
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({ topic: type, messages: [{ value: text }] });
    await producer.disconnect();
  };

  busSuite({ open, unique, sendText });
  outageSuite({
    get url() {
      return server.url;
    },
    // What brokers say of themselves leads past the proxy.
    open: (service, url) =>
      open(service, {
        socketFactory: ({ onConnect }) => connect(Number(new URL(url).port), '127.0.0.1', onConnect),
      }),
    unique,
  });

  it('goes on where a process was that ended, with what it had not settled', async () => {
    const [service, type] = [unique('takeover'), unique('takeover-type')];
    const first = await open(service, { retryDelaysMs: [60_000] });
    const begun: unknown[] = [];
    await first.subscribe(type, async ({ data }) => {
      begun.push(data);
      if (data === 'stuck') throw new Error('not on this machine');
    });
    for (const data of ['stuck', 'other', 'another']) await first.publish(type, data, { key: String(data) });
    await until(() => begun.length === 3, 'all were tried');
    await first.close();
    const second = await open(service);
    const handled: unknown[] = [];
    await second.subscribe(type, async ({ data }) => void handled.push(data));
    await until(() => handled.includes('stuck'), 'the one that was left was handled');
    await second.close();
  });

  it('sets aside the event at which one process after the other ended', async () => {
    const [service, type] = [unique('crashes'), unique('crashes-type')];
    const bus = await open(service);
    await bus.subscribe(type, async () => {});
    await bus.close();
    const writer = await open(unique('crashes-writer'));
    await writer.publish(type, 'deadly', { key: 'same' });
    await writer.publish(type, 'harmless', { key: 'same' });
    await commitStarts(`${service}.${type}`, type, 21);
    const survivor = await open(service);
    const handled: unknown[] = [];
    await survivor.subscribe(type, async ({ data }) => void handled.push(data));
    await until(() => handled.length > 0, 'what came behind it was handled');
    expect(handled).toEqual(['harmless']);
    expect(await survivor.redrive({ dryRun: true })).toMatchObject([
      { error: expect.stringContaining('ended the process') },
    ]);
    await survivor.close();
    await writer.close();
  });

  it('says so when there is no broker', async () => {
    const log = createLogger({ name: 'lost', level: 'silent' });
    const lost = KafkaBus.connect({ url: 'kafka://127.0.0.1:1', service: 'lost', log, connectAttempts: 1 });
    await expect(lost).rejects.toThrow();
  });

  /** As so many processes would have left it that ended while they handled the oldest event. */
  async function commitStarts(groupId: string, topic: string, starts: number): Promise<void> {
    const kafka = new Kafka({ brokers: [new URL(server.url).host], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    const [group] = await admin.fetchOffsets({ groupId, topics: [topic] });
    await admin.disconnect();
    const consumer = kafka.consumer({ groupId, sessionTimeout: 6_000, maxWaitTimeInMs: 200 });
    await consumer.connect();
    await consumer.subscribe({ topic });
    const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
    await consumer.run({ autoCommit: false, eachMessage: async () => {} });
    await joined;
    await consumer.commitOffsets(
      (group?.partitions ?? []).map(({ partition, offset }) => ({
        topic,
        partition,
        offset: String(Math.max(0, Number(offset))),
        metadata: `starts=${starts}`,
      })),
    );
    await consumer.disconnect();
  }
});
