import { describe, expect, it } from 'vitest';
import { StepRefused } from '../../src/saga.ts';
import { fail, type Behaviour, type Shops } from './saga-shop.ts';
import { until } from './upstream.ts';

/** What happens to compensations that fail, and behind the point of no return. */
export function sagaFailureSuite(shops: () => Shops): void {
  describe('a compensation', () => {
    compensations(shops);
  });
  describe('behind the pivot', () => {
    pivots(shops);
  });
}

function compensations(shops: () => Shops): void {
  it('is tried four times, always with the same key', async () => {
    const keys: string[] = [];
    const fourth: Behaviour = async ({ idempotencyKey }) => {
      if (keys.push(idempotencyKey) < 4) throw new Error('payment is down');
    };
    const { run, lines } = shops().open({ ship: fail(new StepRefused()), 'undo charge': fourth });
    const { id, state } = await run();
    expect(state).toBe('COMPENSATED');
    expect(keys).toEqual(Array.from({ length: 4 }, () => `${id}:charge:compensate`));
    expect(lines).toEqual([]);
    expect(await shops().alerts()).toEqual([]);
  });

  it('that fails each time is one alert, and the others are still tried', async () => {
    const down = fail(new Error('payment is down'));
    const { sagas, run, calls, lines } = shops().open({ ship: fail(new StepRefused()), 'undo charge': down });
    const { id, state } = await run();
    expect(state).toBe('COMPENSATION_FAILED');
    const tries = Array.from({ length: 4 }, () => 'undo charge');
    expect(calls.slice(3)).toEqual([...tries, 'undo reserve']);
    expect(await shops().alerts()).toEqual([{ reason: 'compensation-failed', step: 'charge' }]);
    expect(lines).toHaveLength(1);
    const error = 'Error: payment is down';
    expect(lines[0]).toMatchObject({
      msg: 'saga_compensation_failed',
      sagaId: id,
      key: 'order-1',
      step: 'charge',
      error,
    });
    await expect(sagas.check()).rejects.toThrow('1 waiting for a person');
    const { open, stuck, oldestMs } = await sagas.figures();
    expect([open, stuck, oldestMs > 0]).toEqual([0, 1, true]);
  });

  it('waits no shorter for its next try because a process ends', async () => {
    const down = fail(new Error('payment is down'));
    const first = shops().open(
      { ship: fail(new StepRefused()), 'undo charge': down },
      { clock: () => 1_000_000, backoffMs: 200 },
    );
    const { id } = await first.sagas.start('checkout', 'order-1', { order: 'order-1' });
    await until(() => first.calls.includes('undo charge'), 'the compensation was tried');
    await first.sagas.close();
    const kept = (await first.sagas.get(id))?.steps.find(({ direction }) => direction === 'compensate');
    expect(kept).toMatchObject({ step: 'charge', state: 'STARTED', failures: 1, error: 'Error: payment is down' });
    // 100 to 200 ms until the next try, which then has its full time.
    expect(kept?.dueAt).toBeGreaterThanOrEqual(1_030_100);
    expect(kept?.dueAt).toBeLessThanOrEqual(1_030_200);
  });
}

function pivots(shops: () => Shops): void {
  it('nothing is undone: what fails is tried again until it succeeds, with one alert when that takes long', async () => {
    let failures = 5;
    const down: Behaviour = async () => {
      if (failures-- > 0) throw new StepRefused('shipping is closed');
    };
    const { run, calls, lines } = shops().open({ ship: down }, { pivot: 'charge' });
    expect((await run()).state).toBe('COMPLETED');
    expect(calls).toEqual(['reserve', 'charge', ...Array.from({ length: 6 }, () => 'ship')]);
    expect(await shops().alerts()).toEqual([{ reason: 'step-stuck', step: 'ship' }]);
    expect(lines.map(({ msg, step }) => [msg, step])).toEqual([['saga_step_stuck', 'ship']]);
  });

  it('a pivot that is refused undoes what was before it, and one whose outcome is unknown is asked again', async () => {
    const refused = shops().open({ charge: fail(new StepRefused('no money')) }, { pivot: 'charge' });
    expect((await refused.run('refused')).state).toBe('COMPENSATED');
    expect(refused.calls).toEqual(['reserve', 'charge', 'undo reserve']);
    let failures = 1;
    const hiccup: Behaviour = async () => {
      if (failures-- > 0) throw new Error('socket hang up');
    };
    const unknown = shops().open({ charge: hiccup }, { pivot: 'charge' });
    expect((await unknown.run('unknown')).state).toBe('COMPLETED');
    expect(unknown.calls).toEqual(['reserve', 'charge', 'charge', 'ship']);
  });
}
