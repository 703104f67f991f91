import { describe, expect, it } from 'vitest';
import { StepRefused } from '../../src/saga.ts';
import { fail, type Behaviour, type Shop, type Shops } from './saga-shop.ts';
import { until } from './upstream.ts';

/** What an operator can do about sagas. */
export function sagaOperatorSuite(shops: () => Shops): void {
  describe('an operator', () => {
    const stuck = (undo: Behaviour): Shop =>
      shops().open({ ship: fail(new StepRefused('closed')), 'undo charge': undo });

    it('sees what is not over or waits for a person, and what happened to a saga', async () => {
      const { operator, run, sagas } = stuck(fail(new Error('payment is down')));
      const { id } = await run();
      const error = 'Error: payment is down';
      const [summary, ...others] = await operator.list();
      expect(summary).toMatchObject({ id, name: 'checkout', state: 'COMPENSATION_FAILED', step: 'charge', error });
      expect(others).toEqual([]);
      const { timeline } = await operator.show(id);
      const said = timeline.map(({ what }) => what);
      expect(said).toContain('compensation-failed');
      expect(said.filter((what) => what !== 'compensation-failed')).toEqual([
        ...['started', 'reserve begins', 'reserve: DONE', 'charge begins', 'charge: DONE', 'ship begins'],
        ...[
          'ship: REFUSED, 1 failure: Error: closed',
          'undo charge begins',
          `undo charge: FAILED, 4 failures: ${error}`,
        ],
        ...['undo reserve begins', 'undo reserve: DONE'],
      ]);
      await expect(operator.skip('order-1')).rejects.toThrow('there is no saga "order-1"');
      await expect(operator.show('order-1')).rejects.toThrow('there is no saga "order-1"');
      await expect(sagas.check()).rejects.toThrow('1 waiting for a person');
    });

    it('resumes compensations that were given up', async () => {
      let down = true;
      const flaky: Behaviour = async () => {
        if (down) throw new Error('payment is down');
      };
      const { operator, run, sagas, finished, calls } = stuck(flaky);
      const { id } = await run();
      await sagas.resume();
      down = false;
      await operator.resume(id);
      expect((await finished(id)).state).toBe('COMPENSATED');
      expect(calls.slice(3)).toEqual([
        ...Array.from({ length: 4 }, () => 'undo charge'),
        'undo reserve',
        'undo charge',
      ]);
      await expect(operator.resume(id)).rejects.toThrow('is over: COMPENSATED');
      expect(await operator.list()).toEqual([]);
      expect(await operator.list({ all: true })).toHaveLength(1);
      expect(await sagas.check()).toBe('0 under way');
    });

    it('skips a compensation that was done by hand', async () => {
      const { operator, run } = stuck(fail(new Error('payment is down')));
      const { id } = await run();
      const { state, steps } = await operator.skip(id);
      expect(state).toBe('COMPENSATED');
      expect(steps.find(({ step, direction }) => step === 'charge' && direction === 'compensate')?.state).toBe(
        'SKIPPED',
      );
    });

    it('cancels a saga: what runs is left, everything is undone, and nothing more is done', async () => {
      const { operator, sagas, calls, finished } = shops().open({ charge: shops().hang });
      await sagas.resume();
      const { id } = await sagas.start('checkout', 'order-1', {});
      await until(() => calls.length === 2, 'the saga is in its second step');
      await operator.cancel(id);
      expect((await finished(id)).state).toBe('COMPENSATED');
      expect(calls).toEqual(['reserve', 'charge', 'undo charge', 'undo reserve']);
      const { timeline } = await operator.show(id);
      expect(timeline.map(({ what }) => what)).toContain('canceled by an operator');
    });

    it('cannot cancel behind the pivot, but skip what does not succeed there', async () => {
      const { operator, sagas, calls, finished } = shops().open(
        { ship: fail(new Error('closed for good')) },
        { pivot: 'charge' },
      );
      await sagas.resume();
      const { id } = await sagas.start('checkout', 'order-1', {});
      await until(async () => ((await sagas.get(id))?.steps.at(-1)?.failures ?? 0) > 0, 'shipping failed');
      await expect(operator.cancel(id)).rejects.toThrow('no way back');
      await operator.skip(id);
      expect((await finished(id)).state).toBe('COMPLETED');
      expect(calls.filter((call) => call.startsWith('undo'))).toEqual([]);
    });
  });
}
