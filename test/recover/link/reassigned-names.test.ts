import { expect, test } from 'vitest';
import { calls, recoverFiles, service } from '../../support/recover-files.ts';

async function targets(body: string): Promise<(string | null)[]> {
  const model = await recoverFiles({
    'orders/package.json': service('orders', 'axios', 'express'),
    'orders/src/app.js': `
      import axios from 'axios';
      import express from 'express';
      const app = express();
      app.post('/orders', async (req) => {${body}});
      app.listen(3000);`,
  });
  return model.calls.map((call) => call.target).sort();
}

const stock = "'http://stock/items'";
const payment = "'http://payment/charges'";

test.each([
  [
    'a name has the value that it was last given',
    `let url = ${stock}; await axios.get(url); url = ${payment}; await axios.get(url);`,
    ['http://payment/charges', 'http://stock/items'],
  ],
  [
    'behind a branch it may have either',
    `let url = ${stock}; if (req.paid) url = ${payment}; await axios.get(url);`,
    ['http://payment/charges', 'http://stock/items'],
  ],
  [
    'a branch that leaves does not count behind it',
    `let url = ${stock}; if (req.paid) { url = ${payment}; return; } await axios.get(url);`,
    ['http://stock/items'],
  ],
  [
    'in a loop it may be of the round before',
    `let url = ${stock}; while (req.more()) { await axios.get(url); url = ${payment}; }`,
    ['http://payment/charges', 'http://stock/items'],
  ],
  [
    'what a callback assigns may happen any time',
    `let url = ${stock}; req.on('end', () => { url = ${payment}; }); url = ${stock}; await axios.get(url);`,
    ['http://payment/charges', 'http://stock/items'],
  ],
  [
    'a block that fails half way',
    `let url = ${stock}; try { url = ${payment}; } catch { await axios.get(url); }`,
    ['http://payment/charges', 'http://stock/items'],
  ],
])('%s', async (_name, body, expected) => {
  expect(await targets(body)).toEqual(expected);
});

test('a wrapper that decides by its arguments calls what each caller makes it call', async () => {
  const model = await recoverFiles({
    'orders/package.json': service('orders', 'axios', 'express'),
    'orders/src/app.js': `
      import axios from 'axios';
      import express from 'express';
      const send = (path, secure) => {
        if (!secure) return axios.get('http://stock' + path);
        return axios.get('https://vault.example.com' + path);
      };
      express().get('/', () => send('/items')).get('/keys', () => send('/keys', true)).listen(3000);`,
  });
  expect(calls(model)).toEqual([
    'orders GET http://stock/items → (unresolved)',
    'orders GET https://vault.example.com/keys → (external)',
  ]);
});

test('shared code of a package runs in those of its programs that reach it', async () => {
  const model = await recoverFiles({
    'package.json': { name: 'shop', dependencies: { express: '*', axios: '*' } },
    Dockerfile: `FROM node:20
ARG NAME
COPY . .
RUN rm -rf services
COPY services/\${NAME} services/\${NAME}
COPY services/\${NAME}/routes.js routes.js
CMD ["node", "start.js"]
`,
    'start.js': "import { listen } from './shared/server.js';\nimport routes from './routes.js';\nlisten(routes);\n",
    'shared/server.js': `
      import express from 'express';
      export const listen = (routes) => {
        const app = express();
        app.get('/healthz', (req, res) => res.end());
        app.use(routes);
        app.listen(3000);
      };`,
    'shared/tax.js':
      "import axios from 'axios';\nexport const tax = () => axios.get('https://tax.example.com/rates');\n",
    'services/orders/routes.js': `
      import { Router } from 'express';
      import { tax } from '../../shared/tax.js';
      export default Router().get('/orders', tax);`,
    'services/stock/routes.js':
      "import { Router } from 'express';\nexport default Router().get('/stock', (req, res) => res.end());\n",
  });
  expect(calls(model)).toEqual(['orders GET https://tax.example.com/rates → (external)']);
  expect(model.endpoints.filter((one) => one.path === '/healthz').map((one) => one.service)).toEqual([
    'orders',
    'stock',
  ]);
});
