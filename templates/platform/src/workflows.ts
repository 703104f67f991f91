import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from './bus.ts';
import { currentContext, newContext, newTraceparent } from './context.ts';
import type { Logger } from './logger.ts';
import { NO_SAGAS, type SagaFigures } from './saga-figures.ts';
import type { Migration, Store, Transaction } from './store.ts';

export const workflowMigrations: readonly Migration[] = [
  {
    id: 'platform-workflows-1',
    sql: `
      CREATE TABLE saga_workflows (
        id text PRIMARY KEY,
        name text NOT NULL,
        key text NOT NULL,
        input jsonb NOT NULL,
        state text NOT NULL,
        looks integer NOT NULL DEFAULT 0,
        look_at bigint NOT NULL,
        started_at bigint NOT NULL,
        correlation_id text NOT NULL,
        traceparent text NOT NULL,
        UNIQUE (name, key)
      );
      CREATE INDEX saga_workflows_to_look_at ON saga_workflows (look_at) WHERE state IN ('STARTING', 'RUNNING', 'FAILED');`,
  },
];

/** FAILED: a compensation was given up, or what had to succeed did not; a person has to look at it. */
export type WorkflowState = 'STARTING' | 'RUNNING' | 'COMPLETED' | 'COMPENSATED' | 'FAILED';

/** A saga that an engine outside of this service leads. */
export interface Workflow {
  readonly id: string;
  readonly name: string;
  readonly state: WorkflowState;
  /** Its `id` is that of the workflow, which is also the id of what the steps create. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly correlationId: string;
  readonly traceparent: string;
}

/** What leads sagas: AWS Step Functions, Temporal, or this process while nothing is to be installed. */
export interface WorkflowEngine {
  /** Starts a workflow; succeeds when one with this id was started before. */
  start(workflow: Workflow): Promise<void>;
  /** Undefined when the engine knows no such workflow. */
  stateOf(workflow: Workflow): Promise<Exclude<WorkflowState, 'STARTING'> | undefined>;
  /** Begins to take steps, where it is this process that takes them. */
  work?(): void;
  close(): Promise<void>;
}

export interface WorkflowsOptions {
  readonly store: Store;
  readonly log: Logger;
  readonly engine: WorkflowEngine;
  /** Tells of a saga that failed, in the transaction that keeps it: publish it through an outbox. */
  readonly alert?: (tx: Transaction, alert: { id: string; saga: string; sagaId: string; key: string }) => Promise<void>;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  readonly pollMs?: number;
}

interface Row extends Omit<Workflow, 'correlationId'> {
  readonly key: string;
  readonly looks: number;
  readonly correlation_id: string;
}

const BATCH = 50;
/** How long whoever looks at a workflow has for it before another process does. */
const CLAIM_MS = 30_000;
const FIRST_LOOK_MS = 500;
const MAX_WAIT_MS = 60_000;

/**
 * Starts sagas that an engine leads, once each and only when the transaction that begins them commits, and follows their
 * state: soon after the start, then ever more rarely, up to once a minute.
 */
export class Workflows {
  private readonly options: WorkflowsOptions;
  private readonly clock: () => number;
  private readonly pollMs: number;
  private readonly closing = new AbortController();
  private watching: Promise<void> | undefined;

  constructor(options: WorkflowsOptions) {
    this.options = options;
    this.clock = options.clock ?? Date.now;
    this.pollMs = options.pollMs ?? 200;
  }

  /** Begins a saga in the transaction `tx`; one with the same key is there already and is what this resolves with. */
  async start(
    name: string,
    key: string,
    input: Readonly<Record<string, unknown>>,
    tx: Store = this.options.store,
  ): Promise<Pick<Workflow, 'id' | 'state'>> {
    const { correlationId, traceparent = newTraceparent() } = currentContext() ?? newContext();
    const id = randomUUID();
    await tx.query(
      `INSERT INTO saga_workflows (id, name, key, input, state, look_at, started_at, correlation_id, traceparent)
       VALUES ($1, $2, $3, $4::jsonb, 'STARTING', $5, $5, $6, $7) ON CONFLICT (name, key) DO NOTHING`,
      [id, name, key, JSON.stringify({ ...input, id }), this.clock(), correlationId, traceparent],
    );
    const workflow = await this.find(name, key, tx);
    if (workflow === undefined) throw new Error(`the saga "${name}" of "${key}" was not kept`);
    return workflow;
  }

