import type { ClassFact } from '../facts/file-facts.ts';
import type { Evaluator } from '../link/evaluate.ts';
import { decorations, plainTexts, type Decoration } from './decorated.ts';
import { inheritedMethods, type Declared } from './nest.ts';
import { optionValues } from './options.ts';

const BULL = /^@nestjs\/bull(?:mq)?$/;
const RABBIT = /^@golevelup\/nestjs-rabbitmq$/;

/** Subscriptions that decorators declare: Bull processors, golevelup's and nestjs-rmq's RabbitMQ handlers, SQS handlers. */
export function handlerDecorators(evaluator: Evaluator, file: string, cls: ClassFact): Declared[] {
  return [...processors(evaluator, file, cls), ...methodHandlers(evaluator, file, cls)];
}

// `@Processor('mail')`: each `@Process` method of a Bull processor, the `process` method of a BullMQ worker host.
function processors(evaluator: Evaluator, file: string, cls: ClassFact): Declared[] {
  const processor = decorations(evaluator, file, cls.decorators).find(
    (item) => BULL.test(item.pkg) && item.name === 'Processor',
  );
  if (!processor) return [];
  const names = namesOf(evaluator, processor, 'name');
  const declared = (c: number, f: number): Declared => event(file, c, f, 'redis', names);
  const isProcess = (item: Decoration): boolean => BULL.test(item.pkg) && item.name === 'Process';
  const handlers = cls.methods.flatMap((method) =>
    decorations(evaluator, file, method.decorators)
      .filter(isProcess)
      .map((item) => declared(item.c, method.fn)),
  );
  if (handlers.length > 0) return handlers;
  const host = cls.methods.find((method) => method.name === 'process');
  if (host) return [declared(processor.c, host.fn)];
  // What a class inherits it handles where it names its queue.
  const inherited = inheritedMethods(evaluator, file, cls).find(
    (one) => one.method.name === 'process' || decorations(evaluator, one.file, one.method.decorators).some(isProcess),
  );
  return inherited ? [{ ...declared(processor.c, inherited.method.fn), controller: inherited.file }] : [];
}

function methodHandlers(evaluator: Evaluator, file: string, cls: ClassFact): Declared[] {
  return cls.methods.flatMap((method) =>
    decorations(evaluator, file, method.decorators).flatMap((item): Declared[] => {
      const options = item.args[0] ?? [];
      if (RABBIT.test(item.pkg) && (item.name === 'RabbitSubscribe' || item.name === 'RabbitRPC')) {
        const names = rabbitNames(evaluator, options);
        return item.name === 'RabbitSubscribe'
          ? [event(file, item.c, method.fn, 'rabbitmq', names)]
          : [{ ...event(file, item.c, method.fn, 'rabbitmq', names), kind: 'rpc' }];
      }
      if (item.pkg === 'nestjs-rmq' && item.name === 'RMQRoute')
        return [{ ...event(file, item.c, method.fn, 'rabbitmq', plainTexts(evaluator, options)), kind: 'rpc' }];
      if (item.pkg === '@ssut/nestjs-sqs' && item.name === 'SqsMessageHandler')
        return [event(file, item.c, method.fn, 'sqs', namesOf(evaluator, item, 'name'))];
      return [];
    }),
  );
}

function rabbitNames(evaluator: Evaluator, options: Parameters<typeof optionValues>[1]): string[] {
  const [exchange = ''] = plainTexts(evaluator, optionValues(evaluator, options, 'exchange'));
  const keys = plainTexts(evaluator, optionValues(evaluator, options, 'routingKey'));
  const [queue] = plainTexts(evaluator, optionValues(evaluator, options, 'queue'));
  if (keys.length === 0) return queue !== undefined ? [queue] : exchange ? [exchange] : [];
  return keys.map((key) => (exchange ? `${exchange}/${key}` : key));
}

function namesOf(evaluator: Evaluator, item: Decoration, option: string): string[] {
  const first = item.args[0] ?? [];
  return [...plainTexts(evaluator, first), ...plainTexts(evaluator, optionValues(evaluator, first, option))];
}

function event(file: string, c: number, f: number, broker: string, names: readonly string[]): Declared {
  const paths = names.length > 0 ? names : ['{…}'];
  return { kind: 'event', method: '', paths, file, c, f, version: null, controller: file, broker };
}
