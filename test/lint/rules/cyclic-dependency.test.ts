import { expect, test } from 'vitest';
import { cyclicDependency } from '../../../src/lint/rules/cyclic-dependency.ts';
import { shopModel } from '../../support/shop-model.ts';

const services = { customers: {}, inventory: {}, orders: {}, payment: {} };

test('a set is one finding: its shortest cycle, a site per edge, the others named', () => {
  const calls = [
    { route: 'orders → payment' },
    { route: 'payment → customers' },
    { route: 'customers → orders' },
    { route: 'orders → inventory', serving: 'POST /orders → GET /stock' },
    { route: 'inventory → orders' },
  ];
  const [report, ...others] = cyclicDependency.run(shopModel({ services, calls }));
  expect(others).toEqual([]);
  expect(report?.message).toBe(
    'services call each other in a circle: inventory → orders → inventory; "customers" and "payment" are caught in it too',
  );
  expect([report?.at, ...(report?.evidence ?? [])].map((site) => site?.note)).toEqual([
    '"inventory" calls "orders"',
    '"orders" calls "inventory" (GET /stock)',
  ]);
  expect(report?.severity).toBeUndefined();
});

test('a circle of events is a hint; a call one way and an event back is none', () => {
  const events = ['order.placed: orders → payment', 'payment.settled: payment → orders'];
  const [report] = cyclicDependency.run(shopModel({ services, events }));
  expect(report).toMatchObject({
    severity: 'info',
    message: "services depend on each other's events in a circle: orders → payment → orders",
  });
  expect(report?.evidence).toHaveLength(3);
  const opened = shopModel({ services, calls: [{ route: 'orders → payment' }], events: events.slice(1) });
  expect(cyclicDependency.run(opened)).toEqual([]);
});

test('two separate circles are two findings', () => {
  const calls = ['orders → payment', 'payment → orders', 'customers → inventory', 'inventory → customers'];
  expect(cyclicDependency.run(shopModel({ services, calls: calls.map((route) => ({ route })) }))).toHaveLength(2);
});

test('a service that calls itself, and a line of calls, are no circle', () => {
  const calls = ['orders → orders', 'orders → payment', 'payment → inventory'];
  expect(cyclicDependency.run(shopModel({ services, calls: calls.map((route) => ({ route })) }))).toEqual([]);
});
