import { expect, test } from 'vitest';
import { sharedDatastores } from '../../src/model/sharing.ts';
import { model, use } from './build-model.ts';

test('names the services that share a store, and who reads and writes which table', () => {
  const uses = [
    use('orders', 'postgres:shop', ['write orders', 'read stock', 'write']),
    use('inventory', 'postgres:shop', ['write stock', 'read stock']),
    use('payment', 'postgres:payment', ['write charges']),
  ];
  const [shared, ...more] = sharedDatastores(model({ uses }));
  expect(more).toEqual([]);
  expect(shared?.datastore.id).toBe('postgres:shop');
  expect(shared?.services).toEqual(['inventory', 'orders']);
  expect(shared?.tables).toEqual([
    { table: 'orders', readers: [], writers: ['orders'] },
    { table: 'stock', readers: ['inventory', 'orders'], writers: ['inventory'] },
  ]);
  expect(shared?.writersOfUnknown).toEqual(['orders']);
});

test('a service that opens its store twice does not share it', () => {
  const uses = [use('orders', 'postgres:shop', ['write orders']), use('orders', 'postgres:shop', ['read orders'])];
  expect(sharedDatastores(model({ uses }))).toEqual([]);
});
