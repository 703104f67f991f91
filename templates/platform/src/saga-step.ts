import type { RequestContext } from './context.ts';
import type { Saga, Work } from './saga-plan.ts';
import { LeaseLost } from './saga-repository.ts';
import type { Transaction } from './store.ts';
import { traced } from './tracing.ts';

/** A step or compensation that threw; what it threw is the cause. */
export class StepFailed extends Error {}

/**
 * Takes a step or compensation once. Rejects with {@link StepFailed} when it fails or its time is over, and with LeaseLost
 * when the saga is another process's in the meantime. A step on the service's own store gets its transaction, and is never
 * left behind half-way: its statements have the time-outs of the store.
 */
export async function takeStep(
  { step, direction }: Work,
  saga: Saga,
  { timeoutMs, lost, tx }: { timeoutMs: number; lost: AbortSignal; tx?: Transaction },
): Promise<void> {
  const late = (): Error => new Error(`step "${step.name}" took longer than ${step.timeoutMs} ms`);
  if (timeoutMs <= 0) throw new StepFailed('overdue', { cause: late() });
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => controller.abort(late()), timeoutMs);
  const onLost = (): void => controller.abort(new LeaseLost(`saga "${saga.id}" was taken over by another process`));
  lost.addEventListener('abort', onLost, { once: true });
  const stepContext = {
    input: saga.input,
    sagaId: saga.id,
    idempotencyKey: `${saga.id}:${step.name}:${direction}`,
    signal,
  };
  const context = { ...contextOf(saga), deadline: Date.now() + timeoutMs, signal };
  const over = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  over.catch(() => {});
  const attributes = { 'saga.name': saga.name, 'saga.id': saga.id, 'saga.step': step.name };
  const span = { kind: 'internal', name: `${saga.name} ${step.name} ${direction}`, attributes } as const;
  try {
    if (step.local && tx) await traced(span, context, async () => step[direction]?.({ ...stepContext, tx }));
    else if (!step.local) await Promise.race([traced(span, context, async () => step[direction]?.(stepContext)), over]);
  } catch (error) {
    if (lost.aborted) throw signal.reason;
    throw new StepFailed(String(error), { cause: error });
  } finally {
    clearTimeout(timer);
    lost.removeEventListener('abort', onLost);
  }
}

/** The saga belongs to the request that started it, but does not end with it. */
export function contextOf({ correlationId, traceparent }: Saga): RequestContext {
  return { correlationId, ...(traceparent === null ? {} : { traceparent }) };
}
