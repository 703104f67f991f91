import { describe, expect, test } from 'vitest';
import type { Address, SystemModel } from '../../../src/model/system.ts';
import { onlyCall, recoverFiles, service, type Files } from '../../support/recover-files.ts';

const payment: Files = {
  'payment/package.json': service('payment', 'express'),
  'payment/src/app.js': `const app = require('express')();
app.post('/charges/:id/refunds', refund);
app.get('/charges', list);
app.get('/', hello);
app.listen(process.env.PORT || 3001);
`,
};

const compose = (environment = ''): string => `services:
  orders: { build: ./orders, ports: ["3000:3000"], environment: { ${environment} } }
  payment-api: { build: ./payment, ports: ["8081:3001"] }
  db: { image: "postgres:16" }
`;

async function system(text: string, more: Files = { 'docker-compose.yml': compose() }): Promise<SystemModel> {
  return recoverFiles({
    'orders/package.json': service('orders', 'express', 'axios'),
    'orders/src/app.ts': `import axios from 'axios';\nimport express from 'express';\nexpress().listen(3000);\n${text}`,
    ...payment,
    ...more,
  });
}

async function destination(text: string, more?: Files): Promise<string> {
  const call = onlyCall(await system(text, more));
  return call.to === null ? call.toKind : `${call.to}${call.toEndpoint === null ? '' : ` ${call.toEndpoint.slice(8)}`}`;
}

