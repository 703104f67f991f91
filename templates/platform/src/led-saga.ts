/** A step of a saga that an engine leads; steps and compensations are named after the activities that take them. */
export interface LedStep {
  readonly run: string;
  readonly undo?: string;
  readonly timeoutMs: number;
  /** The point of no return: what follows is tried until it succeeds. */
  readonly pivot?: boolean;
}

/** What a saga is started with, and each activity is given. */
export interface LedSaga {
  readonly sagaId: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly correlationId: string;
  readonly traceparent: string;
}

/**
 * How often an activity is tried: `do` a few times, unless it is refused; `undo` four times; `pivot` until it succeeds or is
 * refused; `forward`, which lies behind the pivot, until it succeeds.
 */
export type TakeKind = 'do' | 'undo' | 'pivot' | 'forward';

export interface Leader {
  take(activity: string, how: { kind: TakeKind; timeoutMs: number }): Promise<void>;
  /** Whether the step is known to have had no effect. */
  isRefused(error: unknown): boolean;
  /** Runs what a cancellation must not stop. */
  shield<T>(work: () => Promise<T>): Promise<T>;
}

/** A step that certainly had no effect. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Some of a saga's effects are still there, and nobody will undo them by themselves. */
export class CompensationFailed extends Error {
  override readonly name = 'CompensationFailed';
}

/** Takes the steps in order. When one fails, undoes those that had an effect, or may have had one, the last one first. */
export async function leadSaga(steps: readonly LedStep[], leader: Leader): Promise<'COMPLETED' | 'COMPENSATED'> {
  const owed: LedStep[] = [];
  let kind: TakeKind = 'do';
  for (const step of steps) {
    if (step.pivot) kind = 'pivot';
    try {
      await leader.take(step.run, { kind, timeoutMs: step.timeoutMs });
    } catch (error) {
      const refused = leader.isRefused(error);
      if (kind === 'forward' || (kind === 'pivot' && !refused)) throw error;
      await leader.shield(() => undoAll(refused ? owed : [step, ...owed], leader));
      return 'COMPENSATED';
    }
    owed.unshift(step);
    if (kind === 'pivot') kind = 'forward';
  }
  return 'COMPLETED';
}

/** One that fails for good does not keep the others from being undone. */
async function undoAll(owed: readonly LedStep[], leader: Leader): Promise<void> {
  const failed: string[] = [];
  for (const { undo, timeoutMs } of owed) {
    if (undo === undefined) continue;
    await leader
      .take(undo, { kind: 'undo', timeoutMs })
      .catch((error: unknown) => failed.push(`${undo}: ${String(error)}`));
  }
  if (failed.length > 0) throw new CompensationFailed(failed.join('; '));
}
