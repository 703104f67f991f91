import { describe, expect, test } from 'vitest';
import { endpoints, recoverFiles, type Files } from '../../support/recover-files.ts';
import type { SystemModel } from '../../../src/model/system.ts';

const DOCUMENT = `openapi: 3.0.1
info:
  title: Orders
servers:
  - url: http://localhost:3000/v1
paths:
  /orders:
    x-swagger-router-controller: orders
    get:
      operationId: listOrders
      x-eov-operation-handler: orders
      x-openapi-router-controller: orders
    post:
      operationId: createOrder
  /orders/{id}:
    get:
      x-eov-operation-id: getOrder
      x-eov-operation-handler: orders
      x-swagger-router-controller: orders
      operationId: ignored
`;
const CALL = "require('axios').get('http://stock/items')";
const CONTROLLER = `module.exports.listOrders = (req, res) => { ${CALL}; };\nmodule.exports.getOrder = (req, res) => res.end();\n`;

async function modelOf(text: string, more: Files = {}): Promise<SystemModel> {
  const names = [...text.matchAll(/require\('([^'.]+)'\)/g)].map((match) => match[1] ?? '');
  return recoverFiles({
    'package.json': {
      name: 'orders',
      scripts: { start: 'node src/app.js' },
      dependencies: Object.fromEntries([...names, 'express', 'axios'].map((name) => [name, '*'])),
    },
    'src/app.js': `const app = require('express')();\n${text}\napp.listen(3000);`,
    'openapi.yaml': DOCUMENT,
    ...more,
  });
}

/** Endpoints, and from which of them the stock is asked. */
function said(model: SystemModel): string[] {
  return [...endpoints(model), ...model.calls.map((call) => `asks stock: ${call.fromEndpoints.join()}`)];
}

describe('openapi-backend', () => {
  const handlers = `{ listOrders: async (c, req, res) => { await ${CALL}; }, notFound: (c, req, res) => res.end() }`;

  test('a document in a file, handlers in the options: what nobody answers is no endpoint', async () => {
    const text = `const { OpenAPIBackend } = require('openapi-backend');
const api = new OpenAPIBackend({ definition: require('path').join(__dirname, '../openapi.yaml'), apiRoot: '/api', handlers: ${handlers} });
api.init(); app.use((req, res) => api.handleRequest(req, req, res));`;
    expect(said(await modelOf(text))).toEqual(['GET /api/orders', 'asks stock: orders GET /api/orders']);
  });

  test('a document in the code, handlers that are registered later', async () => {
    const text = `const OpenAPIBackend = require('openapi-backend').default;
const api = new OpenAPIBackend({ definition: { openapi: '3.0.1', paths: {
  '/orders': { get: { operationId: 'listOrders' }, put: { operationId: 'replaceOrders' } },
  '/orders/{id}': { delete: { operationId: 'dropOrder' } } } } });
api.register(${handlers});
api.register('dropOrder', (c, req, res) => res.end());`;
    expect(said(await modelOf(text))).toEqual(['DELETE /orders/:id', 'GET /orders', 'asks stock: orders GET /orders']);
  });
});

describe('the validator of Express', () => {
  const use = (options: string): string =>
    `app.use(require('express-openapi-validator').middleware({ apiSpec: './openapi.yaml'${options} }));`;
  const controllers = { 'src/routes/orders.js': CONTROLLER };

  test('answers with the modules that the document names', async () => {
    const model = await modelOf(use(", operationHandlers: __dirname + '/routes'"), controllers);
    expect(said(model)).toEqual(['GET /v1/orders', 'GET /v1/orders/:id', 'asks stock: orders GET /v1/orders']);
  });

  test('only checks what others answer without a folder of handlers', async () => {
    expect(endpoints(await modelOf(use(''), controllers))).toEqual([]);
    expect(endpoints(await modelOf(use(', operationHandlers: false'), controllers))).toEqual([]);
  });
});

test.each([
  [
    'swagger-tools',
    `const document = require('js-yaml').load(require('fs').readFileSync('./openapi.yaml', 'utf8'));
require('swagger-tools').initializeMiddleware(document, (middleware) => { app.use(middleware.swaggerRouter({ controllers: './controllers' })); });`,
  ],
  [
    'oas3-tools',
    `require('oas3-tools').expressAppConfig(require('path').join(__dirname, '../openapi.yaml'), { routing: { controllers: './controllers' } }).getApp();`,
  ],
  ['swagger-node', `require('swagger-express-mw').create({ appRoot: __dirname }, (err, mw) => { mw.register(app); });`],
])('%s finds the controller by its name', async (_name, text) => {
  const model = await modelOf(text, { 'controllers/orders.js': CONTROLLER });
  expect(said(model)).toEqual([
    'GET /v1/orders',
    'GET /v1/orders/:id',
    'POST /v1/orders',
    'asks stock: orders GET /v1/orders',
  ]);
});

test('express-openapi and swagger-routes-express are handed functions by their operations', async () => {
  const operations = `{ listOrders: [(req, res) => { ${CALL}; }] }`;
  const expected = ['GET /v1/orders', 'asks stock: orders GET /v1/orders'];
  const initialize = `require('express-openapi').initialize({ app, apiDoc: './openapi.yaml', operations: ${operations} });`;
  expect(said(await modelOf(initialize))).toEqual(expected);
  const connect = `require('swagger-routes-express').connector({ listOrders: (req, res) => { ${CALL}; } }, './openapi.yaml')(app);`;
  expect(said(await modelOf(connect))).toEqual(expected);
});

test('of several documents the one of its own package counts, and a package without one answers nothing', async () => {
  const app = (port: number): string =>
    `const app = require('express')();\nrequire('oas3-tools').expressAppConfig('./api/openapi.yaml', {});\napp.listen(${port});`;
  const own = { name: 'orders', scripts: { start: 'node app.js' }, dependencies: { express: '4', 'oas3-tools': '2' } };
  const model = await recoverFiles({
    'orders/package.json': own,
    'orders/app.js': app(1),
    'orders/api/openapi.yaml': DOCUMENT,
    'payment/package.json': { ...own, name: 'payment' },
    'payment/app.js': app(2),
    'payment/api/openapi.yaml': DOCUMENT.replaceAll('/orders', '/charges'),
  });
  expect(endpoints(model)).toEqual([
    'orders GET /v1/orders',
    'orders GET /v1/orders/:id',
    'orders POST /v1/orders',
    'payment GET /v1/charges',
    'payment GET /v1/charges/:id',
    'payment POST /v1/charges',
  ]);
  const without = "const app = require('express')();\nrequire('oas3-tools').expressAppConfig('x.txt');\napp.listen(1);";
  expect(endpoints(await recoverFiles({ 'package.json': own, 'app.js': without }))).toEqual([]);
});
