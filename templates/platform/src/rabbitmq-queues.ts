import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, GetMessage, Replies } from 'amqplib';
import { MAX_CRASHES, type EventHandler } from './bus.ts';
import { isWanted, readDeadLetter, redriveOne, type Redriven, type RedriveOptions } from './dead-letters.ts';
import { longestWait } from './failure-streak.ts';

/** Where events of `service` wait that could not be handled. */
export function deadLetterQueue(service: string): string {
  return `dead-letters.${service}`;
}

/** Where events of `service` wait for their next try. */
export function retryQueue(service: string, delayMs: number): string {
  return `retry.${service}.${delayMs}`;
}

/** Resolves with how many dead letters there are. */
async function declareDeadLetters(channel: Channel, service: string): Promise<Replies.AssertQueue> {
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
  for (const delayMs of new Set([...retryDelaysMs, longestWait(retryDelaysMs)])) {
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

/** Handles dead letters again. Those that are not acknowledged go back to their place, also when this process is killed. */
export async function redriveQueue(
  channel: Channel,
  service: string,
  handlers: ReadonlyMap<string, EventHandler>,
  options: RedriveOptions,
): Promise<Redriven[]> {
  const redriven: Redriven[] = [];
  const kept: GetMessage[] = [];
  const queue = deadLetterQueue(service);
  let { messageCount } = await declareDeadLetters(channel, service);
  for (; messageCount > 0 && redriven.length < (options.limit ?? Infinity); messageCount--) {
    const message = await channel.get(queue);
    if (!message) break;
    const { content, properties } = message;
    const header = (name: string): string | undefined => properties.headers?.[name]?.toString();
    const text = content.toString();
    const letter = readDeadLetter({ text, type: properties.type ?? '', header });
    const result = isWanted(letter, options) && (await redriveOne(letter, text, handlers, options));
    if (result) redriven.push(result);
    if (result && result.outcome === 'handled') channel.ack(message);
    else kept.push(message);
  }
  await putBack(channel, queue, kept);
  return redriven;
}

/** Waits until the broker has done it, so that who looks next sees them. */
async function putBack(channel: Channel, queue: string, messages: readonly GetMessage[]): Promise<void> {
  for (const message of messages) channel.nack(message, false, true);
  for (let tries = 0; tries < 20; tries++) {
    const { messageCount } = await channel.checkQueue(queue);
    if (messageCount >= messages.length) return;
    await sleep(50);
  }
}

/** What the broker calls when it has a message; it has to come in time. */
export function confirmation(
  timeoutMs: number,
  resolve: () => void,
  reject: (error: Error) => void,
): (error: Error | null) => void {
  const timer = setTimeout(() => reject(new Error('RabbitMQ did not confirm in time')), timeoutMs);
  return (error) => {
    clearTimeout(timer);
    if (error) reject(error);
    else resolve();
  };
}

/** On a channel that is gone nothing can be settled, and nothing must be: the broker delivers the message again. */
export function settle(action: () => void): void {
  try {
    action();
  } catch {}
}
