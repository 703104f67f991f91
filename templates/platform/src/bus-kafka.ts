import {
  Kafka,
  logLevel,
  Partitioners,
  type Admin,
  type ISocketFactory,
  type KafkaMessage,
  type Producer,
} from 'kafkajs';
import {
  createEvent,
  handleEvent,
  MAX_CRASHES,
  NoEvent,
  parseEvent,
  type BusOptions,
  type EventBus,
  type EventEnvelope,
  type EventHandler,
  type PublishOptions,
} from './bus.ts';
import { deadLetterHeaders, type Redriven, type RedriveOptions } from './dead-letters.ts';
import { FailureStreak, NoTurn } from './failure-streak.ts';
import { KafkaSubscription, type Verdict } from './kafka-consumer.ts';
import { deadLetterTopic, redriveTopic } from './kafka-dead-letters.ts';
import type { Logger } from './logger.ts';

export interface KafkaBusOptions extends BusOptions {
  /** `kafka://user:password@host:9092?brokers=other:9092`; `kafkas:` for TLS; user and password for SASL/SCRAM-SHA-512. */
  readonly url: string;
  readonly service: string;
  readonly log: Logger;
  /** Events of a type that are handled at once, 10 unless said otherwise; those of one key one after the other. */
  readonly concurrency?: number;
  /** After this silence of a process, 30 s unless said otherwise, its events are delivered to others. */
  readonly ackWaitMs?: number;
  /** Tries of the first connection, one every two seconds; a lost connection is tried again for ever. */
  readonly connectAttempts?: number;
  readonly publishTimeoutMs?: number;
  /** How to reach a broker, for those behind a tunnel. */
  readonly socketFactory?: ISocketFactory;
}

const LEAVING_MS = 5_000;

/**
 * Events on Kafka: a topic per event type, a consumer group per service and type, the key as key of the message. Events that
 * failed too often go to the topic `dead-letters.<service>`. Topics are made where that is allowed; else they have to be there.
 */
export class KafkaBus implements EventBus {
  readonly keepsOrder = true;
  private readonly options: KafkaBusOptions;
  private readonly service: string;
  private readonly log: Logger;
  private readonly kafka: Kafka;
  private readonly admin: Admin;
  private readonly producer: Producer;
  private readonly known = new Set<string>();
  private readonly handlers = new Map<string, EventHandler>();
  private readonly closers: (() => Promise<void>)[] = [];
  private readonly closing = new AbortController();

