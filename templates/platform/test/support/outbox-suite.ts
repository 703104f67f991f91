import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import type { EventBus, EventEnvelope } from '../../src/bus.ts';
import { runWithContext } from '../../src/context.ts';
import { Outbox, type OutboxOptions } from '../../src/outbox.ts';
import type { Metrics } from '../../src/metrics.ts';
import { unpark } from '../../src/parked-events.ts';
import type { Store } from '../../src/store.ts';
import { until } from './upstream.ts';

/** A bus that keeps what it is sent, and fails as told. */
export class RecordingBus implements Pick<EventBus, 'send' | 'check'> {
  readonly sent: EventEnvelope[] = [];
  out = false;
  refuses: (event: EventEnvelope) => boolean = () => false;

  async send(event: EventEnvelope): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (this.refuses(event)) throw new Error('the broker refuses it');
    this.sent.push(event);
  }

  async check(): Promise<void> {
    if (this.out) throw new Error('the broker is out of reach');
  }

  data(): unknown[] {
    return this.sent.map(({ data }) => data);
  }
}

const log = pino({ level: 'silent' });

/** An outbox of the service "orders" that sends. */
export function startOutbox(store: Store, bus: OutboxOptions['bus'], options: Partial<OutboxOptions> = {}): Outbox {
  const outbox = new Outbox({ store, bus, log, service: 'orders', pollMs: 20, ...options });
  outbox.start();
  return outbox;
}

