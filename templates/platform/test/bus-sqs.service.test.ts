import { createServer, type AddressInfo } from 'node:net';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SqsBus, type SqsBusOptions } from '../src/bus-sqs.ts';
import { createLogger } from '../src/logger.ts';
import { busSuite, FAST_RETRIES } from './support/bus-suite.ts';
import { outageSuite } from './support/outage-suite.ts';
import { runId } from './support/services.ts';
import { startSqs, type SqsServer } from './support/sqs-server.ts';
import { until } from './support/upstream.ts';

// Most of their time goes by until a queue has been empty for a second.
describe.concurrent('the bus on SQS', () => {
  let server: SqsServer;
  beforeAll(async () => {
    server = await startSqs();
  });
  afterAll(() => server.stop());

  const log = createLogger({ name: 'sqs', level: 'silent' });
  const unique = (name: string): string => `${name}.${runId}`;
  const open = (service: string, options: Partial<SqsBusOptions> = {}): Promise<SqsBus> =>
    SqsBus.connect({ url: server.url, service, log, retryDelaysMs: FAST_RETRIES, ackWaitMs: 2_000, ...options });
  const client = () => ({
    region: 'us-east-1',
    endpoint: `http://${new URL(server.url).host}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const sendText = async (type: string, text: string): Promise<void> => {
    const sns = new SNSClient(client());
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: `${type.replaceAll('.', '_')}.fifo` }));
    const ids = { MessageGroupId: 'text', MessageDeduplicationId: text };
    await sns.send(new PublishCommand({ TopicArn, Message: text, ...ids }));
    sns.destroy();
  };

  busSuite({ open, unique, sendText });
  outageSuite({
    get url() {
      return server.url;
    },
    open: (service, url) => open(service, { url }),
    unique,
  });

  it('keeps an event from others for as long as its handler runs, also longer than ackWaitMs', async () => {
    const [service, type] = [unique('slow'), unique('slow-type')];
    const processes = await Promise.all([1, 2].map(() => open(service, { ackWaitMs: 1_000 })));
    let [begun, finished] = [0, 0];
    for (const bus of processes) {
      await bus.subscribe(type, async () => {
        begun++;
        await new Promise((resolve) => setTimeout(resolve, 3_500));
        finished++;
      });
    }
    await processes[0]?.publish(type, 'long');
    await until(() => finished === 1, 'the handler has finished');
    expect(begun).toBe(1);
    for (const bus of processes) await bus.close();
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
    await until(() => handled.length > 0, 'the one that was left was handled');
    expect(handled).toEqual(['stuck']);
    await second.close();
  });

  it('has SQS set aside the event at which one process after the other ended', async () => {
    const [service, type] = [unique('crashes'), unique('crashes-type')];
    const bus = await open(service);
    await bus.subscribe(type, async () => {});
    await bus.close();
    const writer = await open(unique('crashes-writer'));
    await writer.publish(type, 'deadly', { key: 'same' });
    await writer.publish(type, 'harmless', { key: 'same' });
    await receiveOnly(`${service}.${type}`, 20);
    const survivor = await open(service);
    const handled: unknown[] = [];
    await survivor.subscribe(type, async ({ data }) => void handled.push(data));
    await until(() => handled.length > 0, 'what came behind it was handled');
    expect(handled).toEqual(['harmless']);
    expect(await survivor.redrive({ dryRun: true })).toMatchObject([
      { type, error: expect.stringContaining('ended the process') },
    ]);
    expect(await survivor.redrive()).toMatchObject([{ outcome: 'handled' }]);
    await survivor.close();
    await writer.close();
  });

  it('carries what JSON may say and SQS refuses, and keys and ids that are no ASCII', async () => {
    const type = unique('odd');
    const service = await open(unique('odd-service'));
    const received: unknown[] = [];
    await service.subscribe(type, async ({ data, subject, id }) => void received.push({ data, subject, id }));
    const odd = { data: 'a \uFFFE b \uD800 c 🐘 \u0001', subject: 'Zoë', id: `${'long '.repeat(40)}${runId}` };
    await service.publish(type, odd.data, { key: odd.subject, id: odd.id });
    await until(() => received.length === 1, 'it arrived');
    expect(received).toEqual([odd]);
    await service.close();
  });

  it('makes its topics and queues again when they are gone', async () => {
    const own = await startSqs(await freePort());
    const port = Number(new URL(own.url).port);
    const type = unique('gone');
    const service = await open(unique('gone-service'), { url: own.url });
    const received: unknown[] = [];
    await service.subscribe(type, async ({ data }) => void received.push(data));
    await service.publish(type, 'before');
    await until(() => received.length === 1, 'the first event arrived');
    await own.stop();
    await until(() => fails(service.check()), 'the outage was noticed');
    const fresh = await startSqs(port);
    await until(async () => {
      if (!(await fails(service.publish(type, 'after')))) await new Promise((resolve) => setTimeout(resolve, 100));
      return received.includes('after');
    }, 'an event arrived by the new queue');
    await service.check();
    await service.close();
    await fresh.stop();
  });

  it('lets topics send to its queues, and nobody else', async () => {
    const [service, type] = [unique('policy'), unique('policy-type')];
    const bus = await open(service);
    await bus.subscribe(type, async () => {});
    const [sqs, QueueUrl] = await queueOf(`${service}.${type}`);
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    const { Attributes } = await sqs.send(asked);
    expect(JSON.parse(Attributes?.Policy ?? '{}')).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'sns.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': expect.stringContaining(type.replaceAll('.', '_')) } },
        },
      ],
    });
    expect(JSON.parse(Attributes?.RedrivePolicy ?? '{}')).toMatchObject({ maxReceiveCount: 20 });
    expect(Attributes?.MessageRetentionPeriod).toBe('1209600');
    sqs.destroy();
    await bus.close();
  });

  it('shortens names that SQS would not take, and keeps them apart', async () => {
    const service = `a-service-with-a-name-of-fifty-characters-or-so-${runId}`;
    const types = ['one', 'two'].map((end) => unique(`an-event-with-a-long-name.of-several-words.${end}`));
    const bus = await open(service);
    const handled: string[] = [];
    for (const type of types) await bus.subscribe(type, async (event) => void handled.push(event.type));
    for (const type of types) await bus.publish(type, {});
    await until(() => handled.length === 2, 'both arrived');
    expect(handled.sort()).toEqual(types);
    await bus.close();
  });

  it('says so when there is no server', async () => {
    const url = 'sqs://local:local@127.0.0.1:1';
    await expect(SqsBus.connect({ url, service: 'lost', log, connectAttempts: 1 })).rejects.toThrow('out of reach');
  });

  async function fails(promise: Promise<void>): Promise<boolean> {
    return promise.then(
      () => false,
      () => true,
    );
  }

  async function freePort(): Promise<number> {
    const listener = createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    await new Promise((resolve) => listener.close(resolve));
    return port;
  }

  async function queueOf(name: string): Promise<[SQSClient, string]> {
    const sqs = new SQSClient({ ...client(), useQueueUrlAsEndpoint: false });
    const { QueueUrl = '' } = await sqs.send(
      new GetQueueUrlCommand({ QueueName: `${name.replaceAll('.', '_')}.fifo` }),
    );
    return [sqs, QueueUrl];
  }

  /** As so many processes would do that end while they handle it. */
  async function receiveOnly(name: string, times: number): Promise<void> {
    const [sqs, QueueUrl] = await queueOf(name);
    for (let received = 0; received < times;) {
      const asked = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 });
      for (const { ReceiptHandle } of (await sqs.send(asked)).Messages ?? []) {
        await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
        received++;
      }
    }
    sqs.destroy();
  }
});
