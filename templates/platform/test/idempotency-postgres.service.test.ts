import { afterAll } from 'vitest';
import { openStore, type Store } from '../src/store.ts';
import { idempotencySuite } from './support/idempotency-suite.ts';
import { describeWith, POSTGRES_URL, runId } from './support/services.ts';

const describePostgres = await describeWith('PostgreSQL', POSTGRES_URL);
const schema = `idempotency_${runId}`;
const open = (): Promise<Store> => openStore({ databaseUrl: POSTGRES_URL, schema });

describePostgres('the Idempotency-Key on PostgreSQL', () => {
  afterAll(async () => {
    const store = await open();
    await store.query(`DROP SCHEMA ${schema} CASCADE`);
    await store.close();
  });

  idempotencySuite(open);
});
