import type { CallFact } from '../facts/file-facts.ts';
import { elementFrames } from '../link/elements.ts';
import { framesOfCallers } from '../link/expanded-frames.ts';
import type { Frame, Lib, Value } from '../link/values.ts';
import { concat } from '../link/texts.ts';
import { acknowledging } from './acknowledgements.ts';
import { isRpcTraffic } from './amqp-rpc.ts';
import { deadLetterOfKafka, deadLetterOfQueue } from './dead-letters.ts';
import { durabilityOfConsume, durabilityOfKafka, durabilityOfPublish, kept, lost } from './durability.ts';
import { argument, everyOption, handedOption, optionValues } from './options.ts';
import { listed, publication, subscription } from './queues.ts';
import { responds } from './rpc-frameworks.ts';
import type { MessageShape, Recogniser, Site } from './recogniser.ts';

/** Recognisers of message brokers: amqplib (and amqp-connection-manager), kafkajs, NATS, redis pub/sub. */
export const messaging: readonly Recogniser[] = [
  { packages: ['amqplib', 'amqp-connection-manager', '@golevelup/nestjs-rabbitmq'], message: amqp },
  { packages: ['kafkajs', '@confluentinc/kafka-javascript'], message: kafka },
  { packages: ['nats', '@nats-io/transport-node', '@nats-io/nats-core', '@nats-io/jetstream'], message: nats },
  { packages: ['redis', 'ioredis'], message: redis },
];

function amqp(lib: Lib, site: Site): MessageShape | undefined {
  const name =
    /(?:createChannel|createConfirmChannel|Channel!|ConfirmChannel!|ChannelWrapper!|AmqpConnection!\.(?:managedC|c)hannel|\(cb\d+(?:\.\w+)?\.\d\))(?:\(\))?\.(publish|sendToQueue|consume)$/.exec(
      lib.path,
    )?.[1];
  if (!name || isRpcTraffic(lib, site)) return undefined;
  const { evaluator, args } = site;
  const first = argument(evaluator, args, 0);
  if (name === 'sendToQueue')
    return { ...publication('rabbitmq', first), durability: durabilityOfPublish(site, name, first) };
  if (name === 'consume') {
    const handlers = argument(evaluator, args, 1);
    return {
      broker: 'rabbitmq',
      direction: 'subscribe',
      names: boundNames(site, lib, first),
      handlers,
      deadLetter: deadLetterOfQueue(site, first, acknowledging(evaluator, handlers, argument(evaluator, args, 2))),
      durability: durabilityOfConsume(site, first),
    };
  }
  const names = exchangeAndKey(site, first, argument(evaluator, args, 1));
  return { ...publication('rabbitmq', names), durability: durabilityOfPublish(site, 'publish', first) };
}

function slash(site: Site): Value {
  return {
    t: 'text',
    parts: [{ p: 'text', s: '/', origin: 'literal', at: site.evaluator.evidence(site.file, site.call) }],
  };
}

function exchangeAndKey(site: Site, exchange: readonly Value[], key: readonly Value[]): readonly Value[] {
  const isEmpty = (values: readonly Value[]): boolean =>
    values.every((value) => value.t === 'text' && value.parts.every((part) => part.p === 'text' && part.s === ''));
  if (isEmpty(exchange)) return key;
  return isEmpty(key) ? exchange : concat([exchange, [slash(site)], key]);
}

