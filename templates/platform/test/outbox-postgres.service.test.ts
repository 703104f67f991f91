import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inboxMigrations } from '../src/inbox.ts';
import { createLogger } from '../src/logger.ts';
import { Outbox, outboxMigrations } from '../src/outbox.ts';
import { sagaParticipantMigrations } from '../src/saga-participant.ts';
import { migrate, openStore, type Store, type Transaction } from '../src/store.ts';
import { inboxSuite } from './support/inbox-suite.ts';
import { outboxSuite, RecordingBus, startOutbox } from './support/outbox-suite.ts';
import { sagaParticipantSuite } from './support/saga-participant-suite.ts';
import { describeWith, POSTGRES_URL, runId } from './support/services.ts';
import { until } from './support/upstream.ts';

const describePostgres = await describeWith('PostgreSQL', POSTGRES_URL);
const schema = `outbox_${runId}`;
const log = createLogger({ name: 'outbox', level: 'silent' });

describePostgres('on PostgreSQL', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore({ databaseUrl: POSTGRES_URL, schema });
    await migrate(store, [...outboxMigrations, ...inboxMigrations, ...sagaParticipantMigrations]);
  });
  afterAll(async () => {
    await store.query(`DROP SCHEMA ${schema} CASCADE`);
    await store.close();
  });

  describe('the outbox', () => {
    outboxSuite(() => store);

    it('of several processes sends each event once while all is calm, those of one key in their order', async () => {
      const bus = new RecordingBus();
      const outboxes = Array.from({ length: 4 }, () => startOutbox(store, bus));
      for (let number = 0; number < 40; number++) {
        const keys = Array.from({ length: 10 }, (_, key) => `key-${key}`);
        const placing = keys.map((key, index) =>
          store.transaction((tx) => outboxes[index % 4]?.publish(tx, 'counted', number, { key }) ?? Promise.resolve()),
        );
        await Promise.all(placing);
      }
      await until(() => bus.sent.length >= 400, 'all were sent');
      for (const outbox of outboxes) await outbox.close();
      expect(bus.sent.length).toBe(400);
      for (let key = 0; key < 10; key++) {
        const numbers = bus.sent.filter(({ subject }) => subject === `key-${key}`).map(({ data }) => data);
        expect(numbers).toEqual(Array.from({ length: 40 }, (_, number) => number));
      }
    });

    it('hears at once what another process commits, and polls while nobody tells it', async () => {
      const bus = new RecordingBus();
      const writer = new Outbox({ store, bus, log, service: 'orders' });
      const publish = (data: string): Promise<void> =>
        store.transaction((tx) => writer.publish(tx, 'order.created', data));
      const patient = startOutbox(store, bus, { pollMs: 3_600_000 });
      const listeners = (): Promise<{ pid: number }[]> =>
        store.query(`SELECT pid FROM pg_stat_activity WHERE query = 'LISTEN "${schema}.outbox"'`);
      await until(async () => (await listeners()).length === 1, 'it listens');
      await publish('told');
      await until(() => bus.sent.length === 1, 'it was sent without a poll');
      const [{ pid } = { pid: 0 }] = await listeners();
      await store.query('SELECT pg_terminate_backend($1)', [pid]);
      await publish('while nobody listens');
      await until(() => bus.sent.length === 2, 'it was sent once somebody listened again');
      await patient.close();
      const deaf: Store = Object.create(store, { listen: { value: undefined } });
      const polling = startOutbox(deaf, bus);
      await publish('found');
      await until(() => bus.sent.length === 3, 'it was found by a poll');
      await polling.close();
      expect(bus.data()).toEqual(['told', 'while nobody listens', 'found']);
    });

    it('does not skip an event whose transaction began first and commits last', async () => {
      const bus = new RecordingBus();
      const outbox = startOutbox(store, bus);
      let commit = (): void => {};
      let begun = (): void => {};
      const hasBegun = new Promise<void>((resolve) => (begun = resolve));
      const slow = store.transaction(async (tx: Transaction) => {
        await outbox.publish(tx, 'interleaved', 'first');
        begun();
        await new Promise<void>((resolve) => (commit = resolve));
      });
      await hasBegun;
      await store.transaction((tx) => outbox.publish(tx, 'interleaved', 'second'));
      await until(() => bus.sent.length === 1, 'the second one was sent');
      commit();
      await slow;
      await until(() => bus.sent.length === 2, 'the first one was sent');
      expect(bus.sent.map(({ data }) => data)).toEqual(['second', 'first']);
      await outbox.close();
    });
  });
  describe('the inbox', () => {
    inboxSuite(() => store);
  });
  describe('a participant of a saga', () => {
    sagaParticipantSuite(() => store);
  });
});
