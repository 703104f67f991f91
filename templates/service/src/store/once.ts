import type { Store } from '../platform/store.ts';

/** Runs `effect` in a transaction that also remembers the event, unless the event is remembered already. */
export async function once(store: Store, eventId: string, effect: (tx: Store) => Promise<void>): Promise<void> {
  await store.transaction(async (tx) => {
    const first = await tx.query(
      'INSERT INTO processed_events (event_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING event_id',
      [eventId],
    );
    if (first.length > 0) await effect(tx);
  });
}