describe('where a call goes', () => {
  test.each([
    ['by its compose name', "axios.get('http://payment-api:3001/charges');", 'payment GET /charges'],
    ['not by a port where the path is none of its own', "axios.get('http://localhost:8081/connectors');", 'unresolved'],
    ['by a port where the path may be its own', "axios.get('http://localhost:8081/charges/7');", 'payment'],
    [
      'by a name that is slightly wrong, with its port',
      "axios.get('http://payments:3001/charges');",
      'payment GET /charges',
    ],
    ['not by such a name with another port', "axios.get('http://payments:3002/one');", 'unresolved'],
    ['not by another name with its port', "axios.get('http://keycloak:3001/one');", 'unresolved'],
    ['by its folder name', "axios.get('http://payment/charges');", 'payment GET /charges'],
    ['by its Kubernetes name', "axios.get('http://payment.shop.svc.cluster.local/charges');", 'payment GET /charges'],
    ['whatever the case', "axios.get('http://Payment/charges');", 'payment GET /charges'],
    ['by its published port', "axios.get('http://localhost:8081/charges');", 'payment GET /charges'],
    ['by the port it listens on', "axios.get('http://127.0.0.1:3001/charges');", 'payment GET /charges'],
    ['without an endpoint that fits', "axios.get('http://payment/invoices');", 'payment'],
    ['with another method', "axios.post('http://payment/charges');", 'payment'],
    [
      'to an endpoint with parameters',
      'axios.post(`http://payment/charges/${id}/refunds`);',
      'payment POST /charges/:id/refunds',
    ],
    ['with a query', "axios.get('http://payment/charges?limit=1');", 'payment GET /charges'],
    ['to the root', "axios.get('http://payment');", 'payment GET /'],
    ['by the name of the variable', 'axios.get(`${process.env.PAYMENT_SERVICE_URL}/charges`);', 'payment GET /charges'],
    [
      'by the name of the variable, in camel case',
      'import config from "config"; axios.get(`${process.env.paymentApiUrl}/charges`);',
      'payment GET /charges',
    ],
    [
      'by the shape of the route',
      'axios.post(`${gateway}/charges/${id}/refunds`);',
      'payment POST /charges/:id/refunds',
    ],
    ['not by a shape that says too little', 'axios.get(`${gateway}/charges`);', 'unresolved'],
    ['outside', "axios.get('https://api.stripe.com/charges');", 'external'],
    ['outside by address', "axios.get('http://10.0.0.9/v1');", 'unresolved'],
    ['a backing container', "axios.get('http://db:5432/');", 'external'],
    ['nowhere we know', "axios.get('http://warehouse/stock');", 'unresolved'],
    ['to itself by localhost', "axios.get('http://localhost:3000/orders');", 'unresolved'],
    [
      'by a short path at a port of this machine',
      "axios.get('http://localhost:9090/charges');",
      'payment GET /charges',
    ],
    ['not by its method alone at a port of this machine', 'axios.get(`http://localhost:9090/${x}`);', 'unresolved'],
  ])('%s', async (_name, text, expected) => expect(await destination(text)).toBe(expected));

  test.each([
    ['compose', { 'docker-compose.yml': compose('PEER: "http://payment-api:3001"') }],
    ['.env', { 'docker-compose.yml': compose(), 'orders/.env': 'PEER=http://payment-api:3001\n' }],
    ['.env.example', { 'orders/.env.example': 'PEER=http://payment:3001\n' }],
    [
      'a Kubernetes Deployment',
      {
        'k8s/orders.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: orders }\nspec:\n  template:\n    spec:\n      containers:\n        - { name: orders, image: shop/orders, env: [{ name: PEER, value: "http://payment" }] }\n',
      },
    ],
  ])('by a variable that %s sets', async (_name, files) => {
    expect(await destination('axios.get(`${process.env.PEER}/charges`);', files)).toBe('payment GET /charges');
  });

  test('to another service at a port that the caller has as well, only by a path of that service', async () => {
    const files = {
      'docker-compose.yml': `services:
  orders: { build: ./orders, ports: ["4000:3000"] }
  payment-api: { build: ./payment, ports: ["4001:3000"] }
`,
    };
    expect(await destination('axios.get(`http://localhost:3000/${x}`);', files)).toBe('unresolved');
    expect(await destination("axios.get('http://localhost:3000/charges');", files)).toBe('payment GET /charges');
  });

  test('by host and port from two variables', async () => {
    const files = { 'docker-compose.yml': compose('PEER_HOST: payment-api, PEER_PORT: "3001"') };
    const text = 'axios.get(`http://${process.env.PEER_HOST}:${process.env.PEER_PORT}/charges`);';
    expect(await destination(text, files)).toBe('payment GET /charges');
  });

  test('a deployed value goes before the one in .env, and both before the default', async () => {
    const text = "axios.get(`${process.env.PEER || 'http://warehouse'}/charges`);";
    const dotenv = { 'orders/.env': 'PEER=http://payment:3001\n' };
    expect(await destination(text, dotenv)).toBe('payment GET /charges');
    const both = { ...dotenv, 'docker-compose.yml': compose('PEER: "https://api.stripe.com"') };
    expect(await destination(text, both)).toBe('external');
  });

  test('through a gateway to the service that answers', async () => {
    const gateway = {
      'docker-compose.yml': `${compose()}  gateway: { build: ./gateway, ports: ["80:80"] }\n`,
      'gateway/package.json': service('gateway', 'express', 'http-proxy-middleware'),
      'gateway/src/app.js': `const { createProxyMiddleware } = require('http-proxy-middleware');
const app = require('express')();
app.use('/charges', createProxyMiddleware({ target: 'http://payment:3001' }));
app.listen(80);
`,
    };
    const model = await system('axios.post(`http://gateway/charges/${id}/refunds`);', gateway);
    expect(model.services.find(({ id }) => id === 'gateway')?.kind).toBe('gateway');
    const call = model.calls.find(({ from }) => from === 'orders');
    expect([call?.to, call?.toEndpoint]).toEqual(['payment', 'payment POST /charges/:id/refunds']);
  });
});

