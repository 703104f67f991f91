import { describe, expect, test } from 'vitest';
import { endpoints, onlyCall, recoverFiles } from '../../support/recover-files.ts';

const CALL = "await require('axios').get('http://stock/items')";

describe('Glue of Hapi', () => {
  const plugins: Readonly<Record<string, string>> = {
    'plugins/orders.js': `exports.plugin = { name: 'orders', register: async (server) => {
  server.route({ method: 'GET', path: '/orders', handler: async () => { ${CALL}; } });
  server.route([].concat(require('./more'), require('./most')));
} };`,
    'plugins/more.js': `module.exports = [{ method: ['PUT', 'PATCH'], path: '/orders/{id}', handler: () => 1 }];`,
    'plugins/most.js': `module.exports = [{ method: 'DELETE', path: '/orders/{id}', options: { handler: () => 1 } }];`,
    'plugins/health.js': `exports.name = 'health';\nexports.register = (server) => { server.route({ method: '*', path: '/health', handler: () => 1 }); };`,
  };
  const manifest = `{ server: { port: 8000 }, register: { plugins: [
  { plugin: './orders', routes: { prefix: '/api' } }, { plugin: require('./plugins/health') }, '@hapi/inert'] } }`;
  const expected = [
    'ALL /health',
    'DELETE /api/orders/:id',
    'GET /api/orders',
    'PATCH /api/orders/:id',
    'PUT /api/orders/:id',
  ];

  test.each([
    ['a manifest', manifest],
    [
      'a store of Confidence',
      `new (require('@hapipal/confidence').Store)(${manifest}).get('/', { env: 'production' })`,
    ],
  ])('gives the server to the plugins of %s', async (_name, text) => {
    const model = await recoverFiles({
      'package.json': { name: 'orders', scripts: { start: 'node index.js' }, dependencies: { '@hapi/glue': '9' } },
      'index.js': `const Glue = require('@hapi/glue');
(async () => { const server = await Glue.compose(${text}, { relativeTo: __dirname + '/plugins' }); await server.start(); })();`,
      ...plugins,
    });
    expect(model.services.map(({ id, kind }) => `${id} ${kind}`)).toEqual(['orders service']);
    expect(endpoints(model)).toEqual(expected);
    expect(onlyCall(model).fromEndpoints).toEqual(['orders GET /api/orders']);
  });
});

test('Sails: routes of the table, with the actions that they name', async () => {
  const model = await recoverFiles({
    'package.json': { name: 'orders', scripts: { start: 'node app.js' }, dependencies: { sails: '1' } },
    'app.js': "var sails; try { sails = require('sails'); } catch (err) { return; }\nsails.lift();",
    'config/routes.js': `module.exports.routes = {
  'POST /orders': { action: 'orders/create' },
  'GET /orders/:id': 'OrdersController.findOne',
  'put /orders/:id': { controller: 'orders', action: 'update' },
  'GET /about': { view: 'pages/about' },
  '/logout': '/account/logout',
  'GET /ping': (req, res) => res.ok(),
};`,
    'api/controllers/orders/create.js': `module.exports = { inputs: {}, fn: async function () { ${CALL}; } };`,
    'api/controllers/OrdersController.js': `module.exports = { findOne: (req, res) => res.ok(), update(req, res) { return res.ok(); } };`,
  });
  expect(endpoints(model)).toEqual(['GET /about', 'GET /orders/:id', 'GET /ping', 'POST /orders', 'PUT /orders/:id']);
  expect(onlyCall(model).fromEndpoints).toEqual(['orders POST /orders']);
  const [find] = model.endpoints.filter(({ method, path }) => method === 'GET' && path === '/orders/:id');
  expect(find?.evidence[0]?.file).toBe('api/controllers/OrdersController.js');
});

test('a table of that name in another program is none of Sails', async () => {
  const model = await recoverFiles({
    'package.json': { name: 'orders', scripts: { start: 'node app.js' }, dependencies: { express: '4' } },
    'app.js': "require('express')().listen(3000);",
    'config/routes.js': "module.exports.routes = { 'GET /orders': 'OrdersController.find' };",
  });
  expect(endpoints(model)).toEqual([]);
});

test('files are routes: of Medusa by their verbs, of Nitro by their names', async () => {
  const medusa = await recoverFiles({
    'package.json': { name: 'shop', scripts: { start: 'medusa start' }, dependencies: { '@medusajs/medusa': '2' } },
    'src/api/store/orders/[id]/route.ts': `import type { MedusaRequest, MedusaResponse } from '@medusajs/framework/http';
export async function GET(req: MedusaRequest, res: MedusaResponse) { res.sendStatus(200); }
export const POST = async (req: MedusaRequest, res: MedusaResponse) => { res.json({}); };`,
  });
  expect(endpoints(medusa)).toEqual(['GET /store/orders/:id', 'POST /store/orders/:id']);
  const nitro = await recoverFiles({
    'package.json': { name: 'shop', scripts: { dev: 'nitro dev' }, devDependencies: { nitropack: '2' } },
    'server/api/orders/[id].get.ts': "export default defineEventHandler(() => $fetch('http://stock/items'));",
  });
  expect(nitro.services.map(({ kind }) => kind)).toEqual(['service']);
  expect(endpoints(nitro)).toEqual(['GET /api/orders/:id']);
  expect(onlyCall(nitro).fromEndpoints).toEqual(['shop GET /api/orders/:id']);
});

test('applications that a framework builds listen: LoopBack, Inversify, the server of tRPC', async () => {
  const loopback = await recoverFiles({
    'package.json': { name: 'orders', scripts: { start: 'node .' }, main: 'dist/index.js', dependencies: {} },
    'src/index.ts':
      "import { Orders } from './application';\nexport async function main() { const app = new Orders(); await app.boot(); await app.start(); }\nmain();",
    'src/application.ts': `import { BootMixin } from '@loopback/boot';
import { RepositoryMixin } from '@loopback/repository';
import { RestApplication, get } from '@loopback/rest';
export class Orders extends BootMixin(RepositoryMixin(RestApplication)) {}
export class OrderController { @get('/orders/{id}') find() { return 1; } }`,
  });
  expect(endpoints(loopback)).toEqual(['GET /orders/:id']);
  const inversify = await recoverFiles({
    'package.json': { name: 'orders', scripts: { start: 'node dist/app.js' } },
    'src/app.ts': `import { InversifyExpressServer, controller, httpGet } from 'inversify-express-utils';
const server = new InversifyExpressServer(container, null, { rootPath: '/api' });
server.setConfig(() => {}).build().listen(3000);
@controller('/orders') class Orders { @httpGet('/:id') find() {} }`,
  });
  expect(endpoints(inversify)).toEqual(['GET /api/orders/:id']);
  const trpc = await recoverFiles({
    'package.json': { name: 'orders', scripts: { start: 'node dist/app.js' } },
    'src/app.ts': `import { initTRPC } from '@trpc/server';
import { createHTTPServer } from '@trpc/server/adapters/standalone';
const t = initTRPC.create();
createHTTPServer({ router: t.router({ status: t.procedure.query(() => 1) }) }).listen(4000);`,
  });
  expect(trpc.services.map(({ kind }) => kind)).toEqual(['service']);
});
