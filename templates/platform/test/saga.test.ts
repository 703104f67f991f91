import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentContext, runWithContext } from '../src/context.ts';
import { BulkheadFull, UpstreamProblem } from '../src/errors.ts';
import { SagaOrchestrator, sagaMigrations, StepRefused, type Saga, type SagaStepContext } from '../src/saga.ts';
import { migrate, openStore, type Store } from '../src/store.ts';
import { until } from './support/upstream.ts';

interface Order {
  readonly order: string;
}
type Behaviour = (context: SagaStepContext<Order>) => Promise<unknown>;

const ok: Behaviour = async () => {};
const fail =
  (error: Error): Behaviour =>
  () =>
    Promise.reject(error);

let store: Store;
const opened: SagaOrchestrator[] = [];
beforeAll(async () => {
  store = await openStore({});
  await migrate(store, sagaMigrations);
});
afterAll(async () => {
  for (const sagas of opened) await sagas.close();
  await store.close();
});

interface Shop {
  readonly sagas: SagaOrchestrator;
  /** `reserve`, `charge`, `undo reserve`, … in the order in which they were begun. */
  readonly calls: string[];
  readonly alerts: Record<string, unknown>[];
  readonly finished: (id: string) => Promise<Saga>;
}

/** An orchestrator with the saga `name` of three steps that do as told. */
function shop(
  name: string,
  behaviours: Record<string, Behaviour>,
  options: { clock?: () => number; stepTimeoutMs?: number } = {},
): Shop {
  const calls: string[] = [];
  const alerts: Record<string, unknown>[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void alerts.push(JSON.parse(line)) });
  const sagas = new SagaOrchestrator({ store, log, clock: options.clock ?? Date.now });
  opened.push(sagas);
  const behave = (step: string) => async (context: SagaStepContext<Order>) => {
    calls.push(step);
    await (behaviours[step] ?? ok)(context);
  };
  sagas.register<Order>({
    name,
    steps: ['reserve', 'charge', 'ship'].map((step) => ({
      name: step,
      timeoutMs: options.stepTimeoutMs ?? 30_000,
      run: behave(step),
      compensate: behave(`undo ${step}`),
    })),
  });
  const finished = async (id: string): Promise<Saga> => {
    await until(async () => /^COMP\w+ED$/.test((await sagas.get(id))?.state ?? ''), 'the saga ended');
    const saga = await sagas.get(id);
    if (!saga) throw new Error('the saga is gone');
    return saga;
  };
  return { sagas, calls, alerts, finished };
}

describe('a saga', () => {
  it('runs its steps in order, with the input, a key of their own, and the correlation of who started it', async () => {
    const contexts: unknown[] = [];
    const note: Behaviour = async ({ input, idempotencyKey }) => {
      const context = currentContext();
      const left = (context?.deadline ?? 0) - Date.now();
      contexts.push([input.order, idempotencyKey, context?.correlationId, left > 0 && left <= 30_000]);
    };
    const { sagas, calls, finished } = shop('ordinary', { reserve: note, ship: note });
    const { id, state } = await runWithContext({ correlationId: 'request-1', deadline: Date.now() + 1 }, () =>
      sagas.start('ordinary', 'order-1', { order: 'order-1' }),
    );
    expect(state).toBe('RUNNING');
    expect(await finished(id)).toMatchObject({ state: 'COMPLETED', key: 'order-1', input: { order: 'order-1' } });
    expect(calls).toEqual(['reserve', 'charge', 'ship']);
    expect(contexts).toEqual([
      ['order-1', `${id}:reserve:run`, 'request-1', true],
      ['order-1', `${id}:ship:run`, 'request-1', true],
    ]);
  });

  it('starts once for one key, however often it is asked to', async () => {
    const { sagas, calls, finished } = shop('repeated', {});
    const started = await Promise.all(Array.from({ length: 20 }, () => sagas.start('repeated', 'order-1', {})));
    expect(new Set(started.map(({ id }) => id)).size).toBe(1);
    await finished(started[0]?.id ?? '');
    expect((await sagas.start('repeated', 'order-1', {})).state).toBe('COMPLETED');
    expect(calls).toEqual(['reserve', 'charge', 'ship']);
  });

  it('that is started in a transaction runs when that has committed, and never when it was rolled back', async () => {
    const { sagas, calls, finished } = shop('transacted', {});
    const failing = store.transaction(async (tx) => {
      await sagas.start('transacted', 'order-1', {}, tx);
      throw new Error('the order is refused');
    });
    await expect(failing).rejects.toThrow('refused');
    expect(await sagas.find('transacted', 'order-1')).toBeUndefined();
    const { id } = await store.transaction(async (tx) => {
      const saga = await sagas.start('transacted', 'order-2', {}, tx);
      expect((await sagas.start('transacted', 'order-2', {}, tx)).id).toBe(saga.id);
      expect(calls).toEqual([]);
      return saga;
    });
    expect((await finished(id)).state).toBe('COMPLETED');
    expect(calls).toEqual(['reserve', 'charge', 'ship']);
  });

  it('cannot be started under an unknown name', async () => {
    const { sagas } = shop('known', {});
    await expect(sagas.start('other', 'order-1', {})).rejects.toThrow('no saga "other"');
  });
});

