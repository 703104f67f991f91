import { expect, test } from 'vitest';
import { eventCycles, synchronousCycles } from '../../src/model/cycles.ts';
import { strongComponents } from '../../src/model/strong-components.ts';
import { call, model } from './build-model.ts';

const ids = (sketch: Parameters<typeof model>[0]) =>
  synchronousCycles(model(sketch)).map(({ services, edges }) => ({ services, edges: edges.map(({ id }) => id) }));

test('finds services that call one another, with the shortest way round', () => {
  const calls = [
    call('orders -> payment'),
    call('payment -> customers'),
    call('customers -> orders'),
    call('customers -> payment'),
    call('orders -> inventory'),
  ];
  expect(ids({ calls })).toEqual([
    { services: ['customers', 'orders', 'payment'], edges: ['customers -> payment', 'payment -> customers'] },
  ]);
});

test('keeps separate sets apart, in order', () => {
  const calls = ['stock -> shelf', 'shelf -> stock', 'orders -> payment', 'payment -> orders', 'orders -> stock'];
  expect(ids({ calls: calls.map((text) => call(text)) }).map(({ services }) => services)).toEqual([
    ['orders', 'payment'],
    ['shelf', 'stock'],
  ]);
});

test('a chain, a call of itself and calls out of the system are no cycle', () => {
  const out = call('payment -> bank', { to: null, toKind: 'external' });
  expect(ids({ calls: [call('orders -> payment'), call('orders -> orders'), out] })).toEqual([]);
});

test('a long ring does not exhaust the stack', () => {
  const calls = Array.from({ length: 20_000 }, (_, i) => [`s${i}`, `s${(i + 1) % 20_000}`]);
  const next = new Map(calls.map(([from = '', to = '']) => [from, to]));
  const components = strongComponents([...next.keys()], (node) => [next.get(node) ?? '']);
  expect(components.map(({ length }) => length)).toEqual([20_000]);
});

test('finds services that wait for one another by events only', () => {
  const events = ['orders > order.created', 'payment < order.created', 'payment > payment.settled'];
  expect(eventCycles(model({ events }))).toEqual([]);
  const [cycle, ...more] = eventCycles(model({ events: [...events, 'orders < payment.settled'] }));
  expect(more).toEqual([]);
  expect(cycle?.services).toEqual(['orders', 'payment']);
  expect(cycle?.edges.map(({ from, to, channel }) => [from, to, channel])).toEqual([
    ['orders', 'payment', 'nats:order.created'],
    ['payment', 'orders', 'nats:payment.settled'],
  ]);
});
