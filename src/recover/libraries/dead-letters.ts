import type { Evidence, Observed } from '../../model/system.ts';
import type { Evaluator } from '../link/evaluate.ts';
import type { Value } from '../link/values.ts';
import { assertionsOf } from './asserted.ts';
import { option, optionValues } from './options.ts';
import { acknowledging, type Acknowledging } from './acknowledgements.ts';
import type { Site } from './recogniser.ts';

const UNKNOWN: Observed = { state: 'unknown', evidence: [] };
const ABSENT: Observed = { state: 'absent', evidence: [] };

// Job queues keep what failed, and Azure has a dead-letter queue behind every queue.
const KEEPS_FAILED = /^(bullmq|bull|bee-queue|agenda|pg-boss|graphile-worker|servicebus|temporal)$/;

/** What a broker does with failing messages unless it is told otherwise; unknown where that is set on the broker. */
export function deadLetterOfBroker(broker: string): Observed {
  return KEEPS_FAILED.test(broker) ? { state: 'present', evidence: [] } : UNKNOWN;
}

/** A consumer of kafkajs starts again at a message that throws, and goes on after one whose failure is caught: either way nothing sets it aside. */
export function deadLetterOfKafka(handlers: readonly Value[]): Observed {
  return handlers.some((value) => value.t === 'fn') ? ABSENT : UNKNOWN;
}

/** What becomes of messages of an amqplib queue that keep failing, by the options with which the queue is asserted and by how it is consumed. */
export function deadLetterOfQueue(site: Site, queue: readonly Value[], consumer: Acknowledging): Observed {
  const asserted = assertionsOf(site, 'assertQueue', queue);
  return joinObserved(asserted.map(({ options }) => ofOptions(site.evaluator, options, consumer)));
}

/** What Nest does with an event whose handler fails: on Kafka it comes back for ever; elsewhere it is sent once. */
export function deadLetterOfNestBroker(broker: string): Observed {
  return broker === 'kafka' ? ABSENT : UNKNOWN;
}

/** What Nest's options of a RabbitMQ microservice say. */
export function deadLetterOfNestQueue(evaluator: Evaluator, options: readonly Value[]): Observed {
  const inner = option(evaluator, options, 'options');
  if (inner.state !== 'given') return UNKNOWN;
  const queue = option(evaluator, inner.values, 'queueOptions');
  if (queue.state === 'unknown') return UNKNOWN;
  const consumer = { onDelivery: acknowledging(evaluator, [], inner.values).onDelivery, requeues: false };
  return queue.state === 'absent' ? ABSENT : ofOptions(evaluator, queue.values, consumer);
}

/** Present when all say so, absent when one does. */
function joinObserved(found: readonly Observed[]): Observed {
  if (found.length === 0 || found.some(({ state }) => state === 'unknown')) return UNKNOWN;
  return found.find(({ state }) => state === 'absent') ?? found[0] ?? UNKNOWN;
}

function ofOptions(evaluator: Evaluator, options: readonly Value[], { onDelivery, requeues }: Acknowledging): Observed {
  const own = option(evaluator, options, 'deadLetterExchange', 'deadLetterRoutingKey');
  const args = option(evaluator, options, 'arguments');
  const given = args.state === 'given' ? option(evaluator, args.values, 'x-dead-letter-exchange') : args;
  if (own.state === 'given' || given.state === 'given') {
    const isBounded = args.state === 'given' && option(evaluator, args.values, ...BOUNDS).state !== 'absent';
    // What is acknowledged on delivery, or always put back, never gets there.
    if (onDelivery || (requeues && !isBounded)) return ABSENT;
    return { state: 'present', evidence: placesOf(options) };
  }
  if (own.state === 'unknown' || given.state === 'unknown') return UNKNOWN;
  // A queue that goes when its consumer goes carries nothing that is missed: replies, broadcasts.
  const temporary = optionValues(evaluator, options, 'exclusive', 'autoDelete');
  return temporary.some((value) => value.t !== 'bool' || value.v) ? UNKNOWN : ABSENT;
}

// Quorum queues give up after 20 deliveries by themselves: https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling
const BOUNDS = ['x-delivery-limit', 'x-queue-type'] as const;

function placesOf(options: readonly Value[]): Evidence[] {
  return options.flatMap((value) =>
    value.t === 'obj' ? [{ file: value.file, ...value.expr.at, note: 'the queue has a dead-letter exchange' }] : [],
  );
}
