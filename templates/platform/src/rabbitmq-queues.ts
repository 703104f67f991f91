import type { Channel, Replies } from 'amqplib';
import { MAX_CRASHES } from './bus.ts';

/** Where events of `service` wait that could not be handled. */
export function deadLetterQueue(service: string): string {
  return `dead-letters.${service}`;
}

/** Where events of `service` wait for their next try. */
export function retryQueue(service: string, delayMs: number): string {
  return `retry.${service}.${delayMs}`;
}

/** Declares the queue of the dead letters; resolves with how many there are. */
export async function declareDeadLetters(channel: Channel, service: string): Promise<Replies.AssertQueue> {
  // Looking at a letter counts as a delivery: newer brokers would drop it after twenty looks.
  const args = { 'x-queue-type': 'quorum', 'x-delivery-limit': 1_000_000_000 };
  return channel.assertQueue(deadLetterQueue(service), { durable: true, arguments: args });
}

/** The service's queue, and those for what it could not handle: a message leaves a queue only when the next one has it. */
export async function declareQueues(
  channel: Channel,
  service: string,
  retryDelaysMs: readonly number[],
): Promise<void> {
  await declareDeadLetters(channel, service);
  // A message that ends the process again and again never comes to its retries.
  await declareQueue(channel, service, deadLetterQueue(service), { 'x-delivery-limit': MAX_CRASHES });
  for (const delayMs of retryDelaysMs) {
    await declareQueue(channel, retryQueue(service, delayMs), service, { 'x-message-ttl': delayMs });
  }
}

async function declareQueue(channel: Channel, name: string, next: string, args: Record<string, number>): Promise<void> {
  await channel.assertQueue(name, {
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': next,
      // Together: a message is confirmed by the next queue before it leaves this one.
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
      ...args,
    },
  });
}
