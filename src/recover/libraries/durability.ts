import type { Evidence, Observed } from '../../model/system.ts';
import type { Evaluator } from '../link/evaluate.ts';
import type { Value } from '../link/values.ts';
import { assertionsOf } from './asserted.ts';
import { argument, option, optionValues } from './options.ts';
import type { Site } from './recogniser.ts';

const UNKNOWN: Observed = { state: 'unknown', evidence: [] };
const TAKEN = 'counts as done when it is delivered';
const GOES = 'the queue goes when its consumer goes';
const PRESENT: Observed = { state: 'present', evidence: [] };

/** Whether a message comes once at most: it is gone from the broker when it is handed over, or when its consumer goes. */
export function comesOnce({ evidence }: Observed): boolean {
  return evidence.some(({ note = '' }) => note.endsWith(TAKEN) || note === GOES);
}

/** What is sent is lost by a broker that restarts, or when nobody listens. */
export function lost(site: Site, note: string): Observed {
  return { state: 'absent', evidence: [site.evaluator.evidence(site.file, site.call, note)] };
}

/** What is sent outlives the broker's restart. */
export function kept(): Observed {
  return PRESENT;
}

/**
 * Whether a message that amqplib publishes survives the broker's restart: its exchange or queue has to be durable (the
 * default), and the message persistent (not the default).
 * https://amqp-node.github.io/amqplib/channel_api.html#channel_publish
 */
export function durabilityOfPublish(site: Site, kind: 'publish' | 'sendToQueue', target: readonly Value[]): Observed {
  const asserted = durabilityOfAsserted(site, kind === 'publish' ? 'assertExchange' : 'assertQueue', target);
  if (asserted.state !== 'present') return asserted;
  const options = argument(site.evaluator, site.args, kind === 'publish' ? 3 : 2);
  const mode = option(site.evaluator, options, 'persistent', 'deliveryMode');
  if (mode.state === 'unknown') return UNKNOWN;
  if (mode.state === 'absent') return lost(site, 'sent without "persistent", which is not the default');
  const isOff = mode.values.every((value) => (value.t === 'bool' && !value.v) || (value.t === 'num' && value.v < 2));
  if (isOff) return lost(site, 'sent as not persistent');
  return mode.values.every((value) => value.t === 'bool' || value.t === 'num') ? PRESENT : UNKNOWN;
}

/** Whether a queue that amqplib consumes survives the broker's restart, and what is taken from it a crash of its consumer. */
export function durabilityOfConsume(site: Site, queue: readonly Value[]): Observed {
  const asserted = durabilityOfAsserted(site, 'assertQueue', queue);
  const options = argument(site.evaluator, site.args, 2);
  const noAck = optionValues(site.evaluator, options, 'noAck');
  const isTaken = noAck.length > 0 && noAck.every((value) => value.t === 'bool' && value.v);
  if (!isTaken) return asserted;
  const taken = optionAt(options, 'noAck', TAKEN) ?? { ...siteAt(site), note: TAKEN };
  return asserted.state === 'unknown'
    ? { state: 'unknown', evidence: [taken] }
    : { state: 'absent', evidence: [...asserted.evidence, taken] };
}

/** Whether kafkajs waits until a broker has a message: it does unless it is told not to. */
export function durabilityOfKafka(site: Site, options: readonly Value[]): Observed {
  const acks = optionValues(site.evaluator, options, 'acks');
  const isOff = acks.length > 0 && acks.every((value) => value.t === 'num' && value.v === 0);
  if (!isOff) return PRESENT;
  return { state: 'absent', evidence: listOf(optionAt(options, 'acks', 'no broker has to have it')) };
}

/** Whether an MQTT client keeps sending until the broker has a message: by default it does not. */
export function durabilityOfMqtt(site: Site): Observed {
  const options = argument(site.evaluator, site.args, 2).filter((value) => value.t !== 'fn');
  const qos = option(site.evaluator, options, 'qos');
  if (qos.state === 'unknown') return UNKNOWN;
  const isOff = qos.state === 'absent' || qos.values.every((value) => value.t === 'num' && value.v === 0);
  return isOff ? lost(site, 'sent at most once (QoS 0)') : PRESENT;
}

/** What the options of a Nest microservice over RabbitMQ say: queues are durable, but messages count as done on delivery unless told otherwise. */
export function durabilityOfNestQueue(evaluator: Evaluator, options: readonly Value[]): Observed {
  const inner = option(evaluator, options, 'options');
  if (inner.state !== 'given') return UNKNOWN;
  const queue = option(evaluator, inner.values, 'queueOptions');
  if (queue.state === 'given' && isFalse(optionValues(evaluator, queue.values, 'durable')))
    return { state: 'absent', evidence: listOf(optionAt(queue.values, 'durable', 'the queue is not durable')) };
  const noAck = option(evaluator, inner.values, 'noAck');
  if (queue.state === 'unknown' || noAck.state === 'unknown') return UNKNOWN;
  if (noAck.state === 'given' && isFalse(noAck.values)) return PRESENT;
  const place = optionAt(inner.values, 'noAck', TAKEN) ?? placeOf(inner.values);
  return place && noAck.state === 'absent'
    ? { state: 'absent', evidence: [{ ...place, note: `without "noAck: false" what is sent ${TAKEN}` }] }
    : { state: 'unknown', evidence: [] };
}

