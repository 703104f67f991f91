import { expect, it } from 'vitest';
import type { EventBus } from '../../src/bus.ts';
import { startProxy } from './tcp-proxy.ts';
import { until } from './upstream.ts';

/** What a bus must do when its broker is out of reach for a while; `open` connects through the given URL. */
export function outageSuite(options: {
  url: string;
  open: (service: string, url: string) => Promise<EventBus>;
  unique: (name: string) => string;
}): void {
  it('rejects while the broker is out of reach, then reconnects and goes on consuming', async () => {
    const url = new URL(options.url);
    const proxy = await startProxy(new URL(options.url));
    url.port = String(proxy.port);
    const type = options.unique('outage');
    const bus = await options.open(options.unique('outage-service'), url.href);
    const received: unknown[] = [];
    await bus.subscribe(type, async (event) => void received.push(event.data));
    await bus.publish(type, 'before');
    await until(() => received.length === 1, 'the first event arrived');
    proxy.cut();
    await until(() => fails(bus.check()), 'the outage was noticed');
    await expect(bus.publish(type, 'during')).rejects.toThrow('out of reach');
    proxy.restore();
    await until(async () => !(await fails(bus.check())), 'the bus is connected again');
    await bus.publish(type, 'after');
    await until(() => received.includes('after'), 'the event after the outage arrived');
    // The first one perhaps twice: the outage may have swallowed its acknowledgement.
    expect(new Set(received)).toEqual(new Set(['before', 'after']));
    await bus.close();
    proxy.close();
  });

  it('notices a broker that says nothing any more, and one that speaks again', async () => {
    const url = new URL(options.url);
    const proxy = await startProxy(new URL(options.url));
    url.port = String(proxy.port);
    const bus = await options.open(options.unique('silence'), url.href);
    await bus.check();
    proxy.freeze();
    const answer = bus.check().then(() => 'answered');
    const silence = new Promise((resolve) => setTimeout(resolve, 300, 'silence'));
    expect(await Promise.race([answer, silence])).toBe('silence');
    proxy.release();
    expect(await answer).toBe('answered');
    await bus.close();
    proxy.close();
  });

  it('can be closed while the broker is out of reach', async () => {
    const url = new URL(options.url);
    const proxy = await startProxy(new URL(options.url));
    url.port = String(proxy.port);
    const bus = await options.open(options.unique('cut-off'), url.href);
    await bus.subscribe(options.unique('cut-off-type'), async () => {});
    proxy.cut();
    await until(() => fails(bus.check()), 'the outage was noticed');
    await bus.close();
    proxy.close();
  });
}

async function fails(promise: Promise<void>): Promise<boolean> {
  return promise.then(
    () => false,
    () => true,
  );
}
