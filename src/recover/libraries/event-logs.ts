import { joinTexts } from '../link/texts.ts';
import type { Lib, Value } from '../link/values.ts';
import { argument, everyOption, optionValues } from './options.ts';
import { listed, publication, subscription } from './queues.ts';
import type { MessageShape, Recogniser, Site } from './recogniser.ts';

/** Recognisers of event logs: further Kafka clients, NATS streaming, JetStream consumers by name, Redis streams. */
export const eventLogs: readonly Recogniser[] = [
  { packages: ['node-rdkafka', '@confluentinc/kafka-javascript'], message: rdkafka },
  { packages: ['@platformatic/kafka'], message: platformatic },
  { packages: ['kafka-node'], message: kafkaNode },
  { packages: ['node-nats-streaming'], message: natsStreaming },
  { packages: ['nats', '@nats-io/jetstream', '@nats-io/transport-node'], message: jetstream },
  { packages: ['redis', 'ioredis'], message: redisStreams },
];

function rdkafka(lib: Lib, site: Site): MessageShape | undefined {
  const { evaluator, args } = site;
  if (/(?:^|\.)(?:HighLevelProducer|Producer)(?:!|\(\))\.produce$/.test(lib.path))
    return publication('kafka', argument(evaluator, args, 0));
  if (/(?:^|\.)KafkaConsumer(?:!|\(\))\.subscribe$/.test(lib.path))
    return subscription('kafka', listed(site, argument(evaluator, args, 0)), []);
  const stream = /(?:^|\.)create(Read|Write)Stream$/.exec(lib.path)?.[1];
  if (!stream) return undefined;
  const topics = listed(site, optionValues(evaluator, argument(evaluator, args, 2), 'topics', 'topic'));
  return stream === 'Read' ? subscription('kafka', topics, []) : publication('kafka', topics);
}

function platformatic(lib: Lib, site: Site): MessageShape | undefined {
  const options = argument(site.evaluator, site.args, 0);
  const list = (...names: readonly string[]): readonly Value[] =>
    listed(site, optionValues(site.evaluator, options, ...names));
  if (/^Producer!\.send$/.test(lib.path))
    return publication('kafka', everyOption(site.evaluator, list('messages'), 'topic'));
  return /^Consumer!\.consume$/.test(lib.path) ? subscription('kafka', list('topics'), []) : undefined;
}

function kafkaNode(lib: Lib, site: Site): MessageShape | undefined {
  const { evaluator, args } = site;
  if (/^(?:HighLevelProducer|Producer)!\.send$/.test(lib.path))
    return publication('kafka', everyOption(evaluator, listed(site, argument(evaluator, args, 0)), 'topic'));
  if (!site.call.isNew || !/^(?:Consumer|HighLevelConsumer|ConsumerGroup|ConsumerGroupStream)$/.test(lib.path))
    return undefined;
  const topics = listed(site, argument(evaluator, args, 1));
  const names = [...topics.filter((value) => value.t === 'text'), ...everyOption(evaluator, topics, 'topic')];
  return heardBy(site, lib, { broker: 'kafka', direction: 'subscribe', names, handlers: [] });
}

// `consumer.on('message', handle)`: what fails there is gone, or comes back, and nothing sets it aside.
function heardBy(site: Site, lib: Lib, shape: MessageShape): MessageShape {
  const { evaluator } = site;
  const uses = site.uses.on({ ...lib, site: { file: site.file, call: site.c } });
  const handlers = uses.flatMap(({ name, file, c }) => {
    const [event, handler] = name === 'on' ? (evaluator.program.facts(file).calls[c]?.args ?? []) : [];
    const isMessage = event !== undefined && joinTexts(evaluator.eval(file, event, undefined)).includes('message');
    return isMessage && handler ? evaluator.eval(file, handler, undefined) : [];
  });
  const isHeard = handlers.some((value) => value.t === 'fn');
  return isHeard ? { ...shape, handlers, deadLetter: { state: 'absent', evidence: [] } } : shape;
}

