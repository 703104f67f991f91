import type { Evidence, Observed } from '../../model/system.ts';
import type { Evaluator } from '../link/evaluate.ts';
import type { Value } from '../link/values.ts';
import { option, optionValues } from './options.ts';
import type { Site } from './recogniser.ts';

const UNKNOWN: Observed = { state: 'unknown', evidence: [] };
const ABSENT: Observed = { state: 'absent', evidence: [] };

// Job queues keep what failed, and Azure has a dead-letter queue behind every queue.
const KEEPS_FAILED = /^(bullmq|bull|bee-queue|agenda|pg-boss|graphile-worker|servicebus|temporal)$/;

/** What a broker does with failing messages unless it is told otherwise; unknown where that is set on the broker. */
export function deadLetterOfBroker(broker: string): Observed {
  return KEEPS_FAILED.test(broker) ? { state: 'present', evidence: [] } : UNKNOWN;
}

/** A consumer of kafkajs starts again at a message that throws, and goes on after one whose failure is caught: either way nothing sets it aside. */
export function deadLetterOfKafka(handlers: readonly Value[]): Observed {
  return handlers.some((value) => value.t === 'fn') ? ABSENT : UNKNOWN;
}

/** What becomes of messages of an amqplib queue that keep failing, by the options with which the queue is asserted. */
export function deadLetterOfQueue(site: Site, queue: readonly Value[]): Observed {
  const { evaluator } = site;
  const made = queue.flatMap((value) =>
    value.t === 'lib' && /assertQueue\(\)/.test(value.lib.path) ? [value.lib] : [],
  );
  const found =
    made.length > 0
      ? made.map((lib) => ofOptions(evaluator, lib.args[1] ? evaluator.of(lib.args[1]) : []))
      : assertionsOf(site, queue);
  return joinObserved(found);
}

/** What Nest does with an event whose handler fails: on Kafka it comes back for ever; elsewhere it is sent once. */
export function deadLetterOfNestBroker(broker: string): Observed {
  return broker === 'kafka' ? ABSENT : UNKNOWN;
}

/** What Nest's options of a RabbitMQ microservice say. */
export function deadLetterOfNestQueue(evaluator: Evaluator, options: readonly Value[]): Observed {
  const inner = option(evaluator, options, 'options');
  if (inner.state !== 'given') return UNKNOWN;
  const queue = option(evaluator, inner.values, 'queueOptions');
  if (queue.state === 'unknown') return UNKNOWN;
  return queue.state === 'absent' ? ABSENT : ofOptions(evaluator, queue.values);
}

/** Present when all say so, absent when one does. */
function joinObserved(found: readonly Observed[]): Observed {
  if (found.length === 0 || found.some(({ state }) => state === 'unknown')) return UNKNOWN;
  return found.find(({ state }) => state === 'absent') ?? found[0] ?? UNKNOWN;
}

function ofOptions(evaluator: Evaluator, options: readonly Value[]): Observed {
  const own = option(evaluator, options, 'deadLetterExchange', 'deadLetterRoutingKey');
  const args = option(evaluator, options, 'arguments');
  const given = args.state === 'given' ? option(evaluator, args.values, 'x-dead-letter-exchange') : args;
  if (own.state === 'given' || given.state === 'given') return { state: 'present', evidence: placesOf(options) };
  if (own.state === 'unknown' || given.state === 'unknown') return UNKNOWN;
  // A queue that goes when its consumer goes carries nothing that is missed: replies, broadcasts.
  const temporary = optionValues(evaluator, options, 'exclusive', 'autoDelete');
  return temporary.some((value) => value.t !== 'bool' || value.v) ? UNKNOWN : ABSENT;
}

function placesOf(options: readonly Value[]): Evidence[] {
  return options.flatMap((value) =>
    value.t === 'obj' ? [{ file: value.file, ...value.expr.at, note: 'the queue has a dead-letter exchange' }] : [],
  );
}

// Every `assertQueue` of the program that may name the queue.
function assertionsOf(site: Site, queue: readonly Value[]): Observed[] {
  const { evaluator, frame } = site;
  const wanted = new Set(queue.flatMap(keyOf));
  if (wanted.size === 0) return [];
  return assertions(evaluator).flatMap(({ file, c }) => {
    const call = evaluator.program.facts(file).calls[c];
    const [name, options] = call?.args ?? [];
    if (!call || !name) return [];
    const isNear = file === site.file && call.fn === site.call.fn;
    const names = evaluator.eval(file, name, isNear ? frame : undefined);
    if (!names.flatMap(keyOf).some((key) => wanted.has(key))) return [];
    return [ofOptions(evaluator, options ? evaluator.eval(file, options, isNear ? frame : undefined) : [])];
  });
}

const known = new WeakMap<Evaluator, readonly { readonly file: string; readonly c: number }[]>();

function assertions(evaluator: Evaluator): readonly { readonly file: string; readonly c: number }[] {
  let found = known.get(evaluator);
  if (!found) {
    found = [...evaluator.program.files].flatMap(([file, facts]) =>
      facts.calls.flatMap(({ callee }, c) => (callee.k === 'get' && callee.n === 'assertQueue' ? [{ file, c }] : [])),
    );
    known.set(evaluator, found);
  }
  return found;
}

// A name is compared as far as it is known; one with a piece that is not known is nobody else's.
function keyOf(value: Value): string[] {
  if (value.t !== 'text' || value.parts.some((part) => part.p === 'hole')) return [];
  return [
    value.parts
      .map((part) =>
        part.p === 'text' ? part.s : part.p === 'env' ? `$${part.name}` : `${part.p}:${JSON.stringify(part)}`,
      )
      .join(''),
  ];
}
