import type { RedriveOptions } from './dead-letters.ts';
import type { Store } from './store.ts';

/** An event of the outbox that the broker refuses. */
export interface ParkedEvent {
  readonly id: string;
  readonly type: string;
  readonly error: string;
  readonly parkedAt: Date;
}

/** Lets parked events be sent again, oldest first, or only tells which ones that would be. Resolves with them. */
export async function unpark(store: Store, options: RedriveOptions = {}): Promise<ParkedEvent[]> {
  return store.transaction(async (tx) => {
    const events = await tx.query<ParkedEvent>(
      `SELECT id, channel AS type, error, parked_at AS "parkedAt" FROM outbox
       WHERE parked_at IS NOT NULL AND ($1::text IS NULL OR channel = $1) AND ($2::text IS NULL OR id = $2)
       ORDER BY position LIMIT $3 FOR UPDATE`,
      [options.type ?? null, options.id ?? null, options.limit ?? null],
    );
    if (options.dryRun) return events;
    await tx.query(
      `UPDATE outbox SET parked_at = NULL, failed_at = NULL, attempts = 0, due_at = now() WHERE id = ANY($1::text[])`,
      [events.map(({ id }) => id)],
    );
    await tx.query(`SELECT pg_notify(current_schema() || '.outbox', '')`, []);
    return events;
  });
}
