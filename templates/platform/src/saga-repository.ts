import { NO_SAGAS, type SagaFigures } from './saga-figures.ts';
import type { Saga, SagaAlert } from './saga-plan.ts';
import type { Migration, Store, Transaction } from './store.ts';

export const sagaMigrations: readonly Migration[] = [
  {
    id: 'platform-sagas-1',
    // With room left in its page a row changes without its indexes: a transition touches no column of one.
    sql: `
      CREATE TABLE sagas (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        key text NOT NULL,
        input jsonb NOT NULL,
        state text NOT NULL,
        version integer NOT NULL,
        definition_version text NOT NULL,
        correlation_id text NOT NULL,
        traceparent text,
        lease_owner text,
        lease_until timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        parked_at timestamptz,
        UNIQUE (name, key)
      ) WITH (fillfactor = 60);
      CREATE INDEX sagas_unfinished ON sagas (lease_until) WHERE finished_at IS NULL;
      CREATE INDEX sagas_to_look_at ON sagas (id) WHERE state = 'COMPENSATION_FAILED' OR parked_at IS NOT NULL;
      CREATE TABLE saga_steps (
        saga_id uuid NOT NULL REFERENCES sagas,
        step text NOT NULL,
        direction text NOT NULL,
        state text NOT NULL,
        failures integer NOT NULL,
        due_at bigint NOT NULL,
        begun_at bigint NOT NULL,
        ended_at bigint,
        error text,
        begun_as bigint GENERATED ALWAYS AS IDENTITY,
        PRIMARY KEY (saga_id, step, direction)
      ) WITH (fillfactor = 60);
      CREATE TABLE saga_notes (
        id text PRIMARY KEY,
        saga_id uuid NOT NULL REFERENCES sagas,
        at timestamptz NOT NULL DEFAULT now(),
        what text NOT NULL,
        alert jsonb,
        told boolean NOT NULL
      );
      CREATE INDEX saga_notes_of_saga ON saga_notes (saga_id);
      CREATE INDEX saga_notes_untold ON saga_notes (at) WHERE NOT told;`,
  },
];

/** Another process has taken the saga over. */
export class LeaseLost extends Error {}

const RECORD = `step text, direction text, state text, failures int, "dueAt" bigint, "begunAt" bigint, "endedAt" bigint,
  error text`;
const WRITE_STEPS = `
  INSERT INTO saga_steps (saga_id, step, direction, state, failures, due_at, begun_at, ended_at, error)
  SELECT saga.id, r.* FROM saga, jsonb_to_recordset($3::jsonb) AS r(${RECORD})
  ON CONFLICT (saga_id, step, direction) DO UPDATE SET state = excluded.state, failures = excluded.failures,
    due_at = excluded.due_at, begun_at = excluded.begun_at, ended_at = excluded.ended_at, error = excluded.error`;

const READ = `
  SELECT id, name, key, input, state, version, definition_version AS "definitionVersion", parked_at IS NOT NULL AS parked,
    correlation_id AS "correlationId", traceparent,
    (SELECT coalesce(json_agg(json_build_object('step', step, 'direction', direction, 'state', r.state,
       'failures', failures, 'dueAt', due_at, 'begunAt', begun_at, 'endedAt', ended_at, 'error', error) ORDER BY begun_as), '[]')
     FROM saga_steps r WHERE saga_id = sagas.id) AS steps
  FROM sagas`;

