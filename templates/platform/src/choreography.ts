import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs, type EventEnvelope } from './bus.ts';
import type { PublishSagaEvent, SagaEvent } from './choreography-step.ts';
import { currentContext, newContext, runWithContext } from './context.ts';
import type { Logger } from './logger.ts';
import { NO_SAGAS, type SagaFigures } from './saga-figures.ts';
import type { Migration, Store, Transaction } from './store.ts';

export const choreographyMigrations: readonly Migration[] = [
  {
    id: 'platform-choreography-1',
    sql: `
      CREATE TABLE choreographies (
        id text PRIMARY KEY,
        name text NOT NULL,
        key text NOT NULL,
        input jsonb NOT NULL,
        state text NOT NULL,
        step integer NOT NULL,
        due_at bigint NOT NULL,
        correlation_id text NOT NULL,
        traceparent text,
        UNIQUE (name, key)
      );
      CREATE INDEX choreographies_due ON choreographies (due_at) WHERE state IN ('RUNNING', 'COMPENSATING');`,
  },
];

/** A choreographed saga as the service that starts it sees it. */
export interface ChoreographyDefinition {
  readonly name: string;
  /** For each step, how long after the one before it may take, in milliseconds. */
  readonly timeoutsMs: readonly number[];
  readonly started: PublishSagaEvent;
  readonly timedOut: PublishSagaEvent;
}

/** `step`: how many steps are known to be done. */
export interface Choreography {
  readonly id: string;
  readonly state: 'RUNNING' | 'COMPLETED' | 'COMPENSATING' | 'COMPENSATED';
  readonly step: number;
}

export interface ChoreographiesOptions {
  readonly store: Store;
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  /** How often to look for sagas that are late. */
  readonly pollMs?: number;
}

interface LateRow {
  readonly id: string;
  readonly name: string;
  readonly input: SagaEvent['input'];
  readonly correlation_id: string;
  readonly traceparent: string | null;
}

const BATCH = 50;

/**
 * Starts sagas whose steps lead to each other by events, follows them, and watches their time: when a step is late, the
 * saga is compensated. Whether it completed or timed out is decided here alone, by whichever comes first.
 */
export class Choreographies {
  private readonly store: Store;
  private readonly log: Logger;
  private readonly clock: () => number;
  private readonly pollMs: number;
  private readonly definitions = new Map<string, ChoreographyDefinition>();
  private readonly closing = new AbortController();
  private watching: Promise<void> | undefined;

  constructor(options: ChoreographiesOptions) {
    this.store = options.store;
    this.log = options.log;
    this.clock = options.clock ?? Date.now;
    this.pollMs = options.pollMs ?? 500;
  }

  register(definition: ChoreographyDefinition): void {
    this.definitions.set(definition.name, definition);
  }

  /** Starts a saga in the transaction `tx`; one with the same key is there already and is what this resolves with. */
  async start(name: string, key: string, input: SagaEvent['input'], tx?: Transaction): Promise<Choreography> {
    const definition = this.definitionOf(name);
    const { correlationId, traceparent } = currentContext() ?? newContext();
    const begin = async (within: Transaction): Promise<void> => {
      const id = randomUUID();
      const begun = await within.query(
        `INSERT INTO choreographies (id, name, key, input, state, step, due_at, correlation_id, traceparent)
         VALUES ($1, $2, $3, $4::jsonb, 'RUNNING', 0, $5, $6, $7) ON CONFLICT (name, key) DO NOTHING RETURNING id`,
        [id, name, key, JSON.stringify(input), this.dueAt(definition, 0), correlationId, traceparent ?? null],
      );
      if (begun.length === 0) return;
      await runWithContext({ correlationId, ...(traceparent !== undefined && { traceparent }) }, () =>
        definition.started(within, { id, input }, { key: id, id: `${id}:started` }),
      );
    };
    await (tx ?? this.store).transaction(begin);
    const saga = await this.find(name, key, tx);
    if (saga === undefined) throw new Error(`the saga "${name}" of "${key}" was not kept`);
    return saga;
  }

  /** The saga that was started with this key. */
  async find(name: string, key: string, store: Store = this.store): Promise<Choreography | undefined> {
    const sql = 'SELECT id, state, step FROM choreographies WHERE name = $1 AND key = $2';
    return (await store.query<Choreography>(sql, [name, key]))[0];
  }

