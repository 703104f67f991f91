import { afterAll, beforeAll, describe } from 'vitest';
import { eventLogMigrations } from '../src/event-log.ts';
import { projectorMigrations } from '../src/projector.ts';
import { migrate, openStore, type Store } from '../src/store.ts';
import { eventLogSuite } from './support/event-log-suite.ts';

describe('event sourcing on the embedded store', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore({});
    await migrate(store, [...eventLogMigrations, ...projectorMigrations]);
  });
  afterAll(() => store.close());

  eventLogSuite(() => store);
});
