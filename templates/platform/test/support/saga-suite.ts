import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { currentContext, runWithContext } from '../../src/context.ts';
import { BulkheadFull, UpstreamProblem } from '../../src/errors.ts';
import { sagaMigrations, StepRefused } from '../../src/saga.ts';
import { migrate, type Store } from '../../src/store.ts';
import { sagaFailureSuite } from './saga-failure-suite.ts';
import { sagaOperatorSuite } from './saga-operator-suite.ts';
import { sagaTakeoverSuite } from './saga-takeover-suite.ts';
import { fail, Shops, type Behaviour } from './saga-shop.ts';
import { until } from './upstream.ts';

const alerts = { id: 'alerts', sql: 'CREATE TABLE alerts (id text, reason text, step text)' };

/** What sagas must do on every store. `open` opens an empty one; the suite closes it. */
export function sagaSuite(open: () => Promise<Store>): void {
  let shops: Shops;
  beforeAll(async () => {
    shops = new Shops(await open());
    await migrate(shops.store, [...sagaMigrations, alerts]);
  });
  afterEach(() => shops.close());
  afterAll(() => shops.store.close());

  describe('a saga', () => {
    sagaItself(() => shops);
  });
  describe('a step that fails', () => {
    failingStep(() => shops);
  });
  sagaFailureSuite(() => shops);
  sagaTakeoverSuite(() => shops);
  sagaOperatorSuite(() => shops);
}

function sagaItself(shops: () => Shops): void {
  it('runs its steps in order, with the input, a key of their own, and the correlation of who started it', async () => {
    const contexts: unknown[] = [];
    const note: Behaviour = async ({ input, idempotencyKey }) => {
      const context = currentContext();
      const left = (context?.deadline ?? 0) - Date.now();
      contexts.push([input.order, idempotencyKey, context?.correlationId, left > 0 && left <= 30_000]);
    };
    const { sagas, calls, finished } = shops().open({ reserve: note, ship: note });
    const { id, state } = await runWithContext({ correlationId: 'request-1', deadline: Date.now() + 1 }, () =>
      sagas.start('checkout', 'order-1', { order: 'order-1' }),
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
    const { sagas, calls, finished } = shops().open();
    const started = await Promise.all(Array.from({ length: 20 }, () => sagas.start('checkout', 'order-1', {})));
    expect(new Set(started.map(({ id }) => id)).size).toBe(1);
    await finished(started[0]?.id ?? '');
    expect((await sagas.start('checkout', 'order-1', {})).state).toBe('COMPLETED');
    expect(calls).toEqual(['reserve', 'charge', 'ship']);
  });

  it('that is started in a transaction runs when that has committed, and never when it was rolled back', async () => {
    const { sagas, calls, finished } = shops().open();
    const failing = shops().store.transaction(async (tx) => {
      await sagas.start('checkout', 'order-1', {}, tx);
      throw new Error('the order is refused');
    });
    await expect(failing).rejects.toThrow('refused');
    expect(await sagas.find('checkout', 'order-1')).toBeUndefined();
    const { id } = await shops().store.transaction(async (tx) => {
      const saga = await sagas.start('checkout', 'order-2', {}, tx);
      expect((await sagas.start('checkout', 'order-2', {}, tx)).id).toBe(saga.id);
      expect(calls).toEqual([]);
      return saga;
    });
    expect((await finished(id)).state).toBe('COMPLETED');
    expect(calls).toEqual(['reserve', 'charge', 'ship']);
  });

  it('cannot be started under an unknown name', async () => {
    await expect(shops().open().sagas.start('other', 'order-1', {})).rejects.toThrow('no saga "other"');
  });
}

function failingStep(shops: () => Shops): void {
  it('for an unknown reason is undone too, then those before it, in reverse order', async () => {
    const { calls, run } = shops().open({ ship: fail(new Error('socket hang up')) });
    expect((await run()).state).toBe('COMPENSATED');
    expect(calls).toEqual(['reserve', 'charge', 'ship', 'undo ship', 'undo charge', 'undo reserve']);
  });

  it.each([
    ['refused', new StepRefused('no such address')],
    ['answered 409', new UpstreamProblem('shipping', 409, {})],
    ['never sent', new BulkheadFull('shipping', 25)],
  ])('and certainly had no effect (%s) is not undone', async (_reason, error) => {
    const { calls, run } = shops().open({ ship: fail(error) });
    expect((await run()).state).toBe('COMPENSATED');
    expect(calls).toEqual(['reserve', 'charge', 'ship', 'undo charge', 'undo reserve']);
  });

  it('or that takes too long is aborted and undone', async () => {
    let aborted = false;
    const hang: Behaviour = ({ signal }) => new Promise(() => signal.addEventListener('abort', () => (aborted = true)));
    const { calls, run } = shops().open({ charge: hang }, { stepTimeoutMs: 300 });
    expect((await run()).state).toBe('COMPENSATED');
    expect(calls).toEqual(['reserve', 'charge', 'undo charge', 'undo reserve']);
    expect(aborted).toBe(true);
  });

  it('on the own store leaves nothing behind, and commits with its outcome when it succeeds', async () => {
    const { store } = shops();
    const write = (order: string) => async (tx: Store) => {
      await tx.query('INSERT INTO alerts (id, reason) VALUES ($1, $2)', [order, 'written by a step']);
    };
    const book = { name: 'book', timeoutMs: 5_000, local: true as const };
    const steps = [
      { ...book, run: ({ tx, input }: { tx: Store; input: { order: string } }) => write(input.order)(tx) },
      {
        ...{ ...book, name: 'approve' },
        run: async ({ tx, input }: { tx: Store; input: { order: string } }) => {
          await write(`${input.order} approved`)(tx);
          if (input.order === 'refused') throw new Error('out of stock');
        },
      },
    ];
    const { run } = shops().open({}, { steps });
    expect((await run('sound')).state).toBe('COMPLETED');
    expect(await run('refused')).toMatchObject({
      state: 'COMPENSATED',
      steps: [{}, { state: 'REFUSED', failures: 1 }],
    });
    const written = await store.query('SELECT id FROM alerts ORDER BY id');
    expect(written).toEqual([{ id: 'refused' }, { id: 'sound' }, { id: 'sound approved' }]);
    await until(
      async () => (await store.query('SELECT id FROM sagas WHERE finished_at IS NULL')).length === 0,
      'all end',
    );
  });
}
