import { expect, test } from 'vitest';
import { onlyCall, recoverFiles, service, type Files } from '../../support/recover-files.ts';

const HEAD = `const express = require('express');
const axios = require('axios');
const CircuitBreaker = require('opossum');
const app = express();
`;
const PAYMENT: Files = {
  'payment/package.json': service('payment', 'express'),
  'payment/src/app.js': `const app = require('express')();
app.post('/charges', (req, res) => res.end());
app.listen(3001);
`,
};

function shop(code: string): Files {
  return {
    ...PAYMENT,
    'orders/package.json': service('orders', 'express', 'axios', 'opossum'),
    'orders/src/app.js': `${HEAD}${code}\napp.listen(3000);\n`,
  };
}

test('an endpoint leads through a breaker to the call, whose arguments are those of "fire"', async () => {
  const call = onlyCall(
    await recoverFiles(
      shop(`const breaker = new CircuitBreaker((path, body) => axios.post('http://payment:3001' + path, body), { timeout: false });
app.post('/orders', async (req, res) => res.json(await breaker.fire('/charges', req.body)));`),
    ),
  );
  expect(call).toMatchObject({
    to: 'payment',
    toEndpoint: 'payment POST /charges',
    fromEndpoints: ['orders POST /orders'],
  });
  expect(call.policy).toMatchObject({ circuitBreaker: { state: 'present' }, timeout: { state: 'absent' } });
});

const CHARGE = "async function charge(body) { return axios.post('http://payment:3001/charges', body); }";

test('a breaker guards what its function leads to, and opossum gives up after 10 s', async () => {
  const { policy } = onlyCall(
    await recoverFiles(
      shop(`${CHARGE}
const breaker = new CircuitBreaker((body) => charge(body));
app.post('/orders', async (req, res) => res.json(await breaker.fire(req.body)));`),
    ),
  );
  expect(policy).toMatchObject({ circuitBreaker: { state: 'present' }, timeout: { state: 'set', ms: 10_000 } });
});

test('a way past the breaker is a way without one', async () => {
  const { policy } = onlyCall(
    await recoverFiles(
      shop(`${CHARGE}
const breaker = new CircuitBreaker((body) => charge(body));
app.post('/orders', async (req, res) => res.json(await breaker.fire(req.body)));
app.put('/orders', async (req, res) => res.json(await charge(req.body)));`),
    ),
  );
  expect(policy).toMatchObject({ circuitBreaker: { state: 'absent' }, timeout: { state: 'absent' } });
});

test('a breaker that is switched off is none', async () => {
  const { policy } = onlyCall(
    await recoverFiles(
      shop(`${CHARGE}
const breaker = new CircuitBreaker(charge, { enabled: false });
app.post('/orders', async (req, res) => res.json(await breaker.fire(req.body)));`),
    ),
  );
  expect(policy.circuitBreaker.state).toBe('absent');
});
