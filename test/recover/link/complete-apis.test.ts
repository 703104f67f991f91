import { expect, test } from 'vitest';
import { recoverFiles, type Files } from '../../support/recover-files.ts';

const orders = {
  'compose.yaml': 'services:\n  orders: { build: orders }\n  payment: { build: payment }\n',
  'orders/package.json':
    '{ "name": "orders", "scripts": { "start": "node server.js" }, "dependencies": { "express": "4", "axios": "1" } }',
  'orders/server.js': `const app = require('express')();
    const axios = require('axios');
    app.post('/orders', (req, res) => axios.put('http://payment:3000/refunds', req.body));
    app.listen(3000);`,
};

// Whether all that "payment" answers is known, where `orders` calls something that was not found.
async function isComplete(server: string, more: Files = {}): Promise<boolean> {
  const { services } = await recoverFiles({
    ...orders,
    'payment/package.json':
      '{ "name": "payment", "scripts": { "start": "node server.js" }, "dependencies": { "express": "4" } }',
    'payment/server.js': `const express = require('express');\nconst app = express();\napp.get('/charges', list);\n${server}\napp.listen(3000);\nfunction list() {}`,
    ...more,
  });
  return services.find(({ id }) => id === 'payment')?.completeApi.state === 'present';
}

test.each([
  ['plain routes', ''],
  ['middleware that lets pass', `app.use(express.json());\napp.use(require('helmet')(), require('morgan')('tiny'));`],
  ['functions of its own', 'app.use((req, res, next) => next());\napp.use((error, req, res, next) => res.end());'],
  ['a router of its own', `const router = express.Router();\nrouter.get('/:id', list);\napp.use('/charges', router);`],
])('%s leave no gap', async (_, server) => {
  expect(await isComplete(server)).toBe(true);
});

test.each([
  ['middleware of an unknown package', `app.use(require('rest-magic')());`],
  ['something that is not in the repository', `app.use('/admin', require('./generated/admin'));`],
  ['a proxy', `app.use(require('http-proxy-middleware').createProxyMiddleware({ target: process.env.X }));`],
  ['modules of computed names', `for (const file of list()) app.use(require('./routes/' + file));`],
  [
    'an application that is handed to a package',
    `require('route-magic').load(app);\nconst magic = require('route-magic');\nmagic(app);`,
  ],
  ['a route whose path is computed', `app.get(list(), list);`],
  ['a route for everything', `app.all('/*', list);`],
  ['GraphQL', `app.use('/graphql', require('graphql-http/lib/use/express').createHandler({}));`],
])('%s may answer more', async (_, server) => {
  expect(await isComplete(server)).toBe(false);
});
