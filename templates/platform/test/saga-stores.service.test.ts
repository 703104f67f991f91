import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { openStore } from '../src/store.ts';
import { sagaSuite } from './support/saga-suite.ts';
import { describeWith, POSTGRES_URL, runId } from './support/services.ts';

const describePostgres = await describeWith('PostgreSQL', POSTGRES_URL);

describe('sagas on the embedded store in a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sagas-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  sagaSuite(() => openStore({ dataDir: join(folder, 'data') }));
});

describePostgres('sagas on PostgreSQL', () => {
  const schema = `sagas_${runId}`;
  afterAll(async () => {
    const store = await openStore({ databaseUrl: POSTGRES_URL, schema });
    await store.query(`DROP SCHEMA ${schema} CASCADE`);
    await store.close();
  });
  sagaSuite(() => openStore({ databaseUrl: POSTGRES_URL, schema }));
});
