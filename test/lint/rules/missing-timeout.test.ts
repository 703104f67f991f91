import { expect, test } from 'vitest';
import { missingTimeout } from '../../../src/lint/rules/missing-timeout.ts';
import type { Call } from '../../../src/model/system.ts';
import { at, noTimeout, policy, shopModel } from '../../support/shop-model.ts';

const services = { orders: {}, payment: {} };

function reports(part: Partial<Call>, options = {}) {
  const model = shopModel({ services, calls: [{ route: 'orders → payment', ...part }] });
  return missingTimeout.run(model, options).map(({ severity, message }) => ({ severity, message }));
}

test('a call through a client without default is an error', () => {
  expect(reports({ policy: policy(noTimeout) })).toEqual([
    { severity: 'error', message: '"orders" calls "payment" without a deadline: axios waits without end' },
  ]);
});

test('fetch without a signal is a warning, whether the model calls its 300 s a default or nothing', () => {
  const message = '"orders" calls "payment" without a deadline: fetch waits up to 5 min';
  const long = policy({ state: 'default', ms: 300_000, source: 'undici waits 300 s for headers' });
  expect(reports({ client: 'fetch', policy: long })).toEqual([{ severity: 'warning', message }]);
  expect(reports({ client: 'fetch', policy: policy(noTimeout) })).toEqual([{ severity: 'warning', message }]);
});

test('a timeout of 0 is none', () => {
  const off = policy({ state: 'set', ms: 0, source: 'call option "timeout"' });
  expect(reports({ policy: off })).toEqual([
    {
      severity: 'error',
      message: '"orders" calls "payment" without a deadline: the timeout is switched off (call option "timeout")',
    },
  ]);
});

test.each([
  ['a deadline in code', policy(800)],
  ['a deadline whose length is not known', policy({ state: 'set', ms: null, source: 'PAYMENT_TIMEOUT' })],
  ['a sensible default (ky)', policy({ state: 'default', ms: 10_000, source: 'ky waits 10 s' })],
  ['a default whose length is not known', policy({ state: 'default', ms: null, source: 'the proxy' })],
  ['opaque options', policy({ state: 'unknown', ms: null, source: 'options come in as a parameter' })],
])('%s is no finding', (_, calm) => {
  expect(reports({ policy: calm })).toEqual([]);
});

test('what counts as a long default is an option', () => {
  const ky = policy({ state: 'default', ms: 10_000, source: 'ky waits 10 s' });
  expect(reports({ client: 'ky', policy: ky }, { longDefaultMs: 10_000 })).toHaveLength(1);
});

test('calls through one wrapper are one finding at the client call, with the callers as evidence', () => {
  const wrapper = at('orders/src/http.ts:8:10', 'the client is called here');
  const model = shopModel({
    services: { ...services, inventory: {} },
    calls: [
      { route: 'orders → payment', policy: policy(noTimeout), evidence: [at('orders/src/pay.ts:4:9'), wrapper] },
      { route: 'orders → inventory', policy: policy(noTimeout), evidence: [at('orders/src/stock.ts:6:9'), wrapper] },
    ],
  });
  const [report, ...others] = missingTimeout.run(model);
  expect(others).toEqual([]);
  expect(report?.at).toEqual(wrapper);
  expect(report?.message).toBe(
    '"orders" calls "payment" and "inventory" without a deadline: axios waits without end; 2 calls go through here',
  );
  expect(report?.evidence.map(({ file }) => file)).toEqual(['orders/src/pay.ts', 'orders/src/stock.ts']);
});

test('where the instance is configured elsewhere, that is the place to edit', () => {
  const evidence = [
    at('orders/src/pay.ts:4:9'),
    at('orders/src/http.ts:8:10', 'the client is called here'),
    at('orders/src/http.ts:3:16', 'the client is configured here'),
  ];
  const model = shopModel({ services, calls: [{ route: 'orders → payment', policy: policy(noTimeout), evidence }] });
  expect(missingTimeout.run(model)[0]?.at.line).toBe(3);
});

test('a call to somebody else is a finding too', () => {
  const model = shopModel({ services, calls: [{ route: 'payment → api.stripe.com', policy: policy(noTimeout) }] });
  expect(missingTimeout.run(model)[0]).toMatchObject({
    severity: 'error',
    message: '"payment" calls api.stripe.com without a deadline: axios waits without end',
  });
});
