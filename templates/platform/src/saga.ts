import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { currentContext, newContext, runWithContext } from './context.ts';
import type { Logger } from './logger.ts';
import { SagaAlerts, type AlertListener } from './saga-alerts.ts';
import { SagaDefinitions, versionOf, type SagaDefinition } from './saga-definition.ts';
import type { SagaFigures } from './saga-figures.ts';
import {
  advance,
  alertOf,
  failed,
  findRecord,
  isRepeated,
  nextWork,
  succeeded,
  type Saga,
  type SagaState,
  type StepRecord,
  type Work,
} from './saga-plan.ts';
import { SagaRepository } from './saga-repository.ts';
import { contextOf, StepFailed, takeStep } from './saga-step.ts';
import type { Store, Transaction } from './store.ts';

export { StepRefused, type SagaDefinition, type SagaStepContext } from './saga-definition.ts';
export type { Saga, SagaAlert, SagaState } from './saga-plan.ts';
export { sagaMigrations } from './saga-repository.ts';

export interface SagaOptions {
  readonly store: Store;
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  /** How long after the death of a process another one waits before it takes over that one's sagas. */
  readonly leaseMs?: number;
  /** The wait before a compensation is tried again, doubled each time up to a minute. */
  readonly backoffMs?: number;
  /** Tells of an alert in the transaction that keeps it, so that it is told once: publish it through an outbox. */
  readonly alert?: AlertListener;
}

/** As many sagas of other processes are taken over at a time, and in all. */
const BATCH = 50;
const MAX_ACTIVE = 500;

/**
 * Runs sagas step by step, keeps each transition in the service's store, and goes on where a killed process stopped.
 * When a step fails or its time is over, undoes in reverse order every step that had or may have had an effect.
 */
export class SagaOrchestrator {
  readonly definitions = new SagaDefinitions();
  private readonly options: SagaOptions;
  private readonly clock: () => number;
  private readonly leaseMs: number;
  private readonly backoffMs: number;
  private readonly repository: SagaRepository;
  private readonly alerts: SagaAlerts;
  private readonly active = new Map<
    string,
    { readonly lost: AbortController; readonly working: Promise<Saga | null> }
  >();
  private readonly closing = new AbortController();
  private timers: NodeJS.Timeout[] = [];

  constructor(options: SagaOptions) {
    this.options = options;
    this.clock = options.clock ?? Date.now;
    this.leaseMs = options.leaseMs ?? 1_200;
    this.backoffMs = options.backoffMs ?? 200;
    this.repository = new SagaRepository({ store: options.store, owner: randomUUID(), leaseMs: this.leaseMs });
    const { store, log, alert: listener } = options;
    this.alerts = new SagaAlerts({ store, log, repository: this.repository, listener });
  }

  register<I>(definition: SagaDefinition<I>): void {
    this.definitions.register(definition);
  }

  /**
   * Begins a saga, unless one with this business key exists. Resolves as soon as it is kept; the steps run on by themselves,
   * those of a saga that is kept in a transaction when that has committed.
   */
  async start(name: string, key: string, input: unknown, tx?: Transaction): Promise<{ id: string; state: SagaState }> {
    const definition = this.definitions.current(name);
    const { correlationId, traceparent = null } = currentContext() ?? newContext();
    const id = randomUUID();
    const origin = { definitionVersion: versionOf(definition), parked: false, correlationId, traceparent };
    const fresh: Saga = { id, name, key, input, state: 'RUNNING', version: 1, ...origin, steps: [] };
    const saga = advance(definition, fresh, null, this.clock());
    if (await this.repository.insert(saga, tx)) {
      if (tx) tx.afterCommit(() => this.work(saga, definition));
      else this.work(saga, definition);
      return { id, state: saga.state };
    }
    const existing = await this.repository.findByKey(name, key, tx);
    if (!existing) throw new Error(`saga "${name}" with key "${key}" was removed while it was started`);
    return { id: existing.id, state: existing.state };
  }

  /** Goes on with unfinished sagas, and from then on with those that other processes leave behind. */
  async resume(): Promise<void> {
    if (this.timers.length === 0) {
      const every = (ms: number, task: () => Promise<void>): NodeJS.Timeout =>
        setInterval(() => {
          task().catch((error: unknown) => this.options.log.warn({ err: error }, 'sagas cannot be kept up'));
        }, ms);
      this.timers = [
        every(Math.min(200, this.leaseMs / 2), () => this.takeOver()),
        every(this.leaseMs / 3, () => this.keepLeases()),
        every(this.leaseMs, () => this.alerts.lookAround(this.definitions)),
      ];
    }
    await this.takeOver();
    await this.alerts.lookAround(this.definitions);
  }

  async get(id: string): Promise<Saga | undefined> {
    return this.repository.find(id);
  }

  /** The saga that was started under a business key. */
  async find(name: string, key: string): Promise<Saga | undefined> {
    return this.repository.findByKey(name, key);
  }

