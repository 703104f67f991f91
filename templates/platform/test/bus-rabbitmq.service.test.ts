import { connect, type Channel, type ChannelModel } from 'amqplib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RabbitBus, type RabbitBusOptions } from '../src/bus-rabbitmq.ts';
import { createLogger } from '../src/logger.ts';
import { deadLetterQueue, retryQueue } from '../src/rabbitmq-queues.ts';
import { busSuite, FAST_RETRIES } from './support/bus-suite.ts';
import { outageSuite } from './support/outage-suite.ts';
import { describeWith, RABBIT_URL, runId } from './support/services.ts';
import { until } from './support/upstream.ts';

const describeRabbit = await describeWith('RabbitMQ', RABBIT_URL);

describeRabbit('the bus on RabbitMQ', () => {
  const exchange = `events-${runId}`;
  const queues = new Set<string>();
  let connection: ChannelModel;
  let channel: Channel;
  beforeAll(async () => {
    connection = await connect(RABBIT_URL);
    channel = await connection.createChannel();
  });
  afterAll(async () => {
    for (const queue of queues) await channel.deleteQueue(queue);
    await channel.deleteExchange(exchange);
    await connection.close();
  });

  const unique = (name: string): string => `${name}.${runId}`;
  const open = (service: string, options: Partial<RabbitBusOptions> = {}): Promise<RabbitBus> => {
    const { retryDelaysMs = FAST_RETRIES } = options;
    for (const queue of [
      service,
      deadLetterQueue(service),
      ...retryDelaysMs.map((delay) => retryQueue(service, delay)),
    ])
      queues.add(queue);
    const log = createLogger({ name: service, level: 'silent' });
    return RabbitBus.connect({ url: RABBIT_URL, service, log, exchange, ...options, retryDelaysMs });
  };
  const sendText = async (type: string, text: string): Promise<void> => {
    channel.publish(exchange, type, Buffer.from(text));
  };

  busSuite({ open, unique, sendText });
  outageSuite({ url: RABBIT_URL, open: (service, url) => open(service, { url }), unique });

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

  it('takes up its queue again when it was deleted', async () => {
    const [service, type] = [unique('deleted'), unique('deleted-type')];
    const bus = await open(service);
    const received: unknown[] = [];
    await bus.subscribe(type, async (event) => void received.push(event.data));
    await channel.deleteQueue(service);
    await until(async () => {
      await bus.publish(type, 'after').catch(() => {});
      return received.length > 0;
    }, 'an event arrived');
    await bus.close();
  });

  it('says so when there is no broker', async () => {
    const log = createLogger({ name: 'lost', level: 'silent' });
    const lost = RabbitBus.connect({ url: 'amqp://127.0.0.1:1', service: 'lost', log, connectAttempts: 2 });
    await expect(lost).rejects.toThrow('ECONNREFUSED');
  });
});