describe('a step that fails', () => {
  it('for an unknown reason is undone too, then those before it, in reverse order', async () => {
    const { sagas, calls, finished } = shop('unknown', { ship: fail(new Error('socket hang up')) });
    const { id } = await sagas.start('unknown', 'order-1', {});
    expect((await finished(id)).state).toBe('COMPENSATED');
    expect(calls).toEqual(['reserve', 'charge', 'ship', 'undo ship', 'undo charge', 'undo reserve']);
  });

  it.each([
    ['refused', new StepRefused('no such address')],
    ['answered 409', new UpstreamProblem('shipping', 409, {})],
    ['never sent', new BulkheadFull('shipping', 25)],
  ])('and certainly had no effect (%s) is not undone', async (reason, error) => {
    const { sagas, calls, finished } = shop(reason, { ship: fail(error) });
    const { id } = await sagas.start(reason, 'order-1', {});
    expect((await finished(id)).state).toBe('COMPENSATED');
    expect(calls).toEqual(['reserve', 'charge', 'ship', 'undo charge', 'undo reserve']);
  });

  it('or that takes too long is aborted and undone', async () => {
    let aborted = false;
    const hang: Behaviour = ({ signal }) => new Promise(() => signal.addEventListener('abort', () => (aborted = true)));
    const { sagas, calls, finished } = shop('slow', { charge: hang }, { stepTimeoutMs: 300 });
    const { id } = await sagas.start('slow', 'order-1', {});
    expect((await finished(id)).state).toBe('COMPENSATED');
    expect(calls).toEqual(['reserve', 'charge', 'undo charge', 'undo reserve']);
    expect(aborted).toBe(true);
  });
});

describe('a compensation', () => {
  it('is tried three times, always with the same key', async () => {
    const keys: string[] = [];
    const third: Behaviour = async ({ idempotencyKey }) => {
      if (keys.push(idempotencyKey) < 3) throw new Error('payment is down');
    };
    const { sagas, alerts, finished } = shop('thrice', { ship: fail(new StepRefused()), 'undo charge': third });
    const { id } = await sagas.start('thrice', 'order-1', {});
    expect((await finished(id)).state).toBe('COMPENSATED');
    expect(keys).toEqual(Array.from({ length: 3 }, () => `${id}:charge:compensate`));
    expect(alerts).toEqual([]);
  });

  it('that fails three times leaves the saga failed with one alert, and the others are still tried', async () => {
    const down = fail(new Error('payment is down'));
    const { sagas, calls, alerts, finished } = shop('exhausted', {
      ship: fail(new StepRefused()),
      'undo charge': down,
    });
    const { id } = await sagas.start('exhausted', 'order-1', {});
    await finished(id);
    await until(async () => (await unfinished()) === 0, 'the saga is closed');
    expect((await sagas.get(id))?.state).toBe('COMPENSATION_FAILED');
    expect(calls.slice(3)).toEqual(['undo charge', 'undo charge', 'undo charge', 'undo reserve']);
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({ msg: 'saga_compensation_failed', sagaId: id, key: 'order-1', steps: ['charge'] });
  });
});

describe('another process', () => {
  it('goes on after the last finished step, and the writes of the first one are refused from then on', async () => {
    let release = (): void => {};
    const paused: Behaviour = () => new Promise<void>((resolve) => (release = resolve));
    const first = shop('taken-over', { charge: paused });
    const { id } = await first.sagas.start('taken-over', 'order-1', {});
    await until(() => first.calls.length === 2, 'the first process is in the second step');
    const second = shop('taken-over', {});
    await second.sagas.resume();
    expect((await second.finished(id)).state).toBe('COMPLETED');
    expect(second.calls).toEqual(['charge', 'ship']);
    release();
    await first.sagas.close();
    expect(first.calls).toEqual(['reserve', 'charge']);
    expect((await second.sagas.get(id))?.state).toBe('COMPLETED');
  });

  it('does not give a step more time than it had: past its due time it is undone, not run', async () => {
    const first = shop('overdue', { charge: () => new Promise(() => {}) }, { stepTimeoutMs: 5_000 });
    const { id } = await first.sagas.start('overdue', 'order-1', {});
    await until(() => first.calls.length === 2, 'the first process is in the second step');
    const second = shop('overdue', {}, { clock: () => Date.now() + 3_600_000 });
    await second.sagas.resume();
    expect((await second.finished(id)).state).toBe('COMPENSATED');
    expect(second.calls).toEqual(['undo charge', 'undo reserve']);
  });

  it('goes on where a stopped one left off; the step that ran was let finish', async () => {
    let stopping: Promise<void> | undefined;
    const first = shop('stopped', {
      charge: async () => {
        stopping = first.sagas.close();
        await new Promise((resolve) => setTimeout(resolve, 50));
      },
    });
    const { id } = await first.sagas.start('stopped', 'order-1', {});
    await until(() => stopping !== undefined, 'the first process stops');
    await stopping;
    expect(first.calls).toEqual(['reserve', 'charge']);
    expect((await first.sagas.get(id))?.state).toBe('RUNNING');
    const second = shop('stopped', {});
    await second.sagas.resume();
    expect((await second.finished(id)).state).toBe('COMPLETED');
    expect(second.calls).toEqual(['ship']);
  });
});

async function unfinished(): Promise<number> {
  const [row] = await store.query<{ count: number }>('SELECT count(*)::int FROM sagas WHERE finished_at IS NULL', []);
  return row?.count ?? 0;
}
