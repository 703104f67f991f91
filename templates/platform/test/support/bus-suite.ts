import { expect, it } from 'vitest';
import { createEvent, type BusOptions, type EventBus, type EventEnvelope } from '../../src/bus.ts';
import { currentContext, runWithContext } from '../../src/context.ts';
import { failureSuite } from './failure-suite.ts';
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
  failureSuite(bus);

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
      datacontenttype: 'application/json',
    });
    const { time = '' } = received[0]?.event ?? {};
    expect(new Date(time).toISOString()).toBe(time);
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