/** What Nest's transports do with what is published: Redis, NATS and MQTT give it to who listens at the moment, RabbitMQ keeps what is persistent. */
export function durabilityOfNestClient(site: Site, broker: string, options: readonly Value[]): Observed {
  const { evaluator } = site;
  const place = placeOf(options);
  const lostAt = (note: string): Observed =>
    place ? { state: 'absent', evidence: [{ ...place, note }] } : lost(site, note);
  if (broker === 'kafka') return PRESENT;
  if (/^(?:redis|nats|mqtt)$/.test(broker)) return lostAt(`${broker} gives it to those who listen at the moment`);
  const inner = option(evaluator, options, 'options');
  if (broker !== 'rabbitmq' || inner.state !== 'given') return UNKNOWN;
  const queue = option(evaluator, inner.values, 'queueOptions');
  if (queue.state === 'given' && isFalse(optionValues(evaluator, queue.values, 'durable')))
    return { state: 'absent', evidence: listOf(optionAt(queue.values, 'durable', 'the queue is not durable')) };
  const persistent = option(evaluator, inner.values, 'persistent');
  if (queue.state === 'unknown' || persistent.state === 'unknown') return UNKNOWN;
  const isKept = persistent.state === 'given' && !isFalse(persistent.values);
  return isKept ? PRESENT : lostAt('without "persistent: true", which is not the default');
}

/** The same of a Nest microservice that takes events from such a broker. */
export function durabilityOfNestBroker(broker: string): Observed {
  return broker === 'kafka' ? PRESENT : UNKNOWN;
}

// Durable unless an assertion says otherwise; one that goes with its consumer was never meant to stay.
function durabilityOfAsserted(site: Site, kind: 'assertQueue' | 'assertExchange', target: readonly Value[]): Observed {
  const { evaluator } = site;
  const asserted = assertionsOf(site, kind, target);
  if (asserted.length === 0) return UNKNOWN;
  const note = kind === 'assertQueue' ? 'the queue is not durable' : 'the exchange is not durable';
  const found = asserted.map(({ options, at }): Observed => {
    const exclusive = optionValues(evaluator, options, 'exclusive');
    if (isTrue(exclusive))
      return { state: 'absent', evidence: [optionAt(options, 'exclusive', GOES) ?? { ...at, note: GOES }] };
    const temporary = [...exclusive, ...optionValues(evaluator, options, 'autoDelete')];
    const durable = option(evaluator, options, 'durable');
    if (durable.state === 'unknown' || temporary.some((value) => value.t !== 'bool' || value.v)) return UNKNOWN;
    if (durable.state === 'absent' || !isFalse(durable.values)) return PRESENT;
    return { state: 'absent', evidence: [optionAt(options, 'durable', note) ?? { ...at, note }] };
  });
  if (found.some(({ state }) => state === 'unknown')) return UNKNOWN;
  // Several places may assert one queue: the one nearest to the site is its own.
  const near = (place: Evidence): number => commonStart(place.file, site.file);
  const absent = found.flatMap(({ evidence }) => evidence).sort((a, b) => near(b) - near(a));
  return absent.length > 0 ? { state: 'absent', evidence: absent.slice(0, 1) } : PRESENT;
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

function isTrue(values: readonly Value[]): boolean {
  return values.length > 0 && values.every((value) => value.t === 'bool' && value.v);
}

function isFalse(values: readonly Value[]): boolean {
  return values.length > 0 && values.every((value) => value.t === 'bool' && !value.v);
}

function optionAt(options: readonly Value[], name: string, note: string): Evidence | undefined {
  for (const value of options) {
    if (value.t !== 'obj') continue;
    const prop = value.expr.props.find(({ key }) => key === name);
    if (prop) return { file: value.file, line: prop.at.line, column: prop.at.column, note };
  }
  return undefined;
}

function placeOf(options: readonly Value[]): Evidence | undefined {
  const value = options.find((one) => one.t === 'obj');
  return value?.t === 'obj' ? { file: value.file, line: value.expr.at.line, column: value.expr.at.column } : undefined;
}

function siteAt(site: Site): Evidence {
  return site.evaluator.evidence(site.file, site.call);
}

function listOf(place: Evidence | undefined): Evidence[] {
  return place ? [place] : [];
}
