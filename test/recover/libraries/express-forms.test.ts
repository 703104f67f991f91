import { expect, test } from 'vitest';
import { endpoints, recoverFiles, service, type Files } from '../../support/recover-files.ts';

const start = `const express = require('express'); const app = express(); app.listen(3000);\n`;
const orders = `const { Router } = require('express'); const router = Router(); router.get('/:id', find); module.exports = router;`;

const CASES: readonly (readonly [name: string, files: Files, expected: readonly string[]])[] = [
  [
    'default and named imports',
    {
      'src/app.js': `import express, { Router } from 'express';
        const a = express(), b = Router(), c = express.Router(), d = new Router(), e = new express.Router();
        b.get('/b', h); c.get('/c', h); d.get('/d', h); e.get('/e', h);
        a.use(b).use('/x', c); a.use([d, e]); a.listen(3000);`,
    },
    ['GET /b', 'GET /d', 'GET /e', 'GET /x/c'],
  ],
  [
    'a namespace import and a type annotation',
    {
      'src/app.js': '',
      'src/main.ts': `import * as express from 'express';
        import { Application, Request } from 'express';
        const app: Application = express();
        app.get('/health', (req: Request, res) => res.end());
        routes(app);
        function routes(server: Application) { server.post('/orders', h); }
        app.listen(3000);`,
    },
    ['GET /health', 'POST /orders'],
  ],
  [
    'route chains',
    { 'src/app.js': `${start}app.route('/orders').get(h).post(auth, h).all(h);` },
    ['ALL /orders', 'GET /orders', 'POST /orders'],
  ],
  [
    'a router by require in place',
    { 'src/app.js': `${start}app.use('/orders', require('./routes/orders'));`, 'src/routes/orders.js': orders },
    ['GET /orders/:id'],
  ],
  [
    'a folder of routes with an index',
    {
      'src/app.js': `${start}require('./routes')(app);`,
      'src/routes/index.js': `module.exports = (app) => { app.use('/api/v1/orders', require('./orders')); app.use('/api', auth, [require('./carts')]); };`,
      'src/routes/orders.js': orders,
      'src/routes/carts.js': `const router = require('express').Router(); router.post('/carts', h); module.exports = router;`,
    },
    ['GET /api/v1/orders/:id', 'POST /api/carts'],
  ],
  [
    'mergeParams under a prefix with parameters',
    {
      'src/app.js': `${start}const items = express.Router({ mergeParams: true }); items.get('/:item', h); app.use('/orders/:order/items', items);`,
    },
    ['GET /orders/:order/items/:item'],
  ],
  [
    'lists of paths',
    {
      'src/app.js': `${start}app.get(['/orders', '/old-orders'], h); const r = express.Router(); r.get('/x', h); app.use(['/a', '/b'], r);`,
    },
    ['GET /a/x', 'GET /b/x', 'GET /old-orders', 'GET /orders'],
  ],
  ['regular expressions', { 'src/app.js': `${start}app.get(/^\\/orders\\/(\\d+)$/, h);` }, ['GET /*']],
  [
    'all and settings',
    { 'src/app.js': `${start}app.all('/orders', h); app.get('env'); app.set('x', 1);` },
    ['ALL /orders'],
  ],
  ['optional parameters of Express 5', { 'src/app.js': `${start}app.get('/files/*path', h);` }, ['GET /files/*path']],
  [
    'routers from a factory',
    {
      'src/app.js': `${start}const make = (controller) => { const r = express.Router(); r.get('/', controller.list); return r; };
        app.use('/orders', make(orders)); app.use('/carts', make(carts));`,
    },
    ['GET /carts', 'GET /orders'],
  ],
  [
    'routers of a class with a getter and a path of its own',
    {
      'src/app.js': `${start}const { OrderRoutes } = require('./orders');
        const all = [new OrderRoutes()]; all.forEach((one) => app.use('/api', one.router));`,
      'src/orders.js': `const { Router } = require('express');
        class OrderRoutes { path = '/orders'; router = Router(); constructor() { this.init(); }
          init() { this.router.get(this.path, this.list); this.router.get(\`\${this.path}/:id\`, this.find); } }
        module.exports = { OrderRoutes };`,
    },
    ['GET /api/orders', 'GET /api/orders/:id'],
  ],
  [
    'routes of a class with a base',
    {
      'src/app.js': '',
      'src/main.ts': `import express from 'express';
        abstract class Routes { app: express.Application; constructor(app: express.Application, readonly name: string) { this.app = app; this.configure(); } abstract configure(): void; }
        class Orders extends Routes { constructor(app: express.Application) { super(app, 'orders'); }
          configure() { this.app.route('/orders').get(list); this.app.get('/orders/:id', find); } }
        const app = express(); new Orders(app); app.listen(3000);`,
    },
    ['GET /orders', 'GET /orders/:id'],
  ],
  [
    'routers in a loop over a table of modules',
    {
      'src/app.js': `${start}const routes = [{ path: '/orders', route: require('./orders') }, { path: '/carts', route: require('./carts') }];
        routes.forEach((item) => app.use(item.path, item.route));`,
      'src/orders.js': orders,
      'src/carts.js': `const router = require('express').Router(); router.post('/', h); module.exports = router;`,
    },
    ['GET /orders/:id', 'POST /carts'],
  ],
  [
    'routers by Object.entries',
    {
      'src/app.js': `${start}const r = express.Router(); r.get('/x', h);
        const table = { '/orders': r }; for (const [path, router] of Object.entries(table)) app.use(path, router);`,
    },
    ['GET /orders/x'],
  ],
  [
    'verbs of a loop',
    {
      'src/app.js': `${start}['get', 'post'].forEach((verb) => app[verb]('/orders', h)); for (const m of ['put']) { app[m]('/carts', h); }`,
    },
    ['GET /orders', 'POST /orders', 'PUT /carts'],
  ],
  [
    'an application under another one',
    { 'src/app.js': `${start}const admin = express(); admin.get('/orders', h); app.use('/admin', admin);` },
    ['GET /admin/orders'],
  ],
  [
    'express-promise-router',
    {
      'src/app.js': `${start}const Router = require('express-promise-router'); const r = new Router(); r.get('/orders', h); app.use('/api', r);`,
    },
    ['GET /api/orders'],
  ],
  [
    'an asynchronous loader',
    {
      'src/app.js': `import express from 'express'; import loaders from './loaders.js';
        async function start() { const app = express(); await loaders({ app }); app.listen(3000); } start();`,
      'src/loaders.js': `import express from 'express'; import routes from './api.js';
        export default async ({ app }) => { app.get('/status', h); app.use('/api', routes()); };`,
      'src/api.js': `import { Router } from 'express'; import orders from './orders.js';
        export default () => { const app = Router(); orders(app); return app; };`,
      'src/orders.js': `import { Router } from 'express'; const route = Router();
        export default (app) => { app.use('/orders', route); route.get('/:id', h); };`,
    },
    ['GET /api/orders/:id', 'GET /status'],
  ],
];

test.each(CASES)('Express: %s', async (_name, files, expected) => {
  const model = await recoverFiles({ 'package.json': service('shop', 'express'), ...files });
  expect(endpoints(model).sort()).toEqual(expected);
});
