import { expect, it } from 'vitest';
import type { EventBus, EventEnvelope } from '../../src/bus.ts';
import { currentContext, runWithContext } from '../../src/context.ts';
import { until } from './upstream.ts';

export interface BusUnderTest {
  /** A bus as `service`; calling it again makes a second process of that service, or another service. */
  open(service: string): Promise<EventBus>;
  /** A name that no other test uses. */
  unique(name: string): string;
  /** The ids of the events that were set aside for `service`. */
  deadLetters(service: string, type: string): Promise<string[]>;
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
    await service.close();
    expect(await bus.deadLetters(bus.unique('billing'), type)).toEqual([]);
  });

  it('sets an event aside after five failures, and goes on with the others', async () => {
    const type = bus.unique('poison');
    const name = bus.unique('shipping');
    const service = await bus.open(name);
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
    await until(async () => (await bus.deadLetters(name, type)).includes(id), 'the event was set aside');
    expect(failures).toBe(5);
    expect(handled).toEqual(['parcel']);
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
