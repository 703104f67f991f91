import { expect, test } from 'vitest';
import { recoverFiles, type Files } from '../../support/recover-files.ts';

const pkg = (name: string, more: object) => ({ name, dependencies: { express: '5' }, ...more });

/** A service that exports a client of its own to the services that call it. */
const shop: Files = {
  'package.json': { name: 'shop', private: true, workspaces: ['packages/*'] },
  'compose.yaml':
    'services:\n  stock: { build: packages/stock, ports: ["4000:4000"] }\n  orders: { build: packages/orders, environment: { STOCK_URL: "http://stock:4000" } }\n  mail: { build: packages/mail }\n',
  'packages/stock/package.json': pkg('@shop/stock', { main: 'index.js', scripts: { start: 'node app.js' } }),
  'packages/stock/app.js':
    "const { own } = require('./own');\nconst app = require('express')();\napp.post('/reservations', async (req, res) => res.json(await own()));\napp.listen(4000);\n",
  'packages/stock/own.js': "exports.own = () => fetch('https://suppliers.example/');\n",
  'packages/stock/index.js':
    "exports.StockClient = require('./client').StockClient;\nexports.own = require('./own').own;\n",
  'packages/stock/client.js': `class StockClient {
  constructor(url) { this.url = url; }
  reserve() { return fetch(\`\${this.url}/reservations\`, { method: 'POST' }); }
}
exports.StockClient = StockClient;
`,
  'packages/orders/package.json': pkg('@shop/orders', {
    dependencies: { '@shop/stock': '*', express: '5' },
    scripts: { start: 'node app.js' },
  }),
  'packages/orders/app.js': `const { StockClient } = require('@shop/stock');
const stock = new StockClient(process.env.STOCK_URL);
const app = require('express')();
app.post('/orders', async (req, res) => res.json(await stock.reserve()));
app.listen(3000);
`,
  'packages/mail/package.json': pkg('@shop/mail', {
    dependencies: { '@shop/stock': '*', express: '5' },
    scripts: { start: 'node app.js' },
  }),
  'packages/mail/app.js': "require('@shop/stock');\nrequire('express')().listen(3001);\n",
};

test('a client that a service exports calls from where it is used; what the service runs itself stays its own', async () => {
  const { calls } = await recoverFiles(shop);
  expect(calls.map(({ from, to, path, target }) => [from, to ?? target, path])).toEqual([
    ['orders', 'stock', '/reservations'],
    ['stock', 'https://suppliers.example/', '/'],
  ]);
});
