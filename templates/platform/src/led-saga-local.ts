import { setTimeout as sleep } from 'node:timers/promises';
import { leadSaga, Refused, type LedSaga, type LedStep, type TakeKind } from './led-saga.ts';
import { LocalWorkflows } from './workflows-local.ts';

/** Activities by name. */
export type Activities = Readonly<Record<string, (saga: LedSaga) => Promise<void>>>;

const TRIES: Readonly<Record<TakeKind, number>> = { do: 3, undo: 4, pivot: Infinity, forward: Infinity };

/** Leads sagas in this process, by the steps and with the activities that Temporal would take. */
export class LocalSagas extends LocalWorkflows {
  constructor(
    sagas: Readonly<Record<string, readonly LedStep[]>>,
    activities: Activities,
    { waitMs = 1_000 }: { waitMs?: number } = {},
  ) {
    super(({ id: sagaId, name, input, correlationId, traceparent }, signal) => {
      const saga = { sagaId, input, correlationId, traceparent };
      return leadSaga(sagas[name] ?? [], {
        isRefused: (error) => error instanceof Refused,
        shield: (work) => work(),
        async take(activity, { kind, timeoutMs }) {
          const run = activities[activity];
          if (run === undefined) throw new Error(`there is no activity "${activity}"`);
          for (let failures = 1; ; failures++) {
            try {
              return await within(timeoutMs, run(saga));
            } catch (error) {
              const final = error instanceof Refused && (kind === 'do' || kind === 'pivot');
              if (final || failures >= TRIES[kind]) throw error;
              await sleep(Math.min(60_000, waitMs * 2 ** (failures - 1)), undefined, { signal });
            }
          }
        },
      });
    });
  }
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
