import { noMetrics, type Metrics } from './metrics.ts';
import type { Store } from './store.ts';

/** How far publishing is behind. */
export interface OutboxLag {
  readonly waiting: number;
  readonly oldestMs: number;
  /** Given up until somebody brings them back. */
  readonly parked: number;
}

/** Rows of the outbox that are still to be sent. */
export const WAITING = 'sent_at IS NULL AND parked_at IS NULL';

const REFRESH_EVERY_MS = 5_000;

export async function readLag(store: Store): Promise<OutboxLag> {
  const [row] = await store.query<OutboxLag>(
    `SELECT count(*)::int AS waiting,
       coalesce(floor(extract(epoch FROM clock_timestamp() - min(created_at)) * 1000), 0)::float8 AS "oldestMs",
       (SELECT count(*)::int FROM outbox WHERE parked_at IS NOT NULL) AS parked
     FROM outbox WHERE ${WAITING}`,
  );
  return row ?? { waiting: 0, oldestMs: 0, parked: 0 };
}

/** Reports the lag as it was a few seconds ago, because gauges cannot wait for the database. */
export class LagGauges {
  private readonly store: Store;
  private readonly metrics: Metrics;
  private lag: OutboxLag = { waiting: 0, oldestMs: 0, parked: 0 };
  private nextRefreshAt = 0;

  constructor(store: Store, metrics: Metrics) {
    this.store = store;
    this.metrics = metrics;
    metrics.gauge('outbox.waiting', () => this.lag.waiting);
    metrics.gauge('outbox.oldest_ms', () => this.lag.oldestMs);
    metrics.gauge('outbox.parked', () => this.lag.parked);
  }

  async refresh(): Promise<void> {
    if (this.metrics === noMetrics || Date.now() < this.nextRefreshAt) return;
    this.lag = await readLag(this.store);
    this.nextRefreshAt = Date.now() + REFRESH_EVERY_MS;
  }
}