function natsStreaming(lib: Lib, site: Site): MessageShape | undefined {
  const member = /(?:connect\(\)|Stan!)\.(publish|subscribe)$/.exec(lib.path)?.[1];
  const names = argument(site.evaluator, site.args, 0);
  if (member === 'publish') return publication('nats', names);
  if (member !== 'subscribe') return undefined;
  return heardBy(site, lib, { broker: 'nats', direction: 'subscribe', names, handlers: [] });
}

// `js.consumers.get('ORDERS', 'billing').consume()`: the subjects are those of the stream, where the code creates it.
function jetstream(lib: Lib, site: Site): MessageShape | undefined {
  if (/(?:jetstream\(\)|JetStreamClient!)\.pullSubscribe$/.test(lib.path))
    return subscription('nats', argument(site.evaluator, site.args, 0), []);
  if (!/\.consumers\.get\(\)\.(?:consume|fetch|next)$/.test(lib.path)) return undefined;
  const { evaluator } = site;
  const [stream] = joinTexts(argument(evaluator, lib.args, 0));
  const [consumer] = joinTexts(argument(evaluator, lib.args, 1));
  // What a consumer filters is known where it is added.
  if (consumer !== undefined && createdWith(site, 'consumers', 1, 'durable_name', consumer).length > 0)
    return undefined;
  const created = stream === undefined ? [] : createdWith(site, 'streams', 0, 'name', stream);
  const subjects = listed(site, everyOption(evaluator, created, 'subjects'));
  return subscription('nats', subjects, []);
}

function createdWith(site: Site, of: string, index: number, key: string, value: string): readonly Value[] {
  const { evaluator } = site;
  const found: Value[] = [];
  for (const [file, facts] of evaluator.program.files)
    for (const { callee, args } of facts.calls) {
      if (callee.k !== 'get' || callee.n !== 'add' || callee.o.k !== 'get' || callee.o.n !== of) continue;
      const options = args[index] ? evaluator.eval(file, args[index], undefined) : [];
      if (joinTexts(optionValues(evaluator, options, key)).includes(value)) found.push(...options);
    }
  return found;
}

const REDIS =
  /(?:createClient\(\)|createCluster\(\)|!|duplicate\(\))(?:\.\w+\(\))*?\.(xReadGroup|xreadgroup|xRead|xread|xGroupCreate|xgroup)$/;

function redisStreams(lib: Lib, site: Site): MessageShape | undefined {
  const member = REDIS.exec(lib.path)?.[1];
  if (!member) return undefined;
  const { evaluator, args } = site;
  // Who makes a group of consumers reads the stream, also where the names have gone into the fields of an object then.
  if (member === 'xGroupCreate') return subscription('redis', argument(evaluator, args, 0), []);
  if (member === 'xgroup') {
    const words = joinTexts(argument(evaluator, args, 0)).map((word) => word.toUpperCase());
    return words.includes('CREATE') ? subscription('redis', argument(evaluator, args, 1), []) : undefined;
  }
  if (member.startsWith('xRead')) {
    const streams = listed(site, argument(evaluator, args, member === 'xRead' ? 0 : 2));
    const names = everyOption(evaluator, streams, 'key');
    // What is read in the name of a group is known where the group was made.
    const isGrouped = member === 'xReadGroup' && site.uses.on(lib).some(({ name }) => name === 'xGroupCreate');
    return isGrouped && !names.some(isNamed) ? undefined : subscription('redis', names, []);
  }
  // ioredis: xreadgroup('GROUP', group, consumer, 'STREAMS', stream, '>')
  const at = args.findIndex((_arg, index) =>
    joinTexts(argument(evaluator, args, index)).some((word) => word.toUpperCase() === 'STREAMS'),
  );
  return at < 0 ? subscription('redis', [], []) : subscription('redis', argument(evaluator, args, at + 1), []);
}

function isNamed(value: Value): boolean {
  return value.t === 'text' && value.parts.some((part) => part.p !== 'hole');
}
