import type { TimeoutPolicy } from '../../model/system.ts';
import type { Lib } from '../link/values.ts';
import { argument, option, timeoutFrom } from './options.ts';
import { publication } from './queues.ts';
import type { MessageShape, Recogniser, RequestShape, Site } from './recogniser.ts';

/** nestjs-rmq: `send` waits for the answer of a `@RMQRoute`, `notify` publishes (https://github.com/AlariCode/nestjs-rmq). */
export const nestRmq: Recogniser = { packages: ['nestjs-rmq'], request, message };

function request(lib: Lib, { evaluator, args }: Site): RequestShape | undefined {
  if (lib.path !== 'RMQService!.send') return undefined;
  const own = timeoutFrom(option(evaluator, argument(evaluator, args, 2), 'timeout'), 'call option "timeout"');
  const byDefault: TimeoutPolicy = { state: 'default', ms: 30_000, source: 'nestjs-rmq waits 30 s by default' };
  return {
    client: 'nestjs-rmq',
    protocol: 'rpc',
    url: argument(evaluator, args, 0),
    method: null,
    timeout: own ?? byDefault,
  };
}

function message(lib: Lib, { evaluator, args }: Site): MessageShape | undefined {
  return lib.path === 'RMQService!.notify' ? publication('rabbitmq', argument(evaluator, args, 0)) : undefined;
}
