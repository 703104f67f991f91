import type { Saga } from './saga-plan.ts';
import type { Migration, Store } from './store.ts';

export const sagaMigrations: readonly Migration[] = [
  {
    id: 'platform-sagas-1',
    sql: `
      CREATE TABLE sagas (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        key text NOT NULL,
        input jsonb NOT NULL,
        state text NOT NULL,
        version integer NOT NULL,
        correlation_id text NOT NULL,
        traceparent text,
        lease_owner text,
        lease_until timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        UNIQUE (name, key)
      );
      CREATE INDEX sagas_unfinished ON sagas (lease_until) WHERE finished_at IS NULL;
      CREATE TABLE saga_steps (
        saga_id uuid NOT NULL REFERENCES sagas,
        step text NOT NULL,
        direction text NOT NULL,
        state text NOT NULL,
        failures integer NOT NULL,
        due_at bigint NOT NULL,
        PRIMARY KEY (saga_id, step, direction)
      );`,
  },
];

/** Another process has taken the saga over. */
export class LeaseLost extends Error {}

const WRITE_STEPS = `
  INSERT INTO saga_steps (saga_id, step, direction, state, failures, due_at)
  SELECT saga.id, r.step, r.direction, r.state, r.failures, r."dueAt"
  FROM saga, jsonb_to_recordset($3::jsonb) AS r(step text, direction text, state text, failures int, "dueAt" bigint)
  ON CONFLICT (saga_id, step, direction)
  DO UPDATE SET state = excluded.state, failures = excluded.failures, due_at = excluded.due_at`;

const READ = `
  SELECT id, name, key, input, state, version, correlation_id AS "correlationId", traceparent,
    (SELECT coalesce(json_agg(json_build_object('step', step, 'direction', direction, 'state', r.state,
       'failures', failures, 'dueAt', due_at)), '[]') FROM saga_steps r WHERE saga_id = sagas.id) AS steps
  FROM sagas`;

/** Sagas in the service's store. Each write is one statement, so it happens as a whole or not at all. */
export class SagaRepository {
  private readonly store: Store;
  private readonly owner: string;
  private readonly leaseMs: number;

  constructor(options: { store: Store; owner: string; leaseMs: number }) {
    this.store = options.store;
    this.owner = options.owner;
    this.leaseMs = options.leaseMs;
  }

  /** Keeps a new saga, leased to this process; false when there is one with its name and key already. */
  async insert(saga: Saga, store = this.store): Promise<boolean> {
    const rows = await store.query(
      `WITH saga AS (
         INSERT INTO sagas (id, version, name, key, input, state, correlation_id, traceparent, lease_owner, lease_until)
         VALUES ($1, $2, $4, $5, $6::jsonb, $7, $8, $9, $10, now() + $11 * interval '1 millisecond')
         ON CONFLICT (name, key) DO NOTHING RETURNING id
       ), written AS (${WRITE_STEPS})
       SELECT id FROM saga`,
      [
        saga.id,
        saga.version,
        JSON.stringify(saga.steps),
        saga.name,
        saga.key,
        JSON.stringify(saga.input ?? null),
        saga.state,
        saga.correlationId,
        saga.traceparent,
        this.owner,
        this.leaseMs,
      ],
    );
    return rows.length > 0;
  }

  /** Moves the saga from `before` to `after`. Rejects with {@link LeaseLost} when it is no longer as `before` says. */
  async commit(before: Saga, after: Saga, finished: boolean): Promise<Saga> {
    const changed = after.steps.filter((record) => !before.steps.includes(record));
    const rows = await this.store.query(
      `WITH saga AS (
         UPDATE sagas SET version = version + 1, state = $4, updated_at = now(),
           finished_at = CASE WHEN $5::boolean THEN now() END
         WHERE id = $1 AND version = $2 RETURNING id
       ), written AS (${WRITE_STEPS})
       SELECT id FROM saga`,
      [before.id, before.version, JSON.stringify(changed), after.state, finished],
    );
    if (rows.length === 0) throw new LeaseLost(`saga "${before.id}" was taken over by another process`);
    return { ...after, version: before.version + 1 };
  }

  /** Leases unfinished sagas that no living process works on. The new version makes writes of an earlier owner fail. */
  async claim(names: readonly string[], active: readonly string[]): Promise<Saga[]> {
    const expired = 'lease_until IS NULL OR lease_until < now()';
    // In a store that nobody else can have open, the lease of another owner is that of a dead process.
    const free = this.store.shared ? `(${expired})` : `(lease_owner <> $1 OR ${expired})`;
    const claimed = await this.store.query<{ id: string }>(
      `UPDATE sagas SET version = version + 1, lease_owner = $1, lease_until = now() + $2 * interval '1 millisecond'
       WHERE id IN (
         SELECT id FROM sagas
         WHERE finished_at IS NULL AND ${free} AND name = ANY($3::text[]) AND NOT id = ANY($4::uuid[])
         ORDER BY created_at LIMIT 50 FOR UPDATE SKIP LOCKED
       ) RETURNING id`,
      [this.owner, this.leaseMs, names, active],
    );
    if (claimed.length === 0) return [];
    return this.store.query<Saga>(`${READ} WHERE id = ANY($1::uuid[])`, [claimed.map(({ id }) => id)]);
  }

  async renew(ids: readonly string[]): Promise<void> {
    await this.store.query(
      `UPDATE sagas SET lease_until = now() + $1 * interval '1 millisecond'
       WHERE lease_owner = $2 AND finished_at IS NULL AND id = ANY($3::uuid[])`,
      [this.leaseMs, this.owner, ids],
    );
  }

  async release(id: string): Promise<void> {
    await this.store.query('UPDATE sagas SET lease_until = NULL WHERE id = $1 AND lease_owner = $2', [id, this.owner]);
  }

  async find(id: string): Promise<Saga | undefined> {
    return (await this.store.query<Saga>(`${READ} WHERE id = $1`, [id]))[0];
  }

  async findByKey(name: string, key: string, store = this.store): Promise<Saga | undefined> {
    return (await store.query<Saga>(`${READ} WHERE name = $1 AND key = $2`, [name, key]))[0];
  }
}
