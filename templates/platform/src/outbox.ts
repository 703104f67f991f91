import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs, createEvent, type EventBus, type EventEnvelope, type PublishOptions } from './bus.ts';
import type { Logger } from './logger.ts';
import { noMetrics, type Metrics } from './metrics.ts';
import { LagGauges, readLag, WAITING, type OutboxLag } from './outbox-lag.ts';
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
  {
    id: 'platform-outbox-2',
    sql: `
      ALTER TABLE outbox ADD COLUMN failed_at timestamptz, ADD COLUMN parked_at timestamptz, ADD COLUMN error text;
      DROP INDEX outbox_waiting;
      DROP INDEX outbox_waiting_of_key;
      CREATE INDEX outbox_waiting ON outbox (position) WHERE sent_at IS NULL AND parked_at IS NULL;
      CREATE INDEX outbox_waiting_of_key ON outbox (key, position) WHERE sent_at IS NULL AND parked_at IS NULL;
      CREATE INDEX outbox_parked ON outbox (position) WHERE parked_at IS NOT NULL;`,
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
  /** An event that the broker has refused so often, 20 times unless said otherwise, is parked once it takes others. */
  readonly parkAfter?: number;
  readonly metrics?: Metrics;
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
  private readonly parkAfter: number;
  private readonly metrics: Metrics;
  private readonly gauges: LagGauges;
  private readonly closing = new AbortController();
  private alarm = new AbortController();
  private relaying: Promise<void> | undefined;
  private stopListening: (() => Promise<void>) | undefined;
  private nextPruneAt = 0;

  constructor(options: OutboxOptions) {
    this.store = options.store;
    this.bus = options.bus;
    this.log = options.log;
    this.service = options.service;
    this.pollMs = options.pollMs ?? 1_000;
    this.keepSentMs = options.keepSentMs ?? 86_400_000;
    this.maxLagMs = options.maxLagMs ?? 60_000;
    this.parkAfter = options.parkAfter ?? 20;
    this.metrics = options.metrics ?? noMetrics;
    this.gauges = new LagGauges(options.store, this.metrics);
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
    // Wakes the processes that send, where this one does not.
    if (!this.relaying) await tx.query(`SELECT pg_notify(current_schema() || '.outbox', '')`, []);
  }

  /** Begins to send. */
  start(): void {
    this.relaying ??= this.relay();
    this.stopListening ??= this.store.listen?.('outbox', () => this.alarm.abort());
  }

  async lag(): Promise<OutboxLag> {
    return readLag(this.store);
  }

  /** Tells the lag, for the health check; rejects when it is too long or events are parked. */
  async check(): Promise<string> {
    const { waiting, oldestMs, parked } = await this.lag();
    const text = `${waiting} waiting, the oldest for ${oldestMs} ms, ${parked} parked`;
    if (oldestMs > this.maxLagMs || parked > 0) throw new Error(text);
    return text;
  }

  /** Finishes the batch that is being sent; the rest waits for the next process. */
  async close(): Promise<void> {
    this.closing.abort();
    this.alarm.abort();
    await this.stopListening?.();
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
        await this.gauges.refresh();
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
         WHERE ${WAITING} AND due_at <= now() AND NOT EXISTS (
           SELECT 1 FROM outbox AS earlier
           WHERE earlier.key = head.key AND earlier.sent_at IS NULL AND earlier.parked_at IS NULL
             AND earlier.position < head.position)
         ORDER BY position LIMIT $1 FOR UPDATE SKIP LOCKED`,
        [BATCH],
      );
      if (heads.length === 0) return 0;
      const rows = await tx.query<Row>(
        `SELECT id, channel, key, payload, headers, attempts FROM outbox
         WHERE ${WAITING} AND key = ANY($1::text[]) ORDER BY position LIMIT $2`,
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
    for (const row of rows) {
      const { id, channel, payload, headers } = row;
      try {
        await this.bus.send({ ...headers, id, type: channel, data: payload });
        sent.push(id);
      } catch (error) {
        await this.putOff(tx, row, error);
        break;
      }
    }
    return sent;
  }

  /**
   * The event waits longer after each failure. It is parked, and lets those behind it go, when the broker takes others but
   * has refused this one too often: while a broker takes nothing, the fault is not in the event.
   */
  private async putOff(tx: Transaction, { id, channel: type, attempts }: Row, error: unknown): Promise<void> {
    const refused = await this.bus.check().then(
      () => 1,
      () => 0,
    );
    const [row] = await tx.query<{ parked: boolean }>(
      `UPDATE outbox SET attempts = attempts + $2, due_at = now() + $3 * interval '1 millisecond', error = $4,
         failed_at = coalesce(failed_at, now()),
         parked_at = CASE WHEN attempts + $2 >= $5 AND EXISTS (
           SELECT 1 FROM outbox AS other WHERE other.sent_at > outbox.failed_at) THEN now() END
       WHERE id = $1 RETURNING parked_at IS NOT NULL AS parked`,
      [id, refused, backoffMs(attempts + 1), String(error).slice(0, 500), this.parkAfter],
    );
    this.metrics.count('outbox.failures', { type });
    if (!row?.parked) return this.log.warn({ err: error, id, type, attempts }, 'event was not sent');
    this.metrics.count('outbox.parkings', { type });
    this.log.error({ err: error, id, type, attempts }, 'event parked: it is not sent until somebody brings it back');
  }

  private async prune(): Promise<void> {
    if (Date.now() < this.nextPruneAt) return;
    await this.store.query(`DELETE FROM outbox WHERE sent_at < now() - $1 * interval '1 millisecond'`, [
      this.keepSentMs,
    ]);
    this.nextPruneAt = Date.now() + PRUNE_EVERY_MS;
  }
}
