import { beforeEach, expect, it } from 'vitest';
import { createEvent, handleEvent } from '../../src/bus.ts';
import { Inbox } from '../../src/inbox.ts';
import type { Store } from '../../src/store.ts';

/** What an inbox must do on every store. */
export function inboxSuite(open: () => Store): void {
  beforeEach(async () => {
    await open().query(`DROP TABLE IF EXISTS effects; CREATE TABLE effects (id text); DELETE FROM inbox`);
  });
  const effects = async (): Promise<number> => (await open().query('SELECT id FROM effects')).length;
  const event = createEvent('payment', 'payment.settled', {}, { id: 'event-1' });

  it('lets an event have its effect once for each consumer, also when it comes many times at one instant', async () => {
    const inbox = new Inbox({ store: open() });
    const handle = (consumer: string): Promise<boolean> =>
      inbox.once(consumer, event, async (tx) => void (await tx.query('INSERT INTO effects VALUES ($1)', [consumer])));
    const ran = await Promise.all(Array.from({ length: 20 }, (_, index) => handle(index % 2 === 0 ? 'mail' : 'books')));
    expect(ran.filter(Boolean).length).toBe(2);
    expect(await effects()).toBe(2);
    expect(await handle('mail')).toBe(false);
  });

  it('forgets an event together with its effect when the handler fails', async () => {
    const inbox = new Inbox({ store: open() });
    let fails = true;
    const handle = (): Promise<boolean> =>
      inbox.once('mail', event, async (tx) => {
        await tx.query(`INSERT INTO effects VALUES ('1')`);
        if (fails) throw new Error('the mail server is away');
      });
    await expect(handle()).rejects.toThrow('away');
    expect(await effects()).toBe(0);
    fails = false;
    expect(await handle()).toBe(true);
    expect(await effects()).toBe(1);
  });

  it('forgets an event whose handler came to no end, and lets what comes late do nothing any more', async () => {
    const store = open();
    const inbox = new Inbox({ store });
    let goOn = (): void => {};
    const hanging = new Promise<void>((resolve) => (goOn = resolve));
    let late: Promise<unknown> = Promise.resolve();
    const hang = async (): Promise<void> => {
      await inbox.once('mail', event, async (tx) => {
        await tx.query(`INSERT INTO effects VALUES ('hung')`);
        late = hanging.then(() => tx.query(`INSERT INTO effects VALUES ('late')`));
        await late;
      });
    };
    await expect(handleEvent(event, hang, 50)).rejects.toThrow('did not end within 50 ms');
    expect(
      await inbox.once('mail', event, async (tx) => void (await tx.query(`INSERT INTO effects VALUES ('1')`))),
    ).toBe(true);
    goOn();
    await expect(late).rejects.toThrow();
    expect(await store.query('SELECT id FROM effects')).toEqual([{ id: '1' }]);
  });

  it('forgets what it handled long ago', async () => {
    const store = open();
    await store.query(`INSERT INTO inbox VALUES ('mail', 'old', now() - interval '31 days'), ('mail', 'new', now())`);
    await new Inbox({ store }).once('mail', event, async () => {});
    const rows = await store.query('SELECT message_id FROM inbox ORDER BY message_id');
    expect(rows).toEqual([{ message_id: 'event-1' }, { message_id: 'new' }]);
  });
}
