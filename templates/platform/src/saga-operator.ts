import { randomUUID } from 'node:crypto';
import type { SagaDefinitions } from './saga-definition.ts';
import { advance, findRecord, nextWork, type Saga, type StepRecord } from './saga-plan.ts';
import { SagaRepository } from './saga-repository.ts';
import type { Store, Transaction } from './store.ts';

/** What an operator asks for cannot be done; the message says why. */
export class NotPossible extends Error {}

export interface SagaSummary {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  /** PARKED: no process knows the version of the definition that it was begun with. */
  readonly state: Saga['state'] | 'PARKED';
  readonly step: string | null;
  readonly error: string | null;
  readonly startedAt: string;
}

/** Something that happened to a saga; `at` in ISO 8601. */
export interface TimelineEntry {
  readonly at: string;
  readonly what: string;
}

/** Lists sagas, shows what happened to them, and helps those along that wait for a person. */
export class SagaOperator {
  private readonly store: Store;
  private readonly definitions: SagaDefinitions;
  private readonly repository: SagaRepository;

  constructor(store: Store, definitions: SagaDefinitions) {
    this.store = store;
    this.definitions = definitions;
    this.repository = new SagaRepository({ store, owner: `operator-${randomUUID()}`, leaseMs: 0 });
  }

  /** The newest sagas, at most `limit`; unless `all`, only those that are not over or wait for a person. */
  async list({ all = false, limit = 100 }: { all?: boolean; limit?: number } = {}): Promise<SagaSummary[]> {
    return this.store.query<SagaSummary>(
      `SELECT id, name, key, CASE WHEN parked_at IS NULL THEN state ELSE 'PARKED' END AS state, latest.step, latest.error,
         to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "startedAt"
       FROM sagas LEFT JOIN LATERAL (
         SELECT step, error FROM saga_steps WHERE saga_id = sagas.id
         ORDER BY (saga_steps.state IN ('STARTED', 'FAILED')) DESC, begun_at DESC LIMIT 1) AS latest ON true
       WHERE $1::boolean OR finished_at IS NULL OR state = 'COMPENSATION_FAILED'
       ORDER BY created_at DESC, id LIMIT $2`,
      [all, limit],
    );
  }

  /** A saga with what happened to it, in order. Rejects with {@link NotPossible} when it is not there. */
  async show(id: string): Promise<{ saga: Saga; timeline: TimelineEntry[] }> {
    const saga = await this.find(id);
    const notes = await this.store.query<{ at: Date; what: string }>(
      `SELECT at, what FROM saga_notes WHERE saga_id = $1
       UNION ALL SELECT created_at, 'started' FROM sagas WHERE id = $1`,
      [id],
    );
    const entries = [
      ...notes.map(({ at, what }) => ({ at: at.getTime(), what })),
      ...saga.steps.flatMap(({ step, direction, state, failures, begunAt, endedAt, error }) => {
        const name = direction === 'run' ? step : `undo ${step}`;
        const tries = failures > 0 ? `, ${failures === 1 ? '1 failure' : `${failures} failures`}` : '';
        const end = `${name}: ${state}${tries}${error === null ? '' : `: ${error}`}`;
        const open = failures > 0 ? [{ at: begunAt, what: `${end}, to be tried again` }] : [];
        return [{ at: begunAt, what: `${name} begins` }, ...(endedAt === null ? open : [{ at: endedAt, what: end }])];
      }),
    ];
    // The store's clock and that of the process that ran the saga need not agree.
    const first = (what: string): number => (what === 'started' ? 0 : 1);
    const sorted = entries.sort((a, b) => first(a.what) - first(b.what) || a.at - b.at);
    return { saga, timeline: sorted.map(({ at, what }) => ({ at: new Date(at).toISOString(), what })) };
  }

