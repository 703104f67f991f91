import { expect, test } from 'vitest';
import { syncCallChain } from '../../../src/lint/rules/sync-call-chain.ts';
import { noTimeout, policy, shopModel } from '../../support/shop-model.ts';

const services = { web: { kind: 'gateway' }, orders: {}, payment: {}, fraud: {}, customers: {} } as const;
const path = [
  { route: 'orders → payment', serving: 'POST /orders → POST /charges', policy: policy(3000) },
  { route: 'payment → fraud', serving: 'POST /charges → GET /scores', policy: policy(2000) },
  { route: 'fraud → customers', serving: 'GET /scores → GET /customers', policy: policy(noTimeout) },
];

test('a path through three further services is one finding, with every hop and the arithmetic', () => {
  const [report, ...others] = syncCallChain.run(shopModel({ services, calls: path }));
  expect(others).toEqual([]);
  expect(report?.service).toBe('orders');
  expect(report?.message).toBe(
    'POST /orders of "orders" leads through 3 further services one after the other: orders → payment → fraud → customers; ' +
      '4 services of 99.9 % each give 99.6 %; the timeouts on the way add up to 5 s (1 call without any)',
  );
  expect([report?.at, ...(report?.evidence ?? [])].map((site) => `${site?.file} ${site?.note}`)).toEqual([
    'orders/src/clients.ts "orders" calls "payment" (POST /charges)',
    'payment/src/clients.ts "payment" calls "fraud" (GET /scores)',
    'fraud/src/clients.ts "fraud" calls "customers" (GET /customers)',
  ]);
});

test('a gateway in front is no hop: neither enough for a finding nor its first site', () => {
  const front = { route: 'web → orders', serving: 'POST /api/orders → POST /orders' };
  const withGateway = syncCallChain.run(shopModel({ services, calls: [front, ...path] }));
  expect(withGateway.map(({ service }) => service)).toEqual(['orders']);
  expect(syncCallChain.run(shopModel({ services, calls: [front, ...path.slice(0, 2)] }))).toEqual([]);
});

test('services that are connected, but by no single request, are no chain', () => {
  const calls = [
    path[0]!,
    { route: 'payment → fraud', serving: 'GET /statements → GET /scores' },
    { route: 'fraud → customers', serving: 'GET /rules → GET /customers' },
  ];
  expect(syncCallChain.run(shopModel({ services, calls }))).toEqual([]);
});

test('the threshold is an option, and several endpoints on one path are one finding', () => {
  const second = { ...path[0]!, serving: 'PUT /orders/:id → POST /charges' };
  const model = shopModel({ services, calls: [path[0]!, second] });
  const shared = {
    ...model.calls[0]!,
    fromEndpoints: [...model.calls[0]!.fromEndpoints, ...model.calls[1]!.fromEndpoints],
  };
  const reports = syncCallChain.run({ ...model, calls: [shared] }, { maxHops: 1 });
  expect(reports).toHaveLength(1);
  expect(reports[0]?.message).toMatch(
    /^POST \/orders and PUT \/orders\/:id of "orders" lead through 1 further service /,
  );
});

test('a path that comes back to a service ends there', () => {
  const back = { route: 'customers → orders', serving: 'GET /customers → POST /orders' };
  const [report] = syncCallChain.run(shopModel({ services, calls: [...path, back] }), { maxHops: 4 });
  expect(report).toBeUndefined();
});

test('paths that begin with one call are one finding, the longest; a path is cut where it comes back to a service', () => {
  const more = [
    { route: 'customers → payment', serving: 'GET /customers → POST /charges' },
    { route: 'payment → customers', serving: 'POST /charges → GET /rules' },
    { route: 'customers → fraud', serving: 'GET /rules → GET /limits' },
  ];
  const reports = syncCallChain.run(shopModel({ services, calls: [...path, ...more] }));
  expect(reports).toHaveLength(1);
  expect(reports[0]?.message).toContain(': orders → payment → fraud → customers; ');
  expect(reports[0]?.message).toMatch(/; 1 further long path begins with the same call$/);
});
