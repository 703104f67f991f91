import { createHash } from 'node:crypto';
import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { MAX_CRASHES, type EventEnvelope } from './bus.ts';
import { inTime, SqsQueue } from './sqs-queue.ts';

export interface SqsBrokerOptions {
  /** `sqs://eu-central-1`, or `sqs://key:secret@host:4566?region=us-east-1` for a server that stands in for AWS; `?prefix=shop-` for all names. */
  readonly url: string;
  readonly service: string;
  /** How long SQS and SNS may take for an answer. */
  readonly timeoutMs: number;
  readonly ackWaitMs: number;
}

const KEPT_S = String(14 * 24 * 3_600);
// Groups do not wait for each other, and an id is known within its group alone.
const FIFO_QUEUE = { FifoQueue: 'true', DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' };
const FIFO_TOPIC = { FifoTopic: 'true', ContentBasedDeduplication: 'false', FifoThroughputScope: 'MessageGroup' };

/**
 * Topics and queues of a service: those that it needs are made, as often as it asks for them the same ones. Their names
 * allow few characters, so the tag `event` says which event one carries.
 */
export class SqsBroker {
  private readonly options: SqsBrokerOptions;
  private readonly prefix: string;
  private readonly sqs: SQSClient;
  private readonly sns: SNSClient;
  private readonly topics = new Map<string, Promise<string>>();
  private letters: Promise<SqsQueue> | undefined;

  constructor(options: SqsBrokerOptions) {
    this.options = options;
    this.prefix = new URL(options.url).searchParams.get('prefix') ?? '';
    const client = clientOptions(options.url);
    // The URL of a queue names the host by which who made it reached the server.
    this.sqs = new SQSClient({ ...client, ...(client.endpoint !== undefined && { useQueueUrlAsEndpoint: false }) });
    this.sns = new SNSClient(client);
  }

  /** Where messages go that SQS gave out too often, or that were set aside. */
  async deadLetters(): Promise<SqsQueue> {
    this.letters ??= this.makeQueue(`dead-letters.${this.options.service}`, `dead-letters.${this.options.service}`, {
      visibleAfterS: 30,
    });
    this.letters.catch(() => (this.letters = undefined));
    return this.letters;
  }

  async publish(event: EventEnvelope): Promise<void> {
    try {
      await this.publishOnce(event);
    } catch (error) {
      if (!isGone(error)) throw error;
      this.forget(event.type);
      await this.publishOnce(event);
    }
  }

  private async publishOnce(event: EventEnvelope): Promise<void> {
    const topic = await this.topic(event.type);
    const command = new PublishCommand({
      TopicArn: topic,
      Message: writeText(event),
      MessageGroupId: idOf(event.subject ?? event.id),
      MessageDeduplicationId: idOf(event.id),
    });
    await this.inTime(async (abortSignal) => this.sns.send(command, { abortSignal }));
  }

  /** Topic and queues of a type were removed by somebody: they are made again when they are asked for. */
  forget(type: string): void {
    this.topics.delete(type);
    this.letters = undefined;
  }

  /** The queue of this service for a type of event, subscribed to its topic. */
  async subscribe(type: string): Promise<SqsQueue> {
    const { service, ackWaitMs } = this.options;
    const topic = await this.topic(type);
    const { arn: deadLetterTargetArn } = await this.deadLetters();
    const queue = await this.makeQueue(`${service}.${type}`, type, {
      visibleAfterS: Math.max(1, Math.round(ackWaitMs / 1_000)),
      attributes: (arn) => ({
        Policy: JSON.stringify(letTopicSend(arn, topic)),
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: MAX_CRASHES }),
      }),
    });
    const command = new SubscribeCommand({
      TopicArn: topic,
      Protocol: 'sqs',
      Endpoint: queue.arn,
      Attributes: { RawMessageDelivery: 'true' },
    });
    await this.inTime(async (abortSignal) => this.sns.send(command, { abortSignal }));
    return queue;
  }

  async check(): Promise<void> {
    try {
      await this.ask();
    } catch (error) {
      if (!isGone(error)) throw error;
      this.topics.clear();
      this.letters = undefined;
      await this.ask();
    }
  }

  private async ask(): Promise<void> {
    const { url } = await this.deadLetters();
    await this.arnOf(url);
    const [topic] = this.topics.values();
    if (topic === undefined) return;
    const command = new GetTopicAttributesCommand({ TopicArn: await topic });
    await this.inTime(async (abortSignal) => this.sns.send(command, { abortSignal }));
  }

  close(): void {
    this.sqs.destroy();
    this.sns.destroy();
  }

  private async topic(type: string): Promise<string> {
    const known = this.topics.get(type) ?? this.makeTopic(type);
    this.topics.set(type, known);
    known.catch(() => this.topics.delete(type));
    return known;
  }

  private async makeTopic(type: string): Promise<string> {
    const Tags = [{ Key: 'event', Value: type }];
    const command = new CreateTopicCommand({ Name: this.nameOf(type), Attributes: FIFO_TOPIC, Tags });
    const { TopicArn = '' } = await this.inTime(async (abortSignal) => this.sns.send(command, { abortSignal }));
    return TopicArn;
  }

  /** What may change is set afterwards: SQS refuses to make a queue again with other attributes. */
  private async makeQueue(
    name: string,
    event: string,
    { visibleAfterS, attributes }: { visibleAfterS: number; attributes?: (arn: string) => Record<string, string> },
  ): Promise<SqsQueue> {
    const make = new CreateQueueCommand({ QueueName: this.nameOf(name), Attributes: FIFO_QUEUE, tags: { event } });
    const { QueueUrl = '' } = await this.inTime(async (abortSignal) => this.sqs.send(make, { abortSignal }));
    const arn = await this.arnOf(QueueUrl);
    const set = new SetQueueAttributesCommand({
      QueueUrl,
      Attributes: {
        VisibilityTimeout: String(visibleAfterS),
        MessageRetentionPeriod: KEPT_S,
        ...attributes?.(arn),
      },
    });
    await this.inTime(async (abortSignal) => this.sqs.send(set, { abortSignal }));
    return new SqsQueue(this.sqs, { url: QueueUrl, arn, timeoutMs: this.options.timeoutMs, visibleAfterS });
  }

  private async arnOf(url: string): Promise<string> {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] });
    const { Attributes } = await this.inTime(async (abortSignal) => this.sqs.send(command, { abortSignal }));
    return Attributes?.QueueArn ?? '';
  }

  /** Names of topics and queues have letters, digits, dashes and underscores, 80 of them at most. */
  private nameOf(name: string): string {
    const text = `${this.prefix}${name.replaceAll('.', '_').replace(/[^\w-]/g, '-')}`;
    return text.length <= 75 ? `${text}.fifo` : `${text.slice(0, 58)}-${hashOf(text).slice(0, 16)}.fifo`;
  }

  private async inTime<T>(send: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return inTime(this.options.timeoutMs, send);
  }
}