// A queue bound to an exchange receives what is published there; its own name matters only without a binding.
function boundNames(site: Site, lib: Lib, queue: readonly Value[]): readonly Value[] {
  const { evaluator } = site;
  // The channel may be one of several objects here, and only one of them may be known where it is bound.
  const channelsIn = (frame: Frame | undefined): Lib[] =>
    evaluator.eval(site.file, site.call.callee, frame).flatMap((value) => (value.t === 'lib' ? [value.lib] : []));
  const channels = [lib, ...channelsIn(site.frame)];
  const wanted = queueKeys(site, queue);
  // Of a channel that a function is given, only its type is known inside: it is one of those that its callers give. The
  // name of the queue tells which bindings are its own, where they are not those of several queues at once.
  const isGiven = wanted.length > 0 && !channels.some((one) => one.site);
  const libs = isGiven ? [...channels, ...channelsIn(undefined)] : channels;
  const binds = libs.flatMap((one) => site.uses.on(one)).filter(({ name }) => name === 'bindQueue');
  const bindings = [...new Map(binds.map((use) => [`${use.file}#${use.c}`, use])).values()];
  const found = bindings.flatMap(({ file, c }) => {
    const call = evaluator.program.facts(file).calls[c];
    if (!call) return [];
    const own = file === site.file ? site.frame : undefined;
    const each = elementFrames(evaluator, file, call).flatMap((element) => {
      const asked = bindingIn(site, file, call, element ? { ...element, outer: own } : own);
      const isSame = isGiven ? isOnly(asked.queues, wanted) : isAny(asked.queues, wanted);
      return isSame ? [asked] : [];
    });
    if (each.length > 0 && (wanted.length === 0 || each.every(({ queues }) => isOnly(queues, wanted)))) return each;
    // A function that binds whatever queue it is told binds this one where a caller says so. What it makes of all its
    // callers at once would join the exchange of one with the key of another.
    const told = framesOfCallers(evaluator, { file, c }).flatMap((frame) => {
      const binding = bindingIn(site, file, call, frame);
      return binding.asserted.some((key) => wanted.includes(key)) ? [binding] : [];
    });
    return told.length > 0 ? told : each;
  });
  // Where a queue is bound in one of several ways, those whose key nothing tells are not the one taken here.
  const told = found.filter(({ pattern }) => pattern.length > 0);
  const names = (told.length > 0 ? told : found).flatMap((one) => exchangeAndKey(site, one.exchange, one.pattern));
  return names.length > 0 ? names : queue;
}

function isAny(queues: readonly string[], wanted: readonly string[]): boolean {
  return wanted.length === 0 ? queues.length === 0 : queues.some((key) => wanted.includes(key));
}

function isOnly(queues: readonly string[], wanted: readonly string[]): boolean {
  return queues.length > 0 && queues.every((key) => wanted.includes(key));
}

interface Binding {
  readonly queues: readonly string[];
  /** The names under which the function that binds them made them. */
  readonly asserted: readonly string[];
  readonly exchange: readonly Value[];
  readonly pattern: readonly Value[];
}

function bindingIn(site: Site, file: string, call: CallFact, frame: Frame | undefined): Binding {
  const [q = [], exchange = [], pattern = []] = call.args.map((arg) => site.evaluator.eval(file, arg, frame));
  const asserted = q.flatMap((value) => assertedName(site, value) ?? []);
  return { queues: queueKeys(site, q), asserted: textKeys([...q, ...asserted]), exchange, pattern };
}

// What `assertQueue` was given for the queue of which this is the name; undefined for anything else.
function assertedName({ evaluator }: Site, value: Value): Value[] | undefined {
  if (value.t !== 'lib' || !/assertQueue\(\)\.queue$/.test(value.lib.path)) return undefined;
  const [name] = value.lib.args;
  return name ? evaluator.of(name) : [];
}

// A queue by its name; one that the broker names, by where it was made.
function queueKeys(site: Site, values: readonly Value[]): string[] {
  return values.flatMap((value) => {
    const asserted = assertedName(site, value);
    if (asserted === undefined) return textKeys([value]);
    const names = textKeys(asserted).filter((name) => name !== '');
    const made = value.t === 'lib' ? value.lib.site : undefined;
    return names.length > 0 || made === undefined ? names : [`made at ${made.file}#${made.call}`];
  });
}

function textKeys(values: readonly Value[]): string[] {
  return values.flatMap((value) =>
    value.t === 'text'
      ? [value.parts.map((part) => (part.p === 'text' ? part.s : part.p === 'env' ? `$${part.name}` : '{}')).join('')]
      : [],
  );
}

