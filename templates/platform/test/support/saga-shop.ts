import { pino } from 'pino';
import type { SagaStep } from '../../src/saga-definition.ts';
import { SagaOperator } from '../../src/saga-operator.ts';
import { SagaOrchestrator, type Saga, type SagaAlert, type SagaStepContext } from '../../src/saga.ts';
import type { Store } from '../../src/store.ts';
import { until } from './upstream.ts';

export interface Order {
  readonly order: string;
}
export type Behaviour = (context: SagaStepContext<Order>) => Promise<unknown>;

export const fail =
  (error: Error): Behaviour =>
  () =>
    Promise.reject(error);

export interface Shop {
  readonly sagas: SagaOrchestrator;
  readonly operator: SagaOperator;
  /** `reserve`, `charge`, `undo reserve`, … in the order in which they were begun. */
  readonly calls: string[];
  /** Lines of the log that tell of alerts. */
  readonly lines: Record<string, unknown>[];
  /** Begins a saga and waits for its end. */
  readonly run: (key?: string) => Promise<Saga>;
  readonly finished: (id: string) => Promise<Saga>;
}

export interface ShopOptions {
  readonly clock?: () => number;
  readonly backoffMs?: number;
  readonly stepTimeoutMs?: number;
  readonly pivot?: string;
  readonly steps?: readonly SagaStep<Order>[];
}

/** Makes orchestrators ("processes") that share a store, and ends them all. */
export class Shops {
  readonly store: Store;
  private readonly opened: SagaOrchestrator[] = [];
  private readonly hanging: (() => void)[] = [];

  constructor(store: Store) {
    this.store = store;
  }

  /** An orchestrator with the saga "checkout" of three steps that do as told. */
  open(behaviours: Record<string, Behaviour> = {}, options: ShopOptions = {}): Shop {
    const calls: string[] = [];
    const lines: Record<string, unknown>[] = [];
    const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const alert = async (tx: Store, { id, reason, step }: SagaAlert): Promise<void> => {
      await tx.query('INSERT INTO alerts (id, reason, step) VALUES ($1, $2, $3)', [id, reason, step]);
    };
    const { clock = Date.now, backoffMs = 20 } = options;
    const sagas = new SagaOrchestrator({ store: this.store, log, alert, leaseMs: 400, clock, backoffMs });
    this.opened.push(sagas);
    const behave = (step: string) => async (context: SagaStepContext<Order>) => {
      calls.push(step);
      await behaviours[step]?.(context);
    };
    const steps = ['reserve', 'charge', 'ship'].map((name) => ({
      name,
      timeoutMs: options.stepTimeoutMs ?? 30_000,
      pivot: name === options.pivot,
      run: behave(name),
      compensate: behave(`undo ${name}`),
    }));
    sagas.register<Order>({ name: 'checkout', steps: options.steps ?? steps });
    const finished = async (id: string): Promise<Saga> => {
      await until(async () => /^COMP\w+ED$/.test((await sagas.get(id))?.state ?? ''), 'the saga ended');
      const saga = await sagas.get(id);
      if (!saga) throw new Error('the saga is gone');
      return saga;
    };
    const run = async (key = 'order-1'): Promise<Saga> =>
      finished((await sagas.start('checkout', key, { order: key })).id);
    return { sagas, operator: new SagaOperator(this.store, sagas.definitions), calls, lines, run, finished };
  }

  /** A step that answers nothing before the end of the test. */
  readonly hang: Behaviour = () => new Promise<void>((resolve) => void this.hanging.push(resolve));

  /** What the listener of alerts has written. */
  async alerts(): Promise<{ reason: string; step: string | null }[]> {
    return this.store.query('SELECT reason, step FROM alerts ORDER BY id');
  }

  async close(): Promise<void> {
    for (const release of this.hanging.splice(0)) release();
    for (const sagas of this.opened.splice(0)) await sagas.close();
    await this.store.query('TRUNCATE alerts, saga_notes, saga_steps, sagas');
  }
}
