import type { Lib, Value } from '../link/values.ts';
import { concat } from '../link/texts.ts';
import { argument, everyOption, optionValues } from './options.ts';
import type { MessageShape, Recogniser, Site, StoreShape } from './recogniser.ts';

/** Recognisers of job queues and broker frameworks: Bull, BullMQ, Bee-Queue, pg-boss, golevelup's RabbitMQ. */
export const queues: readonly Recogniser[] = [
  { packages: ['bull', 'bullmq', 'bee-queue', '@taskforcesh/bullmq-pro'], message: bull },
  { packages: ['pg-boss'], message: pgBoss, store: pgBossStore },
  { packages: ['@golevelup/nestjs-rabbitmq', '@nestjs-plus/rabbitmq'], message: golevelup },
];

function bull(lib: Lib, site: Site): MessageShape | undefined {
  const { evaluator, args } = site;
  if (site.call.isNew && /^(?:Worker|QueueScheduler|WorkerPro)$/.test(lib.path)) {
    if (lib.path === 'QueueScheduler') return undefined;
    return subscription('redis', argument(evaluator, args, 0), argument(evaluator, args, 1));
  }
  const member = /^(?:Queue|QueuePro|default)?(?:!|\(\))\.(\w+)$/.exec(lib.path)?.[1];
  if (member === undefined)
    return /^FlowProducer!\.add(?:Bulk)?$/.test(lib.path)
      ? publication('redis', flowQueues(site, listed(site, argument(evaluator, args, 0))))
      : undefined;
  const queue = argument(evaluator, lib.args, 0).filter((value) => value.t === 'text');
  if (/^(?:add|addBulk|createJob|upsertJobScheduler)$/.test(member)) return publication('redis', queue);
  if (member !== 'process') return undefined;
  const last = argument(evaluator, args, args.length - 1);
  return subscription('redis', queue, last);
}

const DEEPEST_FLOW = 5;

// A flow puts a job into a queue, and its children into theirs.
function flowQueues(site: Site, jobs: readonly Value[], depth = 0): readonly Value[] {
  if (jobs.length === 0 || depth > DEEPEST_FLOW) return [];
  const children = listed(site, everyOption(site.evaluator, jobs, 'children'));
  return [...everyOption(site.evaluator, jobs, 'queueName'), ...flowQueues(site, children, depth + 1)];
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
      ...everyOption(
        evaluator,
        first.filter((value) => value.t === 'arr').flatMap((value) => listed(site, [value])),
        'name',
      ),
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

function golevelup(lib: Lib, site: Site): MessageShape | undefined {
  const member = /^AmqpConnection!\.(publish|createSubscriber)$/.exec(lib.path)?.[1];
  if (member === undefined) return undefined;
  const { evaluator, args } = site;
  if (member === 'publish')
    return publication('rabbitmq', joined(site, argument(evaluator, args, 0), argument(evaluator, args, 1)));
  const options = argument(evaluator, args, 1);
  const keys = listed(site, optionValues(evaluator, options, 'routingKey'));
  const exchange = optionValues(evaluator, options, 'exchange');
  const names = keys.length > 0 || exchange.length > 0 ? joined(site, exchange, keys) : [];
  return subscription(
    'rabbitmq',
    names.length > 0 ? names : optionValues(evaluator, options, 'queue'),
    argument(evaluator, args, 0),
  );
}

/** Exchange and routing key as one name: `shop/order.created`. */
export function joined(site: Site, exchange: readonly Value[], key: readonly Value[]): readonly Value[] {
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