  /** The saga that was started with this key, and its state when it was last looked at. */
  async find(
    name: string,
    key: string,
    store: Store = this.options.store,
  ): Promise<Pick<Workflow, 'id' | 'state'> | undefined> {
    const sql = 'SELECT id, state FROM saga_workflows WHERE name = $1 AND key = $2';
    return (await store.query<Pick<Workflow, 'id' | 'state'>>(sql, [name, key]))[0];
  }

  /** Begins to hand sagas to the engine, also those that were begun before a crash. */
  watch(): void {
    this.options.engine.work?.();
    this.watching ??= this.keepWatch();
  }

  /** Hands over or looks at what is due; resolves with how many there were. Replicas share the work. */
  async look(): Promise<number> {
    const now = this.clock();
    const rows = await this.options.store.query<Row>(
      `UPDATE saga_workflows SET look_at = $2 WHERE id IN (
         SELECT id FROM saga_workflows WHERE state IN ('STARTING', 'RUNNING', 'FAILED') AND look_at <= $1
         ORDER BY look_at LIMIT $3 FOR UPDATE SKIP LOCKED)
       RETURNING id, name, key, input, state, looks, correlation_id, traceparent`,
      [now, now + CLAIM_MS, BATCH],
    );
    await Promise.all(rows.map((row) => this.lookAt(row)));
    return rows.length;
  }

  /** Tells what is under way, for the health check; rejects while a saga waits for a person. */
  async check(): Promise<string> {
    const { open, stuck } = await this.figures();
    if (stuck > 0) throw new Error(`${stuck} waiting for a person, ${open} under way`);
    return `${open} under way`;
  }

  /** How many sagas are under way, how many wait for a person, and the age of the oldest of them all. */
  async figures(): Promise<SagaFigures> {
    const [row] = await this.options.store.query<SagaFigures>(
      `SELECT (count(*) FILTER (WHERE state <> 'FAILED'))::int AS open,
         (count(*) FILTER (WHERE state = 'FAILED'))::int AS stuck,
         coalesce($1 - min(started_at), 0)::float8 AS "oldestMs"
       FROM saga_workflows WHERE state IN ('STARTING', 'RUNNING', 'FAILED')`,
      [this.clock()],
    );
    return row ?? NO_SAGAS;
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.watching;
    await this.options.engine.close();
  }

  private async lookAt(row: Row): Promise<void> {
    const workflow = { ...row, correlationId: row.correlation_id };
    const { engine, log } = this.options;
    try {
      // Handed over twice is handed over once: the engine knows it by its id.
      const known = row.state === 'STARTING' ? undefined : await engine.stateOf(workflow);
      if (known === undefined) await engine.start(workflow);
      await this.keep(row, known ?? 'RUNNING');
    } catch (error) {
      log.warn({ err: error, saga: row.name, sagaId: row.id }, 'the engine of sagas cannot be asked');
      await this.keep(row, row.state);
    }
  }

  private async keep(row: Row, state: WorkflowState): Promise<void> {
    const begun = row.state === 'STARTING' && state === 'RUNNING';
    const looks = begun ? 0 : row.looks + 1;
    const lookAt = this.clock() + Math.min(MAX_WAIT_MS, FIRST_LOOK_MS * 2 ** Math.min(looks, 10));
    await this.options.store.transaction(async (tx) => {
      const kept = await tx.query(
        'UPDATE saga_workflows SET state = $2, looks = $3, look_at = $4 WHERE id = $1 AND state = $5 RETURNING id',
        [row.id, state, looks, lookAt, row.state],
      );
      if (kept.length === 0 || state !== 'FAILED' || row.state === 'FAILED') return;
      const { id: sagaId, name: saga, key } = row;
      this.options.log.error({ saga, sagaId }, 'a saga failed: somebody has to look at it');
      await this.options.alert?.(tx, { id: `${sagaId}:failed:${row.looks}`, saga, sagaId, key });
    });
  }

  private async keepWatch(): Promise<void> {
    const { signal } = this.closing;
    let failures = 0;
    while (!signal.aborted) {
      try {
        const looked = await this.look();
        failures = 0;
        if (looked === BATCH) continue;
      } catch (error) {
        failures++;
        this.options.log.warn({ err: error }, 'sagas cannot be handed over');
      }
      await sleep(failures > 0 ? backoffMs(failures) : this.pollMs, undefined, { signal }).catch(() => {});
    }
  }
}