const ENDED = new Set<string>(['COMPLETED', 'COMPENSATED', 'COMPENSATION_FAILED']);

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
         INSERT INTO sagas (id, version, name, key, input, state, definition_version, correlation_id, traceparent,
           lease_owner, lease_until)
         VALUES ($1, $2, $4, $5, $6::jsonb, $7, $8, $9, $10, $11, now() + $12 * interval '1 millisecond')
         ON CONFLICT (name, key) DO NOTHING RETURNING id
       ), written AS (${WRITE_STEPS})
       SELECT id FROM saga`,
      [
        ...[saga.id, saga.version, JSON.stringify(saga.steps), saga.name, saga.key, JSON.stringify(saga.input ?? null)],
        ...[saga.state, saga.definitionVersion, saga.correlationId, saga.traceparent, this.owner, this.leaseMs],
      ],
      'saga-insert',
    );
    return rows.length > 0;
  }

  /**
   * Moves the saga from `before` to `after`. Rejects with {@link LeaseLost} when it is no longer as
   * `before` says: its version is the fencing token.
   */
  async commit(before: Saga, after: Saga, store = this.store): Promise<Saga> {
    const changed = after.steps.filter((record) => !before.steps.includes(record));
    const rows = await store.query(
      `WITH saga AS (
         UPDATE sagas SET version = version + 1, state = $4, updated_at = now(),
           finished_at = CASE WHEN $5::boolean THEN now() END
         WHERE id = $1 AND version = $2 RETURNING id
       ), written AS (${WRITE_STEPS})
       SELECT id FROM saga`,
      [before.id, before.version, JSON.stringify(changed), after.state, ENDED.has(after.state)],
      'saga-commit',
    );
    if (rows.length === 0) throw new LeaseLost(`saga "${before.id}" was taken over by another process`);
    return { ...after, version: before.version + 1 };
  }

  /** Leases unfinished sagas that no living process works on. The new version makes writes of an earlier owner fail. */
  async claim(
    known: readonly { readonly name: string; readonly version: string }[],
    active: readonly string[],
    limit: number,
  ): Promise<Saga[]> {
    const claimed = await this.store.query<{ id: string }>(
      `UPDATE sagas SET version = version + 1, lease_owner = $1, parked_at = NULL,
         lease_until = now() + $2 * interval '1 millisecond'
       WHERE id IN (
         SELECT id FROM sagas
         WHERE finished_at IS NULL AND ${this.free()} AND NOT id = ANY($5::uuid[])
           AND (name, definition_version) IN (SELECT * FROM unnest($3::text[], $4::text[]))
         ORDER BY created_at LIMIT $6 FOR UPDATE SKIP LOCKED
       ) RETURNING id`,
      [this.owner, this.leaseMs, known.map(({ name }) => name), known.map((each) => each.version), active, limit],
    );
    if (claimed.length === 0) return [];
    return this.store.query<Saga>(`${READ} WHERE id = ANY($1::uuid[])`, [claimed.map(({ id }) => id)]);
  }

  /** Sets aside, in the transaction, what no living process works on and this one has no definition of. */
  async park(tx: Transaction, known: readonly { readonly name: string; readonly version: string }[]): Promise<Saga[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE sagas SET version = version + 1, parked_at = now()
       WHERE id IN (
         SELECT id FROM sagas
         WHERE finished_at IS NULL AND parked_at IS NULL AND ${this.free()}
           AND (name, definition_version) NOT IN (SELECT * FROM unnest($2::text[], $3::text[]))
         LIMIT 100 FOR UPDATE SKIP LOCKED
       ) RETURNING id`,
      [this.owner, known.map(({ name }) => name), known.map(({ version }) => version)],
    );
    if (rows.length === 0) return [];
    return tx.query<Saga>(`${READ} WHERE id = ANY($1::uuid[])`, [rows.map(({ id }) => id)]);
  }

  /** Keeps the leases of sagas that this process works on; resolves with those that it still has. */
  async renew(ids: readonly string[]): Promise<string[]> {
    const rows = await this.store.query<{ id: string }>(
      `UPDATE sagas SET lease_until = now() + $1 * interval '1 millisecond'
       WHERE lease_owner = $2 AND finished_at IS NULL AND id = ANY($3::uuid[]) RETURNING id`,
      [this.leaseMs, this.owner, ids],
    );
    return rows.map(({ id }) => id);
  }

  async release(id: string): Promise<void> {
    await this.store.query('UPDATE sagas SET lease_until = NULL WHERE id = $1 AND lease_owner = $2', [id, this.owner]);
  }

  async find(id: string, store = this.store): Promise<Saga | undefined> {
    return (await store.query<Saga>(`${READ} WHERE id = $1`, [id]))[0];
  }

  async findByKey(name: string, key: string, store = this.store): Promise<Saga | undefined> {
    return (await store.query<Saga>(`${READ} WHERE name = $1 AND key = $2`, [name, key]))[0];
  }

  /** Keeps an alert in the transaction of what it is about. */
  async noteAlert(tx: Transaction, alert: SagaAlert): Promise<void> {
    const { id, sagaId, reason } = alert;
    await tx.query('INSERT INTO saga_notes (id, saga_id, what, alert, told) VALUES ($1, $2, $3, $4::jsonb, false)', [
      ...[id, sagaId, reason, JSON.stringify(alert)],
    ]);
  }

  /** Alerts that a process kept and was killed before it told them. */
  async untold(): Promise<SagaAlert[]> {
    const rows = await this.store.query<{ alert: SagaAlert }>(
      `SELECT alert FROM saga_notes WHERE NOT told AND at < now() - $1 * interval '1 millisecond'`,
      [this.leaseMs],
    );
    return rows.map(({ alert }) => alert);
  }

  async markTold(id: string): Promise<void> {
    await this.store.query('UPDATE saga_notes SET told = true WHERE id = $1', [id]);
  }

  /** How many sagas are under way, how many wait for a person, and the age of the oldest of them all. */
  async figures(): Promise<SagaFigures> {
    const [row] = await this.store.query<SagaFigures>(
      `SELECT count(*) FILTER (WHERE finished_at IS NULL AND parked_at IS NULL)::int AS open,
         count(*) FILTER (WHERE state = 'COMPENSATION_FAILED' OR parked_at IS NOT NULL)::int AS stuck,
         coalesce(extract(epoch FROM now() - min(created_at)) * 1000, 0)::float8 AS "oldestMs"
       FROM sagas WHERE finished_at IS NULL OR state = 'COMPENSATION_FAILED' OR parked_at IS NOT NULL`,
    );
    return row ?? NO_SAGAS;
  }

  private free(): string {
    // In a store that nobody else can have open, the lease of another owner is that of a dead process.
    const dead = this.store.shared ? 'false' : 'true';
    return `(lease_until IS NULL OR lease_until < now() OR (${dead} AND lease_owner <> $1))`;
  }
}
