import type { ProcessState } from '../../model/system.ts';
import type { Attribution } from './attribution.ts';
import type { Effect, Effects } from './effects.ts';
import type { Evaluator } from './evaluate.ts';
import type { HandlerSet } from './handler-sets.ts';
import { key, type Reach } from './reach.ts';

// To try again, to wait a little and to tidy up are no steps of a business.
const HOUSEKEEPING =
  /retry|reconnect|poll|backoff|sleep|delay|wait|flush|debounce|throttle|batch|heartbeat|ping|keep|clean|cache|refresh|log|metric|telemetry|close|shutdown|stop|exit|attempt|background|lock|lease|watch/i;
const SOON = 1000;

/** Timers, set while a request or a message is handled, that make a later step of the business: they are gone when the process is. */
export function findBusinessTimers(
  evaluator: Evaluator,
  reach: Reach,
  effects: Effects,
  attribution: Attribution,
  handlers: readonly HandlerSet[],
): ProcessState[] {
  const found: ProcessState[] = [];
  for (const [file, facts] of evaluator.program.files) {
    // A timer that may be called off bounds something that goes on meanwhile.
    const isCalledOff = facts.calls.some(({ callee }) => callee.k === 'global' && callee.n === 'clearTimeout');
    for (const call of isCalledOff ? [] : facts.calls) {
      const { callee, args, fn } = call;
      if (callee.k !== 'global' || callee.n !== 'setTimeout' || fn < 0 || !args[0]) continue;
      const [delay] = args[1] ? evaluator.eval(file, args[1], undefined) : [];
      if (!delay || (delay.t === 'num' && delay.v < SOON)) continue;
      const callbacks = evaluator.eval(file, args[0], undefined).flatMap((value) => (value.t === 'fn' ? [value] : []));
      const later = new Set(callbacks.flatMap((one) => [...reach.from(one.file, one.f)]));
      // One that sets itself again is a clock.
      if (later.size === 0 || later.has(key(file, fn)) || isHousekeeping(evaluator, [key(file, fn), ...later]))
        continue;
      for (const unit of attribution.servicesOfFunction(file, fn)) {
        const isSet = handlers.some(({ service, functions }) => service === unit.id && functions.has(key(file, fn)));
        if (isSet && [...later].some((one) => effects.of(unit.id, one).some(goesOn)))
          found.push({ service: unit.id, kind: 'timer', name: '', evidence: [evaluator.evidence(file, call)] });
      }
    }
  }
  return found;
}

// A message or a request that changes something: the next step of somebody else.
function goesOn(effect: Effect): boolean {
  return (
    effect.kind === 'publication' ||
    (effect.kind === 'call' &&
      effect.call.toKind === 'service' &&
      /^(?:POST|PUT|PATCH|DELETE)$/.test(effect.call.method ?? ''))
  );
}

function isHousekeeping(evaluator: Evaluator, functions: readonly string[]): boolean {
  return functions.slice(0, 2).some((one) => {
    const at = one.lastIndexOf('#');
    const name = evaluator.program.fn(one.slice(0, at), Number(one.slice(at + 1)))?.name ?? '';
    return HOUSEKEEPING.test(name);
  });
}
