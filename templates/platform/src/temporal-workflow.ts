import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  proxyActivities,
  type ActivityOptions,
} from '@temporalio/workflow';
import { CompensationFailed, leadSaga, type LedSaga, type LedStep, type TakeKind } from './led-saga.ts';

const REFUSED = 'Refused';
const BACKOFF = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' } as const;
const RETRIES: Readonly<Record<TakeKind, ActivityOptions['retry'] & object>> = {
  do: { ...BACKOFF, maximumAttempts: 3, nonRetryableErrorTypes: [REFUSED] },
  undo: { ...BACKOFF, maximumAttempts: 4 },
  pivot: { ...BACKOFF, nonRetryableErrorTypes: [REFUSED] },
  forward: BACKOFF,
};

/**
 * Leads a saga as a workflow of Temporal. It runs in Temporal's sandbox: what it does has to be the same at every replay, so
 * steps of running sagas are not reordered. A cancellation stops it before the pivot, and what was done is undone.
 */
export async function leadByTemporal(
  steps: readonly LedStep[],
  saga: LedSaga,
): Promise<{ state: 'COMPLETED' | 'COMPENSATED' }> {
  const shield = <T>(work: () => Promise<T>): Promise<T> => CancellationScope.nonCancellable(work);
  const take = async (name: string, { kind, timeoutMs }: { kind: TakeKind; timeoutMs: number }): Promise<void> => {
    const activities = proxyActivities<Record<string, (saga: LedSaga) => Promise<void>>>({
      startToCloseTimeout: timeoutMs,
      retry: RETRIES[kind],
    });
    const run = async (): Promise<void> => activities[name]?.(saga);
    await (kind === 'do' ? run() : shield(run));
  };
  const isRefused = (error: unknown): boolean =>
    error instanceof ActivityFailure && error.cause instanceof ApplicationFailure && error.cause.type === REFUSED;
  try {
    return { state: await leadSaga(steps, { take, shield, isRefused }) };
  } catch (error) {
    // An error of any other kind would have the workflow tried again instead of ended.
    if (error instanceof CompensationFailed) throw ApplicationFailure.nonRetryable(error.message, error.name);
    throw error;
  }
}