  private constructor(options: KafkaBusOptions) {
    this.options = options;
    this.service = options.service;
    this.log = options.log;
    this.kafka = createKafka(options);
    this.admin = this.kafka.admin({ retry: { retries: 1 } });
    this.producer = this.kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: true,
      retry: { retries: 2 },
    });
  }

  /** Rejects when the brokers cannot be reached. */
  static async connect(options: KafkaBusOptions): Promise<KafkaBus> {
    const bus = new KafkaBus(options);
    for (let attempt = 1; ; attempt++) {
      try {
        await bus.admin.connect();
        break;
      } catch (error) {
        if (attempt >= (options.connectAttempts ?? 13)) throw error;
        options.log.warn({ err: error }, 'Kafka is out of reach');
        await new Promise((resolve) => setTimeout(resolve, 2_000));
      }
    }
    await bus.producer.connect();
    return bus;
  }

  async publish(type: string, data: unknown, options?: PublishOptions): Promise<void> {
    await this.send(createEvent(this.service, type, data, options));
  }

  async send(event: EventEnvelope): Promise<void> {
    const message = { key: event.subject ?? null, value: JSON.stringify(event) };
    await this.reach(async () => {
      await this.ensureTopic(event.type);
      await this.producer.send({ topic: event.type, acks: -1, messages: [message] });
    });
  }

  async subscribe(type: string, handler: EventHandler): Promise<void> {
    this.handlers.set(type, handler);
    if (this.options.consume === false) return;
    const groupId = `${this.service}.${type}`;
    await this.ensureTopic(type);
    await this.beginAtEnd(groupId, type);
    const { retryDelaysMs, outageAfter, concurrency = 10 } = this.options;
    const streak = new FailureStreak({ log: this.log, retryDelaysMs, outageAfter });
    const consumer = this.kafka.consumer({
      groupId,
      sessionTimeout: this.options.ackWaitMs ?? 30_000,
      heartbeatInterval: Math.min(3_000, (this.options.ackWaitMs ?? 30_000) / 3),
      maxWaitTimeInMs: 500,
      retry: { initialRetryTime: 200, maxRetryTime: 2_000, retries: Number.MAX_SAFE_INTEGER },
    });
    const { admin, log } = this;
    const handle = async (message: KafkaMessage, tries: { attempts: number; crashes: number }): Promise<Verdict> =>
      this.handle(type, message, tries, handler, streak);
    const subscription = new KafkaSubscription({ consumer, admin, topic: type, groupId, log, concurrency, handle });
    this.closers.push(async () => {
      await subscription.stop();
      await consumer.disconnect();
    });
    await subscription.start();
  }

  async redrive(options: RedriveOptions = {}): Promise<Redriven[]> {
    const topic = deadLetterTopic(this.service);
    await this.ensureTopic(topic);
    const consumer = this.kafka.consumer({ groupId: topic, sessionTimeout: 6_000, maxWaitTimeInMs: 200 });
    const { admin, producer, handlers } = this;
    return redriveTopic({ admin, producer, consumer }, { topic, groupId: topic }, handlers, options);
  }

  async check(): Promise<void> {
    await this.reach(() => this.admin.describeCluster());
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.closers.map(inTime));
    await Promise.all([this.producer, this.admin].map((client) => inTime(() => client.disconnect())));
  }

  /** Says what it is when Kafka does not answer. */
  private async reach(ask: () => Promise<unknown>): Promise<void> {
    if (this.closing.signal.aborted) throw new Error('the event bus is closed');
    try {
      await ask();
    } catch (cause) {
      throw new Error('Kafka is out of reach, or refuses', { cause });
    }
  }

  private async ensureTopic(topic: string): Promise<void> {
    if (this.known.has(topic)) return;
    try {
      await this.admin.createTopics({ topics: [{ topic, numPartitions: -1, replicationFactor: -1 }] });
    } catch (error) {
      if (isConnectionError(error)) throw error;
      this.log.debug({ err: error, topic }, 'topic not made by us');
    }
    this.known.add(topic);
  }

  /** A service hears what is published from its first subscription on, also while it is away afterwards. */
  private async beginAtEnd(groupId: string, topic: string): Promise<void> {
    const [group] = await this.admin.fetchOffsets({ groupId, topics: [topic] });
    if (group === undefined || group.partitions.some(({ offset }) => Number(offset) >= 0)) return;
    const ends = (await this.admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({
      partition,
      offset: high,
    }));
    await this.admin.setOffsets({ groupId, topic, partitions: ends }).catch((error: unknown) => {
      // Another process of the service is at it.
      this.log.debug({ err: error, topic }, 'offsets not set');
    });
  }

  private async handle(
    type: string,
    message: KafkaMessage,
    { attempts, crashes }: { attempts: number; crashes: number },
    handler: EventHandler,
    streak: FailureStreak,
  ): Promise<Verdict> {
    try {
      if (crashes > MAX_CRASHES) throw new NoEvent('it ended the process each time');
      const event = parseEvent(message.value?.toString() ?? '');
      await streak.run(() => handleEvent(event, handler, this.options.handlerTimeoutMs), this.closing.signal);
      return 'done';
    } catch (error) {
      if (error instanceof NoTurn) return 'leave';
      this.log.warn({ err: error, type, attempts }, 'event handler failed');
      const againInMs = streak.waitAfter(error, attempts);
      if (againInMs !== undefined) return { againInMs, ...(streak.outage && { attempts: attempts - 1 }) };
      await this.setAside(type, message, error, attempts);
      return 'done';
    }
  }

  /** First kept among the dead letters, then settled: after a crash between them it is there twice, but never lost. */
  private async setAside(type: string, { key, value }: KafkaMessage, error: unknown, attempts: number): Promise<void> {
    const topic = deadLetterTopic(this.service);
    await this.ensureTopic(topic);
    const headers = { type, ...deadLetterHeaders(error, attempts) };
    await this.producer.send({ topic, acks: -1, messages: [{ key, value, headers }] });
    this.log.error({ type, attempts }, 'event set aside as a dead letter');
  }
}

function createKafka({ url, service, publishTimeoutMs = 5_000, socketFactory, log }: KafkaBusOptions): Kafka {
  const { protocol, host, username, password, searchParams } = new URL(url);
  const more = searchParams.get('brokers')?.split(',') ?? [];
  return new Kafka({
    clientId: service,
    brokers: [host, ...more],
    ssl: protocol === 'kafkas:',
    ...(username && {
      sasl: {
        mechanism: 'scram-sha-512' as const,
        username: decodeURIComponent(username),
        password: decodeURIComponent(password),
      },
    }),
    connectionTimeout: 2_000,
    requestTimeout: publishTimeoutMs,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000 },
    ...(socketFactory && { socketFactory }),
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ log: { message, ...details } }) =>
        log.debug({ kafka: details }, message),
  });
}

function isConnectionError(error: unknown): boolean {
  return error instanceof Error && /Connection|Timeout/.test(error.name + error.message);
}

/** What the brokers do not answer while a process stops is not waited for. */
async function inTime(leave: () => Promise<void>): Promise<void> {
  const late = new Promise<void>((resolve) => setTimeout(resolve, LEAVING_MS).unref());
  await Promise.race([leave().catch(() => {}), late]);
}
