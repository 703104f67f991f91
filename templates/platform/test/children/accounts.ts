import { appendEvents, type RecordedEvent } from '../../src/event-log.ts';
import { createLogger } from '../../src/logger.ts';
import { Projector } from '../../src/projector.ts';
import { openStore, type Transaction } from '../../src/store.ts';

/** Appends deposits (ROLE "append") or counts them in a read model (ROLE "project"), until it is killed. */
const { DATABASE_URL, SCHEMA, ROLE } = process.env;

const store = await openStore({ databaseUrl: DATABASE_URL, schema: SCHEMA });
if (ROLE === 'append') {
  for (let version = 0; ; version++) {
    const stream = `account:${process.pid}`;
    await store.transaction((tx) => appendEvents(tx, stream, version, [{ type: 'deposited', data: { cents: 1 } }]));
  }
}
const projector = new Projector({
  store,
  log: createLogger({ name: 'accounts', level: 'silent' }),
  pollMs: 1,
  projections: [
    {
      table: 'deposits',
      // Without a key: an event that is applied twice stands there twice.
      create: (table) => `CREATE TABLE ${table} (position bigint NOT NULL)`,
      apply: async (tx: Transaction, table: string, { position }: RecordedEvent) =>
        void (await tx.query(`INSERT INTO ${table} VALUES ($1)`, [position])),
    },
  ],
});
await projector.start();
process.stdout.write('following\n');
