import type { EventEnvelope } from './bus.ts';
import { currentContext } from './context.ts';
import { unlessAborted } from './handler-timeout.ts';
import type { Migration, Store, Transaction } from './store.ts';

export const inboxMigrations: readonly Migration[] = [
  {
    id: 'platform-inbox-1',
    sql: `
      CREATE TABLE inbox (
        consumer text NOT NULL,
        message_id text NOT NULL,
        handled_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (consumer, message_id)
      );
      CREATE INDEX inbox_handled ON inbox (handled_at);`,
  },
];

const PRUNE_EVERY_MS = 3_600_000;

/** Remembers which events were handled, so that each has its effect once however often it is delivered. */
export class Inbox {
  private readonly store: Store;
  private readonly keepMs: number;
  private nextPruneAt = 0;

  /** `keepMs`: how long to remember; longer than any broker delivers an event again. */
  constructor(options: { store: Store; keepMs?: number }) {
    this.store = options.store;
    this.keepMs = options.keepMs ?? 30 * 86_400_000;
  }

  /**
   * Runs `effect` in the transaction that remembers the event, unless `consumer` has handled it before. Of two that come
   * at the same instant the second one waits for the first one's end. Resolves with whether it ran.
   */
  async once(consumer: string, event: EventEnvelope, effect: (tx: Transaction) => Promise<void>): Promise<boolean> {
    const ran = await this.store.transaction(async (tx) => {
      const first = await tx.query(
        'INSERT INTO inbox (consumer, message_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING message_id',
        [consumer, event.id],
      );
      if (first.length === 0) return false;
      // At the handler's deadline the event is forgotten together with its effect.
      await unlessAborted(currentContext()?.signal, effect(tx));
      return true;
    });
    await this.prune();
    return ran;
  }

  private async prune(): Promise<void> {
    if (Date.now() < this.nextPruneAt) return;
    this.nextPruneAt = Date.now() + PRUNE_EVERY_MS;
    await this.store.query(`DELETE FROM inbox WHERE handled_at < now() - $1 * interval '1 millisecond'`, [this.keepMs]);
  }
}
