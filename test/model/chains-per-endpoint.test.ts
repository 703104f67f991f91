import { expect, test } from 'vitest';
import { synchronousChains } from '../../src/model/chains.ts';
import { call, endpoint, service, system } from '../docs/shop-model.ts';

const list = endpoint('orders', 'GET', '/orders');
const one = endpoint('orders', 'GET', '/orders/:id');
const status = endpoint('payment', 'GET', '/charges/:id');
const account = endpoint('account', 'GET', '/account');

test('each endpoint that reaches a call has its own chain, though the call is the same', () => {
  const shared = call(list, status, { fromEndpoints: [list.id, one.id] });
  const model = system({
    services: [service('orders'), service('payment')],
    endpoints: [list, one, status],
    calls: [shared],
  });
  expect(synchronousChains(model).map((chain) => chain.endpoint)).toEqual([list.id, one.id]);
});

test('an endpoint keeps its chain when the chain of another service ends in the same call', () => {
  const shared = call(list, status, { fromEndpoints: [list.id, one.id] });
  const model = system({
    services: [service('account'), service('orders'), service('payment')],
    endpoints: [account, list, one, status],
    calls: [call(account, one), shared],
  });
  const chains = synchronousChains(model).map((chain) => [chain.endpoint, ...chain.services]);
  expect(chains).toEqual([
    [account.id, 'account', 'orders', 'payment'],
    [list.id, 'orders', 'payment'],
  ]);
});