describe('where an address comes from', () => {
  test.each<[string, string, Address['origin'], string | null]>([
    ['a literal', "axios.get('http://payment:3001/x');", 'literal', 'payment:3001'],
    ['a constant', "const HOST = 'payment'; axios.get(`http://${HOST}/x`);", 'literal', 'payment'],
    ['a default', "axios.get(`${process.env.PEER || 'http://payment'}/x`);", 'default', 'payment'],
    [
      'a default parameter',
      "function get(host = 'payment') { return axios.get(`http://${host}/x`); } get();",
      'default',
      'payment',
    ],
    ['deployment', 'axios.get(`${process.env.ADDRESS}/x`);', 'config', 'payment-api:3001'],
    [
      'deployment before a default',
      "axios.get(`${process.env.ADDRESS ?? 'http://localhost:9'}/x`);",
      'config',
      'payment-api:3001',
    ],
    ['an unset variable', 'axios.get(`${process.env.PEER}/x`);', 'unknown', null],
    ['a path alone', "axios.get('/x');", 'unknown', null],
    ['a base of the instance', "axios.create({ baseURL: 'http://payment' }).get('/x');", 'literal', 'payment'],
    [
      'a base from configuration',
      "axios.create({ baseURL: process.env.ADDRESS }).get('/x');",
      'config',
      'payment-api:3001',
    ],
  ])('%s', async (_name, text, origin, host) => {
    const files = { 'docker-compose.yml': compose('ADDRESS: "http://payment-api:3001"') };
    const { address, path } = onlyCall(await system(text, files));
    expect([address.origin, address.host, path]).toEqual([origin, host, '/x']);
  });

  test('the evidence leads from the call to where the address is written', async () => {
    const { evidence } = onlyCall(
      await system('axios.get(`${process.env.ADDRESS}/x`);', {
        'docker-compose.yml': compose('ADDRESS: "http://payment-api:3001"'),
      }),
    );
    expect(evidence.map(({ file, line, note }) => [file, line, note])).toEqual([
      ['orders/src/app.ts', 4, undefined],
      ['docker-compose.yml', 2, 'the address is written here'],
      ['orders/src/app.ts', 4, 'reads ADDRESS'],
    ]);
  });
});

describe('wrappers', () => {
  test('each caller of a wrapper is a call of its own, with the client as further evidence', async () => {
    const model = await system(`import { get } from './http';\nget('/charges');\nget('/invoices');\n`, {
      'orders/src/http.ts':
        "import axios from 'axios';\nexport const get = (path: string) => axios.get('http://payment' + path);\n",
    });
    expect(
      model.calls.map(({ path, evidence }) => [path, evidence[0]?.line, evidence[1]?.file, evidence[1]?.note]),
    ).toEqual([
      ['/charges', 5, 'orders/src/http.ts', 'the client is called here'],
      ['/invoices', 6, 'orders/src/http.ts', 'the client is called here'],
    ]);
  });

  test('a wrapper that nobody calls is no more than one unresolved call, and none when nobody mentions it', async () => {
    const get = 'export const get = (url: string) => axios.get(url);';
    const { toKind, target } = onlyCall(await system(`${get}\nkeep(get);`));
    expect([toKind, target]).toEqual(['unresolved', '{url}']);
    expect((await system(get)).calls).toEqual([]);
  });

  test('a call in a loop is repeated, also when the wrapper stands in the loop', async () => {
    const loop =
      "for (const id of ids) get(`/charges/${id}`);\nfunction get(path) { return axios.get('http://payment' + path); }";
    expect(onlyCall(await system(loop)).repeated).toBe(true);
    expect(onlyCall(await system("axios.get('http://payment/charges');")).repeated).toBe(false);
  });

  test('a function handed to a helper is in the loop of the helper, not in that of others who call it', async () => {
    const helper = 'const twice = async (ask) => { await ask(); return ask(); };';
    const others = 'for (const id of ids) twice(() => note(id));';
    const one = `${helper}\n${others}\ntwice(() => axios.get('http://payment/charges'));`;
    expect(onlyCall(await system(one)).repeated).toBe(false);
    const every = 'const each = async (ids, ask) => { for (const id of ids) await ask(id); };';
    const many = `${every}\neach(ids, (id) => axios.get('http://payment/charges/' + id));`;
    expect(onlyCall(await system(many)).repeated).toBe(true);
  });
});
