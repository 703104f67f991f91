import { afterAll, beforeAll, describe } from 'vitest';
import { inboxMigrations } from '../src/inbox.ts';
import { outboxMigrations } from '../src/outbox.ts';
import { sagaParticipantMigrations } from '../src/saga-participant.ts';
import { migrate, openStore, type Store } from '../src/store.ts';
import { inboxSuite } from './support/inbox-suite.ts';
import { outboxSuite } from './support/outbox-suite.ts';
import { sagaParticipantSuite } from './support/saga-participant-suite.ts';

describe('on the embedded store', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore({});
    await migrate(store, [...outboxMigrations, ...inboxMigrations, ...sagaParticipantMigrations]);
  });
  afterAll(() => store.close());

  describe('the outbox', () => {
    outboxSuite(() => store);
  });
  describe('the inbox', () => {
    inboxSuite(() => store);
  });
  describe('a participant of a saga', () => {
    sagaParticipantSuite(() => store);
  });
});
