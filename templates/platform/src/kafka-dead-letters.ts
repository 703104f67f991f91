import type { Admin, Consumer, IHeaders, KafkaMessage, Producer } from 'kafkajs';
import type { EventHandler } from './bus.ts';
import { isWanted, readDeadLetter, redriveOne, type Redriven, type RedriveOptions } from './dead-letters.ts';

export function deadLetterTopic(service: string): string {
  return `dead-letters.${service}`;
}

interface Letter {
  readonly partition: number;
  readonly message: KafkaMessage;
}

/**
 * Gives the dead letters of a topic to their handlers. Kafka removes nothing from the middle of a topic: whatever stays a
 * dead letter goes to the end of it, and then all that was there before counts as read.
 */
export async function redriveTopic(
  kafka: { admin: Admin; producer: Producer; consumer: Consumer },
  { topic, groupId }: { topic: string; groupId: string },
  handlers: ReadonlyMap<string, EventHandler>,
  options: RedriveOptions,
): Promise<Redriven[]> {
  const { admin, producer, consumer } = kafka;
  const ends = await unread(admin, topic, groupId);
  if (ends.size === 0) return [];
  await consumer.connect();
  try {
    const redriven: Redriven[] = [];
    const staying: KafkaMessage[] = [];
    for (const { message } of await readUntil(consumer, topic, ends)) {
      const result = redriven.length === options.limit ? undefined : await redrive(message, handlers, options);
      if (result) redriven.push(result);
      if (result?.outcome !== 'handled') staying.push(message);
    }
    if (options.dryRun) return redriven;
    await producer.send({
      topic,
      acks: -1,
      messages: staying.map(({ key, value, headers = {} }) => ({ key, value, headers })),
    });
    await consumer.commitOffsets(
      [...ends].map(([partition, offset]) => ({ topic, partition, offset: String(offset) })),
    );
    return redriven;
  } finally {
    await consumer.disconnect();
  }
}

/** Offsets at which partitions end, of those that hold something unread. */
async function unread(admin: Admin, topic: string, groupId: string): Promise<Map<number, number>> {
  const [group] = await admin.fetchOffsets({ groupId, topics: [topic] });
  const read = new Map(group?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
  const ends = new Map<number, number>();
  for (const { partition, high, low } of await admin.fetchTopicOffsets(topic))
    if (Number(high) > Math.max(Number(low), read.get(partition) ?? 0)) ends.set(partition, Number(high));
  return ends;
}

async function readUntil(consumer: Consumer, topic: string, ends: ReadonlyMap<number, number>): Promise<Letter[]> {
  const letters: Letter[] = [];
  const missing = new Map(ends);
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      // Another process is at them already.
      const mine = payload.memberAssignment[topic] ?? [];
      for (const partition of missing.keys()) if (!mine.includes(partition)) missing.delete(partition);
      if (missing.size === 0) resolve();
    });
    const eachMessage = async ({ partition, message }: Letter): Promise<void> => {
      const end = missing.get(partition);
      if (end === undefined || Number(message.offset) >= end) return;
      letters.push({ partition, message });
      if (Number(message.offset) === end - 1) missing.delete(partition);
      if (missing.size === 0) resolve();
    };
    consumer.run({ autoCommit: false, eachMessage }).catch(reject);
  });
  return letters;
}

async function redrive(
  message: KafkaMessage,
  handlers: ReadonlyMap<string, EventHandler>,
  options: RedriveOptions,
): Promise<Redriven | undefined> {
  const header = (name: string): string | undefined => textOf(message.headers ?? {}, name);
  const text = message.value?.toString() ?? '';
  const letter = readDeadLetter({ text, type: header('type') ?? '', header });
  return isWanted(letter, options) ? redriveOne(letter, text, handlers, options) : undefined;
}

function textOf(headers: IHeaders, name: string): string | undefined {
  const value = headers[name];
  return value === undefined || Array.isArray(value) ? undefined : value.toString();
}
