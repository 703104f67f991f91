import { expect, test } from 'vitest';
import { serverSide } from '../../../src/lint/server-side.ts';
import { calls, recoverFiles, service } from '../../support/recover-files.ts';

const orders = {
  'orders/package.json': service('orders', 'express'),
  'orders/src/app.js':
    "const app = require('express')();\napp.get('/api/orders', (q, r) => r.end());\napp.post('/api/orders', (q, r) => r.end());\napp.listen(3000);\n",
};

const web = {
  'web/package.json': {
    name: 'web',
    scripts: { start: 'next start' },
    dependencies: { next: '15', react: '19', axios: '1' },
  },
  'web/api/client.js': `import axios from 'axios';
export default ({ req }) => {
  if (typeof window === 'undefined') return axios.create({ baseURL: 'http://orders:3000', headers: req.headers });
  return axios.create({ baseURL: '' });
};
`,
  'web/pages/_app.js': `import makeClient from '../api/client';
const App = ({ Component, pageProps }) => <Component {...pageProps} />;
App.getInitialProps = async (app) => {
  const client = makeClient(app.ctx);
  return { pageProps: await app.Component.getInitialProps(app.ctx, client) };
};
export default App;
`,
  'web/pages/index.js': `const Landing = ({ orders }) => <p>{orders.length}</p>;
Landing.getInitialProps = async (context, client) => ({ orders: (await client.get('/api/orders')).data });
export default Landing;
`,
};

async function served(files: Parameters<typeof recoverFiles>[0]): Promise<string[]> {
  return calls(serverSide(await recoverFiles(files)));
}

test('pages are given what _app hands to them, and the client of the browser asks on the machine of its user', async () => {
  expect(await served({ ...orders, ...web })).toEqual(['web GET http://orders:3000/api/orders → orders']);
});

test.each([
  ["import { useState } from 'react';", 'useState'],
  ["import React from 'react';", 'React.useState'],
])('what a hook without a name asks for, the page asks for: %s', async (imported, state) => {
  const hook = {
    'web/hooks/use-request.js': `import axios from 'axios';
${imported}
export default ({ url, method }) => {
  const [errors, setErrors] = ${state}(null);
  const doRequest = async () => { try { await axios[method](url); } catch (error) { setErrors(error); } };
  return { doRequest, errors };
};
`,
    'web/pages/buy.js': `import Router from 'next/router';
import useRequest from '../hooks/use-request';
export default () => {
  const { doRequest } = useRequest({ url: 'http://orders:3000/api/orders', method: 'post' });
  return <button onClick={doRequest}>Buy</button>;
};
`,
  };
  const pkg = { 'web/package.json': web['web/package.json'] };
  expect(await served({ ...orders, ...pkg, ...hook })).toEqual([]);
});

test('a host of an Ingress is one of the system: the path says who answers', async () => {
  const billing = {
    'billing/package.json': service('billing', 'express', 'axios'),
    'billing/src/app.js': `const app = require('express')();
const axios = require('axios');
app.get('/bills', async (q, r) => r.json((await axios.get('https://shop.example.com/api/orders')).data));
app.listen(3000);
`,
  };
  const ingress = (host: string) => ({
    'k8s/ingress.yaml': `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop }
spec:
  rules:
    - host: ${host}
      http: { paths: [{ path: /api, pathType: Prefix, backend: { service: { name: orders, port: { number: 3000 } } } }] }
`,
  });
  expect(await served({ ...orders, ...billing, ...ingress('shop.example.com') })).toEqual([
    'billing GET https://shop.example.com/api/orders → orders',
  ]);
  expect(await served({ ...orders, ...billing, ...ingress('other.example.com') })).toEqual([
    'billing GET https://shop.example.com/api/orders → (external)',
  ]);
});
