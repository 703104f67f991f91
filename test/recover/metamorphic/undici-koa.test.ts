import { testRewrites } from '../../support/rewrites.ts';
import { baseSource, orders, standardRewrites, type ClientUse } from '../../support/standard-rewrites.ts';

const use: ClientUse = {
  framework: 'koa',
  pkg: 'undici',
  symbol: 'Pool',
  make: (symbol, option) => `new ${symbol}(${option}, { headersTimeout: 1000, bodyTimeout: 1000 })`,
  option: "'http://payment:3001'",
  use: (client, order) =>
    `await ${client}.request({ path: '/charges', method: 'POST', body: JSON.stringify(${order}) })`,
};
testRewrites(
  {
    ...orders('koa', 'undici'),
    'docker-compose.yml':
      'services:\n  orders: { build: ./orders, ports: ["3000:3000"] }\n  payment: { build: ./payment }\n',
    'payment/package.json': { name: 'payment', scripts: { start: 'node src/app.js' }, dependencies: { express: '*' } },
    'payment/src/app.js': "const app = require('express')();\napp.post('/charges', pay);\napp.listen(3001);\n",
  },
  baseSource(use),
  [
    'orders answers http POST /orders',
    'orders calls payment POST /charges = payment POST /charges, timeout set 1000, from orders POST /orders',
    'payment answers http POST /charges',
    'service orders service 3000',
    'service payment service 3001',
  ],
  standardRewrites(use),
);
