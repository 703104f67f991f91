import { afterEach, expect, it } from 'vitest';
import { InProcessBus } from '../src/bus-in-process.ts';
import { currentContext } from '../src/context.ts';
import { Health } from '../src/health.ts';
import { HttpClient } from '../src/http-client.ts';
import { createApp } from '../src/http-server.ts';
import { createLogger } from '../src/logger.ts';
import { Outbox, outboxMigrations } from '../src/outbox.ts';
import { SagaOrchestrator, sagaMigrations } from '../src/saga.ts';
import { migrate, openStore } from '../src/store.ts';
import { Telemetry } from '../src/telemetry.ts';
import { call } from './support/http-suite.ts';
import { startOtlpReceiver } from './support/otlp-receiver.ts';
import { startUpstream, until } from './support/upstream.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const log = createLogger({ name: 'orders', level: 'silent' });

it('one trace goes through requests, calls, outbox, events and saga steps; spans and figures arrive', async () => {
  const receiver = await startOtlpReceiver();
  const telemetry = new Telemetry({ service: 'orders', endpoint: receiver.url, exportEveryMs: 200 });
  const upstream = await startUpstream((_request, response) => response.end());
  const payment = new HttpClient({ name: 'payment', baseUrl: upstream.url });
  const store = await openStore({});
  await migrate(store, [...sagaMigrations, ...outboxMigrations]);
  const bus = new InProcessBus({ service: 'orders', log });
  const outbox = new Outbox({ store, bus, log, service: 'orders' });
  const sagas = new SagaOrchestrator({ store, log });
  let handled: string | undefined;
  sagas.register({
    name: 'place-order',
    steps: [{ name: 'charge', timeoutMs: 5_000, run: async () => payment.request({ method: 'GET', path: '/charge' }) }],
  });
  await bus.subscribe('order.created', async () => {
    handled = currentContext()?.traceparent;
  });
  const app = createApp({ name: 'orders', log, health: new Health(), watch: telemetry.watch });
  app.post('/orders/:id', async () => {
    await payment.request({ method: 'GET', path: '/rates' });
    await store.transaction(async (tx) => {
      await outbox.publish(tx, 'order.created', { id: '7' });
      await sagas.start('place-order', '7', {}, tx);
    });
    return {};
  });
  telemetry.sample(['outbox.waiting'], async () => [(await outbox.lag()).waiting], 50);
  cleanups.push(
    () => receiver.close(),
    () => upstream.close(),
    () => payment.close(),
    () => store.close(),
    () => sagas.close(),
    () => outbox.close(),
    () => app.close(),
  );
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  outbox.start();
  const traceId = 'a'.repeat(32);
  const traceparent = `00-${traceId}-${'b'.repeat(16)}-01`;
  await call(`${url}/orders/7`, { method: 'POST', headers: { traceparent } });
  await until(() => handled !== undefined && upstream.seen.length === 2, 'everything has happened');
  await until(() => receiver.figures.has('outbox.waiting'), 'the lag is known');
  // Its call has arrived when the step is still at work.
  await until(() => receiver.spans.some(({ name }) => name === 'place-order charge run'), 'the step has ended');
  await telemetry.close();

  expect(new Set(receiver.spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
  const one = (name: string) => receiver.spans.filter((span) => span.name === name)[0];
  const server = one('POST /orders/:id');
  const created = one('create order.created');
  const step = one('place-order charge run');
  expect(server?.parentSpanId).toBe('b'.repeat(16));
  expect(created?.parentSpanId).toBe(server?.spanId);
  expect(one('process order.created')).toMatchObject({
    parentSpanId: created?.spanId,
    links: [{ spanId: created?.spanId }],
  });
  expect(step?.parentSpanId).toBe(server?.spanId);
  const calls = receiver.spans.filter(({ name }) => name === 'GET payment');
  expect(calls.map(({ parentSpanId }) => parentSpanId).sort()).toEqual([server?.spanId, step?.spanId].sort());
  // The other side sees the span of the call, not that of the request.
  const sent = upstream.seen.map(({ headers }) => String(headers['traceparent']).split('-')[2]);
  expect(sent.sort()).toEqual(calls.map(({ spanId }) => spanId).sort());
  expect(receiver.figures.get('http.server.request.duration')).toBe(1);
  expect(receiver.figures.get('messaging.process.duration')).toBe(1);
  expect(receiver.figures.get('http.client.request.duration')).toBe(2);
});

it('a receiver that is down, or takes everything and says nothing, holds up neither requests nor the end', async () => {
  const silent = await startUpstream(() => {});
  cleanups.push(() => silent.close());
  for (const endpoint of ['http://127.0.0.1:1', silent.url]) {
    const telemetry = new Telemetry({ service: 'orders', endpoint, exportEveryMs: 50 });
    const app = createApp({ name: 'orders', log, health: new Health(), watch: telemetry.watch });
    app.get('/fails', async () => {
      throw new Error('as it must');
    });
    app.get('/orders', async () => ({}));
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    for (let n = 0; n < 200; n++) expect((await call(`${url}/orders`)).status).toBe(200);
    expect((await call(`${url}/fails`)).status).toBe(500);
    await app.close();
    await telemetry.close();
  }
});
