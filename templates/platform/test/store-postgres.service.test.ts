import { afterAll, expect, it } from 'vitest';
import { openStore, type Store } from '../src/store.ts';
import { describeWith, POSTGRES_URL, runId } from './support/services.ts';
import { storeSuite } from './support/store-suite.ts';

const describePostgres = await describeWith('PostgreSQL', POSTGRES_URL);
const schema = `orders_${runId}`;
const open = (): Promise<Store> => openStore({ databaseUrl: POSTGRES_URL, schema });

describePostgres('PostgreSQL', () => {
  afterAll(async () => {
    const store = await open();
    await store.query(`DROP SCHEMA ${schema} CASCADE`);
    await store.close();
  });

  storeSuite(open);

  it('can be opened by many at once, and shares its data', async () => {
    const stores = await Promise.all(
      [1, 2, 3, 4].map(() => openStore({ databaseUrl: POSTGRES_URL, schema: `${schema}_new` })),
    );
    await stores[0]?.query('CREATE TABLE shared (id text)');
    expect(await stores[3]?.query('SELECT id FROM shared')).toEqual([]);
    await stores[0]?.query(`DROP SCHEMA ${schema}_new CASCADE`);
    for (const store of stores) await store.close();
  });

  it('survives the loss of its connections', async () => {
    const store = await open();
    const killed = store.query('SELECT pg_terminate_backend(pg_backend_pid())');
    await expect(killed).rejects.toThrow();
    const inTransaction = store.transaction((tx) => tx.query('SELECT pg_terminate_backend(pg_backend_pid())'));
    await expect(inTransaction).rejects.toThrow();
    expect(await store.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await store.close();
  });
});
