import { expect, it } from 'vitest';
import { recoverFiles, service, type Files } from '../../support/recover-files.ts';

const calls = async (files: Files): Promise<string[]> =>
  (await recoverFiles(files)).calls.map(({ to, toKind, path }) => `${to ?? toKind} ${path}`);

const shop = (code: string): Files => ({
  'orders/package.json': service('orders', 'express', 'axios'),
  'orders/src/app.js': `const axios = require('axios');\nconst app = require('express')();\n${code}\napp.listen(3000);`,
  'payment/package.json': service('payment', 'express'),
  'payment/src/app.js': "const app = require('express')();\napp.get('/charges/:id', list);\napp.listen(3001);",
});

const inKubernetes = (host: string): Files => ({
  'k8s/orders.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec: { template: { spec: { containers: [{ name: orders, image: shop/orders, env: [{ name: PAYMENT_URL, value: "${host}" }] }] } } }
`,
  'docker-compose.yml': `services:
  orders: { build: ./orders, environment: { PAYMENT_URL: "http://payment:3001" } }
  payment: { build: ./payment }
`,
});

it('a request is one call though another environment gives a host that is not known', async () => {
  const code = "app.get('/', (req) => axios.get(`${process.env.PAYMENT_URL}/charges/${req.query.id}`));";
  expect(await calls({ ...shop(code), ...inKubernetes('http://shop-payment-v7:3001') })).toEqual([
    'payment /charges/:req_query_id',
  ]);
});

it('hosts that the code itself writes are calls of their own', async () => {
  const code =
    "const host = process.argv[2] ? 'http://payment:3001' : 'http://elsewhere:4000';\napp.get('/', () => axios.get(`${host}/charges/1`));";
  expect((await calls({ ...shop(code), ...inKubernetes('http://payment:3001') })).sort()).toEqual([
    'payment /charges/1',
    'unresolved /charges/1',
  ]);
});

it('a client that a middleware keeps at the request is made where it was not there yet', async () => {
  const code = `app.use((req, res, next) => {
  req.client = (event) => {
    const client = (req.kept = req.kept || axios.create({ timeout: 500 }));
    if (event) client.interceptors.response.use((response) => response);
    return client;
  };
  next();
});
app.get('/', (req) => req.client('charges').get('http://payment:3001/charges/' + req.query.id));`;
  const [call, ...more] = (await recoverFiles(shop(code))).calls;
  expect(more).toEqual([]);
  expect(call?.to).toBe('payment');
  expect(call?.policy.timeout).toMatchObject({ state: 'set', ms: 500 });
});
