import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs, createEvent, type EventBus, type EventEnvelope, type PublishOptions } from './bus.ts';
import type { Logger } from './logger.ts';
import type { Migration, Store, Transaction } from './store.ts';

export const outboxMigrations: readonly Migration[] = [
  {
    id: 'platform-outbox-1',
    sql: `
      CREATE TABLE outbox (
        id text PRIMARY KEY,
        position bigint GENERATED ALWAYS AS IDENTITY,
        channel text NOT NULL,
        key text NOT NULL,
        payload jsonb NOT NULL,
        headers jsonb NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        due_at timestamptz NOT NULL DEFAULT now(),
        sent_at timestamptz
      );
      CREATE INDEX outbox_waiting ON outbox (position) WHERE sent_at IS NULL;
      CREATE INDEX outbox_waiting_of_key ON outbox (key, position) WHERE sent_at IS NULL;
      CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;`,
  },
];

export interface OutboxOptions {
  readonly store: Store;
  readonly bus: Pick<EventBus, 'send' | 'check'>;
  readonly log: Logger;
  /** The service that publishes. */
  readonly service: string;
  /** How often to look for what other processes have committed; what this one commits is sent at once. */
  readonly pollMs?: number;
  /** How long a sent event is kept: that long, publishing it again under its id does nothing. */
  readonly keepSentMs?: number;
  /** From this age of the oldest waiting event on, the health check warns. */
  readonly maxLagMs?: number;
}

/** How far publishing is behind. */
export interface OutboxLag {
  readonly waiting: number;
  readonly oldestMs: number;
}

interface Row {
  readonly id: string;
  readonly channel: string;
  readonly key: string;
  readonly payload: unknown;
  readonly headers: Omit<EventEnvelope, 'id' | 'type' | 'data'>;
  readonly attempts: number;
}

const BATCH = 100;
const PRUNE_EVERY_MS = 600_000;

/**
 * Publishes events through a table: they commit together with the data that they speak of, and are sent afterwards, at
 * least once and always under the same id. Events of one key are sent in their order, by one process at a time.
 */
export class Outbox {
  private readonly store: Store;
  private readonly bus: Pick<EventBus, 'send' | 'check'>;
  private readonly log: Logger;
  private readonly service: string;
  private readonly pollMs: number;
  private readonly keepSentMs: number;
  private readonly maxLagMs: number;
  private readonly closing = new AbortController();
  private alarm = new AbortController();
  private relaying: Promise<void> | undefined;
  private nextPruneAt = 0;

  constructor(options: OutboxOptions) {
    this.store = options.store;
    this.bus = options.bus;
    this.log = options.log;
    this.service = options.service;
    this.pollMs = options.pollMs ?? 1_000;
    this.keepSentMs = options.keepSentMs ?? 86_400_000;
    this.maxLagMs = options.maxLagMs ?? 60_000;
  }

  /** Keeps an event in the transaction; one whose id is there already is the same event. */
  async publish(tx: Transaction, type: string, data: unknown, options?: PublishOptions): Promise<void> {
    const { id, type: channel, data: payload, ...headers } = createEvent(this.service, type, data, options);
    const kept = [id, type, options?.key ?? id, JSON.stringify(payload), JSON.stringify(headers)];
    await tx.query(
      `INSERT INTO outbox (id, channel, key, payload, headers) VALUES ($1, $2, $3, $4::jsonb, $5::jsonb)
       ON CONFLICT (id) DO NOTHING`,
      kept,
    );
    tx.afterCommit(() => this.alarm.abort());
  }

  /** Begins to send. */
  start(): void {
    this.relaying ??= this.relay();
  }

  async lag(): Promise<OutboxLag> {
    const [row] = await this.store.query<OutboxLag>(
      `SELECT count(*)::int AS waiting,
         coalesce(extract(epoch FROM clock_timestamp() - min(created_at)) * 1000, 0)::int AS "oldestMs"
       FROM outbox WHERE sent_at IS NULL`,
    );
    return row ?? { waiting: 0, oldestMs: 0 };
  }

  /** Tells the lag, for the health check; rejects when it is too long. */
  async check(): Promise<string> {
    const { waiting, oldestMs } = await this.lag();
    const text = `${waiting} waiting, the oldest for ${oldestMs} ms`;
    if (oldestMs > this.maxLagMs) throw new Error(text);
    return text;
  }

  /** Finishes the batch that is being sent; the rest waits for the next process. */
  async close(): Promise<void> {
    this.closing.abort();
    this.alarm.abort();
    await this.relaying;
  }

  private async relay(): Promise<void> {
    let failures = 0;
    while (!this.closing.signal.aborted) {
      // Made anew before the look at the table, so that no event is committed unnoticed after it.
      this.alarm = new AbortController();
      try {
        const taken = await this.sendBatch();
        await this.prune();
        failures = 0;
        if (taken > 0) continue;
      } catch (error) {
        failures++;
        this.log.warn({ err: error }, 'events of the outbox cannot be sent');
      }
      const { signal } = failures > 0 ? this.closing : this.alarm;
      await sleep(failures > 0 ? backoffMs(failures) : this.pollMs, undefined, { signal }).catch(() => {});
    }
  }

  /** Locks the oldest event of each key, and with it the key: a row is free again the moment its process is gone. */
  private async sendBatch(): Promise<number> {
    await this.bus.check();
    return this.store.transaction(async (tx) => {
      const heads = await tx.query<{ key: string }>(
        `SELECT key FROM outbox AS head
         WHERE sent_at IS NULL AND due_at <= now() AND NOT EXISTS (
           SELECT 1 FROM outbox AS earlier
           WHERE earlier.key = head.key AND earlier.sent_at IS NULL AND earlier.position < head.position)
         ORDER BY position LIMIT $1 FOR UPDATE SKIP LOCKED`,
        [BATCH],
      );
      if (heads.length === 0) return 0;
      const rows = await tx.query<Row>(
        `SELECT id, channel, key, payload, headers, attempts FROM outbox
         WHERE sent_at IS NULL AND key = ANY($1::text[]) ORDER BY position LIMIT $2`,
        [heads.map(({ key }) => key), BATCH * 5],
      );
      const sent = await Promise.all(
        heads.map(({ key }) =>
          this.sendInOrder(
            tx,
            rows.filter((row) => row.key === key),
          ),
        ),
      );
      await tx.query('UPDATE outbox SET sent_at = now() WHERE id = ANY($1::text[])', [sent.flat()]);
      return rows.length;
    });
  }

  /** Sends events of one key until one fails, which then waits, and the later ones behind it. Resolves with what was sent. */
  private async sendInOrder(tx: Transaction, rows: readonly Row[]): Promise<string[]> {
    const sent: string[] = [];
    for (const { id, channel, payload, headers, attempts } of rows) {
      try {
        await this.bus.send({ ...headers, id, type: channel, data: payload });
        sent.push(id);
      } catch (error) {
        this.log.warn({ err: error, id, type: channel, attempts }, 'event was not sent');
        await tx.query(
          `UPDATE outbox SET attempts = attempts + 1, due_at = now() + $2 * interval '1 millisecond' WHERE id = $1`,
          [id, backoffMs(attempts + 1)],
        );
        break;
      }
    }
    return sent;
  }

  private async prune(): Promise<void> {
    if (Date.now() < this.nextPruneAt) return;
    await this.store.query(`DELETE FROM outbox WHERE sent_at < now() - $1 * interval '1 millisecond'`, [
      this.keepSentMs,
    ]);
    this.nextPruneAt = Date.now() + PRUNE_EVERY_MS;
  }
}
