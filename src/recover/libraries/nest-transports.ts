import type { CallFact } from '../facts/file-facts.ts';
import type { Evaluator } from '../link/evaluate.ts';
import { produced } from '../link/produced.ts';
import { injectedBeside } from '../link/provider-tokens.ts';
import { concat } from '../link/texts.ts';
import { text, type Closure, type Lib, type Value } from '../link/values.ts';
import { optionValues } from './options.ts';

const BROKERS: Readonly<Record<string, string>> = {
  TCP: 'tcp',
  REDIS: 'redis',
  NATS: 'nats',
  MQTT: 'mqtt',
  GRPC: 'grpc',
  RMQ: 'rabbitmq',
  KAFKA: 'kafka',
};

// The order of Nest's enumeration, for those who write its numbers.
const NUMBERS = ['TCP', 'REDIS', 'NATS', 'MQTT', 'GRPC', 'RMQ', 'KAFKA'];

/** The broker of Nest microservice options (`{ transport: Transport.RMQ }`); undefined when they do not say. */
export function transportOf(evaluator: Evaluator, options: readonly Value[]): string | undefined {
  return brokerNamed(optionValues(evaluator, options, 'transport'));
}

/** The broker that a member of Nest's `Transport` means. */
export function brokerNamed(values: readonly Value[]): string | undefined {
  for (const value of values) {
    const name =
      value.t === 'lib'
        ? /(?:^|\.)Transport\.(\w+)$/.exec(value.lib.path)?.[1]
        : value.t === 'num'
          ? NUMBERS[value.v]
          : undefined;
    const broker = name === undefined ? undefined : BROKERS[name];
    if (broker !== undefined) return broker;
  }
  return undefined;
}

/** Options with which a Nest client was made: by token, by decorator, by factory. Empty when only its type is known. */
export function clientOptions(evaluator: Evaluator, lib: Lib): readonly Value[] {
  for (let at: Lib | undefined = lib; at; at = at.base) {
    if (!/(?:Client\w*!|ClientProxyFactory\.create\(\))/.test(at.path)) continue;
    const [options] = at.args;
    const values = options ? evaluator.of(options).filter((value) => value.t === 'obj' || value.t === 'merge') : [];
    if (values.length > 0) return values;
  }
  return [];
}

/** Where a client's requests go, as `tcp://host:port` or the name of a queue; empty when the options do not say. */
export function serverOf(evaluator: Evaluator, options: readonly Value[]): readonly Value[] {
  const inner = optionValues(evaluator, options, 'options');
  switch (transportOf(evaluator, options)) {
    case 'tcp': {
      const at = { file: '', line: 0, column: 0 };
      const host = optionValues(evaluator, inner, 'host');
      const port = optionValues(evaluator, inner, 'port');
      if (host.length === 0 && port.length === 0) return [];
      const name = host.length > 0 ? host : [text('localhost', 'literal', at)];
      return concat([
        [text('tcp://', 'literal', at)],
        name,
        ...(port.length > 0 ? [[text(':', 'literal', at)], port] : []),
      ]);
    }
    case 'rabbitmq':
      return optionValues(evaluator, inner, 'queue');
    case 'grpc':
      return optionValues(evaluator, inner, 'url');
    default:
      return [];
  }
}

/** Options of `NestFactory.createMicroservice(module, options)` and `app.connectMicroservice(options)` in a file. */
export function microserviceOptions(evaluator: Evaluator, file: string): readonly (readonly Value[])[] {
  return evaluator.program.facts(file).calls.flatMap((call) => {
    if (call.callee.k !== 'get') return [];
    const index = call.callee.n === 'createMicroservice' ? 1 : call.callee.n === 'connectMicroservice' ? 0 : -1;
    const options = call.args[index];
    if (!options) return [];
    // `createMicroserviceOptions(config)` and `useFactory` give the options when asked.
    const values = evaluator.eval(file, options, undefined);
    const made = optionValues(evaluator, values, 'useFactory').flatMap((value) =>
      value.t === 'fn' ? evaluator.invoke(value, [], 1) : [],
    );
    return [[...values, ...made]];
  });
}

/** Clients that a module registers: `ClientsModule.register([{ name, transport, options }])`, also with factories. */
export function registeredClients(
  evaluator: Evaluator,
  file: string,
  call: CallFact,
): { readonly token: readonly Value[]; readonly options: Closure }[] {
  if (call.callee.k !== 'get' || !/^register(Async)?$/.test(call.callee.n)) return [];
  const isNest = evaluator
    .eval(file, call.callee.o, undefined)
    .some((value) => value.t === 'lib' && value.lib.path === 'ClientsModule');
  const [list] = call.args;
  if (!isNest || !list) return [];
  const given = evaluator.eval(file, list, undefined);
  const lists = [
    ...given,
    ...optionValues(
      evaluator,
      given.filter((value) => value.t === 'obj'),
      'clients',
    ),
  ];
  return evaluator.elements(lists.filter((value) => value.t === 'arr')).flatMap((item) => {
    if (item.t !== 'obj') return [];
    const token = optionValues(evaluator, [item], 'name');
    return token.length > 0 ? [{ token, options: { file: item.file, expr: item.expr, frame: item.frame } }] : [];
  });
}

/** A client as a package's object, made with these options. */
export function clientValue(evaluator: Evaluator, options: Closure): Value[] {
  const nest = (closure: Closure): Value => ({
    t: 'lib',
    lib: { pkg: '@nestjs/microservices', path: 'ClientProxy!', base: undefined, args: [closure], site: undefined },
  });
  const values = evaluator.of(options);
  const made = optionValues(evaluator, values, 'useFactory').flatMap((value) =>
    value.t === 'fn' ? produced(evaluator, value, injectedBeside(evaluator, values)) : [],
  );
  const closures = made.flatMap((value) =>
    value.t === 'obj' ? [{ file: value.file, expr: value.expr, frame: value.frame }] : [],
  );
  return (closures.length > 0 ? closures : [options]).map(nest);
}
