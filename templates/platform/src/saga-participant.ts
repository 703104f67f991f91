import { HttpProblem } from './problem.ts';
import type { Migration, Transaction } from './store.ts';

export const sagaParticipantMigrations: readonly Migration[] = [
  {
    id: 'platform-saga-participant-1',
    sql: `
      CREATE TABLE saga_effects (
        step text NOT NULL,
        key text NOT NULL,
        undone boolean NOT NULL,
        PRIMARY KEY (step, key)
      );`,
  },
];

/**
 * Notes in the transaction of a saga's step that it takes effect; resolves with whether this is the first time. Throws a 409
 * when it was undone before: what arrives now is a late original, and nobody would undo it any more.
 */
export async function takeEffect(tx: Transaction, step: string, key: string): Promise<boolean> {
  // Of two at the same instant the second one waits here for the first one's end.
  const first = await tx.query(
    'INSERT INTO saga_effects (step, key, undone) VALUES ($1, $2, false) ON CONFLICT DO NOTHING RETURNING step',
    [step, key],
  );
  if (first.length > 0) return true;
  // Locked, to wait for a transaction that undoes the step at this moment and then to see that.
  const [effect] = await tx.query<{ undone: boolean }>(
    'SELECT undone FROM saga_effects WHERE step = $1 AND key = $2 FOR UPDATE',
    [step, key],
  );
  if (effect?.undone) throw new HttpProblem(409, 'this step was undone before it arrived');
  return false;
}

/**
 * Notes in the transaction of a compensation that the step is undone, also when it never took effect: then it never will.
 * Resolves with whether there is an effect to undo: it was taken, and not undone so far.
 */
export async function undoEffect(tx: Transaction, step: string, key: string): Promise<boolean> {
  const never = await tx.query(
    'INSERT INTO saga_effects (step, key, undone) VALUES ($1, $2, true) ON CONFLICT DO NOTHING RETURNING step',
    [step, key],
  );
  if (never.length > 0) return false;
  const undone = await tx.query(
    'UPDATE saga_effects SET undone = true WHERE step = $1 AND key = $2 AND NOT undone RETURNING step',
    [step, key],
  );
  return undone.length > 0;
}

/** Resolves with undefined when there is nothing to undo. */
export async function ifThere<T>(change: Promise<T>): Promise<T | undefined> {
  try {
    return await change;
  } catch (error) {
    if (error instanceof HttpProblem && error.status === 404) return undefined;
    throw error;
  }
}