/** Whether a topic or queue is not there any more. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && /NotFound|QueueDoesNotExist|NonExistentQueue/.test(error.name);
}

function clientOptions(url: string) {
  const { hostname, port, username, password, searchParams } = new URL(url);
  const isRegion = port === '';
  return {
    region: isRegion ? hostname : (searchParams.get('region') ?? 'us-east-1'),
    ...(!isRegion && { endpoint: `http://${hostname}:${port}` }),
    ...(username !== '' && {
      credentials: { accessKeyId: decodeURIComponent(username), secretAccessKey: decodeURIComponent(password) },
    }),
    // Who asks tries again: the outbox, the subscription, the probe.
    maxAttempts: 1,
    // A subscription waits on a connection of its own.
    requestHandler: { connectionTimeout: 2_000, httpAgent: { maxSockets: 500 }, httpsAgent: { maxSockets: 500 } },
  };
}

function letTopicSend(queue: string, topic: string): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue,
        Condition: { ArnEquals: { 'aws:SourceArn': topic } },
      },
    ],
  };
}

/** What SQS does not let through as it is, JSON can say in another way. */
function writeText(event: EventEnvelope): string {
  return JSON.stringify(event).replace(
    /[\uD800-\uDFFF\uFFFE\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16)}`,
  );
}

/** Ids and groups have at most 128 characters of ASCII. */
function idOf(text: string): string {
  return /^[\x21-\x7e]{1,128}$/.test(text) ? text : hashOf(text);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