  /** The saga once this process has done with it: it is over then, unless another process goes on with it. */
  async settled(id: string): Promise<Saga | undefined> {
    return (await this.active.get(id)?.working) ?? this.repository.find(id);
  }

  /** Tells what is under way, for the health check; rejects while a saga waits for a person. */
  async check(): Promise<string> {
    const { open, stuck } = await this.figures();
    if (stuck > 0) throw new Error(`${stuck} waiting for a person, ${open} under way`);
    return `${open} under way`;
  }

  /** How many sagas are under way and wait for a person, and the age of the oldest, for metrics. */
  async figures(): Promise<SagaFigures> {
    return this.repository.figures();
  }

  /** Lets the steps that run come to their end, and leaves the rest to the next process. */
  async close(): Promise<void> {
    this.closing.abort();
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all([...this.active.values()].map(({ working }) => working));
  }

  private async takeOver(): Promise<void> {
    for (let claimed = BATCH; claimed === BATCH && this.active.size < MAX_ACTIVE && !this.closing.signal.aborted;) {
      const sagas = await this.repository.claim(this.definitions.known(), [...this.active.keys()], BATCH);
      for (const saga of sagas) {
        const definition = this.definitions.find(saga.name, saga.definitionVersion);
        if (definition) this.work(saga, definition);
      }
      claimed = sagas.length;
    }
  }

  /** Renews the leases of what runs here, and stops what another process has taken. */
  private async keepLeases(): Promise<void> {
    const ids = [...this.active.keys()];
    if (ids.length === 0) return;
    const kept = new Set(await this.repository.renew(ids));
    for (const id of ids) if (!kept.has(id)) this.active.get(id)?.lost.abort();
  }

  private work(saga: Saga, definition: SagaDefinition<unknown>): void {
    const { id, name } = saga;
    const lost = new AbortController();
    const working = runWithContext(contextOf(saga), () => this.drive(saga, definition, lost.signal))
      // The lease runs out, and whoever claims the saga then begins with what the store says.
      .catch((error: unknown) => {
        this.options.log.warn({ err: error, sagaId: id, saga: name }, 'saga interrupted');
        return null;
      })
      .finally(() => this.active.delete(id));
    this.active.set(id, { lost, working });
  }

  private async drive(claimed: Saga, definition: SagaDefinition<unknown>, lost: AbortSignal): Promise<Saga | null> {
    let saga = claimed;
    for (let work = nextWork(definition, saga); work; work = nextWork(definition, saga)) {
      const next = this.closing.signal.aborted ? null : await this.perform(work, saga, definition, lost);
      if (!next) {
        await this.repository.release(saga.id);
        return null;
      }
      saga = next;
    }
    return saga;
  }

  /** Takes a step, or tries a compensation once, and keeps what came of it. Null when the process stops before it began. */
  private async perform(
    work: Work,
    saga: Saga,
    definition: SagaDefinition<unknown>,
    lost: AbortSignal,
  ): Promise<Saga | null> {
    const { step, direction } = work;
    const record = findRecord(saga, step.name, direction);
    if (!record) throw new Error(`step "${step.name}" of saga "${saga.id}" was not begun`);
    // A crash neither resets nor loses the time of a step; what is repeated gets its full time again.
    const repeated = isRepeated(definition, work);
    const waitMs = repeated && record.failures > 0 ? record.dueAt - step.timeoutMs - this.clock() : 0;
    if (waitMs > 0) {
      const signal = AbortSignal.any([this.closing.signal, lost]);
      await sleep(waitMs, undefined, { signal }).catch(() => {});
    }
    if (lost.aborted || this.closing.signal.aborted) return null;
    const timeoutMs = repeated ? step.timeoutMs : record.dueAt - this.clock();
    const keep = (tx?: Transaction): Promise<Saga> => {
      const now = this.clock();
      return this.repository.commit(saga, advance(definition, saga, succeeded(record, now), now), tx);
    };
    try {
      if (step.local) {
        return await this.options.store.transaction(async (tx) => {
          await takeStep(work, saga, { timeoutMs, lost, tx });
          return keep(tx);
        });
      }
      await takeStep(work, saga, { timeoutMs, lost });
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      return this.keepFailure(
        saga,
        definition,
        failed(definition, work, record, error.cause, { now: this.clock(), backoffMs: this.backoffMs }),
      );
    }
    return keep();
  }

  private async keepFailure(saga: Saga, definition: SagaDefinition<unknown>, outcome: StepRecord): Promise<Saga> {
    const { step, direction, state, error } = outcome;
    this.options.log.warn({ sagaId: saga.id, saga: saga.name, step, direction, state, error }, 'saga step failed');
    const next = advance(definition, saga, outcome, this.clock());
    const alert = alertOf(saga, outcome);
    return alert ? this.alerts.commit(saga, next, alert) : this.repository.commit(saga, next);
  }
}
