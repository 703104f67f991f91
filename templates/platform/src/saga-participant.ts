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
 * Notes in the transaction of a saga's step that it takes effect. Throws a 409 when it was undone before: what arrives
 * now is a late original, and nobody would undo it any more.
 */
export async function takeEffect(tx: Transaction, step: string, key: string): Promise<void> {
  // An update that changes nothing waits for a transaction that undoes the step at this moment, and then sees it.
  const [effect] = await tx.query<{ undone: boolean }>(
    `INSERT INTO saga_effects AS effect (step, key, undone) VALUES ($1, $2, false)
     ON CONFLICT (step, key) DO UPDATE SET undone = effect.undone RETURNING undone`,
    [step, key],
  );
  if (effect?.undone) throw new HttpProblem(409, 'this step was undone before it arrived');
}

/** Notes in the transaction of a compensation that the step is undone, also when it never took effect: then it never will. */
export async function undoEffect(tx: Transaction, step: string, key: string): Promise<void> {
  await tx.query(
    `INSERT INTO saga_effects (step, key, undone) VALUES ($1, $2, true)
     ON CONFLICT (step, key) DO UPDATE SET undone = true`,
    [step, key],
  );
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