  /** Tries at once what failed: compensations that were given up, or the step that waits for its next try. */
  async resume(id: string): Promise<Saga> {
    return this.change(id, 'resumed by an operator', (saga) => {
      const state = saga.state === 'COMPENSATION_FAILED' ? 'COMPENSATING' : saga.state;
      const steps = saga.steps.map((record): StepRecord => {
        if (record.state !== 'FAILED' && record.state !== 'STARTED') return record;
        if (record.state === 'STARTED' && record.failures === 0) return record;
        return { ...record, state: 'STARTED', failures: 0, endedAt: null };
      });
      return { ...saga, state, steps };
    });
  }

  /** Counts what failed as done by hand: compensations that failed, or a step behind the pivot. */
  async skip(id: string): Promise<Saga> {
    return this.change(id, 'skipped by an operator', (saga, now) => {
      const skipped = saga.steps.filter(
        ({ state, failures }) => state === 'FAILED' || (state === 'STARTED' && failures > 0),
      );
      if (skipped.length === 0) throw new NotPossible(`no step of saga "${id}" has failed`);
      const steps = saga.steps.map((record): StepRecord =>
        skipped.includes(record) ? { ...record, state: 'SKIPPED', endedAt: now } : record,
      );
      const state = saga.state === 'COMPENSATION_FAILED' ? 'COMPENSATING' : saga.state;
      return { ...saga, state, steps };
    });
  }

  /** Undoes what the saga has done so far; a step that runs at this moment counts as one with an unknown outcome. */
  async cancel(id: string): Promise<Saga> {
    return this.change(id, 'canceled by an operator', (saga, now, definition) => {
      if (saga.state !== 'RUNNING') throw new NotPossible(`saga "${id}" is ${saga.state} already`);
      const work = nextWork(definition, saga);
      const pivot = definition.steps.find((step) => step.pivot)?.name;
      if (pivot !== undefined && (work?.step.name === pivot || findRecord(saga, pivot, 'run')?.state === 'DONE')) {
        throw new NotPossible(`saga "${id}" has reached "${pivot}", from where there is no way back`);
      }
      const steps = saga.steps.map((record): StepRecord =>
        record.state === 'STARTED' ? { ...record, state: 'UNKNOWN', endedAt: now, error: 'canceled' } : record,
      );
      return { ...saga, state: 'COMPENSATING', steps };
    });
  }

  /** Writes what `edit` makes of the saga. Whichever process works on it loses it, and any may go on. */
  private async change(
    id: string,
    note: string,
    edit: (saga: Saga, now: number, definition: ReturnType<SagaDefinitions['current']>) => Saga,
  ): Promise<Saga> {
    return this.store.transaction(async (tx) => {
      const { id: present } = await this.find(id, tx);
      await tx.query('SELECT id FROM sagas WHERE id = $1 FOR UPDATE', [present]);
      const saga = await this.find(id, tx);
      const definition = this.definitions.find(saga.name, saga.definitionVersion);
      if (!definition) {
        throw new NotPossible(
          `version ${saga.definitionVersion} of the definition of "${saga.name}" is not known here`,
        );
      }
      if (saga.state === 'COMPLETED' || saga.state === 'COMPENSATED') {
        throw new NotPossible(`saga "${id}" is over: ${saga.state}`);
      }
      const now = Date.now();
      const after = await this.repository.commit(saga, advance(definition, edit(saga, now, definition), null, now), tx);
      await tx.query('UPDATE sagas SET lease_owner = NULL, lease_until = NULL WHERE id = $1', [id]);
      await tx.query('INSERT INTO saga_notes (id, saga_id, what, told) VALUES ($1, $2, $3, true)', [
        ...[`${id}:${saga.version}:operator`, id, note],
      ]);
      return after;
    });
  }

  private async find(id: string, store: Store | Transaction = this.store): Promise<Saga> {
    const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
    const saga = uuid ? await this.repository.find(id, store) : undefined;
    if (!saga) throw new NotPossible(`there is no saga "${id}"`);
    return saga;
  }
}
