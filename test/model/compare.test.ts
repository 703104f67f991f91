import { expect, test } from 'vitest';
import { compareModels } from '../../src/model/compare.ts';
import type { SystemModel } from '../../src/model/system.ts';
import { call, model, use } from './build-model.ts';

const charge = call('orders POST /orders -> payment POST /charges');
const shop = {
  calls: [charge],
  endpoints: ['orders GET /orders/:id'],
  events: ['orders > order.created', 'notification < order.created'],
  uses: [use('orders', 'postgres:orders', ['write orders'])],
};

function show(declared: SystemModel, observed: SystemModel, ignoreTables: string[] = []) {
  const { declaredOnly, observedOnly } = compareModels(declared, observed, { ignoreTables });
  const text = (list: typeof declaredOnly) => list.map(({ kind, service, what }) => `${kind} ${service}: ${what}`);
  return { declaredOnly: text(declaredOnly), observedOnly: text(observedOnly) };
}

const nothing = { declaredOnly: [], observedOnly: [] };

test('two models of the same system agree, whatever their ids, order and parameter names', () => {
  const observed = model({ ...shop, endpoints: ['orders GET /orders/{orderId}'] });
  const renamed = {
    ...observed,
    endpoints: observed.endpoints.map((endpoint) => ({ ...endpoint, id: `e-${endpoint.id}` })).reverse(),
    calls: observed.calls.map((one) => ({ ...one, id: 'c1', toEndpoint: `e-${one.toEndpoint}` })),
  };
  expect(show(model(shop), renamed)).toEqual(nothing);
});

test('health, metrics and documentation of the observed side do not count, declared ones do', () => {
  const extra = ['/health/live', '/metrics', '/docs', '/documentation/json', '/openapi.json', '/swagger'];
  const more = model({ ...shop, endpoints: [...shop.endpoints, ...extra.map((path) => `orders GET ${path}`)] });
  expect(show(model(shop), more)).toEqual(nothing);
  expect(show(more, model(shop)).declaredOnly).toHaveLength(extra.length);
});

test('tells every kind of difference, by name', () => {
  const observed = model({
    calls: [call('orders POST /orders -> payment POST /refunds')],
    endpoints: ['orders GET /orders', 'payment POST /charges'],
    events: ['orders > order.placed'],
    uses: [use('orders', 'mongodb:orders', ['write carts']), use('orders', 'postgres:orders', ['write orders'])],
  });
  expect(show(model(shop), observed)).toEqual({
    declaredOnly: [
      'call orders: payment POST /charges',
      'channel null: order.created (nats)',
      'endpoint orders: GET /orders/:id',
      'publication orders: order.created',
      'service notification: notification',
      'subscription notification: order.created',
    ],
    observedOnly: [
      'call orders: payment POST /refunds',
      'channel null: order.placed (nats)',
      'datastore orders: mongodb',
      'endpoint orders: GET /orders',
      'endpoint payment: POST /refunds',
      'publication orders: order.placed',
      'table orders: carts',
    ],
  });
});

test('another broker is one difference of the channel, not of its users', () => {
  const observed = model(shop);
  const channels = observed.channels.map((channel) => ({ ...channel, broker: 'kafka' }));
  expect(show(model(shop), { ...observed, channels })).toEqual({
    declaredOnly: ['channel null: order.created (nats)'],
    observedOnly: ['channel null: order.created (kafka)'],
  });
});

test("a RabbitMQ event that is published in an exchange is the blueprint's event, unless its key is another", () => {
  const onRabbit = (events: string[]): SystemModel => {
    const system = model({ ...shop, events });
    return { ...system, channels: system.channels.map((channel) => ({ ...channel, broker: 'rabbitmq' })) };
  };
  const declared = onRabbit(shop.events);
  expect(show(declared, onRabbit(['orders > events/order.created', 'notification < events/order.created']))).toEqual(
    nothing,
  );
  expect(show(declared, onRabbit(['orders > events/order.placed', 'notification < order.created']))).toEqual({
    declaredOnly: ['publication orders: order.created'],
    observedOnly: ['channel null: events/order.placed (rabbitmq)', 'publication orders: events/order.placed'],
  });
});

test('what was not resolved agrees with anything; a wrong literal does not', () => {
  const declared = model({ calls: [call('orders -> payment GET /charges/:id')] });
  const observe = (changes: object) =>
    model({
      calls: [call('orders -> payment', { method: 'GET', ...changes })],
      endpoints: ['payment GET /charges/:id'],
    });
  expect(show(declared, observe({ path: '/charges/{…}' }))).toEqual(nothing);
  expect(show(declared, observe({ path: null }))).toEqual(nothing);
  expect(show(declared, observe({ method: null, path: '/charges/:id' }))).toEqual(nothing);
  expect(show(declared, observe({ path: '/refunds/{…}' })).observedOnly).toEqual([
    'call orders: payment GET /refunds/:unknown',
  ]);
  expect(show(declared, observe({ method: 'POST', path: null })).declaredOnly).toEqual([
    'call orders: payment GET /charges/:id',
  ]);
});

test('an endpoint that is known is not taken for another that its parameter could match', () => {
  const declared = model({
    calls: [call('orders -> payment GET /charges/latest')],
    endpoints: ['payment GET /charges/:id'],
  });
  const observed = model({
    calls: [call('orders -> payment GET /charges/:id')],
    endpoints: ['payment GET /charges/latest'],
  });
  expect(show(declared, observed).declaredOnly).toEqual(['call orders: payment GET /charges/latest']);
});

test('calls that leave the system are left out, and so are the tables that the caller names', () => {
  const outside = call('orders POST /orders -> stripe', { to: null, toKind: 'external', toEndpoint: null });
  const uses = [...shop.uses, use('orders', 'pglite:orders', ['write outbox'])];
  const observed = model({ ...shop, calls: [charge, outside], uses });
  const { services } = model(shop);
  expect(show(model(shop), { ...observed, services }, ['outbox'])).toEqual(nothing);
  expect(show(model(shop), { ...observed, services }).observedOnly).toEqual(['table orders: outbox']);
});

test("a gateway's route may show as an endpoint, too", () => {
  const route = call('web -> orders', { method: 'ALL', path: '/api/orders' });
  const declared = model({ ...shop, calls: [charge, route] });
  const proxy = call('web -> orders', { method: 'ALL', path: '/api/orders/*' });
  const observed = model({ ...shop, calls: [charge, proxy], endpoints: [...shop.endpoints, 'web ALL /api/orders/*'] });
  expect(show(declared, observed)).toEqual(nothing);
});
