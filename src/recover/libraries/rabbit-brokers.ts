import { joinTexts } from '../link/texts.ts';
import type { Lib, Value } from '../link/values.ts';
import { argument, everyOption, optionValues } from './options.ts';
import { joined, listed, publication, subscription } from './queues.ts';
import type { MessageShape, Recogniser, Site } from './recogniser.ts';

/** Recognisers of frameworks over RabbitMQ that name exchanges, queues and bindings in options: rascal, rabbitmq-client. */
export const rabbitBrokers: readonly Recogniser[] = [
  { packages: ['rascal'], message: rascal },
  { packages: ['rabbitmq-client'], message: rabbitmqClient },
];

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
  const entries = [...everyOption(evaluator, vhosts, kind), ...everyOption(evaluator, config, kind)];
  const known = entries.flatMap((entry) => named(site, [entry], name));
  const queue = optionValues(evaluator, known, 'queue');
  if (member === 'subscribe') {
    const bound = everyOption(evaluator, vhosts, 'bindings').flatMap((list) => boundTo(site, list, joinTexts(queue)));
    return subscription('rabbitmq', bound.length > 0 ? bound : queue.length > 0 ? queue : name, []);
  }
  const exchange = optionValues(evaluator, known, 'exchange');
  // A text or `{ routingKey }` behind the message replaces the key of the configuration.
  const last = argument(evaluator, args, 2);
  const given = [...last.filter((value) => value.t === 'text'), ...optionValues(evaluator, last, 'routingKey')];
  const key = given.length > 0 ? given : optionValues(evaluator, known, 'routingKey');
  return publication('rabbitmq', queue.length > 0 ? queue : exchange.length > 0 ? joined(site, exchange, key) : name);
}

// `['shop[order.paid] -> payments']`, or `{ name: { source, destination, bindingKey } }`.
function boundTo(site: Site, list: Value, queues: readonly string[]): readonly Value[] {
  const { evaluator } = site;
  const isQueue = (name: string): boolean => queues.includes(name.trim());
  return evaluator.elements([list]).flatMap((item): readonly Value[] => {
    const [text] = joinTexts([item]);
    if (text === undefined) {
      const destination = joinTexts(optionValues(evaluator, [item], 'destination'));
      if (!destination.some(isQueue)) return [];
      const keys = listed(site, optionValues(evaluator, [item], 'bindingKey', 'bindingKeys'));
      return joined(site, optionValues(evaluator, [item], 'source'), keys);
    }
    const match = /^\s*([^[\]]+?)\s*(?:\[([^\]]*)\])?\s*->\s*(.+?)\s*$/.exec(text);
    if (!match || !isQueue(match[3] ?? '') || item.t !== 'text') return [];
    const at = evaluator.evidence(site.file, site.call);
    const keys = (match[2] ?? '').split(',').map((key) => key.trim());
    return keys.map((key): Value => {
      const s = key === '' ? (match[1] ?? '') : `${match[1] ?? ''}/${key}`;
      return { t: 'text', parts: [{ p: 'text', s, origin: 'literal', at }] };
    });
  });
}

function named(site: Site, objects: readonly Value[], names: readonly Value[]): readonly Value[] {
  const at = site.evaluator.evidence(site.file, site.call);
  return joinTexts(names).flatMap((name) => site.evaluator.member(objects, name, at));
}

// `rabbit.createPublisher().send({ exchange, routingKey }, …)`, `rabbit.createConsumer({ queue, queueBindings }, handler)`.
function rabbitmqClient(lib: Lib, site: Site): MessageShape | undefined {
  const { evaluator, args } = site;
  const options = argument(evaluator, args, 0);
  if (
    /(?:createPublisher\(\)|Publisher!|Connection!|default!|acquire\(\)|Channel!)\.(?:send|publish|basicPublish)$/.test(
      lib.path,
    )
  ) {
    const key = optionValues(evaluator, options, 'routingKey');
    const exchange = optionValues(evaluator, options, 'exchange');
    const queue = options.filter((value) => value.t === 'text');
    return publication('rabbitmq', queue.length > 0 ? queue : joined(site, exchange, key));
  }
  if (!/(?:Connection|default)!\.createConsumer$/.test(lib.path)) return undefined;
  const bindings = listed(site, optionValues(evaluator, options, 'queueBindings'));
  const bound = bindings.flatMap((binding) =>
    joined(site, optionValues(evaluator, [binding], 'exchange'), optionValues(evaluator, [binding], 'routingKey')),
  );
  const names = bound.length > 0 ? bound : optionValues(evaluator, options, 'queue');
  return subscription('rabbitmq', names, argument(evaluator, args, 1));
}
