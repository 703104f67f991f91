import type { Lib, Value } from '../link/values.ts';
import { argument, optionValues } from './options.ts';
import { joined, listed, publication, subscription } from './queues.ts';
import type { MessageShape, Recogniser, Site } from './recogniser.ts';

/** Recognisers of further brokers: STOMP, Apache Pulsar, Dapr's publish and subscribe. */
export const brokers: readonly Recogniser[] = [
  { packages: ['@stomp/stompjs', 'stompjs', '@stomp/rx-stomp'], message: stomp },
  { packages: ['stompit'], message: stompit },
  { packages: ['pulsar-client'], message: pulsar },
  { packages: ['@dapr/dapr', 'dapr-client'], message: dapr },
];

// `client.publish({ destination })`, and `client.send(destination, headers, body)` of older versions.
function stomp(lib: Lib, site: Site): MessageShape | undefined {
  const member =
    /(?:Client!|RxStomp!|over\(\)|overWS\(\)|overTCP\(\)|client\(\))\.(publish|send|subscribe|watch)$/.exec(
      lib.path,
    )?.[1];
  if (!member) return undefined;
  const { evaluator, args } = site;
  const first = argument(evaluator, args, 0);
  const names = [...first.filter((value) => value.t === 'text'), ...optionValues(evaluator, first, 'destination')];
  return member === 'publish' || member === 'send'
    ? publication('stomp', names)
    : subscription('stomp', names, argument(evaluator, args, 1));
}

function stompit(lib: Lib, site: Site): MessageShape | undefined {
  const member = /(?:connect\(cb\d\.1\)|channel\(cb\d\.1\)|Client!|Channel!)\.(send|sendFrame|subscribe)$/.exec(
    lib.path,
  )?.[1];
  if (!member) return undefined;
  const { evaluator, args } = site;
  const names = optionValues(evaluator, argument(evaluator, args, 0), 'destination');
  return member === 'subscribe'
    ? subscription('stomp', names, argument(evaluator, args, 1))
    : publication('stomp', names);
}

function pulsar(lib: Lib, site: Site): MessageShape | undefined {
  const { evaluator, args } = site;
  const topics = (options: readonly Value[]): readonly Value[] =>
    listed(site, optionValues(evaluator, options, 'topic', 'topics', 'topicsPattern'));
  if (/(?:createProducer\(\)|Producer!)\.send$/.test(lib.path))
    return publication('pulsar', topics(argument(evaluator, lib.args, 0)));
  if (!/Client!\.(?:subscribe|createReader)$/.test(lib.path)) return undefined;
  const options = argument(evaluator, args, 0);
  return subscription('pulsar', topics(options), optionValues(evaluator, options, 'listener'));
}

// A topic of Dapr lives in a component, whose broker deployment files choose.
function dapr(lib: Lib, site: Site): MessageShape | undefined {
  const match =
    /Dapr(Client|Server)!\.pubsub\.(publish|publishBulk|subscribe|subscribeWithOptions|subscribeBulk)$/.exec(lib.path);
  if (!match) return undefined;
  const { evaluator, args } = site;
  const names = joined(site, argument(evaluator, args, 0), argument(evaluator, args, 1));
  return match[1] === 'Client' ? publication('dapr', names) : subscription('dapr', names, argument(evaluator, args, 2));
}
