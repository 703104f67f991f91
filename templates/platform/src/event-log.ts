import { currentContext } from './context.ts';
import type { Migration, Store, Transaction } from './store.ts';

export const eventLogMigrations: readonly Migration[] = [
  {
    id: 'platform-event-log-1',
    sql: `
      CREATE TABLE event_log (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        stream text NOT NULL,
        version integer NOT NULL,
        type text NOT NULL,
        shape integer NOT NULL,
        data jsonb NOT NULL,
        context jsonb NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (stream, version)
      );
      CREATE TABLE event_log_snapshots (
        stream text PRIMARY KEY,
        version integer NOT NULL,
        shape integer NOT NULL,
        state jsonb NOT NULL
      );`,
  },
];

/** An event to be recorded. `shape` counts the changes of what its data looks like, from 1. */
export interface NewEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly shape?: number;
}

/** An event as it was recorded. */
export interface RecordedEvent extends Required<NewEvent> {
  /** Its place in the log; grows, with gaps where a transaction was rolled back. */
  readonly position: number;
  readonly stream: string;
  /** Its place in the stream: 1, 2, 3, … without a gap. */
  readonly version: number;
  readonly recordedAt: Date;
}

/** Somebody else has changed the stream since it was read. */
export class VersionConflict extends Error {
  constructor(stream: string, expected: number) {
    super(`"${stream}" has changed since its version ${expected}`);
  }
}

/**
 * Appends events to a stream that is at version `expected` (0: that does not exist), and resolves with its new version.
 * Throws a {@link VersionConflict} when the stream is elsewhere; the transaction can go on after it.
 */
export async function appendEvents(
  tx: Transaction,
  stream: string,
  expected: number,
  events: readonly NewEvent[],
): Promise<number> {
  const { correlationId, traceparent } = currentContext() ?? {};
  const context = JSON.stringify({ correlationId, traceparent });
  // Shared among those who append; who reads the log waits for all of them, so that no position appears below one it has read.
  await tx.query(`SELECT pg_advisory_xact_lock_shared(${LOG_LOCK})`, []);
  const recorded = await tx.query(
    `INSERT INTO event_log (stream, version, type, shape, data, context)
     SELECT $1, $2 + event.number, event.type, event.shape, event.data, $5::jsonb
     FROM unnest($3::text[], $4::int[], $6::jsonb[]) WITH ORDINALITY AS event (type, shape, data, number)
     WHERE $2 = (SELECT coalesce(max(version), 0) FROM event_log WHERE stream = $1)
     ORDER BY event.number
     ON CONFLICT (stream, version) DO NOTHING RETURNING version`,
    [
      stream,
      expected,
      events.map(({ type }) => type),
      events.map(({ shape = 1 }) => shape),
      context,
      events.map(({ data }) => JSON.stringify(data)),
    ],
  );
  if (recorded.length < events.length) throw new VersionConflict(stream, expected);
  return expected + events.length;
}

/** Records an event that has an identity of its own, unless it is there already. Resolves with whether it was new. */
export async function recordOnce(tx: Transaction, id: string, event: NewEvent): Promise<boolean> {
  try {
    await appendEvents(tx, `event:${id}`, 0, [event]);
    return true;
  } catch (error) {
    if (error instanceof VersionConflict) return false;
    throw error;
  }
}

/** The events of one stream after a version, the oldest first. */
export async function readStream(store: Store, stream: string, after = 0): Promise<RecordedEvent[]> {
  const rows = await store.query<RecordedRow>(
    `SELECT ${COLUMNS} FROM event_log WHERE stream = $1 AND version > $2 ORDER BY version`,
    [stream, after],
  );
  return rows.map(recordedEvent);
}

/** The events of the whole log after a position and up to `last`, the oldest first. */
export async function readLog(store: Store, after: number, last: number, limit: number): Promise<RecordedEvent[]> {
  const rows = await store.query<RecordedRow>(
    `SELECT ${COLUMNS} FROM event_log WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3`,
    [after, last, limit],
  );
  return rows.map(recordedEvent);
}

/**
 * The last position below which nothing more can appear. Positions are given out before transactions commit, so it waits
 * for those that have appended; rejects when they take longer than `patienceMs`, rather than hold up the ones behind them.
 */
export async function lastPosition(store: Store, patienceMs = 200): Promise<number> {
  return store.transaction(async (tx) => {
    await tx.query(`SET LOCAL lock_timeout = ${patienceMs}; SELECT pg_advisory_xact_lock(${LOG_LOCK})`);
    const [row] = await tx.query<{ last: string }>('SELECT coalesce(max(position), 0) AS last FROM event_log', []);
    return Number(row?.last ?? 0);
  });
}

const LOG_LOCK = `hashtext('event_log:' || current_schema())`;
const COLUMNS = 'position, stream, version, type, shape, data, recorded_at';

interface RecordedRow extends Omit<RecordedEvent, 'position' | 'recordedAt'> {
  /** PostgreSQL gives large numbers as text. */
  readonly position: string | number;
  readonly recorded_at: Date;
}

function recordedEvent({ recorded_at: recordedAt, position, ...event }: RecordedRow): RecordedEvent {
  return { ...event, position: Number(position), recordedAt };
}