/** What an outbox must do on every store. */
export function outboxSuite(open: () => Store): void {
  beforeEach(async () => {
    await open().query('DROP TABLE IF EXISTS orders; CREATE TABLE orders (id text PRIMARY KEY); DELETE FROM outbox');
  });

  it('sends what was committed as the event that was published, with its correlation and trace', async () => {
    const [store, bus] = [open(), new RecordingBus()];
    const outbox = startOutbox(store, bus);
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await runWithContext({ correlationId: 'request-1', traceparent }, () =>
      store.transaction(async (tx) => {
        await tx.query(`INSERT INTO orders VALUES ('1')`);
        await outbox.publish(tx, 'order.created', { total: 5 }, { key: 'order-1', id: 'event-1' });
      }),
    );
    await until(() => bus.sent.length === 1, 'it was sent');
    expect(bus.sent[0]).toMatchObject({
      specversion: '1.0',
      id: 'event-1',
      source: 'orders',
      type: 'order.created',
      subject: 'order-1',
      data: { total: 5 },
      correlationid: 'request-1',
      traceparent,
    });
    await outbox.close();
  });

  it('sends nothing of a transaction that was rolled back', async () => {
    const [store, bus] = [open(), new RecordingBus()];
    const outbox = startOutbox(store, bus);
    const failing = store.transaction(async (tx) => {
      await outbox.publish(tx, 'order.created', 'ghost');
      await tx.query(`INSERT INTO orders VALUES ('1'), ('1')`);
    });
    await expect(failing).rejects.toThrow('duplicate key');
    await store.transaction((tx) => outbox.publish(tx, 'order.created', 'real'));
    await until(() => bus.sent.length > 0, 'the other one was sent');
    expect(bus.data()).toEqual(['real']);
    await outbox.close();
  });

  it('sends at once what this process commits, and soon what others have left', async () => {
    const [store, bus] = [open(), new RecordingBus()];
    const writer = new Outbox({ store, bus, log, service: 'orders' });
    await store.transaction((tx) => writer.publish(tx, 'order.created', 'left behind'));
    const patient = startOutbox(store, bus, { pollMs: 3_600_000 });
    await until(() => bus.sent.length === 1, 'what was there was sent');
    await store.transaction((tx) => patient.publish(tx, 'order.created', 'own'));
    await until(() => bus.sent.length === 2, 'its own was sent without a poll');
    await patient.close();
    const polling = startOutbox(store, bus);
    await store.transaction((tx) => writer.publish(tx, 'order.created', 'of another process'));
    await until(() => bus.sent.length === 3, 'that of the other one was sent');
    await polling.close();
    expect(bus.data()).toEqual(['left behind', 'own', 'of another process']);
  });

  it('sends an event once that was published twice with one id', async () => {
    const [store, bus] = [open(), new RecordingBus()];
    const outbox = startOutbox(store, bus);
    for (const data of ['first', 'second'])
      await store.transaction((tx) => outbox.publish(tx, 'order.created', data, { id: 'same' }));
    await store.transaction((tx) => outbox.publish(tx, 'order.created', 'third'));
    await until(() => bus.data().includes('third'), 'the last one was sent');
    expect(bus.data()).toEqual(['first', 'third']);
    await outbox.close();
  });

  it('waits while the broker is out of reach, tells how far it is behind, and then sends all in order', async () => {
    const [store, bus] = [open(), new RecordingBus()];
    bus.out = true;
    const outbox = startOutbox(store, bus, { maxLagMs: 50 });
    for (let number = 0; number < 5; number++)
      await store.transaction((tx) => outbox.publish(tx, 'order.created', number, { key: 'order-1' }));
    await until(async () => (await outbox.lag()).oldestMs > 50, 'the oldest one has waited');
    expect((await outbox.lag()).waiting).toBe(5);
    await expect(outbox.check()).rejects.toThrow('5 waiting');
    bus.out = false;
    await until(() => bus.sent.length === 5, 'all were sent');
    expect(bus.data()).toEqual([0, 1, 2, 3, 4]);
    await until(async () => (await outbox.lag()).waiting === 0, 'they are marked');
    expect(await outbox.check()).toMatch(/^0 waiting/);
    await outbox.close();
  });

  it('tries again what the broker refuses; later events of its key wait for it, others do not', async () => {
    const [store, bus] = [open(), new RecordingBus()];
    let refusals = 0;
    bus.refuses = ({ data }) => data === 'a1' && refusals++ < 2;
    const outbox = startOutbox(store, bus);
    await store.transaction(async (tx) => {
      for (const data of ['a1', 'a2', 'b1', 'b2'])
        await outbox.publish(tx, 'order.created', data, { key: data[0] ?? '' });
    });
    await until(() => bus.sent.length === 4, 'all were sent');
    expect(bus.data()).toEqual(['b1', 'b2', 'a1', 'a2']);
    const rows = await store.query(`SELECT attempts FROM outbox WHERE payload = '"a1"'`);
    expect(rows).toEqual([{ attempts: 2 }]);
    await outbox.close();
  });

  it('parks an event that the broker refuses while it takes others, tells so, and sends it once it is brought back', async () => {
    const [store, bus] = [open(), new RecordingBus()];
    const [gauges, counts] = [new Map<string, () => number>(), new Map<string, number>()];
    const metrics: Metrics = {
      count: (name) => void counts.set(name, (counts.get(name) ?? 0) + 1),
      record() {},
      gauge: (name, read) => void gauges.set(name, read),
    };
    bus.refuses = ({ data }) => data === 'poison';
    const outbox = startOutbox(store, bus, { parkAfter: 2, metrics });
    await store.transaction(async (tx) => {
      await outbox.publish(tx, 'order.created', 'poison', { key: 'order-1', id: 'poison' });
      await outbox.publish(tx, 'order.created', 'behind it', { key: 'order-1' });
    });
    await until(async () => (counts.get('outbox.failures') ?? 0) >= 2, 'it was refused');
    expect((await outbox.lag()).parked, 'nothing shows that the fault is in the event').toBe(0);
    await store.transaction((tx) => outbox.publish(tx, 'order.created', 'other', { key: 'order-2' }));
    await until(() => bus.sent.length === 2, 'the others were sent');
    expect(bus.data()).toEqual(['other', 'behind it']);
    expect(counts.get('outbox.parkings')).toBe(1);
    expect([...gauges.keys()].sort()).toEqual(['outbox.oldest_ms', 'outbox.parked', 'outbox.waiting']);
    await expect(outbox.check()).rejects.toThrow('1 parked');
    bus.refuses = () => false;
    expect(await unpark(store, { type: 'order.cancelled' })).toEqual([]);
    expect(await unpark(store, { dryRun: true })).toMatchObject([{ id: 'poison', type: 'order.created' }]);
    expect(await unpark(store, { id: 'poison' })).toHaveLength(1);
    await until(() => bus.data().includes('poison'), 'it was sent');
    expect(await outbox.check()).toContain('0 parked');
    await outbox.close();
  });

  it('parks nothing while the broker takes nothing', async () => {
    const [store, bus] = [open(), new RecordingBus()];
    let refusals = 0;
    bus.refuses = () => refusals++ < 9;
    const outbox = startOutbox(store, bus, { parkAfter: 1 });
    for (const key of ['a', 'b', 'c'])
      await store.transaction((tx) => outbox.publish(tx, 'order.created', key, { key }));
    await until(() => bus.sent.length === 3, 'all were sent in the end');
    expect(await store.query('SELECT id FROM outbox WHERE parked_at IS NOT NULL')).toEqual([]);
    await outbox.close();
  });

  it('forgets what was sent long ago, and nothing else', async () => {
    const [store, bus] = [open(), new RecordingBus()];
    bus.out = true;
    const writer = new Outbox({ store, bus, log, service: 'orders' });
    for (const id of ['old', 'fresh', 'waiting'])
      await store.transaction((tx) => writer.publish(tx, 'kept', id, { id }));
    await store.query(`UPDATE outbox SET sent_at = now() - interval '2 days' WHERE id = 'old'`);
    await store.query(`UPDATE outbox SET sent_at = now() WHERE id = 'fresh'`);
    bus.out = false;
    bus.refuses = () => true;
    const outbox = startOutbox(store, bus);
    await until(async () => (await store.query('SELECT id FROM outbox')).length === 2, 'the old one is gone');
    expect(await store.query('SELECT id FROM outbox ORDER BY id')).toEqual([{ id: 'fresh' }, { id: 'waiting' }]);
    await outbox.close();
  });

  it('finishes the batch that it sends before it is closed, and begins no other', async () => {
    const [store, bus] = [open(), new RecordingBus()];
    const outbox = new Outbox({ store, bus, log, service: 'orders' });
    await store.transaction(async (tx) => {
      for (let number = 0; number < 30; number++) await outbox.publish(tx, 'order.created', number, { key: 'one' });
    });
    outbox.start();
    await until(() => bus.sent.length > 0, 'it has begun');
    await outbox.close();
    expect(bus.sent.length).toBe(30);
    expect((await outbox.lag()).waiting).toBe(0);
    await store.transaction((tx) => outbox.publish(tx, 'order.created', 'late'));
    expect((await outbox.lag()).waiting).toBe(1);
  });
}
