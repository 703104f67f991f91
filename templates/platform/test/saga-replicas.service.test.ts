import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLogger } from '../src/logger.ts';
import { SagaOrchestrator, sagaMigrations } from '../src/saga.ts';
import { migrate, openStore, type Store } from '../src/store.ts';
import { describeWith, POSTGRES_URL, runId } from './support/services.ts';
import { until } from './support/upstream.ts';

const describePostgres = await describeWith('PostgreSQL', POSTGRES_URL);

describePostgres('replicas of a service on PostgreSQL', () => {
  const schema = `replicas_${runId}`;
  const stores: Store[] = [];
  beforeAll(async () => {
    for (let replica = 0; replica < 3; replica++) stores.push(await openStore({ databaseUrl: POSTGRES_URL, schema }));
    await migrate(store(0), sagaMigrations);
  });
  afterAll(async () => {
    await store(0).query(`DROP SCHEMA ${schema} CASCADE`);
    for (const each of stores) await each.close();
  });
  const store = (replica: number): Store => {
    const found = stores[replica];
    if (!found) throw new Error(`there is no replica ${replica}`);
    return found;
  };

  function replica(number: number, charge: (order: string) => Promise<void>): SagaOrchestrator {
    const log = createLogger({ name: `orders-${number}`, level: 'silent' });
    const sagas = new SagaOrchestrator({ store: store(number), log, leaseMs: 1_500 });
    const steps = [{ name: 'charge', timeoutMs: 60_000, run: ({ input }: { input: string }) => charge(input) }];
    sagas.register<string>({ name: 'checkout', steps });
    return sagas;
  }

  it('divide the sagas of a dead one between them, and none is run by both', async () => {
    const orders = Array.from({ length: 120 }, (_, number) => `order-${number}`);
    const dead = replica(0, () => new Promise(() => {}));
    await Promise.all(orders.map((order) => dead.start('checkout', order, order)));

    const charged: string[] = [];
    const charge = async (order: string): Promise<void> => {
      charged.push(order);
      // Longer than a lease, so that it must be renewed.
      await new Promise((resolve) => setTimeout(resolve, 2_500));
    };
    const living = [replica(1, charge), replica(2, charge)];
    await Promise.all(living.map((sagas) => sagas.resume()));
    const unfinished = `SELECT id FROM sagas WHERE finished_at IS NULL`;
    await until(async () => (await store(0).query(unfinished)).length === 0, 'every saga ended', 60_000);
    expect(charged.sort()).toEqual([...orders].sort());
    for (const sagas of living) await sagas.close();
  });

  it('start one saga for one key, also when they are asked at the same instant', async () => {
    let charges = 0;
    const both = [1, 2].map((number) => replica(number, async () => void charges++));
    const started = await Promise.all(
      Array.from({ length: 40 }, async (_, request) => both[request % 2]?.start('checkout', 'same', 'same')),
    );
    expect(new Set(started.map((saga) => saga?.id)).size).toBe(1);
    await until(() => charges > 0, 'the saga ran');
    for (const sagas of both) await sagas.close();
    expect(charges).toBe(1);
  });
});
