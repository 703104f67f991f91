import { runWithContext } from './context.ts';
import { UpstreamProblem } from './errors.ts';
import { Refused, type LedSaga } from './led-saga.ts';

export interface ActivityContext {
  readonly sagaId: string;
  readonly input: LedSaga['input'];
  /** The same however often the activity is tried. */
  readonly idempotencyKey: string;
}

/** Takes a step or compensation of a saga: with its trace and a key, and a refusal told apart from all else. */
export function activity(key: string, call: (context: ActivityContext) => Promise<unknown>) {
  return async ({ sagaId, input, correlationId, traceparent }: LedSaga): Promise<void> => {
    const context = { sagaId, input, idempotencyKey: `${sagaId}:${key}` };
    try {
      await runWithContext({ correlationId, traceparent }, () => call(context));
    } catch (error) {
      if (error instanceof UpstreamProblem && !error.outcomeUnknown) throw new Refused(error.message, { cause: error });
      throw error;
    }
  };
}
