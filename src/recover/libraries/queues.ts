import type { Lib, Value } from '../link/values.ts';
import { concat } from '../link/texts.ts';
import { argument, optionValues } from './options.ts';
import type { MessageShape, Recogniser, Site, StoreShape } from './recogniser.ts';

/** Recognisers of job queues and broker frameworks: Bull, BullMQ, Bee-Queue, pg-boss, rascal, golevelup's RabbitMQ. */
export const queues: readonly Recogniser[] = [
  { packages: ['bull', 'bullmq', 'bee-queue', '@taskforcesh/bullmq-pro'], message: bull },
  { packages: ['pg-boss'], message: pgBoss, store: pgBossStore },
  { packages: ['rascal'], message: rascal },
  { packages: ['@golevelup/nestjs-rabbitmq', '@nestjs-plus/rabbitmq'], message: golevelup },
];

function bull(lib: Lib, site: Site): MessageShape | undefined {
  const { evaluator, args } = site;
  if (site.call.isNew && /^(?:Worker|QueueScheduler|WorkerPro)$/.test(lib.path)) {
    if (lib.path === 'QueueScheduler') return undefined;
    return subscription('redis', argument(evaluator, args, 0), argument(evaluator, args, 1));
  }
  const member = /^(?:Queue|QueuePro|default)?!\.(\w+)$/.exec(lib.path)?.[1];
  if (member === undefined)
    return /^FlowProducer!\.add(?:Bulk)?$/.test(lib.path)
      ? publication('redis', optionValues(evaluator, listed(site, argument(evaluator, args, 0)), 'queueName'))
      : undefined;
  const queue = argument(evaluator, lib.args, 0).filter((value) => value.t === 'text');
  if (/^(?:add|addBulk|createJob|upsertJobScheduler)$/.test(member)) return publication('redis', queue);
  if (member !== 'process') return undefined;
  const last = argument(evaluator, args, args.length - 1);
  return subscription('redis', queue, last);
}

const PG_BOSS = /^(?:PgBoss)?!\.(\w+)$/;

function pgBoss(lib: Lib, site: Site): MessageShape | undefined {
  const member = PG_BOSS.exec(lib.path)?.[1] ?? '';
  const { evaluator, args } = site;
  const first = argument(evaluator, args, 0);
  if (/^(?:send|sendAfter|sendOnce|sendSingleton|sendThrottled|sendDebounced|publish|insert|schedule)$/.test(member)) {
    const names = [
      ...first.filter((value) => value.t === 'text'),
      ...optionValues(
        evaluator,
        first.filter((value) => value.t === 'obj'),
        'name',
      ),
      ...optionValues(evaluator, listed(site, first), 'name'),
    ];
    return publication('postgres', names);
  }
  if (!/^(?:work|subscribe|process|onComplete)$/.test(member) || args.length < 2) return undefined;
  const handler = args.flatMap((arg) => evaluator.of(arg)).filter((value) => value.t === 'fn');
  return subscription('postgres', first, handler);
}

function pgBossStore(lib: Lib, site: Site): StoreShape | undefined {
  if (!site.call.isNew || !/^(?:PgBoss)?$/.test(lib.path)) return undefined;
  const first = argument(site.evaluator, site.args, 0);
  const get = (...names: readonly string[]): readonly Value[] => optionValues(site.evaluator, first, ...names);
  const url = [...first.filter((value) => value.t === 'text'), ...get('connectionString')];
  return { engine: 'postgres', url, host: get('host'), port: get('port'), database: get('database') };
}

const RASCAL = /(?:create\(\)|\(cb1\.1\)|Broker(?:AsPromised)?!)\.(publish|forward|subscribe)$/;

// rascal names publications and subscriptions in its configuration; what they stand for is the exchange and key, or the queue.
function rascal(lib: Lib, site: Site): MessageShape | undefined {
  const member = RASCAL.exec(lib.path)?.[1];
  if (!member) return undefined;
  const { evaluator, args } = site;
  const name = argument(evaluator, args, 0);
  const config = argument(evaluator, lib.args, 0).flatMap((value) =>
    value.t === 'lib' && /withDefaultConfig\(\)$/.test(value.lib.path)
      ? argument(evaluator, value.lib.args, 0)
      : [value],
  );
  const vhosts = evaluator.elements(optionValues(evaluator, config, 'vhosts'));
  const kind = member === 'subscribe' ? 'subscriptions' : 'publications';
  const entries = [...optionValues(evaluator, vhosts, kind), ...optionValues(evaluator, config, kind)];
  const known = entries.flatMap((entry) => named(site, [entry], name));
  const queue = optionValues(evaluator, known, 'queue');
  const exchange = optionValues(evaluator, known, 'exchange');
  const key = optionValues(evaluator, known, 'routingKey');
  const channel = queue.length > 0 ? queue : exchange.length > 0 ? joined(site, exchange, key) : name;
  return member === 'subscribe' ? subscription('rabbitmq', channel, []) : publication('rabbitmq', channel);
}

function named(site: Site, objects: readonly Value[], names: readonly Value[]): readonly Value[] {
  const at = site.evaluator.evidence(site.file, site.call);
  return names.flatMap((name) => {
    const [part, ...more] = name.t === 'text' ? name.parts : [];
    return part?.p === 'text' && more.length === 0 ? site.evaluator.member(objects, part.s, at) : [];
  });
}

function golevelup(lib: Lib, site: Site): MessageShape | undefined {
  if (!/^AmqpConnection!\.publish$/.test(lib.path)) return undefined;
  const { evaluator, args } = site;
  return publication('rabbitmq', joined(site, argument(evaluator, args, 0), argument(evaluator, args, 1)));
}

/** Exchange and routing key as one name: `shop/order.created`. */
function joined(site: Site, exchange: readonly Value[], key: readonly Value[]): readonly Value[] {
  const isEmpty = (values: readonly Value[]): boolean =>
    values.every((value) => value.t === 'text' && value.parts.every((part) => part.p === 'text' && part.s === ''));
  if (isEmpty(exchange)) return key;
  if (isEmpty(key)) return exchange;
  const at = site.evaluator.evidence(site.file, site.call);
  return concat([exchange, [{ t: 'text', parts: [{ p: 'text', s: '/', origin: 'literal', at }] }], key]);
}

/** Values, and the items of those that are lists. */
export function listed(site: Site, values: readonly Value[]): readonly Value[] {
  return values.flatMap((value) => (value.t === 'arr' ? site.evaluator.elements([value]) : [value]));
}

/** Something published to channels of these names. */
export function publication(broker: string, names: readonly Value[]): MessageShape {
  return { broker, direction: 'publish', names, handlers: [] };
}

/** Something taken from channels of these names. */
export function subscription(broker: string, names: readonly Value[], handlers: readonly Value[]): MessageShape {
  return { broker, direction: 'subscribe', names, handlers: handlers.filter((value) => value.t === 'fn') };
}
