import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { currentContext, newContext, runWithContext, type RequestContext } from './context.ts';
import type { Logger } from './logger.ts';
import {
  advance,
  failedRecord,
  findRecord,
  nextWork,
  type Saga,
  type SagaDefinition,
  type SagaState,
  type StepRecord,
  type Work,
} from './saga-plan.ts';
import { SagaRepository } from './saga-repository.ts';
import type { Store, Transaction } from './store.ts';
import { traced } from './tracing.ts';

export { StepRefused, type Saga, type SagaDefinition, type SagaState, type SagaStepContext } from './saga-plan.ts';
export { sagaMigrations } from './saga-repository.ts';

/**
 * Runs sagas step by step, keeps each transition in the service's store, and goes on where a killed process stopped.
 * When a step fails or its time is over, undoes in reverse order every step that had or may have had an effect.
 */
export class SagaOrchestrator {
  private readonly log: Logger;
  private readonly clock: () => number;
  private readonly leaseMs: number;
  private readonly repository: SagaRepository;
  private readonly definitions = new Map<string, SagaDefinition<unknown>>();
  private readonly active = new Map<string, Promise<void>>();
  private readonly closing = new AbortController();
  private timers: NodeJS.Timeout[] = [];

  /** `leaseMs`: how long after the death of a process another one waits before it takes over that one's sagas. */
  constructor(options: { store: Store; log: Logger; clock?: () => number; leaseMs?: number }) {
    this.log = options.log;
    this.clock = options.clock ?? Date.now;
    this.leaseMs = options.leaseMs ?? 10_000;
    this.repository = new SagaRepository({ store: options.store, owner: randomUUID(), leaseMs: this.leaseMs });
  }

  register<I>(definition: SagaDefinition<I>): void {
    this.definitions.set(definition.name, definition);
  }

  /**
   * Begins a saga, unless one with this business key exists. Resolves as soon as it is kept; the steps run on by themselves,
   * those of a saga that is kept in a transaction when that has committed.
   */
  async start(name: string, key: string, input: unknown, tx?: Transaction): Promise<{ id: string; state: SagaState }> {
    const definition = this.definitions.get(name);
    if (!definition) throw new Error(`no saga "${name}" is registered`);
    const { correlationId, traceparent = null } = currentContext() ?? newContext();
    const id = randomUUID();
    const fresh: Saga = { id, name, key, input, state: 'RUNNING', version: 1, correlationId, traceparent, steps: [] };
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
      const attempt = (task: () => Promise<void>): void => {
        task().catch((error: unknown) => this.log.warn({ err: error }, 'sagas cannot be kept up'));
      };
      this.timers = [
        setInterval(() => attempt(() => this.takeOver()), this.leaseMs / 2),
        setInterval(() => attempt(() => this.repository.renew([...this.active.keys()])), this.leaseMs / 3),
      ];
    }
    await this.takeOver();
  }

  async get(id: string): Promise<Saga | undefined> {
    return this.repository.find(id);
  }

  /** The saga that was started under a business key. */
  async find(name: string, key: string): Promise<Saga | undefined> {
    return this.repository.findByKey(name, key);
  }

  /** Lets the steps that run come to their end, and leaves the rest to the next process. */
  async close(): Promise<void> {
    this.closing.abort();
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all(this.active.values());
  }

  private async takeOver(): Promise<void> {
    const sagas = await this.repository.claim([...this.definitions.keys()], [...this.active.keys()]);
    for (const saga of sagas) {
      const definition = this.definitions.get(saga.name);
      if (definition) this.work(saga, definition);
    }
  }

  private work(saga: Saga, definition: SagaDefinition<unknown>): void {
    const { id, name } = saga;
    const working = runWithContext(contextOf(saga), () => this.drive(saga, definition))
      // The lease runs out, and whoever claims the saga then begins with what the store says.
      .catch((error: unknown) => this.log.warn({ err: error, sagaId: id, saga: name }, 'saga interrupted'))
      .finally(() => this.active.delete(id));
    this.active.set(id, working);
  }

  private async drive(claimed: Saga, definition: SagaDefinition<unknown>): Promise<void> {
    let saga = claimed;
    for (let work = nextWork(definition, saga); work; work = nextWork(definition, saga)) {
      const outcome = this.closing.signal.aborted ? null : await this.perform(work, saga);
      if (!outcome) return this.repository.release(saga.id);
      const next = advance(definition, saga, outcome, this.clock());
      const finished = next.state === 'COMPLETED' || next.state === 'COMPENSATED';
      saga = await this.repository.commit(saga, next, finished);
    }
    if (saga.state === 'COMPENSATION_FAILED') await this.alert(saga);
  }

  /** Runs one step or one try of a compensation. Null when the process stops before it began. */
  private async perform({ step, direction }: Work, saga: Saga): Promise<StepRecord | null> {
    const record = findRecord(saga, step.name, direction);
    if (!record) throw new Error(`step "${step.name}" of saga "${saga.id}" was not begun`);
    if (record.failures > 0) {
      const backoffMs = 100 * 2 ** record.failures * (0.5 + Math.random() / 2);
      await sleep(backoffMs, undefined, { signal: this.closing.signal }).catch(() => {});
      if (this.closing.signal.aborted) return null;
    }
    // A crash neither resets nor loses the time of a step; a compensation is tried again in any case.
    const timeoutMs = direction === 'run' ? record.dueAt - this.clock() : step.timeoutMs;
    try {
      await this.call({ step, direction }, saga, timeoutMs);
      return { ...record, state: 'DONE' };
    } catch (error) {
      this.log.warn({ err: error, sagaId: saga.id, saga: saga.name, step: step.name, direction }, 'saga step failed');
      return failedRecord(record, error);
    }
  }

  private async call({ step, direction }: Work, saga: Saga, timeoutMs: number): Promise<void> {
    const timeout = new Error(`step "${step.name}" took longer than ${step.timeoutMs} ms`);
    if (timeoutMs <= 0) throw timeout;
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(() => controller.abort(timeout), timeoutMs);
    const idempotencyKey = `${saga.id}:${step.name}:${direction}`;
    const stepContext = { input: saga.input, sagaId: saga.id, idempotencyKey, signal };
    const context = { ...contextOf(saga), deadline: Date.now() + timeoutMs, signal };
    const over = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(timeout), { once: true });
    });
    try {
      const attributes = { 'saga.name': saga.name, 'saga.id': saga.id, 'saga.step': step.name };
      const work = { kind: 'internal', name: `${saga.name} ${step.name} ${direction}`, attributes } as const;
      await Promise.race([traced(work, context, async () => step[direction]?.(stepContext)), over]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The saga counts as finished only after the alert, so that a crash in between does not silence it. */
  private async alert(saga: Saga): Promise<void> {
    const steps = saga.steps.filter((record) => record.state === 'FAILED').map((record) => record.step);
    const { id, name, key } = saga;
    this.log.error({ sagaId: id, saga: name, key, steps }, 'saga_compensation_failed');
    await this.repository.commit(saga, saga, true);
  }
}

/** The saga belongs to the request that started it, but does not end with it. */
function contextOf({ correlationId, traceparent }: Saga): RequestContext {
  return { correlationId, ...(traceparent === null ? {} : { traceparent }) };
}
