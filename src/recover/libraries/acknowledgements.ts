import type { CallFact } from '../facts/file-facts.ts';
import { calleesOf } from '../link/callers.ts';
import type { Evaluator } from '../link/evaluate.ts';
import type { Value } from '../link/values.ts';
import { optionValues } from './options.ts';

/** What a consumer of RabbitMQ does with messages that it cannot handle. */
export interface Acknowledging {
  /** Messages count as handled when they are delivered: the broker never hears of a failure. */
  readonly onDelivery: boolean;
  /** Every refusal puts the message back into its queue. */
  readonly requeues: boolean;
}

/** What becomes of failing messages, as the options of `consume` and its handler say. */
export function acknowledging(
  evaluator: Evaluator,
  handlers: readonly Value[],
  options: readonly Value[],
): Acknowledging {
  const noAck = optionValues(evaluator, options, 'noAck');
  const known = handlers.flatMap((value) => (value.t === 'fn' ? [value] : []));
  return {
    onDelivery: noAck.length > 0 && noAck.every((value) => value.t === 'bool' && value.v),
    requeues: known.length > 0 && known.every(({ file, f }) => requeues(evaluator, file, f)),
  };
}

/** Whether a handler refuses messages, and always into their queue. */
export function requeues(evaluator: Evaluator, file: string, f: number): boolean {
  const calls = callsIn(evaluator, file, f);
  const further = calls.flatMap((call) =>
    calleesOf(evaluator, file, call).flatMap((value) =>
      value.t === 'fn'
        ? callsIn(evaluator, value.file, value.f).map((inner) => ({ file: value.file, call: inner }))
        : [],
    ),
  );
  const refusals = [...calls.map((call) => ({ file, call })), ...further].filter(({ call }) => isRefusal(call));
  return refusals.length > 0 && refusals.every((refusal) => putsBack(evaluator, refusal.file, refusal.call));
}

function callsIn(evaluator: Evaluator, file: string, f: number): CallFact[] {
  const isInside = (at: number): boolean =>
    at === f || (at >= 0 && isInside(evaluator.program.fn(file, at)?.parent ?? -1));
  return evaluator.program.facts(file).calls.filter((call) => isInside(call.fn));
}

function isRefusal({ callee }: CallFact): boolean {
  return callee.k === 'get' && /^(nack|reject)$/.test(callee.n);
}

// `nack(message, allUpTo = false, requeue = true)`, `reject(message, requeue = true)`:
// https://amqp-node.github.io/amqplib/channel_api.html#channel_nack
function putsBack(evaluator: Evaluator, file: string, { callee, args }: CallFact): boolean {
  const requeue = args[callee.k === 'get' && callee.n === 'nack' ? 2 : 1];
  if (requeue === undefined) return true;
  const values = evaluator.eval(file, requeue, undefined);
  return values.length > 0 && values.every((value) => value.t === 'bool' && value.v);
}