function kafka(lib: Lib, site: Site): MessageShape | undefined {
  const name =
    /(?:producer\(\)|(?:^|\.)Producer!|transaction\(\))\.(send|sendBatch)$|(?:consumer\(\)|(?:^|\.)Consumer!)\.(subscribe)$/.exec(
      lib.path,
    );
  if (!name) return undefined;
  const { evaluator, args } = site;
  const options = argument(evaluator, args, 0);
  const batch = listed(site, everyOption(evaluator, options, 'topicMessages'));
  const names = [
    ...listed(site, handedOption(evaluator, options, 'topic', 'topics')),
    ...everyOption(evaluator, batch, 'topic'),
  ];
  if (name[2] === undefined) return { ...publication('kafka', names), durability: durabilityOfKafka(site, options) };
  const runs = site.uses.on(lib).filter((use) => use.name === 'run');
  const handlers = runs.flatMap(({ file, c }) => {
    const [arg] = evaluator.program.facts(file).calls[c]?.args ?? [];
    return arg ? optionValues(evaluator, evaluator.eval(file, arg, undefined), 'eachMessage', 'eachBatch') : [];
  });
  return { broker: 'kafka', direction: 'subscribe', names, handlers, deadLetter: deadLetterOfKafka(handlers) };
}

function nats(lib: Lib, site: Site): MessageShape | undefined {
  const name = /(?:connect\(\)|NatsConnection!|jetstream\(\)|JetStreamClient!)\.(publish|request|subscribe)$/.exec(
    lib.path,
  )?.[1];
  const { evaluator, args } = site;
  const isStream = /jetstream\(\)|JetStreamClient!/.test(lib.path);
  const durability = isStream ? kept() : lost(site, 'core NATS gives it to those who listen at the moment');
  if (name === 'publish') return { ...publication('nats', argument(evaluator, args, 0)), durability };
  if (name === 'subscribe' && responds(site)) return undefined;
  if (name === 'subscribe')
    return {
      broker: 'nats',
      direction: 'subscribe',
      durability,
      names: argument(evaluator, args, 0),
      handlers: [
        ...optionValues(evaluator, argument(evaluator, args, 1), 'callback'),
        ...args
          .slice(1)
          .flatMap((arg) => evaluator.of(arg))
          .filter((value) => value.t === 'fn'),
      ],
    };
  // A JetStream consumer is made for the subjects that it filters.
  if (!/\.consumers\.(add|update)$/.test(lib.path)) return undefined;
  const filters = optionValues(evaluator, argument(evaluator, args, 1), 'filter_subject', 'filter_subjects');
  const names = filters.flatMap((value) => (value.t === 'arr' ? evaluator.elements([value]) : [value]));
  return names.length > 0 ? { ...subscription('nats', names, []), durability: kept() } : undefined;
}

const REDIS =
  /(?:createClient\(\)|createCluster\(\)|createClientPool\(\)|!|duplicate\(\)|multi\(\)|pipeline\(\))(?:\.\w+\(\))*?\.(publish|sPublish|spublish|xAdd|xadd|subscribe|pSubscribe|psubscribe|sSubscribe|ssubscribe)$/;

function redis(lib: Lib, site: Site): MessageShape | undefined {
  const name = REDIS.exec(lib.path)?.[1];
  if (!name) return undefined;
  const { evaluator, args } = site;
  const first = listed(site, argument(evaluator, args, 0));
  const isStream = /^xadd$/i.test(name);
  const durability = isStream ? kept() : lost(site, 'Redis gives it to those who listen at the moment');
  if (isStream || /^s?publish$/i.test(name)) return { ...publication('redis', first), durability };
  const rest = args.slice(1).flatMap((arg) => evaluator.of(arg));
  // `subscribe('orders', 'parcels')` of the clients that tell what arrives by an event.
  const more = rest.filter((value) => value.t === 'text');
  const handlers = rest.filter((value) => value.t === 'fn');
  return { ...subscription('redis', [...first, ...more], handlers), durability };
}
