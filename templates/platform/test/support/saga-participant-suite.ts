import { beforeEach, expect, it } from 'vitest';
import { HttpProblem } from '../../src/problem.ts';
import { ifThere, takeEffect, undoEffect } from '../../src/saga-participant.ts';
import type { Store } from '../../src/store.ts';

/** What a service must do that does and undoes steps of a saga. */
export function sagaParticipantSuite(open: () => Store): void {
  beforeEach(async () => {
    await open().query('DROP TABLE IF EXISTS charges; CREATE TABLE charges (id text); DELETE FROM saga_effects');
  });
  const charge = (id: string): Promise<void> =>
    open().transaction(async (tx) => {
      await tx.query('INSERT INTO charges VALUES ($1)', [id]);
      await takeEffect(tx, 'charge', id);
    });
  const refund = (id: string): Promise<void> =>
    open().transaction(async (tx) => {
      await undoEffect(tx, 'charge', id);
      await tx.query('DELETE FROM charges WHERE id = $1', [id]);
    });
  const charges = async (): Promise<number> => (await open().query('SELECT id FROM charges')).length;

  it('lets a step have its effect, and undoes it, however often both are asked for', async () => {
    await charge('order-1');
    await charge('order-1');
    expect(await charges()).toBe(2);
    await refund('order-1');
    await refund('order-1');
    expect(await charges()).toBe(0);
  });

  it('undoes what never happened, and refuses it when it arrives late', async () => {
    await refund('order-1');
    await expect(charge('order-1')).rejects.toMatchObject({ status: 409 });
    expect(await charges(), 'what the late step did is rolled back').toBe(0);
    await charge('order-2');
    expect(await charges()).toBe(1);
  });

  it('leaves nothing behind when a step and its compensation come at the same instant', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `order-${index}`);
    await Promise.all(ids.map((id) => Promise.allSettled([charge(id), refund(id)])));
    expect(await charges()).toBe(0);
  });

  it('has nothing to change where there is nothing, and tells other failures', async () => {
    expect(await ifThere(Promise.resolve('row'))).toBe('row');
    expect(await ifThere(Promise.reject(new HttpProblem(404)))).toBeUndefined();
    await expect(ifThere(Promise.reject(new HttpProblem(422)))).rejects.toMatchObject({ status: 422 });
  });
}
