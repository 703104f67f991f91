import type { ClassFact } from '../facts/file-facts.ts';
import type { MessageShape } from '../libraries/recogniser.ts';
import type { Evaluator } from './evaluate.ts';
import type { InContext } from './expand.ts';
import type { Value } from './values.ts';

const BROKERS: ReadonlyMap<string, string> = new Map([
  ['node-nats-streaming', 'nats'],
  ['nats', 'nats'],
  ['@nats-io/transport-node', 'nats'],
  ['amqplib', 'rabbitmq'],
  ['kafkajs', 'kafka'],
]);
const DIRECTIONS: ReadonlyMap<string, MessageShape['direction']> = new Map([
  ['publish', 'publish'],
  ['listen', 'subscribe'],
  ['subscribe', 'subscribe'],
]);
const NAMES = ['subject', 'topic', 'channel', 'queue', 'queueName'];

interface Use {
  readonly file: string;
  readonly c: number;
  readonly verb: string;
  readonly inst: Extract<Value, { t: 'inst' }>;
  readonly cls: ClassFact;
  /** The base class, as the package that it comes from calls it. */
  readonly base: string;
}

/**
 * Messages of classes whose base class comes from a package that is not in the repository: `new OrderCreated(nats).publish(data)`,
 * where the class says the subject and somewhere one of its kind is given a broker's client.
 */
export function foreignBuses(evaluator: Evaluator): InContext<MessageShape>[] {
  const uses = [...usesOf(evaluator)];
  const brokers = new Map(uses.flatMap((use) => brokerOf(evaluator, use).map((broker) => [use.base, broker] as const)));
  return uses.flatMap(({ file, c, verb, inst, cls, base }): InContext<MessageShape>[] => {
    const [broker, direction] = [brokers.get(base), DIRECTIONS.get(verb)];
    const field = cls.fields.find((one) => NAMES.includes(one.name) && one.value !== null);
    if (broker === undefined || direction === undefined || !field) return [];
    const at = evaluator.evidence(inst.file, cls);
    const names = evaluator.member([inst], field.name, at).flatMap((value): Value[] => {
      // A constant of that package is known by its name only, which is the same wherever it is used.
      if (value.t === 'lib') return [{ t: 'text', parts: [{ p: 'text', s: value.lib.path, origin: 'literal', at }] }];
      return value.t === 'text' ? [value] : [];
    });
    const handlers = direction === 'subscribe' ? evaluator.member([inst], 'onMessage', at) : [];
    return names.length > 0 ? [{ shape: { broker, direction, names, handlers }, chain: [{ file, c }] }] : [];
  });
}

function* usesOf(evaluator: Evaluator): Generator<Use> {
  for (const [file, facts] of evaluator.program.files) {
    for (const [c, call] of facts.calls.entries()) {
      if (call.callee.k !== 'get' || !DIRECTIONS.has(call.callee.n)) continue;
      for (const inst of evaluator.eval(file, call.callee.o, undefined)) {
        const cls = inst.t === 'inst' ? evaluator.program.cls(inst.file, inst.c) : undefined;
        if (inst.t !== 'inst' || !cls?.ext || cls.ctor >= 0) continue;
        for (const base of evaluator.eval(inst.file, cls.ext, undefined))
          if (base.t === 'lib')
            yield { file, c, verb: call.callee.n, inst, cls, base: `${base.lib.pkg}#${base.lib.path}` };
      }
    }
  }
}

function brokerOf(evaluator: Evaluator, { inst }: Use): string[] {
  return (inst.ctor ?? [])
    .flatMap((arg) => evaluator.of(arg))
    .flatMap((value) => (value.t === 'lib' ? (BROKERS.get(value.lib.pkg) ?? []) : []));
}
