import { afterEach, expect, it } from 'vitest';
import { Consul } from '../src/consul.ts';
import { AttemptTimeout, DeadlineExceeded, NoInstance } from '../src/errors.ts';
import { Health } from '../src/health.ts';
import { HttpClient } from '../src/http-client.ts';
import { createLogger } from '../src/logger.ts';
import { ConsulFake } from './support/consul-fake.ts';
import { failure, json, startUpstream, until, type Upstream } from './support/upstream.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const log = createLogger({ name: 'orders', level: 'silent' });

async function setting(): Promise<{ fake: ConsulFake; consul: Consul; client: HttpClient }> {
  const fake = new ConsulFake();
  await fake.start();
  const consul = new Consul({ url: fake.url, log });
  const policy = { retries: 0, breaker: false, concurrent: 200, attemptTimeoutMs: 2_000 };
  const client = new HttpClient({ name: 'payment', baseUrl: 'http://payment', policy, via: consul.route('payment') });
  cleanups.push(
    () => fake.stop(),
    () => consul.close(),
    () => client.close(),
  );
  return { fake, consul, client };
}

async function payments(count: number): Promise<Upstream[]> {
  const started = Array.from({ length: count }, () => startUpstream((_request, response) => json(response, 200, {})));
  const upstreams = await Promise.all(started);
  cleanups.push(...upstreams.map((upstream) => () => upstream.close()));
  return upstreams;
}

const get = { method: 'GET', path: '/charges' } as const;

it('follows the list as it changes, uses all of it, and keeps the last one while Consul is away', async () => {
  const { fake, client } = await setting();
  const [one, two, three] = (await payments(3)) as [Upstream, Upstream, Upstream];
  fake.set('payment', [one.url, two.url]);
  for (let index = 0; index < 40; index++) await client.request(get);
  expect(Math.min(one.seen.length, two.seen.length)).toBeGreaterThan(5);
  fake.set('payment', [three.url]);
  await until(async () => {
    await client.request(get);
    return three.seen.length > 0;
  }, 'the new instance is asked');
  await fake.stop();
  await client.request(get);
  await fake.start();
  fake.set('payment', [one.url]);
  const before = one.seen.length;
  await until(async () => {
    await client.request(get);
    return one.seen.length > before;
  }, 'changes are heard of again');
});

it('prefers of two instances the less busy one', async () => {
  const { fake, client } = await setting();
  const [idle] = (await payments(1)) as [Upstream];
  const busy = await startUpstream(() => undefined);
  cleanups.push(() => busy.close());
  fake.set('payment', [idle.url, busy.url]);
  const waiting = Array.from({ length: 20 }, () =>
    client.request({ ...get, deadlineMs: 1_000 }).catch(() => undefined),
  );
  await until(() => idle.seen.length + busy.seen.length === 20, 'all of them arrived');
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (let index = 0; index < 30; index++) await client.request({ ...get, deadlineMs: 900 });
  expect(idle.seen.length).toBeGreaterThanOrEqual(30);
  await Promise.all(waiting);
});

it('leaves out an instance that keeps failing, and never more than half', async () => {
  const { fake, client } = await setting();
  const [fine] = (await payments(1)) as [Upstream];
  const broken = await startUpstream((_request, response) => json(response, 503, {}));
  cleanups.push(() => broken.close());
  fake.set('payment', [fine.url, broken.url]);
  for (let index = 0; index < 60; index++) await client.request(get).catch(() => undefined);
  expect(broken.seen.length).toBe(5);
});

it('has a typed error when there is no instance, and never waits beyond the deadline for a list', async () => {
  const { fake, client } = await setting();
  await failure(client.request(get), NoInstance);
  const silent = await startUpstream(() => undefined);
  const consul = new Consul({ url: silent.url, log });
  const lost = new HttpClient({ name: 'payment', baseUrl: 'http://payment', via: consul.route('payment') });
  cleanups.push(
    () => silent.close(),
    () => consul.close(),
    () => lost.close(),
  );
  const error = await failure(lost.request({ ...get, deadlineMs: 100 }), Error);
  expect([NoInstance, DeadlineExceeded, AttemptTimeout].some((type) => error instanceof type)).toBe(true);
  expect(fake.asked[0]).toBe('GET /v1/health/service/payment');
});

it('registers with a check to renew, is there again when the agent forgot it, and leaves when it drains', async () => {
  const { fake, consul } = await setting();
  const health = new Health();
  await consul.register({ name: 'orders', url: 'http://127.0.0.1:3000', host: '10.0.0.7', health });
  const [instance] = fake.instances.values();
  expect(instance).toMatchObject({ Name: 'orders', Address: '10.0.0.7', Port: 3000 });
  expect(instance).toMatchObject({ Check: { TTL: '15s', DeregisterCriticalServiceAfter: '5m' } });
  fake.instances.clear();
  await until(() => fake.instances.size === 1, 'it has registered again');
  health.drain();
  await until(() => fake.instances.size === 0, 'it is gone');
});
