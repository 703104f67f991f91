import { describe, expect, it } from 'vitest';
import { versionOf } from '../../src/saga-definition.ts';
import type { Shops } from './saga-shop.ts';
import { until } from './upstream.ts';

/** What another process does with sagas that one leaves behind. */
export function sagaTakeoverSuite(shops: () => Shops): void {
  describe('another process', () => {
    takeovers(shops);
  });
  describe('another definition', () => {
    versions(shops);
  });
}

function takeovers(shops: () => Shops): void {
  it('goes on after the last finished step, and the writes of the first one are refused from then on', async () => {
    let release = (): void => {};
    const first = shops().open({ charge: () => new Promise<void>((resolve) => (release = resolve)) });
    const { id } = await first.sagas.start('checkout', 'order-1', {});
    await until(() => first.calls.length === 2, 'the first process is in the second step');
    const second = shops().open();
    await second.sagas.resume();
    expect((await second.finished(id)).state).toBe('COMPLETED');
    expect(second.calls).toEqual(['charge', 'ship']);
    release();
    await first.sagas.close();
    expect(first.calls).toEqual(['reserve', 'charge']);
    expect((await second.sagas.get(id))?.state).toBe('COMPLETED');
  });

  it('is given a step that runs, and the one that runs it is told to stop', async () => {
    let stopped: unknown;
    const first = shops().open({
      charge: ({ signal }) =>
        new Promise<void>(() => signal.addEventListener('abort', () => (stopped = signal.reason))),
    });
    await first.sagas.resume();
    const { id } = await first.sagas.start('checkout', 'order-1', {});
    await until(() => first.calls.length === 2, 'the first process is in the second step');
    const owner = `UPDATE sagas SET lease_owner = 'another', version = version + 1, lease_until = now() + interval '1 hour'`;
    await shops().store.query(owner);
    await until(() => stopped !== undefined, 'the step was told to stop');
    expect(String(stopped)).toContain('taken over');
    await first.sagas.close();
    expect((await first.sagas.get(id))?.steps).toMatchObject([{ state: 'DONE' }, { state: 'STARTED', failures: 0 }]);
  });

  it('does not give a step more time than it had: past its due time it is undone, not run', async () => {
    const first = shops().open({ charge: shops().hang }, { stepTimeoutMs: 5_000 });
    const { id } = await first.sagas.start('checkout', 'order-1', {});
    await until(() => first.calls.length === 2, 'the first process is in the second step');
    const second = shops().open({}, { clock: () => Date.now() + 3_600_000 });
    await second.sagas.resume();
    expect((await second.finished(id)).state).toBe('COMPENSATED');
    expect(second.calls).toEqual(['undo charge', 'undo reserve']);
  });

  it('goes on where a stopped one left off; the step that ran was let finish', async () => {
    let stopping: Promise<void> | undefined;
    const first = shops().open({
      charge: async () => {
        stopping = first.sagas.close();
        await new Promise((resolve) => setTimeout(resolve, 50));
      },
    });
    const { id } = await first.sagas.start('checkout', 'order-1', {});
    await until(() => stopping !== undefined, 'the first process stops');
    await stopping;
    expect(first.calls).toEqual(['reserve', 'charge']);
    expect((await first.sagas.get(id))?.state).toBe('RUNNING');
    const second = shops().open();
    await second.sagas.resume();
    expect((await second.finished(id)).state).toBe('COMPLETED');
    expect(second.calls).toEqual(['ship']);
  });

  it('tells an alert that was kept and not told, under its id', async () => {
    const { sagas, run, lines } = shops().open();
    const { id } = await run();
    const alert = JSON.stringify({ id: 'alert-1', reason: 'step-stuck', saga: 'checkout', sagaId: id, key: 'order-1' });
    await shops().store.query(
      `INSERT INTO saga_notes (id, saga_id, what, alert, told, at)
       VALUES ('alert-1', $1, 'step-stuck', $2::jsonb, false, now() - interval '1 minute')`,
      [id, alert],
    );
    await sagas.resume();
    await until(() => lines.length > 0, 'the alert was told');
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(lines.map((line) => line['alert'])).toEqual(['alert-1']);
  });
}

function versions(shops: () => Shops): void {
  it('does not go on with sagas of the one before: they wait, with one alert, for a process that knows it', async () => {
    const first = shops().open({ charge: shops().hang });
    const { id } = await first.sagas.start('checkout', 'order-1', {});
    await until(() => first.calls.length === 2, 'the first process is in the second step');
    const steps = ['reserve', 'ship'].map((name) => ({ name, timeoutMs: 5_000, run: async () => {} }));
    const other = shops().open({}, { steps });
    await other.sagas.resume();
    await until(async () => (await other.sagas.get(id))?.parked === true, 'the saga is parked');
    expect(other.calls).toEqual([]);
    expect(await shops().alerts()).toEqual([{ reason: 'unknown-version', step: null }]);
    expect(await other.operator.list()).toMatchObject([{ id, state: 'PARKED', step: 'charge' }]);
    await expect(other.operator.resume(id)).rejects.toThrow('is not known here');
    const knowing = shops().open();
    await knowing.sagas.resume();
    expect(await knowing.finished(id)).toMatchObject({ state: 'COMPLETED', parked: false });
    expect(knowing.calls).toEqual(['charge', 'ship']);
    expect(await shops().alerts()).toHaveLength(1);
  });

  it('is one with other steps, another pivot, or another version of its own', () => {
    const step = { name: 'reserve', timeoutMs: 1, run: async () => {} };
    const checkout = { name: 'checkout', steps: [step] };
    const others = [
      { ...checkout, version: '2' },
      { ...checkout, steps: [step, { ...step, name: 'ship' }] },
      { ...checkout, steps: [{ ...step, pivot: true }] },
      { ...checkout, steps: [{ ...step, compensate: async () => {} }] },
    ];
    expect(new Set([checkout, ...others].map(versionOf)).size).toBe(5);
    expect(versionOf({ ...checkout, steps: [{ ...step, timeoutMs: 2 }] })).toBe(versionOf(checkout));
  });
}
