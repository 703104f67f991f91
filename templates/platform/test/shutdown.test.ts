import { Agent, fetch, setGlobalDispatcher } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPlatform, type Build, type Child } from './support/child.ts';
import { until } from './support/upstream.ts';

let build: Build;
beforeAll(async () => {
  build = await buildPlatform();
  setGlobalDispatcher(new Agent({ keepAliveTimeout: 10 }));
});
afterAll(() => build.remove());

async function startOrders(env: Record<string, string> = {}): Promise<Child & { url: string }> {
  const child = build.start('orders', env);
  const address = /Server listening at (http:\/\/[\d.:]+)/;
  await until(() => address.test(child.output()), 'the service listens');
  return { ...child, url: address.exec(child.output())?.[1] ?? '' };
}

async function status(url: string): Promise<number> {
  const response = await fetch(url);
  await response.text();
  return response.status;
}

describe('on SIGTERM a service', () => {
  it('takes itself out of rotation first, serves what comes and what runs, then exits 0', async () => {
    const orders = await startOrders();
    expect(await status(`${orders.url}/health/ready`)).toBe(200);
    const slow = fetch(`${orders.url}/slow`).then((response) => response.json());
    await until(() => orders.output().includes('slow request begins'), 'the request is in flight');
    orders.process.kill('SIGTERM');
    await until(async () => (await status(`${orders.url}/health/ready`)) === 503, 'readiness is off');
    expect(await status(`${orders.url}/health/live`)).toBe(200);
    const late = await fetch(`${orders.url}/fast`);
    expect(await late.json()).toEqual({ served: true });
    expect(late.headers.get('connection')).toBe('close');
    expect(await slow).toEqual({ served: true });
    expect(await orders.ended).toBe(0);
    await expect(fetch(`${orders.url}/fast`)).rejects.toThrow();
  });

  it('exits 1 when the grace is over, and says that something was open', async () => {
    const orders = await startOrders({ DRAIN_DELAY_MS: '0', GRACE_MS: '300' });
    const stuck = fetch(`${orders.url}/stuck`).catch(() => 'cut');
    await until(async () => (await status(`${orders.url}/fast`)) === 200, 'it serves');
    orders.process.kill('SIGTERM');
    expect(await orders.ended).toBe(1);
    expect(await stuck).toBe('cut');
    expect(orders.output()).toContain('not everything could be closed in time');
  });

  it('exits 1 at once when a second signal comes', async () => {
    const orders = await startOrders({ DRAIN_DELAY_MS: '60000', GRACE_MS: '120000' });
    orders.process.kill('SIGTERM');
    await until(() => orders.output().includes('"stopping"'), 'it stops');
    orders.process.kill('SIGINT');
    expect(await orders.ended).toBe(1);
  });
});

it('after an unhandled rejection a service finishes what is in flight and exits 1', async () => {
  const orders = await startOrders({ DRAIN_DELAY_MS: '0' });
  const response = await fetch(`${orders.url}/crash`);
  expect(await response.json()).toEqual({ served: true });
  expect(await orders.ended).toBe(1);
  expect(orders.output()).toContain('nobody handles this');
});

it('a service that cannot start exits 1', async () => {
  const first = await startOrders();
  const second = build.start('orders', { PORT: new URL(first.url).port });
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain('EADDRINUSE');
  first.process.kill('SIGKILL');
});

it('a wrong configuration ends with 78 and names every error, without secrets', async () => {
  const orders = build.start('orders', {
    PORT: 'many',
    PAYMENT_URL: 'payment',
    API_TOKEN: 'hunter2',
    GRACE_MS: '',
  });
  expect(await orders.ended).toBe(78);
  const lines = orders.output().trim().split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[0]).toBe('The configuration is wrong:');
  expect(lines[1]).toContain('API_TOKEN');
  expect(lines[2]).toContain('PAYMENT_URL');
  expect(lines[2]).toContain('"payment"');
  expect(lines[3]).toContain('PORT');
  expect(orders.output()).not.toContain('hunter2');
});