  /** A step is done, the `step`th one: the next one has its time from now on. */
  async advance(name: string, event: EventEnvelope, step: number): Promise<void> {
    const sql = `UPDATE choreographies SET step = $2, due_at = $3 WHERE id = $1 AND state = 'RUNNING' AND step < $2`;
    await this.store.query(sql, [event.subject, step, this.dueAt(this.definitionOf(name), step)]);
  }

  /** The last step is done; too late when the saga is being compensated. */
  async complete(event: EventEnvelope): Promise<void> {
    const sql = `UPDATE choreographies SET state = 'COMPLETED', step = step + 1 WHERE id = $1 AND state = 'RUNNING'`;
    await this.store.query(sql, [event.subject]);
  }

  /** A step was refused: those before it undo theirs, the last one first. */
  async compensate(name: string, event: EventEnvelope): Promise<void> {
    const sql = `UPDATE choreographies SET state = 'COMPENSATING', due_at = $2 WHERE id = $1 AND state = 'RUNNING'`;
    await this.store.query(sql, [event.subject, this.compensatedBy(this.definitionOf(name))]);
  }

  /** Nothing is left of the saga. */
  async compensated(event: EventEnvelope): Promise<void> {
    const sql = `UPDATE choreographies SET state = 'COMPENSATED' WHERE id = $1 AND state IN ('RUNNING', 'COMPENSATING')`;
    await this.store.query(sql, [event.subject]);
  }

  /** Begins to watch the time of what is under way, also of what was started before a crash. */
  watch(): void {
    this.watching ??= this.keepWatch();
  }

  /** Starts the compensation of what is late; resolves with how many there were. */
  async timeOut(): Promise<number> {
    return this.store.transaction(async (tx) => {
      const late = await tx.query<LateRow>(
        `SELECT id, name, input, correlation_id, traceparent FROM choreographies
         WHERE state = 'RUNNING' AND due_at <= $1 AND name = ANY($2::text[])
         ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED`,
        [this.clock(), [...this.definitions.keys()], BATCH],
      );
      for (const { id, name, input, correlation_id: correlationId, traceparent } of late) {
        const definition = this.definitionOf(name);
        await tx.query(`UPDATE choreographies SET state = 'COMPENSATING', due_at = $2 WHERE id = $1`, [
          id,
          this.compensatedBy(definition),
        ]);
        await runWithContext({ correlationId, ...(traceparent !== null && { traceparent }) }, () =>
          definition.timedOut(tx, { id, input }, { key: id, id: `${id}:timed-out` }),
        );
        this.log.warn({ saga: name, id }, 'a step of the saga is late: it is compensated');
      }
      return late.length;
    });
  }

  /** Tells what is under way, for the health check; rejects when a compensation does not come to its end. */
  async check(): Promise<string> {
    const { open, stuck } = await this.figures();
    if (stuck > 0) throw new Error(`${stuck} sagas are not compensated in time: look for dead letters`);
    return `${open} under way`;
  }

  /** How many sagas are under way, how many of them are not compensated in time, and for how long the worst is late. */
  async figures(): Promise<SagaFigures> {
    const [row] = await this.store.query<SagaFigures>(
      `SELECT count(*)::int AS open,
         (count(*) FILTER (WHERE state = 'COMPENSATING' AND due_at <= $1))::int AS stuck,
         greatest(coalesce($1 - min(due_at), 0), 0)::float8 AS "oldestMs"
       FROM choreographies WHERE state IN ('RUNNING', 'COMPENSATING')`,
      [this.clock()],
    );
    return row ?? NO_SAGAS;
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.watching;
  }

  private async keepWatch(): Promise<void> {
    const { signal } = this.closing;
    let failures = 0;
    while (!signal.aborted) {
      try {
        const late = await this.timeOut();
        failures = 0;
        if (late === BATCH) continue;
      } catch (error) {
        failures++;
        this.log.warn({ err: error }, 'the time of sagas cannot be watched');
      }
      await sleep(failures > 0 ? backoffMs(failures) : this.pollMs, undefined, { signal }).catch(() => {});
    }
  }

  private definitionOf(name: string): ChoreographyDefinition {
    const definition = this.definitions.get(name);
    if (definition === undefined) throw new Error(`there is no saga "${name}"`);
    return definition;
  }

  private dueAt({ timeoutsMs }: ChoreographyDefinition, step: number): number {
    return this.clock() + (timeoutsMs[step] ?? 0);
  }

  /** As long as all steps may take, compensating them may take, too. */
  private compensatedBy({ timeoutsMs }: ChoreographyDefinition): number {
    return this.clock() + timeoutsMs.reduce((sum, timeout) => sum + timeout, 0);
  }
}
