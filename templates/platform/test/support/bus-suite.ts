import { expect, it } from 'vitest';
import { createEvent, readData, type BusOptions, type EventBus, type EventEnvelope } from '../../src/bus.ts';
import { currentContext, runWithContext } from '../../src/context.ts';
import { until } from './upstream.ts';

/** Retries that a test can wait for: five tries in all. */
export const FAST_RETRIES = [20, 40, 80, 160];

export interface BusUnderTest {
  /** A bus as `service`; calling it again makes a second process of that service, or another service. */
  open(service: string, options?: BusOptions): Promise<EventBus>;
  /** A name that no other test uses. */
  unique(name: string): string;
  /** Sends something that is no event to whoever subscribes to `type`; left out where nothing but events can be sent. */
  sendText?: (type: string, text: string) => Promise<void>;
}

/** What every event bus must do. */
export function busSuite(bus: BusUnderTest): void {
  it('delivers an event as an envelope, in the correlation and trace of who published it', async () => {
    const type = bus.unique('order.created');
    const orders = await bus.open(bus.unique('orders'));
    const mail = await bus.open(bus.unique('mail'));
    const received: { event: EventEnvelope; correlationId: string | undefined }[] = [];
    await mail.subscribe(type, async (event) => {
      await Promise.resolve();
      received.push({ event, correlationId: currentContext()?.correlationId });
    });
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await runWithContext({ correlationId: 'request-1', traceparent }, () =>
      orders.publish(type, { total: 5 }, { key: 'order-1', id: bus.unique('event') }),
    );
    await until(() => received.length === 1, 'the event arrived');
    expect(received[0]?.correlationId).toBe('request-1');
    expect(received[0]?.event).toMatchObject({
      specversion: '1.0',
      id: bus.unique('event'),
      source: bus.unique('orders'),
      type,
      subject: 'order-1',
      data: { total: 5 },
      correlationid: 'request-1',
      traceparent,
    });
    await orders.close();
    await mail.close();
  });

  it('delivers to every service that subscribes, and only what it subscribes to', async () => {
    const [created, paid] = [bus.unique('created'), bus.unique('paid')];
    const services = await Promise.all(['stock', 'search'].map((name) => bus.open(bus.unique(name))));
    const received: string[] = [];
    for (const [index, service] of services.entries()) {
      await service.subscribe(created, async (event) => void received.push(`${index} ${String(event.data)}`));
    }
    await services[1]?.subscribe(paid, async (event) => void received.push(`1 ${String(event.data)}`));
    await services[0]?.publish(created, 'pen');
    await services[0]?.publish(paid, 'pen paid');
    await services[0]?.publish(bus.unique('nobody-listens'), 'nothing');
    await until(() => received.length === 3, 'all three arrived');
    expect(received.sort()).toEqual(['0 pen', '1 pen', '1 pen paid']);
    for (const service of services) await service.close();
  });

  it('delivers again when the handler fails, as the same event', async () => {
    const type = bus.unique('again');
    const service = await bus.open(bus.unique('billing'));
    const ids: string[] = [];
    await service.subscribe(type, async (event) => {
      if (ids.push(event.id) < 3) throw new Error('the database is away');
    });
    await service.publish(type, {});
    await until(() => ids.length === 3, 'it was delivered three times');
    expect(new Set(ids).size).toBe(1);
    expect(await service.redrive({ dryRun: true })).toEqual([]);
    await service.close();
  });

  it('waits longer after each failure, and handles other events meanwhile', async () => {
    const type = bus.unique('growing');
    const service = await bus.open(bus.unique('tax'), { retryDelaysMs: [300, 900] });
    const tries: number[] = [];
    const handled: unknown[] = [];
    await service.subscribe(type, async (event) => {
      if (event.data !== 'late') return void handled.push(event.data);
      if (tries.push(performance.now()) < 3) throw new Error('the rates are not there yet');
      handled.push('late');
    });
    for (let number = 0; number < 12; number++)
      await service.publish(type, 'late', { id: bus.unique(`late-${number}`) });
    await until(() => tries.length >= 12, 'each of them failed once');
    await service.publish(type, 'other');
    await until(() => handled.includes('other'), 'the other event was handled');
    expect(tries.length, 'the other event did not wait for their retries').toBeLessThan(24);
    await until(() => handled.length > 10, 'those that failed were handled');
    await service.close();
  });

  it('sets an event aside after five failures, and goes on with the others', async () => {
    const type = bus.unique('poison');
    const service = await bus.open(bus.unique('shipping'));
    let failures = 0;
    const handled: unknown[] = [];
    await service.subscribe(type, async (event) => {
      if (event.data !== 'poison') return void handled.push(event.data);
      failures++;
      throw new Error('cannot be handled');
    });
    const id = bus.unique('poison-event');
    await service.publish(type, 'poison', { id });
    await service.publish(type, 'parcel');
    await until(() => handled.length === 1, 'the other event was handled');
    await until(async () => (await service.redrive({ dryRun: true })).length === 1, 'the event was set aside');
    expect(failures).toBe(5);
    expect(handled).toEqual(['parcel']);
    const [letter] = await service.redrive({ dryRun: true });
    expect(letter).toMatchObject({ type, id, attempts: 5, outcome: 'found' });
    expect(letter?.error).toContain('cannot be handled');
    expect(new Date(letter?.failedAt ?? '').toISOString()).toBe(letter?.failedAt);
    await service.close();
  });

  it('takes it for an outage when every handler fails: tries one at a time, sets nothing aside', async () => {
    const type = bus.unique('outage-of-handlers');
    const service = await bus.open(bus.unique('pricing'), { retryDelaysMs: [20, 40], outageAfter: 6 });
    let out = true;
    let [running, mostAtOnce, tries] = [0, 0, 0];
    const handled = new Set<string>();
    await service.subscribe(type, async ({ id }) => {
      tries++;
      mostAtOnce = Math.max(mostAtOnce, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      if (out) throw new Error('the database is away');
      handled.add(id);
    });
    for (let number = 0; number < 12; number++) await service.publish(type, {});
    await until(() => tries >= 6 && running === 0, 'the outage has begun');
    [mostAtOnce, tries] = [0, 0];
    await until(() => tries >= 2, 'it was tried again');
    // Together they would have been tried dozens of times by now, and all been set aside.
    expect(tries).toBeLessThan(6);
    expect(mostAtOnce).toBe(1);
    expect(await service.redrive({ dryRun: true })).toEqual([]);
    out = false;
    await until(() => handled.size === 12, 'all were handled in the end');
    expect(await service.redrive({ dryRun: true })).toEqual([]);
    await service.close();
  });

  it('brings dead letters back to the service that set them aside: all, one type, one event, or so many', async () => {
    const [first, second] = [bus.unique('redriven'), bus.unique('redriven-too')];
    const name = bus.unique('archive');
    const service = await bus.open(name, { retryDelaysMs: [] });
    const neighbour = await bus.open(bus.unique('neighbour'), { retryDelaysMs: [] });
    let broken = true;
    const handled: string[] = [];
    const handle = async ({ id }: EventEnvelope): Promise<void> => {
      if (broken) throw new Error('the disk is full');
      handled.push(id);
    };
    const elsewhere: string[] = [];
    await neighbour.subscribe(first, async ({ id }) => void elsewhere.push(id));
    await service.subscribe(first, handle);
    await service.subscribe(second, handle);
    const ids = ['a', 'b', 'c', 'd'].map((letter) => bus.unique(letter));
    for (const id of ids) {
      await service.publish(id === ids[3] ? second : first, {}, { id });
      const parked = ids.indexOf(id) + 1;
      await until(async () => (await service.redrive({ dryRun: true })).length === parked, `${id} was set aside`);
    }
    const redriven = async (options: Parameters<EventBus['redrive']>[0]): Promise<string[]> =>
      (await service.redrive(options)).map(({ id, outcome }) => `${id} ${outcome}`);
    expect(await redriven({ limit: 1 })).toEqual([expect.stringMatching(/ failed$/)]);
    broken = false;
    expect(await redriven({ type: second, dryRun: true })).toEqual([`${ids[3]} found`]);
    expect(await redriven({ id: ids[1] })).toEqual([`${ids[1]} handled`]);
    expect(await redriven({ type: first, limit: 1 })).toEqual([expect.stringMatching(/ handled$/)]);
    await service.close();
    // As a command does it: a process that only knows who handles what.
    const command = await bus.open(name, { consume: false });
    await command.subscribe(first, handle);
    await command.subscribe(second, handle);
    expect(await command.redrive()).toHaveLength(2);
    expect(await command.redrive()).toEqual([]);
    expect(handled.sort()).toEqual(ids);
    expect(elsewhere.sort()).toEqual(ids.slice(0, 3));
    await command.close();
    await neighbour.close();
  });

  it.skipIf(!bus.sendText)('sets aside at once what is no event', async () => {
    const type = bus.unique('garbage');
    const service = await bus.open(bus.unique('reader'), { retryDelaysMs: [60_000] });
    await service.subscribe(type, async () => {});
    await bus.sendText?.(type, 'not { JSON');
    await until(async () => (await service.redrive({ dryRun: true })).length === 1, 'it was set aside');
    expect(await service.redrive()).toMatchObject([{ id: '', attempts: 1, outcome: 'failed' }]);
    await service.close();
  });

  it('sets aside at once an event that its handler cannot read', async () => {
    const type = bus.unique('unreadable');
    const service = await bus.open(bus.unique('translator'), { retryDelaysMs: [60_000] });
    const schema = {
      parse(): never {
        throw new Error('"id" is missing');
      },
    };
    await service.subscribe(type, async (event) => void readData(schema, event));
    await service.publish(type, {});
    await until(async () => (await service.redrive({ dryRun: true })).length === 1, 'it was set aside');
    const [letter] = await service.redrive({ dryRun: true });
    expect(letter?.error).toContain('"id" is missing');
    await service.close();
  });

  it('sends an event that was made before, and again as the same one', async () => {
    const type = bus.unique('made-before');
    const service = await bus.open(bus.unique('sender'));
    const received: EventEnvelope[] = [];
    await service.subscribe(type, async (event) => void received.push(event));
    const event = createEvent('elsewhere', type, { total: 5 }, { key: 'order-1', id: bus.unique('made') });
    await service.send(event);
    await until(() => received.length > 0, 'it arrived');
    await service.send(event);
    await service.publish(type, 'last');
    await until(() => received.some(({ data }) => data === 'last'), 'what came after it arrived');
    expect(received[0]).toEqual(event);
    expect(new Set(received.map(({ id }) => id)).size).toBe(2);
    await service.close();
  });

  it('keeps the events of one key in their order, where it says so', async () => {
    const type = bus.unique('ordered');
    const service = await bus.open(bus.unique('ledger'), { retryDelaysMs: [500] });
    const seen = new Map<string, number[]>();
    let failed = false;
    await service.subscribe(type, async ({ subject = '', data }) => {
      if (data === 3 && !failed) {
        failed = true;
        throw new Error('just once');
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
      seen.set(subject, [...(seen.get(subject) ?? []), Number(data)]);
    });
    const numbers = Array.from({ length: 20 }, (_, number) => number);
    for (const number of numbers) for (const key of ['a', 'b']) await service.publish(type, number, { key });
    await until(() => [...seen.values()].flat().length === 40, 'all were handled');
    const inOrder = [...seen.values()].every((each) => each.every((number, index) => number === index));
    if (service.keepsOrder)
      expect(seen).toEqual(
        new Map([
          ['a', numbers],
          ['b', numbers],
        ]),
      );
    else expect(inOrder, 'a bus that keeps the order should say so').toBe(false);
    await service.close();
  });

  it('lets a running handler finish before it is closed, and takes nothing afterwards', async () => {
    const type = bus.unique('last');
    const service = await bus.open(bus.unique('reports'));
    let begun = 0;
    let finished = 0;
    await service.subscribe(type, async () => {
      begun++;
      await new Promise((resolve) => setTimeout(resolve, 200));
      finished++;
    });
    await service.publish(type, {});
    await until(() => begun === 1, 'the handler runs');
    await service.close();
    expect(finished).toBe(1);
    await expect(service.publish(type, {})).rejects.toThrow();
  });

  it('answers its check', async () => {
    const service = await bus.open(bus.unique('checked'));
    await service.check();
    await service.close();
    await expect(service.check()).rejects.toThrow();
  });
}
